"""The published views are the contract: described whole, typed, and all that reports read."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import duckdb
import pytest

from pipelines.checks.check import check
from pipelines.project import Project
from pipelines.store.build import build_store
from reports.published import Figure
from schemas.views import AS_TYPED, VIEWS, EstimatesView, columns

ROOT = Path(__file__).parents[2]
TYPES = {"VARCHAR": "str", "DOUBLE": "float", "BIGINT": "int", "BOOLEAN": "bool"}


@pytest.fixture
def store(example: Project, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    path = tmp_path / "store.duckdb"
    build_store(example, check(example), path)
    return duckdb.connect(str(path), read_only=True)


@pytest.mark.parametrize("view", [*VIEWS, *AS_TYPED])
def test_every_column_of_a_published_view_is_described(store, view: str):
    assert tuple(store.sql(f'SELECT * FROM "{view}"').columns) == columns(view)


def test_a_figure_has_the_columns_of_the_view_with_their_types(store):
    view = store.sql("SELECT * FROM estimates")
    stored = {name: TYPES[str(kind)] for name, kind in zip(view.columns, view.types, strict=True)}
    typed = {f.name: str(f.type).removesuffix(" | None") for f in fields(Figure)}
    assert typed == stored
    may_be_missing = {name for name, c in EstimatesView.to_schema().columns.items() if c.nullable}
    assert {f.name for f in fields(Figure) if "None" in str(f.type)} == may_be_missing


def test_a_report_without_authors_is_cited_by_its_congress_with_the_year_once(
    example: Project, tmp_path: Path
) -> None:
    cited = {"ESMO 2024 Congress": "ESMO 2024 Congress", "Lancet": "Lancet 2024", "not_stated": "report of 2024"}  # fmt: skip
    paths = sorted((example.curated / "trials").glob("*/20*.yaml"))
    for journal, path in zip(cited, paths, strict=False):
        text = path.read_text("utf-8")
        for key, typed in (("authors", "not_stated"), ("journal", journal), ("year", "2024")):
            text = re.sub(f"^{key}: .*", f"{key}: {typed}", text, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")
    store = tmp_path / "store.duckdb"
    build_store(example, check(example), store)
    rows = duckdb.connect(str(store), read_only=True).sql("SELECT journal, cite FROM reports")
    assert cited.items() <= dict(rows.fetchall()).items()


def test_reports_read_published_views_only():
    named = re.compile(r"curated_\w+|FROM figures\b|approval_states")
    for path in (ROOT / "reports").rglob("*.py"):
        assert not named.findall(path.read_text("utf-8")), path
