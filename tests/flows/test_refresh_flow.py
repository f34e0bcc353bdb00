"""The refresh as a Prefect flow."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL
from prefect.states import State

from pipelines.cli.command import main
from pipelines.orchestration.flows import ASK_AGAIN, refresh
from pipelines.project import Project
from pipelines.refresh.steps import NotAllRead
from pipelines.refresh.steps import refresh as refresh_plainly
from pipelines.sources.http import TRIES
from tests.sources import faults
from tests.sources.replay import Replay

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("server")


def run_flow(project: Project) -> State:
    return asyncio.run(refresh(str(project.root), now=NOW, return_state=True))


async def artifacts() -> dict[str, object]:
    async with get_client() as client:
        return {artifact.key: artifact.data for artifact in await client.read_artifacts()}


def files(project: Project) -> dict[str, bytes]:
    paths = (path for path in project.raw.rglob("*") if path.is_file())
    return {project.relative(path): path.read_bytes() for path in paths}


def test_the_flow_leaves_the_same_files_as_the_plain_steps(
    example: Project, replay: Replay, tmp_path
) -> None:
    state = run_flow(example)
    by_flow = files(example)
    for path in example.raw.rglob("*"):
        if path.is_file():
            path.unlink()
    refresh_plainly(example, now=NOW)
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
    state = run_flow(example)
    assert state.is_failed()
    assert "Crossref: answered 500" in state.message
    with pytest.raises(NotAllRead) as failed:
        state.result()
    assert failed.value.refreshed.counts["written"] > 0
    assert "Crossref" in str(asyncio.run(artifacts())["refresh-problems"])


def test_a_flaky_source_is_asked_again_and_only_for_what_did_not_arrive(
    example: Project, replay: Replay
) -> None:
    replay.faults["/crossref/"] = [faults.status(500)] * TRIES  # one record fails, for good
    state = run_flow(example)
    assert state.is_completed(), state.message
    assert state.result().problems == []
    arrived = replay.paths("/crossref/works/")
    assert len(arrived) == TRIES + len(set(arrived))


def test_a_trial_that_is_not_there_fails_the_flow_in_one_line(
    example: Project, replay: Replay
) -> None:
    state = asyncio.run(refresh(str(example.root), ["orchard-9"], return_state=True))
    assert state.is_failed()
    assert "orchard-9" in state.message and "\n" not in state.message


def test_the_verb_runs_the_flow_and_tells_what_it_did(
    example: Project, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", PREFECT_API_URL.value())
    elsewhere = faults.redirect("https://example.org/")
    replay.faults["studies/NCT09000001"] = [elsewhere] * (1 + ASK_AGAIN)
    result = CliRunner().invoke(main, ["refresh", "--project", str(example.root)])
    assert result.exit_code == 11
    assert "refused to be sent from" in result.output
    assert "1 failed" in result.output
    result = CliRunner().invoke(main, ["refresh", "--project", str(example.root)])
    assert result.exit_code == 0
    assert "1 record received: 1 new or changed" in result.output
