"""The same steps as a Prefect flow, on Prefect's own test server."""

from __future__ import annotations

import asyncio
import filecmp
from datetime import date

import pytest
from prefect.client.orchestration import get_client

from pipelines.flows import publish
from pipelines.places import build_place
from pipelines.publish import Run
from pipelines.publish import publish as publish_plainly

DAY = date(2026, 11, 22)


pytestmark = pytest.mark.usefixtures("server")


def run_flow(project, out=None):
    told = []
    with build_place(project, out) as place:
        run = Run(project, place, DAY)
        state = asyncio.run(publish(run, lambda *words: told.append(words), return_state=True))
    return run, state, told


async def artifacts() -> dict[str, object]:
    async with get_client() as client:
        found = await client.read_artifacts()
        return {a.key: a.data for a in sorted(found, key=lambda a: a.created)}


def test_the_flow_gives_the_same_bytes_as_the_plain_steps(example, tmp_path):
    _, state, told = run_flow(example, tmp_path / "flow")
    with build_place(example, tmp_path / "plain") as place:
        publish_plainly(Run(example, place, DAY))

    assert state.is_completed()
    assert [step for step, _ in told][-1] == "publish"
    names = sorted(
        str(p.relative_to(tmp_path / "plain"))
        for p in (tmp_path / "plain" / "site").rglob("*")
        if p.is_file()
    )
    _, different, missing = filecmp.cmpfiles(
        tmp_path / "flow", tmp_path / "plain", names, shallow=False
    )
    assert (different, missing) == ([], [])


def test_the_run_shows_counts_and_outcome_as_artifacts(example, tmp_path):
    run_flow(example, tmp_path / "flow")

    shown = asyncio.run(artifacts())

    assert '"number": 36' in str(shown["counts"]) or "'number': 36" in str(shown["counts"])
    assert "Published" in str(shown["outcome"])


def test_a_failing_step_fails_the_flow_and_publishes_nothing(example):
    path = example.trials / "orchard-1" / "2024-fields.yaml"
    path.write_text(path.read_text("utf-8").replace("value: 52,", "value: 92,"), "utf-8")

    run, state, told = run_flow(example)

    assert state.is_failed()
    assert run.failed.problems
    assert told == []
    assert not example.site.exists()
    assert "Nothing was published" in str(asyncio.run(artifacts())["outcome"])
