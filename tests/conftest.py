"""Fixtures that every kind of test may use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from pipelines.project import Project

HERE = Path(__file__).parent
ROOT = HERE.parent

# The same invented inputs in every run of `make test`, so that a failure is the change's; new ones,
# and many more of them, with `make fuzz`.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("fuzz", derandomize=False, print_blob=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session", autouse=True)
def no_checks_of_others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What checks keep for the next one lies in a folder of this run alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def example(tmp_path: Path) -> Project:
    """A private copy of the fictional project, to be changed at will."""
    folder = tmp_path / "example"
    shutil.copytree(
        HERE / "example",
        folder,
        symlinks=True,
        ignore=shutil.ignore_patterns(".builds", "evidence.duckdb", "site"),
    )
    return Project(folder.resolve())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, one a file: left open, its event loop would disturb tests of flows."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed: run bash tests/setup_browser.sh")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        launched = playwright.chromium.launch(executable_path=chromium, args=options)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def shipped() -> Project:
    """The project's own curated data, to be read only."""
    return Project(ROOT)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the golden outputs again")
