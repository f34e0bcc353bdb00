from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipelines.project import Project
from pipelines.sources import http
from tests.sources import orchard
from tests.sources import payloads as records
from tests.sources.replay import Replay, serve, stop


@pytest.fixture
def replay() -> Iterator[Replay]:
    """An empty replay server; tests put records and faults into it."""
    state = Replay()
    server = serve(state)
    yield state
    stop(server, state)


@pytest.fixture
def payloads() -> records.Payloads:
    return records.find()


@pytest.fixture
def project(example: Project, replay: Replay, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The fictional project, whose only source is the replay server; retries do not wait."""
    monkeypatch.setattr(http, "FIRST_WAIT", 0.0)
    orchard.is_asked_by(example, replay, patience=2, most_seconds=5)
    return example
