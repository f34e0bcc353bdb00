"""A real Prefect server on loopback runs the scheduled refresh, once, on its cron."""

from __future__ import annotations

import asyncio
import contextlib
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
from tests.sources.replay import Replay

Start = Callable[..., subprocess.Popen]
MOST_SECONDS = 240  # a server's start, and the wait for the next full minute


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
def start(environment: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Starts programs that end with the test, together with all they started."""
    running: list[subprocess.Popen] = []

    def begin(*words: str) -> subprocess.Popen:
        path = tmp_path / f"log-{len(running)}"
        with path.open("wb") as log:
            program = subprocess.Popen(
                [sys.executable, *words],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        program.log = path
        running.append(program)
        return program

    yield begin
    for program in reversed(running):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGTERM)
        try:
            program.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()


def log_of(program: subprocess.Popen) -> str:
    return program.log.read_text("utf-8", errors="replace")


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


def is_gone(url: str) -> bool:
    try:
        httpx.get(f"{url}/health", timeout=2)
    except httpx.ConnectError:
        return True
    return False


SCHEDULE = ("-c", "from pipelines.cli import main; main()", "schedule", "--cron", "* * * * *")


def test_the_schedule_refreshes_and_shows_the_list(
    example: Project, replay: Replay, environment: dict[str, str], start: Start
) -> None:
    url = environment["PREFECT_API_URL"]
    start("-m", "prefect", "server", "start")
    asyncio.run(until(is_healthy, url))
    start(*SCHEDULE, "--project", str(example.root))
    run = asyncio.run(until(finished_run, url))
    assert run["state"]["type"] == "COMPLETED"
    assert run["auto_scheduled"]
    assert (example.raw / "clinicaltrials" / "NCT09000001.json").is_file()
    assert "the registry posts another figure" in asyncio.run(until(the_list, url))


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "systemd"])
def test_without_a_server_it_starts_its_own_and_ends_it(
    example: Project, replay: Replay, environment: dict[str, str], start: Start, end: signal.Signals
) -> None:
    url = environment.pop("PREFECT_API_URL")
    schedule = start(*SCHEDULE, "--project", str(example.root))
    run = asyncio.run(until(finished_run, url))
    assert run["state"]["type"] == "COMPLETED"
    schedule.send_signal(end)
    schedule.wait(timeout=MOST_SECONDS)
    assert is_gone(url)
    assert "pipelines/" not in log_of(schedule)  # Prefect's server may log its own cancelled tasks


def test_a_block_that_is_not_there_is_told_before_anything_is_scheduled(
    example: Project, environment: dict[str, str], start: Start
) -> None:
    url = environment.pop("PREFECT_API_URL")
    schedule = start(*SCHEDULE, "--notify", "slack-webhook/nobody", "--project", str(example.root))
    assert schedule.wait(timeout=MOST_SECONDS) == 2
    assert "--notify: Unable to find block document named nobody" in log_of(schedule)
    assert is_gone(url)
