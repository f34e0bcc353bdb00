"""Charts of the fictional project, built once, and ways to build them changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines.checks.check import check
from pipelines.project import Project
from pipelines.publish import charts as embedding
from pipelines.store.build import build_store
from reports.pages.writer import Site, Writer
from reports.published import Published, read_store
from reports.workers import Workers

TODAY = date(2026, 11, 22)
URL = "https://evidence.example/"


@pytest.fixture
def edit(example: Project) -> Callable[[str, str, str], None]:
    """Replace text in a curated file of the private copy."""

    def replace(path: str, old: str, new: str) -> None:
        file = example.curated / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return replace


def publish(project: Project, folder: Path, as_of: date = TODAY, url: str = URL) -> Site:
    """Store and charts of ``project`` below ``folder``, without the other pages."""
    folder.mkdir(parents=True, exist_ok=True)
    store = folder / "evidence.duckdb"
    store.unlink(missing_ok=True)
    checked = check(project)
    assert not checked.has_errors, checked.problems
    build_store(project, checked, store)
    site = Site(read_store(store), as_of, "0.1.0", url)
    Writer(site, folder / "site").write_static()
    with Workers() as workers:
        made = embedding.make_charts(project, site, folder / "site", workers)
    _, site.texts, problems = made
    assert not problems, problems
    embedding.carry_frozen(project, site.published, folder / "site")
    return site


@pytest.fixture
def build(example: Project, tmp_path: Path) -> Callable[..., Path]:
    """Build the private copy; gives its folder of charts."""

    def run(as_of: date = TODAY, url: str = URL) -> Path:
        publish(example, tmp_path / "out", as_of, url)
        return tmp_path / "out" / "site" / "charts"

    return run


@pytest.fixture(scope="session")
def fictional(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Path]:
    """The fictional project as it is: its site and the folder of its charts."""
    folder = tmp_path_factory.mktemp("fictional")
    site = publish(Project(Path(__file__).parents[1] / "example"), folder)
    return site, folder / "site" / "charts"


@pytest.fixture(scope="session")
def published(fictional: tuple[Site, Path]) -> Published:
    return fictional[0].published
