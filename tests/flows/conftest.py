"""One Prefect test server for all tests of flows: starting it takes seconds. And their sources."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.testing.utilities import prefect_test_harness

from pipelines.project import Project
from pipelines.sources import http
from tests.flows.real_server import Start
from tests.sources import orchard
from tests.sources.replay import Replay, serve, stop


@pytest.fixture(scope="session")
def server():
    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture
def replay(example: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """A replay server that knows the records of the fictional project, and is its only source."""
    monkeypatch.setattr(http, "FIRST_WAIT", 0.0)
    state = Replay()
    running = serve(state)
    orchard.is_asked_by(example, state, patience=2, most_seconds=5)
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
def spaced(example: Project, replay: Replay) -> Project:
    """The project in a folder whose path holds a space and letters of another script."""
    folder = example.root.with_name("a garden 果樹園")
    return Project(example.root.rename(folder))


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
