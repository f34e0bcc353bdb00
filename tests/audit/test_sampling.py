"""Figures drawn at random, looked up by eye."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from pipelines.approvals.eye_checks import BadSheet, draw, eye_results, summary, take_back
from pipelines.checks.check import check
from pipelines.cli.command import main
from pipelines.curated.reader import read_curated
from pipelines.project import Project
from schemas.exact import exact_interval

DAY = date(2026, 11, 22)


def answered(sheet: str, wrong: int = 0, by: str = "Ada") -> str:
    rows = list(csv.DictReader(io.StringIO(sheet)))
    for number, row in enumerate(rows):
        row |= {"is_right": "no" if number < wrong else "yes", "by": by}
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def test_the_same_seed_draws_the_same_figures(example: Project) -> None:
    checked = check(example)
    assert draw(checked, 20, 7) == draw(checked, 20, 7)
    assert draw(checked, 20, 7) != draw(checked, 20, 8)
    assert len(set(draw(checked, 20, 7).splitlines())) == 21


def test_every_figure_is_as_likely_as_any_other(example: Project) -> None:
    checked = check(example)
    drawn = Counter(
        row["estimate_id"]
        for seed in range(1040)
        for row in csv.DictReader(io.StringIO(draw(checked, 5, seed)))
    )
    assert len(drawn) == 52
    assert min(drawn.values()) > 60 and max(drawn.values()) < 145  # 100 expected, 4.5 deviations


def test_answers_are_kept_and_counted(example: Project) -> None:
    checked = check(example)
    assert "No figure drawn at random" in summary(example, checked.curated)
    assert take_back(example, checked, answered(draw(checked, 20, 7), wrong=1), DAY) == 20
    checked = check(example)
    assert not checked.problems
    assert summary(example, checked.curated).startswith(
        "20 figures drawn at random were looked up by eye; 1 were"
    )
    assert "0.1 to 24.9%" in summary(example, checked.curated)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda s: s.replace(",yes,Ada,", ",,Ada,", 1), "write yes or no"),
        (lambda s: s.replace(",yes,Ada,", ",yes,,", 1), "write your name"),
        (lambda s: s.replace("orchard-1/", "orchard-9/", 1), "there is no figure"),
        (lambda s: "\n".join(s.split("\n")[:-2]) + "\n", "does not hold every figure"),
        (lambda s: s + s.split("\n")[-2] + "\n", "does not hold every figure"),
        (lambda s: s.split("\n")[0] + "\n", "does not hold every figure"),
        (lambda s: "", "does not hold every figure"),
    ],
)
def test_a_sheet_is_taken_whole_or_not_at_all(example: Project, change, says: str) -> None:
    checked = check(example)
    with pytest.raises(BadSheet, match=says):
        take_back(example, checked, change(answered(draw(checked, 20, 7))), DAY)
    assert not example.eye_checks.exists()


def test_a_figure_changed_since_the_draw_is_refused(example: Project) -> None:
    sheet = answered(draw(check(example), 52, 7))
    path = example.trials / "orchard-1" / "2024-fields.yaml"
    path.write_text(path.read_text().replace("value: 52,", "value: 53,"))
    with pytest.raises(BadSheet, match="was changed since the sheet was drawn"):
        take_back(example, check(example), sheet, DAY)


def test_the_same_answers_are_not_taken_twice(example: Project) -> None:
    sheet = answered(draw(check(example), 20, 7))
    take_back(example, check(example), sheet, DAY)
    with pytest.raises(BadSheet, match="already"):
        take_back(example, check(example), sheet, DAY)


@given(st.integers(1, 400), st.data())
def test_the_interval_is_that_of_the_statistics_library(people: int, data: st.DataObject) -> None:
    events = data.draw(st.integers(0, people))
    found = exact_interval(events, people)
    known = binomtest(events, people).proportion_ci(0.95, "exact")
    assert found == pytest.approx((known.low, known.high), abs=1e-9)


def test_the_command_writes_a_sheet_and_takes_it_back(example: Project, tmp_path: Path) -> None:
    sheet, project = tmp_path / "sheet.csv", ["--project", str(example.root)]
    args = ["audit-sample", "-n", "5", "--seed", "1", "--out", str(sheet), *project]
    assert CliRunner().invoke(main, args).exit_code == 0
    run = CliRunner().invoke(main, ["audit-sample", "--answers", str(sheet), *project])
    assert run.exit_code == 10
    assert "Nothing was taken" in run.output
    sheet.write_text(answered(sheet.read_text()))
    run = CliRunner().invoke(main, ["audit-sample", "--answers", str(sheet), *project])
    assert run.exit_code == 0
    assert "Took 5 answers. 5 figures" in run.output


def test_a_draw_needs_a_seed(example: Project) -> None:
    run = CliRunner().invoke(main, ["audit-sample", "--project", str(example.root)])
    assert run.exit_code == 2


# what counts ------------------------------------------------------------------


def standing(project: Project) -> Counter[str]:
    found = eye_results(project, read_curated(project))
    return Counter(found["says"].fillna("counts"))


AGAIN = "its draw cannot be made again, or is not whole"


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:-1],
        lambda lines: [line.replace(",7,20,", ",8,20,") for line in lines],
        lambda lines: [line.replace(",7,20,", ",7,19,") for line in lines],
        lambda lines: [re.sub(",[0-9a-f]{64},$", f",{'0' * 64},", line) for line in lines],
        lambda lines: [*lines[:-1], lines[0]],
    ],
    ids=["a line is missing", "another seed", "another number", "another list", "another figure"],
)
def test_answers_whose_draw_cannot_be_made_again_do_not_count(example: Project, change) -> None:
    take_back(example, check(example), answered(draw(check(example), 20, 7)), DAY)
    assert standing(example) == {"counts": 20}
    head, *lines = example.eye_checks.read_text().splitlines()
    example.eye_checks.write_text("\n".join([head, *change(lines), ""]))
    assert set(standing(example)) == {AGAIN}
    assert "No figure drawn" in summary(example, read_curated(example))


def test_nobody_checks_their_own_entries(example: Project) -> None:
    sheet = answered(draw(check(example), 5, 7), by="Example Team")
    with pytest.raises(BadSheet, match="nobody checks their own work"):
        take_back(example, check(example), sheet, DAY)
    take_back(example, check(example), answered(draw(check(example), 5, 7)), DAY)
    example.eye_checks.write_text(example.eye_checks.read_text().replace(",Ada,", ",example team,"))
    assert standing(example) == {"nobody checks their own work": 5}


def test_a_figure_that_two_people_looked_up_counts_once(example: Project) -> None:
    for by, wrong in (("Ada", 1), ("Bo", 0)):
        take_back(example, check(example), answered(draw(check(example), 20, 7), wrong, by), DAY)
    assert standing(example) == {"counts": 40}
    assert summary(example, read_curated(example)).startswith("20 figures drawn at random")
    assert "1 were wrong" in summary(example, read_curated(example))
