"""Every format of the list is written, and the page of all figures offers each."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipelines.checks.check import check
from pipelines.project import Project
from pipelines.store.build import build_store
from reports.exports.formats import FIGURES, LEVELS, PEOPLE, SOURCES, write_exports
from reports.exports.ris import as_ris
from reports.published import Published, read_store
from reports.published.store import name_for_duckdb

EXAMPLE = Project(Path(__file__).parents[1] / "example")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Published, Path]:
    """The fictional project's views, and the folder of all its exports."""
    folder = tmp_path_factory.mktemp("exports")
    build_store(EXAMPLE, check(EXAMPLE), folder / "store.duckdb")
    published = read_store(folder / "store.duckdb")
    assert write_exports(folder / "store.duckdb", published, folder / "data") == 52
    return published, folder / "data"


def test_every_format_is_written_under_a_name_of_its_own(exported: tuple[Published, Path]) -> None:
    files = [format.file for format in (*FIGURES, *SOURCES, *LEVELS, *PEOPLE)]
    assert sorted(files) == sorted(path.name for path in exported[1].iterdir())
    assert len(set(files)) == len(files)


def test_each_report_and_reference_is_a_source(exported: tuple[Published, Path]) -> None:
    published, folder = exported
    entries = json.loads((folder / "bibliography.csl.json").read_text("utf-8"))
    assert len(entries) == len(published.tables["reports"]) + len(published.tables["references"])


def test_reference_managers_get_each_source_with_its_identifiers(
    exported: tuple[Published, Path],
) -> None:
    text = (exported[1] / "bibliography.ris").read_bytes().decode()
    entries = [part.split("\r\n") for part in text.split("ER  - \r\n") if part]
    assert len(entries) == len(json.loads((exported[1] / "bibliography.csl.json").read_text()))
    for entry in entries:
        assert entry[0].startswith("TY  - ")
        assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - \S.*", line) for line in entry if line)
    (fields,) = [entry for entry in entries if "DO  - 10.5555/orchard.2024" in entry]
    assert {
        "TY  - JOUR",
        "ID  - orchard-1/2024-fields",
        "AU  - Fields, A",
        "PY  - 2024",
        "VL  - 3",
        "SP  - 20",
        "EP  - 31",
        "AN  - 90000002",
        "N1  - and other authors",
    } <= set(fields)


def test_a_line_break_in_a_name_begins_no_entry_of_its_own(
    exported: tuple[Published, Path],
) -> None:
    published = exported[0]
    record = dict(published.tables["reports"][0])
    record |= dict.fromkeys(("title", "authors", "journal", "pages"), "A\r\nER  - \r\nTY  - BOOK")
    text = as_ris(SimpleNamespace(tables={"reports": [record], "references": []}))
    assert text.count("\r\nER  - ") == 1 and text.count("\nTY  - ") == 0


def test_a_store_is_opened_in_a_folder_that_the_locale_cannot_spell(
    exported: tuple[Published, Path],
) -> None:
    assert name_for_duckdb(Path("/a/\udcc3\udcb6/evidence.duckdb")) == "/a/ö/evidence.duckdb"
    assert name_for_duckdb(Path("/a/ö/evidence.duckdb")) == "/a/ö/evidence.duckdb"
