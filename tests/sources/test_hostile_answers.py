"""Whatever the five sources answer: one line each, nothing kept or marked done, and the next run works."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta

import pytest

from pipelines.project import Project
from pipelines.refresh import steps
from pipelines.refresh.steps import Refreshed, refresh
from pipelines.sources import http
from pipelines.sources.http import Client
from tests.sources import faults, orchard
from tests.sources.replay import Replay
from tests.sources.rounds import NOW, snapshot
from tests.sources.test_http import Waits

LANES = ("ClinicalTrials.gov", "PubMed", "Crossref", "Retraction Watch", "Europe PMC")
ABOUT = ("orchard-1", "all reports")
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
DEEP = 100_000
LATER = timedelta(hours=1)

# what may stand where a record is expected
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "a page to sign in": b"<!doctype html><html><p>Sign in</html>",
    "null": b"null",
    "a number": b"5",
    "a text": b'"record"',
    "a list": b"[]",
    "an empty object": b"{}",
    "a list of objects": b"[{}]",
    "cut short": b'{"protocolSection": {"identif',
    "not a number": b'{"message": NaN}',
    "infinity": b'{"resultList": Infinity}',
    "digits without end": b'{"message": ' + b"9" * 5000 + b"}",
    "a number too large": b'{"protocolSection": 1e999}',
    "objects in objects": b'{"message":' * DEEP,
    "lists in lists": b"[" * DEEP + b"]" * DEEP,
    "nested where nobody looks": b'{"x":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "a key twice": b'{"message": {}, "message": {}}',
    "NUL": b'{"message": "\x00"}',
    "another encoding": '{"message": {}}'.encode("utf-16"),
    "no text at all": b"\xff\xfe\x00\xd8",
    "half a sign": b'{"protocolSection": {"x": "\xed\xa0\x80"}}',
    "latin-1": '{"message": {"DOI": "\u00e9"}}'.encode("latin-1"),
    "entities": faults.ENTITY_BOMB,
    "an entity from outside": faults.OUTSIDE_ENTITY,
    "elements in elements": b"<a>" * DEEP + b"</a>" * DEEP,
    "articles in elements": b"<PubmedArticleSet>" + b"<a>" * DEEP + b"</a>" * DEEP + b"</PubmedArticleSet>",
    "an encoding nobody knows": b'<?xml version="1.0" encoding="klingon"?><a/>',
    "many bytes a sign": b'<?xml version="1.0" encoding="utf-32"?><a/>',
    "another document": b"<eFetchResult><ERROR>busy</ERROR></eFetchResult>",
    "another list": b"a,b\n1,2\n",
}  # fmt: skip

# heads that no service should send
WIRE: dict[str, bytes] = {
    "no answer at all": b"",
    "no protocol": b"hello\r\n\r\n",
    "a status that is none": b"HTTP/1.1 abc OK\r\n\r\n",
    "a length that is none": OK + b"Content-Length: many\r\n\r\n{}",
    "a negative length": OK + b"Content-Length: -5\r\n\r\n{}",
    "a length too long": OK + b"Content-Length: 50000\r\n\r\n{}",
    "a length of 300 digits": OK + b"Content-Length: " + b"9" * 300 + b"\r\n\r\n{}",
    "two lengths": OK + b"Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}",
    "broken chunks": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",
    "chunks that end too soon": OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}",
    "NUL in a header": OK + b"X: a\x00b\r\n\r\n{}",
    "headers without end": OK + b"X-Long: " + b"a" * 300_000 + b"\r\n\r\n{}",
    "ten thousand headers": OK + b"X: a\r\n" * 10_000 + b"\r\n{}",
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "a part": b"HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\n{}",
    "not modified, unasked": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "a teapot": b"HTTP/1.1 418 Teapot\r\nContent-Length: 2\r\n\r\n{}",
    "forbidden": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n{}",
    "broken": b"HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\n{}",
    "a kind that is none": b"HTTP/1.1 200 OK\r\nContent-Type: \xff\xfe\r\nContent-Length: 2\r\n\r\n{}",
    "a kind of many lines": b"HTTP/1.1 200 OK\r\nContent-Type: "
    + b"x" * 5000
    + b"\r\nContent-Length: 2\r\n\r\n{}",
}

REDIRECTS = {
    "in a circle": "?again",
    "nowhere": "",
    "to another host": "https://example.org/x",
    "to a file": "file:///etc/passwd",
    "to a script": "javascript:alert(1)",
    "to no address": "http://[::1",
    "to a port that is none": "http://127.0.0.1:99999999/",
    "to another protocol": "ftp://127.0.0.1/",
    "to a very long address": "https://example.org/" + "x" * 5000,
}

PACKED = {
    "no gzip": faults.packed(b"plain text"),
    "a packed body cut short": faults.cut_gzip,
    "more after the end": faults.packed(gzip.compress(b"{}") + b"more"),
    "two packed bodies": faults.packed(gzip.compress(b"{}") + gzip.compress(b"{}")),
    "an encoding nobody asked for": faults.packed(b"{}", "br"),
    "an encoding that is none": faults.packed(b"{}", "x" * 500),
    "a bomb": faults.gzip_bomb(40_000_000),
}

FAULTS: dict[str, faults.Fault] = {
    **{f"body: {name}": faults.body(text, faults.ANY) for name, text in BODIES.items()},
    **{f"wire: {name}": faults.wire(answer) for name, answer in WIRE.items()},
    **{f"redirect: {name}": faults.redirect(place) for name, place in REDIRECTS.items()},
    **{f"packed: {name}": fault for name, fault in PACKED.items()},
}


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[Waits]:
    """Waiting takes no time, and is remembered."""
    waits = Waits()
    monkeypatch.setattr(steps, "open_client", lambda _: Client("test", sleep=waits.sleep))
    monkeypatch.setattr(http, "TRIES", 2)
    yield waits


def told(refreshed: Refreshed) -> list[str]:
    """The lines an editor sees; each names who is concerned and what to do."""
    lines = [str(problem) for problem in refreshed.problems]
    for problem, line in zip(refreshed.problems, lines, strict=True):
        assert problem.field.startswith(ABOUT), line
        assert problem.todo
        assert len(line.splitlines()) == 1
        assert line.isprintable()
        assert len(line) < 500
    return lines


def journal(project: Project) -> str:
    path = project.builds / "refresh.journal"
    return "\n".join(path.read_text().splitlines()[1:]) if path.is_file() else ""


@pytest.mark.parametrize("name", FAULTS)
def test_an_odd_answer_of_every_source_is_one_line_each_and_the_next_run_is_well(
    project: Project, replay: Replay, waits: Waits, name: str
) -> None:
    orchard.is_asked_by(project, replay, patience=1, most_seconds=2, most_bytes=4_000_000)
    replay.faults["/"] = [FAULTS[name]] * 99
    lines = told(refresh(project, ["orchard-1"], now=NOW))
    for lane in LANES:
        assert any(f": {lane}: " in line for line in lines), lane
    assert set(snapshot(project)) <= {"data/raw/findings.csv"}
    assert journal(project) == ""
    assert all(wait <= http.LONGEST_WAIT for wait in waits.slept)
    replay.faults.clear()
    assert told(refresh(project, ["orchard-1"], now=NOW + LATER)) == []
    assert len(snapshot(project)) == 9  # seven records, the manifest and the findings


@pytest.mark.parametrize(
    "fault",
    [
        faults.silence,
        faults.drip,
        faults.drip_of(b"HTTP/1.1 200 OK\r\n", b"X: a\r\n"),
        faults.drip_of(b"HTTP/1.1 ", b"2"),
        faults.drip_of(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        faults.drip_of(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    ],
    ids=["silence", "body", "headers", "status", "go-on", "chunks"],
)
def test_a_source_that_never_ends_is_left(
    project: Project, replay: Replay, waits: Waits, fault: faults.Fault
) -> None:
    orchard.is_asked_by(project, replay, patience=0.2, most_seconds=0.4)
    replay.faults["/"] = [fault] * 99
    lines = told(refresh(project, ["orchard-1"], now=NOW))
    assert all("no answer within" in line or "still sending after" in line for line in lines)
    assert len(lines) >= len(LANES)


FAR = 10**400
RETRY_AFTER = {
    "a second": ("1", 1.0), "an hour": ("3600", None), "an age": (str(FAR), None), "negative": ("-5", "own"),
    "a fraction": ("1.5", "own"), "a raised two": ("\u00b2", "own"), "words": ("soon", "own"),
    "nothing": ("", "own"), "a day gone by": ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    "a day without a zone": ("Wed, 21 Oct 2015 07:28:00 -0000", 0.0),
    "a far day": ("Fri, 31 Dec 9999 23:59:59 GMT", None), "no day": ("Fri, 99 Dec 2026 99:99:99 GMT", "own"),
    "a year too far": ("Fri, 31 Dec 99999 23:59:59 GMT", "own"), "a zone too far": ("Wed, 21 Oct 2015 07:28:00 +9999999", "own"),
}  # fmt: skip


@pytest.mark.parametrize("name", RETRY_AFTER)
def test_a_waiting_time_is_heeded_within_reason(
    project: Project, replay: Replay, waits: Waits, name: str
) -> None:
    text, heeded = RETRY_AFTER[name]
    replay.faults["studies"] = [faults.status(429, Retry_After=text)]
    refreshed = refresh(project, ["brook-3"], now=NOW)
    if heeded is None:  # left alone, until the next run
        assert "answered 429" in str(refreshed.problems)
    else:
        assert refreshed.problems == []
        own = [w for w in waits.slept if w > 1e-4]
        assert all(w <= 1.2 for w in own) if heeded == "own" else heeded in waits.slept
    assert all(wait <= http.LONGEST_WAIT for wait in waits.slept)


def test_a_source_that_always_asks_for_a_minute_does_not_get_a_day(
    replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, left = Waits(), 0
    replay.studies["NCT00000001"] = orchard.study("NCT00000001")
    replay.faults["studies"] = [faults.status(503, Retry_After="59")] * 99
    from tests.sources.test_http import hosts

    monkeypatch.setattr(http, "TRIES", 2)
    with Client("test", sleep=waits.sleep) as client:
        for _ in range(40):
            with pytest.raises(http.SourceError, match="answered 503"):
                client.get(hosts(replay)["clinicaltrials"], "studies/NCT00000001", expects="json")
            left += 1
    assert left == 40
    assert sum(waits.slept) <= http.MOST_WAITING + 1


@pytest.mark.parametrize(
    ("limit", "interval", "gap"),
    [
        ("5", "1s", 0.2), ("1", "86400s", http.LONGEST_GAP), ("1", str(FAR), 0.0), ("0", "1s", 0.0),
        ("\u00b2", "1s", 0.0), (str(FAR), "1s", 0.0), ("-1", "1s", 0.0), ("5", "soon", 0.0), ("", "", 0.0),
    ],
)  # fmt: skip
def test_a_limit_in_a_header_is_heeded_within_reason(limit: str, interval: str, gap: float) -> None:
    pace = http.Pace(per_second=1000, clock=lambda: 0.0, sleep=lambda _: None)
    pace.heed({"x-rate-limit-limit": limit, "x-rate-limit-interval": interval})
    assert pace.gap == pytest.approx(max(gap, 0.001))


@pytest.mark.parametrize(
    "etag", ["\u00e9", '"a b"', '"' + "x" * 5000 + '"', "none", '"\t"', "\u0001"]
)
def test_a_mark_that_cannot_be_sent_back_is_not_kept(
    project: Project, replay: Replay, etag: str
) -> None:
    body = replay.studies["NCT09000003"]

    def marked(handler: object) -> None:
        head = (
            OK
            + f"ETag: {etag}\r\nLast-Modified: {etag}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        )
        handler.wfile.write(head + body)
        handler.close_connection = True

    for hour in range(2):
        replay.faults["studies"] = [marked] * 9
        refreshed = refresh(project, ["brook-3"], now=NOW + hour * LATER)
        assert all("connection failed" in str(problem) for problem in refreshed.problems)
    assert not any(
        "If-None-Match" in headers for path, headers in replay.asked if "studies" in path
    )
    replay.faults.clear()
    assert refresh(project, ["brook-3"], now=NOW + 2 * LATER).problems == []
