"""Asking a public service politely and safely: slow enough, patient, bounded, never led astray."""

from __future__ import annotations

import logging
import random
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import httpx

from pipelines.faults import Fault
from pipelines.sources.deadline import Deadline
from pipelines.sources.headers import retry_after, seconds_between, versions
from pipelines.sources.source import Host
from pipelines.sources.text import shown

TRIES = 4
FIRST_WAIT = 1.0  # seconds; doubled after every failure
LONGEST_WAIT = 60.0
MOST_WAITING = 600.0  # seconds that one service may make a run wait, all its answers together
LONGEST_GAP = 10.0  # seconds between two requests that a service may ask for in a header
MOST_REDIRECTS = 3
CHUNK = 64 * 1024
BUSY = (429, 500, 502, 503, 504)


class SourceError(Exception):
    """A source could not be read. The text is one line for an editor."""


class NotFound(SourceError):
    """The service answered that it has no such record."""


class Moved(SourceError):
    """The service leads a number on to another record: nothing is broken, an editor corrects it."""

    def __init__(self, message: str, new: str, says: str = ""):
        super().__init__(message)
        self.new, self.says = new, says


class Passing(SourceError):
    """A fault that may be gone at the next try."""

    def __init__(self, message: str, wait: float | None = None):
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True)
class Answer:
    """``body`` is empty and ``is_unchanged`` true where the service said "not modified".

    ``url`` is without its query: that may hold a key or an address of ours.
    """

    url: str
    status: int
    body: bytes
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""

    @property
    def is_unchanged(self) -> bool:
        return self.status == 304


class Pace:
    """Keeps requests to one host apart. Safe between threads."""

    def __init__(
        self, per_second: float, clock: Callable[[], float], sleep: Callable[[float], None]
    ):
        self.gap = 1 / per_second
        self._clock, self._sleep = clock, sleep
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        with self._lock:
            now = self._clock()
            start = max(now, self._next)
            self._next = start + self.gap
        if start > now:
            self._sleep(start - now)

    def heed(self, headers: Mapping[str, str]) -> None:
        """Slow down to the limit a service prints with its answer, within reason."""
        self.gap = max(self.gap, min(seconds_between(headers), LONGEST_GAP))


class Client:
    """Requests to public services. One client serves a whole run and all its threads."""

    def __init__(
        self,
        user_agent: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self._clock, self._sleep = clock, sleep
        self._paces: dict[str, Pace] = {}
        self._waited: Counter[str] = Counter()
        self._deadline = Deadline(clock)
        self._lock = threading.Lock()
        try:
            self._http = httpx.Client(
                http2=True,
                follow_redirects=False,
                headers={"User-Agent": user_agent, "Accept-Encoding": "gzip"},
            )
        except (ImportError, ValueError) as error:
            says = "this machine's settings for proxies cannot be used"
            raise Fault(f"{says} (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY): {error}") from error
        self._deadline.hold(self._http)
        for name in ("httpx", "httpcore", "h2", "hpack"):  # they log whole addresses, with keys
            logging.getLogger(name).setLevel(logging.WARNING)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(
        self,
        host: Host,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        expects: str,
        etag: str = "",
        last_modified: str = "",
        secret: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer of ``host`` to ``path``. ``expects`` is a part of the content type; ``secret``
        are parameters of the query that no message, log or record may show.

        Raises SourceError, in one line, for whatever keeps the whole record from arriving.
        """
        hidden = tuple((secret or {}).values())
        url = host.address.rstrip("/") + "/" + path.lstrip("/")
        if query or secret:
            url += "?" + urlencode({**(query or {}), **(secret or {})})
        asked = {"Accept": f"{expects}, */*;q=0.1" if "/" in expects else "*/*"}
        known = versions(etag, last_modified)
        if "etag" in known:
            asked["If-None-Match"] = etag
        if "last_modified" in known:
            asked["If-Modified-Since"] = last_modified
        try:
            answer = self._try(host, url, asked, expects)
        except SourceError as error:
            message = str(error)
            for key in hidden:
                message = message.replace(key, "…")
            raise type(error)(message) from None  # what lies below may hold the address
        if answer.is_unchanged and not known:
            raise SourceError(f"{host.title}: said “not modified” of what it never sent")
        sent_back = f"{answer.url} {answer.content_type} {answer.etag}".encode() + answer.body
        if any(key.encode() in sent_back for key in hidden):
            raise SourceError(f"{host.title}: sent our own key back; its answer was not kept")
        return answer

    def _try(self, host: Host, url: str, asked: dict[str, str], expects: str) -> Answer:
        for attempt in range(1, TRIES + 1):
            try:
                return self._follow(host, url, asked, expects)
            except Passing as error:
                wait = error.wait if error.wait is not None else self._back_off(attempt)
                is_long = wait > LONGEST_WAIT or self._waited[host.name] + wait > MOST_WAITING
                if attempt == TRIES or is_long:
                    tries = f" ({attempt} tries)" if attempt > 1 else ""
                    raise SourceError(f"{host.title}: {error}{tries}") from error
                self._waited[host.name] += wait
                self._sleep(wait)
        raise AssertionError("the loop always returns or raises")

    def _back_off(self, attempt: int) -> float:
        # spread, so that clients that failed together do not come back together
        return FIRST_WAIT * 2 ** (attempt - 1) * random.uniform(0.8, 1.2)

    def _pace(self, host: Host) -> Pace:
        with self._lock:
            if host.name not in self._paces:
                self._paces[host.name] = Pace(host.per_second, self._clock, self._sleep)
            return self._paces[host.name]

    def _follow(self, host: Host, url: str, asked: dict[str, str], expects: str) -> Answer:
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._once(host, url, asked, expects)
            if isinstance(answer, Answer):
                return answer
            if _origin(url) != _origin(answer):
                raise SourceError(
                    f"{host.title}: refused to be sent from {_origin(url).partition('://')[2]}"
                    f" to {_origin(answer)}"
                )
            url = answer
        raise SourceError(f"{host.title}: was redirected more than {MOST_REDIRECTS} times")

    def _once(self, host: Host, url: str, asked: dict[str, str], expects: str) -> Answer | str:
        """One request: the answer, or the address to which the service sends us."""
        pace = self._pace(host)
        pace.wait()
        with self._deadline.within(host.most_seconds):
            try:
                with self._http.stream(
                    "GET", url, headers=asked, timeout=host.patience
                ) as response:
                    pace.heed(response.headers)
                    if response.is_redirect and response.status_code != 304:
                        return str(httpx.URL(url).join(response.headers.get("location", "")))
                    self._judge(host, response)
                    # "not modified" has no body, but must be read for the connection to serve again
                    body = self._read(host, response)
            except httpx.TimeoutException as error:
                if self._deadline.is_over:
                    raise Passing(f"was still sending after {host.most_seconds:g} s") from error
                raise Passing(f"no answer within {host.patience:g} s") from error
            except (httpx.TransportError, httpx.InvalidURL, ValueError, zlib.error) as error:
                # a ValueError: an address or a header that is no text
                says = shown(f"{type(error).__name__}: {error}")
                raise Passing(f"the connection failed ({says})") from error
        headers = response.headers
        kind = headers.get("content-type", "nothing")
        if body and expects not in kind:
            raise SourceError(f"{host.title}: sent {shown(kind)} where {expects} was expected")
        marks = versions(headers.get("etag", ""), headers.get("last-modified", ""))
        return Answer(url.partition("?")[0], response.status_code, body, kind, **marks)

    @staticmethod
    def _judge(host: Host, response: httpx.Response) -> None:
        status = response.status_code
        if status in BUSY:
            raise Passing(
                f"answered {status}", retry_after(response.headers.get("retry-after", ""))
            )
        if status in (404, 410):
            raise NotFound(f"{host.title}: has no record at {response.url.path} ({status})")
        if status not in (200, 304):
            raise SourceError(f"{host.title}: answered {status}")

    @staticmethod
    def _read(host: Host, response: httpx.Response) -> bytes:
        """The whole body, unpacked piece by piece so that no more than the limit is ever held."""
        encoding = response.headers.get("content-encoding", "").lower() or "identity"
        if encoding not in ("gzip", "identity"):
            raise SourceError(
                f"{host.title}: sent an encoding that was not asked for ({shown(encoding)})"
            )
        unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
        body = bytearray()
        for packed in response.iter_raw():
            while packed:
                body += unpack.decompress(packed, CHUNK) if unpack else packed
                packed = unpack.unconsumed_tail if unpack else b""
                if len(body) > host.most_bytes:
                    raise SourceError(
                        f"{host.title}: sent more than {host.most_bytes:,} bytes; none was kept"
                    )
        if unpack is not None and response.status_code != 304:
            if not unpack.eof:
                raise Passing("the answer broke off")
            if unpack.unused_data:
                raise Passing("the answer went on after its end")
        return bytes(body)


def _origin(url: str) -> str:
    """Scheme and host of an address: what of it a message may show."""
    parts = urlsplit(url)
    return shown(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
