"""How long a refresh of 150 trials takes when every answer comes after 20 ms."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pipelines.project import Project
from pipelines.refresh.steps import refresh
from tests.sources import orchard, payloads
from tests.sources.replay import Replay, serve, stop

TRIALS, REPORTS = 150, 2
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def replay() -> Iterator[Replay]:
    state = Replay(latency=0.02)
    running = serve(state)
    yield state
    stop(running, state)


@pytest.fixture
def project(example: Project, replay: Replay) -> Project:
    """150 copies of one trial, each with two reports, and real registry records for them."""
    records = sorted(payloads.find().studies().items())
    orchard.is_asked_by(example, replay)
    source = example.trials / "orchard-1"
    report = (source / "2022-fields.yaml").read_text("utf-8")
    for number in range(TRIALS):
        nct, folder = f"NCT08{number:06d}", example.trials / f"copy-{number}"
        folder.mkdir()
        text = (source / "trial.yaml").read_text("utf-8").replace("NCT09000001", nct)
        (folder / "trial.yaml").write_text(text.replace("ORCHARD-1", f"COPY-{number}"), "utf-8")
        own, body = records[number]
        replay.studies[nct] = body.replace(own.encode(), nct.encode())
        for part in range(REPORTS):
            pmid, doi = f"7{number:04d}{part}", f"10.5555/copy.{number}.{part}"
            copy = report.replace("90000001", pmid).replace("10.5555/orchard.2022", doi)
            (folder / f"202{part}-fields.yaml").write_text(copy, "utf-8")
            replay.articles[pmid] = replay.articles["90000001"].replace(b"90000001", pmid.encode())
            replay.works[doi] = orchard.work(doi)
    for slug in orchard.TRIALS:
        shutil.rmtree(example.trials / slug)
    return example


@pytest.mark.parametrize("is_first", [True, False], ids=["first", "without news"])
def test_a_refresh_of_150_trials(
    benchmark, project: Project, replay: Replay, is_first: bool
) -> None:
    if not is_first:
        replay.latency = 0.0
        refresh(project, now=NOW)
        replay.latency = 0.02
        replay.asked.clear()
    refreshed = benchmark.pedantic(refresh, (project,), {"now": NOW}, rounds=1)
    assert refreshed.problems == []
    assert len(replay.asked) == TRIALS * (1 + 1 + REPORTS) + 3 + 1 + 3
    assert (refreshed.counts["written"] > 0) == is_first
    benchmark.extra_info["requests"] = len(replay.asked)
