"""A real Prefect server on loopback runs the scheduled refresh, once, on its cron."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from pipelines.project import Project
from tests.sources import orchard
from tests.sources.replay import Replay, serve, stop

MOST_SECONDS = 240  # a server's start, and the wait for the next full minute


@pytest.fixture
def replay(example: Project) -> Iterator[Replay]:
    state = Replay()
    running = serve(state)
    orchard.is_asked_by(example, state)
    yield state
    stop(running, state)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    keep = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return keep | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Starts programs that end with the test, together with all they started."""
    running: list[subprocess.Popen] = []

    def begin(*words: str) -> None:
        log = (tmp_path / f"log-{len(running)}").open("wb")
        running.append(
            subprocess.Popen(
                [sys.executable, *words],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        )

    yield begin
    for program in reversed(running):
        os.killpg(program.pid, signal.SIGTERM)
        try:
            program.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()


async def until(ask: Callable[[httpx.AsyncClient], object], url: str) -> object:
    """The first true answer."""
    async with asyncio.timeout(MOST_SECONDS), httpx.AsyncClient(base_url=url) as client:
        while True:
            try:
                answer = await ask(client)
            except httpx.HTTPError:
                answer = None
            if answer:
                return answer
            await asyncio.sleep(0.5)


async def is_healthy(client: httpx.AsyncClient) -> bool:
    return (await client.get("/health")).status_code == 200


async def finished_run(client: httpx.AsyncClient) -> dict | None:
    states = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}}
    runs = (await client.post("/flow_runs/filter", json=states)).json()
    return next((run for run in runs if run["deployment_id"]), None)


async def the_list(client: httpx.AsyncClient) -> str:
    found = (
        await client.post("/artifacts/filter", json={"artifacts": {"key": {"any_": ["todo"]}}})
    ).json()
    return found[0]["data"] if found else ""


def test_the_schedule_refreshes_and_shows_the_list(
    example: Project, replay: Replay, environment: dict[str, str], start: Callable[..., None]
) -> None:
    url = environment["PREFECT_API_URL"]
    start("-m", "prefect", "server", "start")
    asyncio.run(until(is_healthy, url))
    start(
        "-c",
        "from pipelines.cli import main; main()",
        "schedule",
        "--cron",
        "* * * * *",
        "--project",
        str(example.root),
    )
    run = asyncio.run(until(finished_run, url))
    assert run["state"]["type"] == "COMPLETED"
    assert run["auto_scheduled"]
    assert (example.raw / "clinicaltrials" / "NCT09000001.json").is_file()
    assert "the registry posts another figure" in asyncio.run(until(the_list, url))
