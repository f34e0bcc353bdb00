"""A real HTTP server on loopback that plays the public services, and their faults."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from pipelines.sources.hosts import SOURCES

Fault = Callable[["Handler"], None]


@dataclass
class Replay:
    """What the server knows, what it was asked, and what it shall do wrong."""

    studies: dict[str, bytes] = field(default_factory=dict)
    articles: dict[str, bytes] = field(default_factory=dict)  # pmid → <PubmedArticle>…
    searches: dict[str, list[str]] = field(default_factory=dict)  # term → pmids
    works: dict[str, bytes] = field(default_factory=dict)
    retractions: bytes = b""
    full_texts: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # pmid → licence, text
    latency: float = 0.0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    connections: set[tuple[str, int]] = field(default_factory=set)
    # part of a path → faults, one used up by each request; the last one stays if it is repeated
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    closing: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    def settings(self, **more: object) -> str:
        """``reports/site.toml`` that leads every source here."""
        limits = "".join(f"{name} = {value}\n" for name, value in more.items())
        rows = ['[sources]\ncontact = "editors@example.org"\n']
        for name in SOURCES:
            rows.append(
                f'[sources.{name}]\naddress = "{self.address}/{name}"\nper_second = 100000\n{limits}'
            )
        return "\n".join(rows)

    def paths(self, part: str) -> list[str]:
        return [path for path, _ in self.asked if part in path]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: else each answer waits 40 ms
    replay: Replay

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        replay = self.replay
        replay.asked.append((self.path, dict(self.headers)))
        replay.connections.add(self.client_address)
        if replay.latency:
            time.sleep(replay.latency)
        for part, faults in replay.faults.items():
            if part in self.path and faults:
                try:
                    faults.pop(0)(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                return
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        service, _, rest = url.path.lstrip("/").partition("/")
        getattr(self, f"serve_{service}")(rest, query)

    def serve_clinicaltrials(self, rest: str, query: dict[str, str]) -> None:
        if rest == "version":
            self.send(b'{"apiVersion":"2.0.4","dataTimestamp":"2026-11-20T09:00:05"}')
        elif rest == "studies":
            numbers = sorted(self.replay.studies)
            start = int(query.get("pageToken", 0))
            size = int(query["pageSize"])
            page = b",".join(self.replay.studies[n] for n in numbers[start : start + size])
            token = b""
            if start + size < len(numbers):
                token = f',"nextPageToken":"{start + size}"'.encode()
            self.send(b'{"studies":[' + page + b"]" + token + b"}")
        else:
            self.send(self.replay.studies.get(rest.removeprefix("studies/")))

    def serve_pubmed(self, rest: str, query: dict[str, str]) -> None:
        if rest == "esearch.fcgi":
            found = self.replay.searches.get(query["term"], [])
            self.send(json.dumps({"esearchresult": {"idlist": found}}).encode())
        else:
            known = [self.replay.articles.get(pmid, b"") for pmid in query["id"].split(",")]
            body = b"<PubmedArticleSet>" + b"\n".join(known) + b"</PubmedArticleSet>"
            self.send(body, "text/xml; charset=UTF-8")

    def serve_crossref(self, rest: str, query: dict[str, str]) -> None:
        self.send(self.replay.works.get(unquote(rest.removeprefix("works/")).lower()))

    def serve_retraction_watch(self, rest: str, query: dict[str, str]) -> None:
        self.send(self.replay.retractions or None, "text/csv; charset=utf-8")

    def serve_europe_pmc(self, rest: str, query: dict[str, str]) -> None:
        known = self.replay.full_texts
        if rest == "search":
            asked = [pmid for pmid in known if f"EXT_ID:{pmid}" in query["query"]]
            listed = [
                {
                    "pmid": pmid,
                    "pmcid": f"PMC{pmid}",
                    "isOpenAccess": "Y",
                    "license": known[pmid][0],
                }
                for pmid in asked
            ]
            self.send(json.dumps({"resultList": {"result": listed}}).encode())
        else:
            pmid = rest.split("/")[0].removeprefix("PMC")
            self.send(known[pmid][1] or None, "text/xml; charset=UTF-8")

    def send(
        self, body: bytes | None, kind: str = "application/json", status: int = 200, **headers: str
    ) -> None:
        if body is None:
            body, status = b'{"error":"not found"}', 404
        etag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        if self.headers.get("If-None-Match") == etag:
            body, status = b"", 304
        self.replay.answered.append(status)
        self.send_response(status)
        if status == 200:
            headers["ETag"] = etag
            if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 1000:
                body = gzip.compress(body, 1)
                headers["Content-Encoding"] = "gzip"
        headers |= {"Content-Type": kind, "Content-Length": str(len(body))}
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that hangs up on a fault is what the tests want."""


def serve(replay: Replay) -> Server:
    """Start a server; close it with ``stop``."""
    handler = type("Bound", (Handler,), {"replay": replay})
    server = Server(("127.0.0.1", 0), handler)
    replay.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    return server


def stop(server: Server, replay: Replay) -> None:
    replay.closing.set()
    server.shutdown()
    server.server_close()


def articles_of(efetch: bytes) -> dict[str, bytes]:
    """The records in an efetch answer by their PMID."""
    found = {}
    for match in re.finditer(rb"<PubmedArticle>.*?</PubmedArticle>", efetch, re.DOTALL):
        pmid = re.search(rb"<PMID[^>]*>(\d+)</PMID>", match.group()).group(1).decode()
        found[pmid] = match.group()
    return found
