"""The same steps as a Prefect flow, on Prefect's own test server."""

from __future__ import annotations

import asyncio
import filecmp
from datetime import date

import httpx
import pytest
from click.testing import CliRunner
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId
from prefect.logging.handlers import APILogHandler
from prefect.settings import PREFECT_API_URL
from prefect.utilities.callables import parameter_schema

from pipelines.cli.command import main
from pipelines.orchestration import flows
from pipelines.orchestration.flows import publish, refresh
from pipelines.publish.place import build_place
from pipelines.publish.steps import Failed, Run
from pipelines.publish.steps import publish as publish_plainly

DAY = date(2026, 11, 22)


pytestmark = pytest.mark.usefixtures("server")


def run_flow(project, out=None):
    return asyncio.run(
        publish(str(project.root), str(out) if out else None, DAY, return_state=True)
    )


async def artifacts() -> dict[str, object]:
    async with get_client() as client:
        found = await client.read_artifacts()
        return {a.key: a.data for a in sorted(found, key=lambda a: a.created)}


def test_the_flow_gives_the_same_bytes_as_the_plain_steps(example, tmp_path):
    state = run_flow(example, tmp_path / "flow")
    with build_place(example, tmp_path / "plain") as place:
        publish_plainly(Run(example, place, DAY))

    assert state.is_completed()
    assert state.result()["site"] == str(tmp_path / "flow" / "site")
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

    assert '"number": 52' in str(shown["counts"]) or "'number': 52" in str(shown["counts"])
    assert "Published" in str(shown["outcome"])


def test_a_failing_step_fails_the_flow_and_publishes_nothing(example):
    path = example.trials / "orchard-1" / "2024-fields.yaml"
    path.write_text(path.read_text("utf-8").replace("value: 52,", "value: 92,"), "utf-8")

    state = run_flow(example)

    assert state.is_failed()
    with pytest.raises(Failed) as failed:
        state.result()
    assert failed.value.problems
    assert not example.site.exists()
    assert "Nothing was published" in str(asyncio.run(artifacts())["outcome"])


def test_every_step_says_its_line_in_the_log_of_the_run(example):
    async def logged() -> list[str]:
        state = await publish(str(example.root), as_of=DAY, return_state=True)
        await APILogHandler.aflush()
        async with get_client() as client:
            run = LogFilterFlowRunId(any_=[state.state_details.flow_run_id])
            wanted = LogFilter(flow_run_id=run)
            return [line.message for line in await client.read_logs(wanted)]

    lines = asyncio.run(logged())
    for step, says in (("read and check", "52 estimates"), ("publish", str(example.site))):
        assert any(line.startswith(f"{step}: {says}") for line in lines), lines


def test_a_project_that_another_build_holds_fails_the_flow_in_one_line(example):
    with build_place(example):
        state = run_flow(example)
    assert state.is_failed()
    assert state.message == "another build of this project is running; wait for it"


def test_a_link_in_the_way_fails_the_flow_in_one_line(example, tmp_path):
    example.builds.symlink_to(tmp_path)
    state = run_flow(example)
    assert state.is_failed()
    assert ".builds" in state.message and "\n" not in state.message


def test_a_folder_without_a_project_fails_the_flow_in_one_line(tmp_path):
    state = asyncio.run(publish(str(tmp_path), return_state=True))
    assert state.is_failed()
    assert state.message.endswith("is not a project: it has no data/curated folder")


def test_the_flows_take_plain_parameters_that_any_server_can_show():
    assert set(parameter_schema(publish).properties) == {
        "project",
        "out",
        "as_of",
        "is_release",
        "trust",
    }
    assert set(parameter_schema(refresh).properties) == {"project", "trials", "now", "notify"}
    kinds = {
        name: shown.get("type") for name, shown in parameter_schema(publish).properties.items()
    }
    assert kinds["project"] == "string" and kinds["is_release"] == "boolean"


def test_a_server_that_goes_away_in_between_costs_a_warning_only(example, monkeypatch):
    async def gone(*_: object, **__: object) -> None:
        raise httpx.ConnectError("the server went away")

    monkeypatch.setenv("PREFECT_API_URL", PREFECT_API_URL.value())
    monkeypatch.setattr(flows, "acreate_table_artifact", gone)
    result = CliRunner().invoke(main, ["build", "--project", str(example.root)])
    assert result.exit_code == 0, result.output
    assert "cannot be used: it failed in between: the server went away." in result.output
    assert (example.site / "appleoma" / "index.html").is_file()
