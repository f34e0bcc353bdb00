"""No cell of a CSV file of ours is a formula, no number is a text, and what was written is read back."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import example as also
from hypothesis import given
from hypothesis import strategies as st

from pipelines.approvals.eye_checks import draw
from pipelines.checks.check import check
from pipelines.files import read_rows, write_rows
from pipelines.project import Project
from pipelines.store.as_csv import as_csv as table_as_csv
from reports.exports.as_csv import frame_as_csv as as_csv
from schemas.borders.plain import HIDDEN
from schemas.borders.sheets import as_typed, guarded

FORMULAS = [
    "=1+1", "+cmd", "-cmd", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1+1", "＋cmd", "－cmd", "＠x",
    "﹣1-1", "\u200b=1", "\x00=1", "−cmd", "-5 to 3", "''=1", "-1-1", "\tx",
]  # fmt: skip
SIGNS = ["=", "+", "-", "@", "−"]  # alone they compute nothing
TEXTS = [*SIGNS, "a=1", "1-2", "word", "", "'", "it's", "<", "≥ 5", "10%", "–", "52 (45 to 59)"]
NUMBER = re.compile(r"[-+]?[0-9.]+")
NUMBERS = ["-5", "+5", "-0.3", "-5.0e-3", "-.5", "-12%", "0", "−5"]


def is_formula(cell: str) -> bool:
    """As a spreadsheet judges: the first sign that prints, whatever its width."""
    begin = cell.strip("\x00\u200b \u00a0\t\r\n")[:1]
    return bool(begin) and begin in "=+-@−＝＋－＠﹣" and cell not in NUMBERS + SIGNS


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_is_marked(cell: str) -> None:
    assert guarded(cell) == f"'{cell}" and as_typed(guarded(cell)) == cell


@pytest.mark.parametrize("cell", TEXTS + NUMBERS)
def test_other_texts_and_every_number_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == cell and as_typed(cell) == cell


@given(st.one_of(st.text(), st.text("=+-@'\t ＝1a")))
@also("''=1")
@also("'=1")
def test_what_is_written_is_read_back_and_never_run(cell: str) -> None:
    assert as_typed(guarded(cell)) == cell
    assert not is_formula(guarded(cell))


@pytest.mark.parametrize("cell", [cell for cell in FORMULAS if not HIDDEN.search(cell)])
def test_no_csv_that_we_write_holds_a_formula(example: Project, tmp_path: Path, cell: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT ? AS a, -5.0 AS n, true AS b", [cell])
        written = {"tables of a release": table_as_csv(connection, "t")}
    frame = pd.DataFrame({"a": [cell], "n": [-5.0], "b": [True], "e": [None]})
    written["exports and charts"] = as_csv(frame)
    write_rows(tmp_path / "list.csv", ["a", "n"], [{"a": cell, "n": "-5"}])
    written["lists of the program"] = (tmp_path / "list.csv").read_bytes().decode()
    for name, text in written.items():
        head, row = list(csv.reader(io.StringIO(text, newline="")))
        cells = dict(zip(head, row, strict=True))
        assert not is_formula(cells["a"]) and cells["a"].startswith("'"), name
        assert float(cells["n"]) == -5, name
        assert cells.get("b", "true") == "true", name
    assert read_rows(tmp_path / "list.csv", ["a"]) == [{"a": cell}]


def test_the_sheet_of_a_check_by_eye_holds_no_formula(example: Project) -> None:
    path = example.trials / "orchard-1" / "2024-fields.yaml"
    path.write_text(
        path.read_text("utf-8")
        .replace("locator: Abstract", 'locator: "=cmd')
        .replace(", Results", ', Results"', 1),
        "utf-8",
    )
    sheet = list(csv.DictReader(io.StringIO(draw(check(example), 999, 1))))
    locators = {row["locator"] for row in sheet}
    assert "'=cmd, Results" in locators
    cells = [cell for row in sheet for cell in row.values()]
    assert not [cell for cell in cells if is_formula(cell) and not NUMBER.fullmatch(cell)]
