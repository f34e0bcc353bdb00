"""One Prefect test server for all tests of flows: starting it takes seconds."""

from __future__ import annotations

import pytest
from prefect.testing.utilities import prefect_test_harness


@pytest.fixture(scope="session")
def server():
    with prefect_test_harness(server_startup_timeout=120):
        yield
