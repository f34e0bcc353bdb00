"""The client that asks public services."""

from __future__ import annotations

import tomllib
import tracemalloc
from dataclasses import replace

import pytest

from pipelines.sources import clinicaltrials, pubmed
from pipelines.sources.hosts import read_hosts
from pipelines.sources.http import TRIES, Client, NotFound, Pace, SourceError
from pipelines.sources.source import Hosts
from tests.sources import faults
from tests.sources.replay import Replay

NCT = "NCT00000001"
STUDY = b'{"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}}}'


class Waits:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def waits() -> Waits:
    return Waits()


def hosts(replay: Replay, **limits: object) -> Hosts:
    return read_hosts(tomllib.loads(replay.settings(**limits)), {})


def ask(replay: Replay, waits: Waits | None = None, **limits: object) -> bytes:
    """What the registry client makes of the server's answer for one study."""
    limits = {"patience": 0.3, "most_seconds": 20, **limits}
    waits = waits or Waits()
    # the deadline of a slow answer needs real time
    with Client("test", sleep=waits.sleep) as client:
        return clinicaltrials.fetch(client, hosts(replay, **limits)["clinicaltrials"], NCT).body


def refused(replay: Replay, **limits: object) -> str:
    with pytest.raises(SourceError) as caught:
        ask(replay, **limits)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 300
    return message


def test_a_record_arrives_as_the_bytes_that_were_sent(replay: Replay) -> None:
    replay.studies[NCT] = STUDY + b" " * 5000  # long enough to travel packed
    assert ask(replay) == STUDY + b" " * 5000


def test_the_user_agent_says_who_asks_and_how_to_reach_them(replay: Replay) -> None:
    agent = hosts(replay).user_agent
    assert agent.startswith("remission-evidence/")
    assert "mailto:editors@example.org" in agent


def test_a_busy_server_is_asked_again_when_it_said(replay: Replay, waits: Waits) -> None:
    replay.studies[NCT] = STUDY
    replay.faults["studies"] = [faults.status(429, Retry_After="7")]
    assert ask(replay, waits) == STUDY
    assert 7.0 in waits.slept


def test_a_server_that_wants_an_hour_is_left_alone(replay: Replay) -> None:
    replay.faults["studies"] = [faults.status(429, Retry_After="3600")]
    assert "answered 429" in refused(replay)
    assert len(replay.asked) == 1


def test_three_failures_and_then_an_answer_are_an_answer(replay: Replay, waits: Waits) -> None:
    replay.studies[NCT] = STUDY
    replay.faults["studies"] = [faults.status(500)] * 3
    assert ask(replay, waits) == STUDY
    backs_off = [wait for wait in waits.slept if wait > 0.5]
    assert backs_off == sorted(backs_off)
    assert len(backs_off) == 3


def test_a_server_that_stays_broken_is_given_up(replay: Replay) -> None:
    replay.faults["studies"] = [faults.status(500)] * 9
    assert f"answered 500 ({TRIES} tries)" in refused(replay)
    assert len(replay.asked) == TRIES


def test_a_missing_record_is_said_at_once(replay: Replay) -> None:
    with pytest.raises(NotFound, match="no record at /clinicaltrials/studies/NCT00000001"):
        ask(replay)
    assert len(replay.asked) == 1


@pytest.mark.parametrize(
    ("fault", "says", "limits"),
    [
        (faults.silence, "no answer within 0.1 s", {"patience": 0.1}),
        (faults.drip, "still sending after 0.2 s", {"most_seconds": 0.2}),
        (faults.broken_off, "connection failed", {}),
        (faults.cut_gzip, "broke off", {}),
        (faults.body(b'{"protocolSection": {"identif'), "cannot be read", {}),
        (faults.body(b"[]"), "cannot be read", {}),
        (faults.body(b"<html>sign in</html>", "text/html"), "sent text/html where", {}),
        (faults.body(STUDY.replace(b"01", b"02")), "asked for NCT00000001 and sent 'NCT00000002'", {}),
        (faults.redirect("https://example.org/x"), "refused to be sent from 127.0.0.1", {}),
        (faults.redirect("file:///etc/passwd"), "to file:", {}),
        (faults.redirect("/clinicaltrials/studies/NCT00000001?format=json"), "more than 3 times", {}),
    ],
    ids=[
        "timeout", "slow-drip", "broken-off", "cut-gzip", "truncated-json", "not-a-record",
        "wrong-content-type", "another-trial", "other-host", "other-scheme", "redirect-loop",
    ],
)  # fmt: skip
def test_a_fault_ends_in_one_clear_line(
    replay: Replay, fault: faults.Fault, says: str, limits: dict
) -> None:
    replay.faults["studies"] = [fault] * 9
    assert says in refused(replay, **limits)


@pytest.mark.parametrize(
    "fault",
    [faults.flood(2_000_000_000), faults.gzip_bomb(2_000_000_000)],
    ids=["body", "gzip-bomb"],
)
def test_two_gigabytes_are_refused_in_little_memory(replay: Replay, fault: faults.Fault) -> None:
    limit = 4 * 1024 * 1024
    replay.faults["studies"] = [fault]
    tracemalloc.start()
    try:
        assert "more than 4,194,304 bytes" in refused(replay, most_bytes=limit)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * limit


@pytest.mark.parametrize("bomb", [faults.ENTITY_BOMB, faults.OUTSIDE_ENTITY], ids=["bomb", "file"])
def test_xml_with_entities_of_its_own_is_refused(replay: Replay, bomb: bytes) -> None:
    replay.faults["efetch"] = [faults.body(bomb, "text/xml")]
    with Client("test") as client, pytest.raises(SourceError, match="entities of its own"):
        list(pubmed.fetch(client, hosts(replay), ["1"]))


def test_requests_to_one_host_keep_their_distance(waits: Waits) -> None:
    pace = Pace(per_second=4, clock=waits.clock, sleep=waits.sleep)
    for _ in range(5):
        pace.wait()
    assert waits.now == pytest.approx(1.0)


def test_a_stricter_limit_printed_by_the_service_is_heeded(waits: Waits) -> None:
    pace = Pace(per_second=50, clock=waits.clock, sleep=waits.sleep)
    pace.heed({"x-rate-limit-limit": "5", "x-rate-limit-interval": "1s"})
    assert pace.gap == pytest.approx(0.2)
    pace.heed({"x-rate-limit-limit": "500", "x-rate-limit-interval": "1s"})
    assert pace.gap == pytest.approx(0.2)


def test_a_search_reads_every_page(replay: Replay) -> None:
    for number in range(1, 252):
        nct = f"NCT{number:08d}"
        replay.studies[nct] = STUDY.replace(b"NCT00000001", nct.encode())
    with Client("test") as client:
        host = hosts(replay)["clinicaltrials"]
        found = [
            study.nct for study in clinicaltrials.search(client, host, {"query.cond": "melanoma"})
        ]
        assert clinicaltrials.version(client, host) == "2026-11-20T09:00:05"
    assert found == sorted(replay.studies)
    assert len(replay.paths("pageSize")) == 3


def test_the_default_rates_follow_what_the_services_publish() -> None:
    plain = read_hosts({}, {})
    known = read_hosts({"sources": {"contact": "a@example.org"}}, {"NCBI_API_KEY": "k"})
    assert (plain["pubmed"].per_second, known["pubmed"].per_second) == (3, 10)
    assert (plain["crossref"].per_second, known["crossref"].per_second) == (5, 10)
    assert plain["clinicaltrials"].per_second == pytest.approx(50 / 60)
    assert replace(plain["pubmed"], per_second=10) == known["pubmed"]


def test_one_connection_serves_many_requests(replay: Replay) -> None:
    replay.studies[NCT] = STUDY
    with Client("test") as client:
        host = hosts(replay)["clinicaltrials"]
        first = clinicaltrials.fetch(client, host, NCT)
        for _ in range(5):
            assert clinicaltrials.fetch(client, host, NCT, etag=first.etag).is_unchanged
    assert len(replay.connections) == 1
