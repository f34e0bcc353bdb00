"""Asking a public service politely and safely: slow enough, patient, bounded, never led astray."""

from __future__ import annotations

import json
import random
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

import httpx

from pipelines.sources.hosts import Host

TRIES = 4
FIRST_WAIT = 1.0  # seconds; doubled after every failure
LONGEST_WAIT = 60.0
MOST_REDIRECTS = 3
CHUNK = 64 * 1024
BUSY = (429, 500, 502, 503, 504)


class SourceError(Exception):
    """A source could not be read. The text is one line for an editor."""


class NotFound(SourceError):
    """The service answered that it has no such record."""


class Passing(SourceError):
    """A fault that may be gone at the next try."""

    def __init__(self, message: str, wait: float | None = None):
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True)
class Answer:
    """``body`` is empty and ``is_unchanged`` true where the service said "not modified"."""

    url: str
    status: int
    body: bytes
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    headers: Mapping[str, str] = None  # type: ignore[assignment]

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
        """Slow down to the limit a service prints with its answer (Crossref does)."""
        limit = headers.get("x-rate-limit-limit", "")
        interval = headers.get("x-rate-limit-interval", "").rstrip("s")
        if limit.isdigit() and interval.isdigit() and int(limit):
            self.gap = max(self.gap, int(interval) / int(limit))


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
        self._lock = threading.Lock()
        self._http = httpx.Client(
            http2=True,
            follow_redirects=False,
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip"},
        )

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
    ) -> Answer:
        """The answer of ``host`` to ``path``. ``expects`` is a part of the content type.

        Raises SourceError, in one line, for whatever keeps the whole record from arriving.
        """
        url = host.address.rstrip("/") + "/" + path.lstrip("/")
        if query:
            url += "?" + urlencode(query)
        asked = {"Accept": f"{expects}, */*;q=0.1" if "/" in expects else "*/*"}
        if etag:
            asked["If-None-Match"] = etag
        if last_modified:
            asked["If-Modified-Since"] = last_modified
        for attempt in range(1, TRIES + 1):
            try:
                return self._follow(host, url, asked, expects)
            except Passing as error:
                wait = error.wait if error.wait is not None else self._back_off(attempt)
                if attempt == TRIES or wait > LONGEST_WAIT:
                    tries = f" ({attempt} tries)" if attempt > 1 else ""
                    raise SourceError(f"{host.title}: {error}{tries}") from error
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
            here, there = urlsplit(url), urlsplit(answer)
            if (here.scheme, here.netloc) != (there.scheme, there.netloc):
                raise SourceError(
                    f"{host.title}: refused to be sent from {here.netloc} to {shown(answer)}"
                )
            url = answer
        raise SourceError(f"{host.title}: was redirected more than {MOST_REDIRECTS} times")

    def _once(self, host: Host, url: str, asked: dict[str, str], expects: str) -> Answer | str:
        """One request: the answer, or the address to which the service sends us."""
        pace = self._pace(host)
        pace.wait()
        deadline = self._clock() + host.most_seconds
        try:
            with self._http.stream("GET", url, headers=asked, timeout=host.patience) as response:
                pace.heed(response.headers)
                if response.is_redirect and response.status_code != 304:
                    return str(httpx.URL(url).join(response.headers.get("location", "")))
                self._judge(response)
                # "not modified" has no body, but must be read for the connection to be used again
                body = self._read(host, response, deadline)
        except httpx.TimeoutException as error:
            raise Passing(f"no answer within {host.patience:g} s") from error
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise Passing(f"the connection failed ({type(error).__name__}: {error})") from error
        if body and expects not in response.headers.get("content-type", ""):
            kind = response.headers.get("content-type", "nothing")
            raise SourceError(f"{host.title}: sent {shown(kind)} where {expects} was expected")
        headers = response.headers
        return Answer(
            url, response.status_code, body, headers.get("content-type", ""),
            headers.get("etag", ""), headers.get("last-modified", ""), headers,
        )  # fmt: skip

    @staticmethod
    def _judge(response: httpx.Response) -> None:
        status = response.status_code
        if status in BUSY:
            raise Passing(
                f"answered {status}", retry_after(response.headers.get("retry-after", ""))
            )
        if status in (404, 410):
            raise NotFound(f"has no record at {response.url.path} ({status})")
        if status not in (200, 304):
            raise SourceError(f"{response.url.host} answered {status}")

    def _read(self, host: Host, response: httpx.Response, deadline: float) -> bytes:
        """The whole body, unpacked piece by piece so that no more than the limit is ever held."""
        encoding = response.headers.get("content-encoding", "identity").lower()
        if encoding not in ("gzip", "identity"):
            raise SourceError(f"{host.title}: sent an encoding that was not asked for ({encoding})")
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
            if self._clock() > deadline:
                raise Passing(f"was still sending after {host.most_seconds:g} s")
        if unpack is not None and not unpack.eof and response.status_code != 304:
            raise Passing("the answer broke off")
        return bytes(body)


def retry_after(text: str) -> float | None:
    """Seconds that a ``Retry-After`` header asks for; None where there is none to understand."""
    if text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def shown(text: str) -> str:
    """Foreign text in a message: one line, not long."""
    return json.dumps(text[:100], ensure_ascii=True)[1:-1]
