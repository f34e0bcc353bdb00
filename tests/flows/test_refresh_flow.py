"""The refresh as a Prefect flow."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from prefect.client.orchestration import get_client

from pipelines import refresh
from pipelines.cli import main
from pipelines.flows import refresh_sources
from pipelines.project import Project
from pipelines.sources import http
from tests.sources import faults, orchard
from tests.sources.replay import Replay, serve, stop

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("server")


@pytest.fixture
def replay(example: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """A replay server that knows the records of the fictional project, and is its only source."""
    monkeypatch.setattr(http, "FIRST_WAIT", 0.0)
    state = Replay()
    running = serve(state)
    orchard.is_asked_by(example, state, patience=2, most_seconds=5)
    yield state
    stop(running, state)


def run_flow(project: Project) -> tuple[refresh.Run, object]:
    with refresh.begin(project, now=NOW) as run:
        state = asyncio.run(refresh_sources(run, return_state=True))
    return run, state


async def artifacts() -> dict[str, object]:
    async with get_client() as client:
        return {artifact.key: artifact.data for artifact in await client.read_artifacts()}


def files(project: Project) -> dict[str, bytes]:
    paths = (path for path in project.raw.rglob("*") if path.is_file())
    return {project.relative(path): path.read_bytes() for path in paths}


def test_the_flow_leaves_the_same_files_as_the_plain_steps(
    example: Project, replay: Replay, tmp_path
) -> None:
    _, state = run_flow(example)
    by_flow = files(example)
    for path in example.raw.rglob("*"):
        if path.is_file():
            path.unlink()
    refresh.refresh(example, now=NOW)
    assert state.is_completed()
    assert files(example) == by_flow


def test_the_list_for_editors_the_counts_and_the_progress_are_artifacts(
    example: Project, replay: Replay
) -> None:
    run_flow(example)
    shown = asyncio.run(artifacts())
    assert "the registry posts another figure" in str(shown["todo"])
    assert "orchard-1/2022-fields/orr-standard" in str(shown["todo"])
    assert "written" in str(shown["refresh-counts"])
    assert float(shown["refresh-progress"]) == 100.0


def test_a_dead_source_ends_the_flow_failed_with_the_list(example: Project, replay: Replay) -> None:
    replay.faults["/crossref/"] = [faults.status(500)] * 99
    run, state = run_flow(example)
    assert state.is_failed()
    assert "Crossref: answered 500" in state.message
    assert run.refreshed.counts["written"] > 0
    assert "Crossref" in str(asyncio.run(artifacts())["refresh-problems"])


def test_the_verb_runs_the_flow_and_tells_what_it_did(example: Project, replay: Replay) -> None:
    replay.faults["studies/NCT09000001"] = [faults.redirect("https://example.org/")]
    result = CliRunner().invoke(main, ["refresh", "--project", str(example.root)])
    assert result.exit_code == 11
    assert "refused to be sent from" in result.output
    assert "1 failed" in result.output
    result = CliRunner().invoke(main, ["refresh", "--project", str(example.root)])
    assert result.exit_code == 0
    assert "1 record received: 1 new or changed" in result.output
