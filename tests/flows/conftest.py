"""One Prefect test server for all tests of flows: starting it takes seconds. And their sources."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prefect.testing.utilities import prefect_test_harness

from pipelines.project import Project
from pipelines.sources import http
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
