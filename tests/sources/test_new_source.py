"""A new source is its module, a line in the list of sources, and a lane that judges its records."""

from __future__ import annotations

import json

import pytest

from pipelines.archive.records import Archive, record_name
from pipelines.project import Project
from pipelines.refresh.drift import Drift
from pipelines.refresh.lanes import LANES
from pipelines.refresh.round import Job, Round, each
from pipelines.refresh.steps import refresh
from pipelines.sources.hosts import SOURCES, read_hosts
from pipelines.sources.http import SourceError
from pipelines.sources.source import Host, Source
from tests.sources.orchard import is_asked_by
from tests.sources.replay import Handler, Replay
from tests.sources.rounds import NOW, kinds

# what the module of the source would hold
HOST = Host("atlas", "Atlas", "https://atlas.example", 1, "CC0")


def parse(body: bytes) -> str:
    try:
        return json.loads(body)["fruit"]
    except (ValueError, LookupError) as error:
        raise SourceError("Atlas: this is no entry of an atlas") from error


def ask_atlas(round: Round) -> None:
    """The lane: one record a trial; grown fruit is told."""
    host = round.hosts["atlas"]

    def job(trial: str) -> Job:
        name = record_name("atlas", trial, "json")

        def do() -> None:
            answer = round.client.get(host, f"fruit/{trial}", {}, expects="json")
            found = parse(answer.body)
            round.keep(name, host, answer, bytes.__eq__)
            drift = Drift(trial, "", "result_added", name, "fruit", "", found)
            round.drift.note([drift] if found == "grown" else [], round.today)

        return Job(name, trial, do)

    each("Atlas", round, [job(trial.trial) for trial in round.targets.trials])


@pytest.fixture
def with_atlas(project: Project, replay: Replay, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setitem(SOURCES, "atlas", Source(HOST, {"atlas": parse}))
    monkeypatch.setitem(LANES, "Atlas", ask_atlas)
    answers = {"orchard-1": b'{"fruit": "grown"}', "meadow-2": b'{"fruit": "none"}'}

    def serve(handler: Handler, rest: str, query: dict[str, str]) -> None:
        handler.send(answers.get(rest.removeprefix("fruit/"), b'{"page": "no entry"}'))

    monkeypatch.setattr(Handler, "serve_atlas", serve, raising=False)
    is_asked_by(project, replay)
    return project


def test_a_new_source_is_asked_kept_and_judged(with_atlas: Project) -> None:
    done = refresh(with_atlas, now=NOW)
    archive = Archive(with_atlas)
    assert archive.can_be_read("atlas/orchard-1.json")
    assert archive.entry("atlas/orchard-1.json").licence == "CC0"
    assert "result_added" in kinds(with_atlas)
    (problem,) = [p for p in done.problems if "atlas" in p.path]
    assert "this is no entry of an atlas" in problem.message and "brook-3" in str(problem)


def test_settings_may_lead_a_new_source_elsewhere(with_atlas: Project) -> None:
    assert read_hosts({})["atlas"] == HOST
    moved = read_hosts({"sources": {"atlas": {"address": "https://mirror.example"}}})["atlas"]
    assert (moved.address, moved.per_second) == ("https://mirror.example", 1)
