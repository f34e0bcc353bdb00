from __future__ import annotations

from collections.abc import Iterator

import pytest

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
