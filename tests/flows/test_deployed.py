"""Both flows deployed from ``prefect.yaml`` on a real server, and run by a real worker."""

from __future__ import annotations

import asyncio
import filecmp
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from pipelines.orchestration.flows import ASK_AGAIN
from pipelines.project import Project
from pipelines.publish.place import build_place
from pipelines.publish.steps import Run, publish
from pipelines.sources.http import TRIES
from tests.conftest import ROOT
from tests.flows.real_server import MOST_SECONDS, Start, finished_run, is_healthy, log_of, until
from tests.sources import faults
from tests.sources.replay import Replay

PREFECT = ("-m", "prefect", "--no-prompt")


def prefect(environment: dict[str, str], project: Project, *words: str) -> str:
    """A command of Prefect, as typed in the project's folder."""
    done = subprocess.run(
        [sys.executable, *PREFECT, *words],
        cwd=project.root,
        env=environment | {"PWD": str(project.root)},
        timeout=MOST_SECONDS,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def ask(url: str, path: str, **filters: object) -> list[dict]:
    return httpx.post(f"{url}/{path}/filter", json=filters).json()


def of_run(run: dict) -> dict[str, object]:
    return {"flow_runs": {"id": {"any_": [run["id"]]}}}


@pytest.mark.slow
def test_deployed_flows_are_run_by_a_worker_and_show_what_happened(
    spaced: Project, replay: Replay, environment: dict[str, str], start: Start, tmp_path: Path
) -> None:
    url = environment["PREFECT_API_URL"]
    recipe = (ROOT / "prefect.yaml").read_text("utf-8")
    (spaced.root / "prefect.yaml").write_text(recipe.replace('SECONDS: "60"', 'SECONDS: "0"'))
    environment["SOURCE_DATE_EPOCH"] = str(int(datetime(2026, 11, 22, tzinfo=UTC).timestamp()))
    start("-m", "prefect", "server", "start")
    asyncio.run(until(is_healthy, url))

    # as README says
    prefect(environment, spaced, "work-pool", "create", "evidence", "--type", "process")
    prefect(environment, spaced, "work-pool", "set-concurrency-limit", "evidence", "1")
    prefect(environment, spaced, "deploy", "--all")
    worker = start(*PREFECT, "worker", "start", "--pool", "evidence")

    deployed = {d["name"]: d for d in ask(url, "deployments")}
    assert set(deployed) == {"site", "sources"}
    for deployment in deployed.values():
        assert deployment["global_concurrency_limit"]["limit"] == 1
        assert deployment["parameters"] == {"project": str(spaced.root)}

    # a run that publishes
    run = run_now(environment, spaced, url, "publish/site")
    assert run["state"]["type"] == "COMPLETED", log_of(worker)
    with build_place(spaced, tmp_path / "plain") as place:
        publish(Run(spaced, place, date(2026, 11, 22)))
    plain = tmp_path / "plain" / "site"
    names = [str(p.relative_to(plain)) for p in plain.rglob("*") if p.is_file()]
    assert filecmp.cmpfiles(plain, spaced.site, names, shallow=False)[1:] == ([], [])
    lines = [
        line["message"] for line in ask(url, "logs", logs={"flow_run_id": {"any_": [run["id"]]}})
    ]
    assert any(line.startswith("exports: 52 rows") for line in lines)

    # a step that fails
    figure = spaced.trials / "orchard-1" / "2024-fields.yaml"
    good = figure.read_text("utf-8")
    figure.write_text(good.replace("value: 52,", "value: 92,"), "utf-8")
    before = spaced.site.resolve()
    run = run_now(environment, spaced, url, "publish/site")
    assert run["state"]["type"] == "FAILED"
    (step,) = ask(url, "task_runs", **of_run(run))
    assert (step["name"], step["state"]["type"]) == ("read and check", "FAILED")
    assert run["state"]["message"] == step["state"]["message"] != ""
    shown = {a["key"]: a["data"] for a in ask(url, "artifacts", **of_run(run))}
    assert "Nothing was published" in shown["outcome"]
    assert "data/curated/trials/orchard-1/2024-fields.yaml" in shown["problems"]
    assert spaced.site.resolve() == before
    figure.write_text(good, "utf-8")

    # a source that fails at first
    replay.faults["/crossref/"] = [faults.status(500)] * TRIES
    run = run_now(environment, spaced, url, "refresh/sources")
    assert run["state"]["type"] == "COMPLETED", log_of(worker)
    asked = {t["name"]: t["run_count"] for t in ask(url, "task_runs", **of_run(run))}
    assert asked["Crossref"] == 1 + ASK_AGAIN
    assert asked["PubMed"] == asked["findings"] == 1
    assert (spaced.raw / "clinicaltrials" / "NCT09000001.json").is_file()


def run_now(environment: dict[str, str], project: Project, url: str, name: str) -> dict:
    """The run of a deployment that is started now, once it has ended."""
    known = {run["id"] for run in ask(url, "flow_runs")}
    prefect(environment, project, "deployment", "run", name)

    async def ended(client: httpx.AsyncClient) -> dict | None:
        return await finished_run(client, known)

    return asyncio.run(until(ended, url))
