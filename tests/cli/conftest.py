"""A folder of somebody else, for tests of what a project may reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    """A folder of somebody else: after the test it is as it was."""
    folder = tmp_path / "outside"
    (folder / "build-1").mkdir(parents=True)
    for name in ("precious.yaml", "build-1/precious.txt", "README.md"):
        (folder / name).write_text("name: PRIVATE KEY\n", "utf-8")
    before = {path: path.is_dir() or path.read_bytes() for path in folder.rglob("*")}
    yield folder
    assert {path: path.is_dir() or path.read_bytes() for path in folder.rglob("*")} == before
