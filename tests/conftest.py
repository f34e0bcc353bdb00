"""Fixtures that every kind of test may use."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.project import Project

HERE = Path(__file__).parent
ROOT = HERE.parent


@pytest.fixture
def example(tmp_path: Path) -> Project:
    """A private copy of the fictional project, to be changed at will."""
    folder = tmp_path / "example"
    shutil.copytree(
        HERE / "example", folder, symlinks=True,
        ignore=shutil.ignore_patterns(".builds", "evidence.duckdb", "site"),
    )  # fmt: skip
    return Project(folder.resolve())


@pytest.fixture(scope="session")
def shipped() -> Project:
    """The project's own curated data, to be read only."""
    return Project(ROOT)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the golden outputs again")
