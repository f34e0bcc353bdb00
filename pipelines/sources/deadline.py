"""An end for each request as a whole.

httpx bounds the silence between two bytes. A service that sends one now and then, in its headers
too, would be waited for without end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

FOREVER = float("inf")


class Deadline(threading.local):
    """When the request of this thread must be over, in the seconds of ``clock``."""

    def __init__(self, clock: Callable[[], float]):
        self._clock = clock
        self._end = FOREVER

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        self._end = self._clock() + seconds
        try:
            yield
        finally:
            self._end = FOREVER

    @property
    def is_over(self) -> bool:
        return self._clock() >= self._end

    def left(self, timeout: float | None) -> float | None:
        """Seconds that one step may take. Raises httpcore.ReadTimeout where none are left."""
        rest = self._end - self._clock()
        if rest <= 0:
            raise httpcore.ReadTimeout("the request took too long")
        return min(rest, timeout) if timeout is not None else rest if rest < FOREVER else None

    def hold(self, client: httpx.Client) -> None:
        """Keep every connection of ``client`` to the deadline."""
        # httpx has no setting for it: a transport of our own would no longer heed the proxies of
        # the machine
        for transport in (client._transport, *client._mounts.values()):
            if isinstance(transport, httpx.HTTPTransport):
                pool = transport._pool
                pool._network_backend = _Network(pool._network_backend, self)


class _Network(httpcore.NetworkBackend):
    def __init__(self, network: httpcore.NetworkBackend, deadline: Deadline):
        self._network, self._deadline = network, deadline

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **more: Any) -> _Wire:
        timeout = self._deadline.left(timeout)
        return _Wire(self._network.connect_tcp(host, port, timeout, **more), self._deadline)

    def sleep(self, seconds: float) -> None:
        self._network.sleep(seconds)


class _Wire(httpcore.NetworkStream):
    def __init__(self, wire: httpcore.NetworkStream, deadline: Deadline):
        self._wire, self._deadline = wire, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._wire.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._wire.write(buffer, self._deadline.left(timeout))

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> _Wire:
        wire = self._wire.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Wire(wire, self._deadline)

    def close(self) -> None:
        self._wire.close()

    def get_extra_info(self, info: str) -> Any:
        return self._wire.get_extra_info(info)
