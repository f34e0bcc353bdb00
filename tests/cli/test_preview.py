"""The site as ``preview`` serves it."""

from __future__ import annotations

import threading
import urllib.request

import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.previewing import make_server


@pytest.fixture
def address(example):
    result = CliRunner().invoke(main, ["build", "--plain", "--project", str(example.root)])
    assert result.exit_code == 0, result.output
    server = make_server(example, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_pages_come_with_a_strict_policy_and_no_sniffing(address):
    with urllib.request.urlopen(f"{address}/appleoma/index.html") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert b"ORCHARD-1" in answer.read()
