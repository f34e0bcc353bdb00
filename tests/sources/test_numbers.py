"""Figures looked for in the text of a source."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.archive.figures_in_text import look_for, unify
from pipelines.sources.xml import plain, read_xml
from schemas.estimate import Estimate
from schemas.row import Row

ABSTRACT = (
    "Median overall survival was 71.9 months (95% CI, 38.2 to 114.4) with both drugs and 36\u00b79\u2009months "
    "(95%\u00a0CI 28\u00b72\u201358\u00b77) with one (hazard ratio, .53; 95% CI, 0.44 to 0.65). "
    "Rates were 43, 37 and 19%. The median was not reached (95% CI, 22.1\u2013NR). "
    "The median of the others was >120 months. The difference was \u22125.2%. "
    "In all, 1,296 patients with CD19 cells (10^5) took part. Ef\ufb01cacy: HR 0.77, 95% CI 0.6\u20110.9. "
    "Median (95% CI) survival was 9.0 (8.1 to 9.9) months and 4.9 (4.7\u2013NR) months. It grew in 7 (of all) weeks."
)


@pytest.mark.parametrize(
    ("figures", "unit", "result"),
    [
        (("71.9", "38.2", "114.4"), "months", "found_together"),
        (("36.9", "28.2", "58.7"), "months", "found_together"),
        (("0.53", "0.44", "0.65"), "ratio", "found_together"),
        (("0.77", "0.6", "0.9"), "ratio", "found_together"),
        (("43",), "percent", "found_together"),
        (("NR", "22.1", "NR"), "months", "found_together"),
        ((">120",), "months", "found_together"),
        (("-5.2",), "percent", "found_together"),
        (("1296",), "people", "found_together"),
        (("9.0", "8.1", "9.9"), "months", "found_together"),  # the unit stands after the interval
        (("4.9", "4.7", "NR"), "months", "found_together"),
        (("7",), "weeks", "found_apart"),  # only an interval may stand in between
        (("0.65", "0.53"), "ratio", "found_apart"),
        (
            ("71.9", "28.2", "58.7"),
            "months",
            "found_together",
        ),  # one sentence: it cannot know better
        (("43", "22.1"), "percent", "found_apart"),
        (("120",), "months", "not_found"),  # the source says more than 120
        (("5.2",), "percent", "not_found"),  # the source says minus
        (("1.9",), "months", "not_found"),
        (("71",), "months", "not_found"),
        (("19",), "months", "found_apart"),  # there, but as a percentage
        (("105",), "people", "not_found"),
        (("71.90",), "months", "not_found"),  # not as printed
    ],
)
def test_figures_are_found_as_printed_or_not_at_all(
    figures: tuple[str, ...], unit: str, result: str
) -> None:
    assert look_for(figures, unit, ABSTRACT)[0] == result


def test_the_place_is_told_without_the_source_s_words() -> None:
    assert look_for(("43",), "percent", ABSTRACT) == ("found_together", "sentence 2")


def test_a_figure_that_is_nowhere_is_named() -> None:
    found = look_for(("71.9", "38.3", "114.4"), "months", ABSTRACT)
    assert found == ("not_found", "not there: 38.3")


def test_what_is_looked_for_is_value_and_interval_with_the_sign_before_the_value() -> None:
    values = {"value": "120", "value_qualifier": ">", "ci_lower": "99.1", "ci_upper": "NR"}
    assert Estimate(Row("", 1, values)).typed == (">120", "99.1", "NR")
    assert Estimate(Row("", 1, {"value": "5", "value_qualifier": "="})).quoted == "5"


def test_figures_of_two_lines_do_not_stand_together() -> None:
    rows = "Median OS, months | 11.5\n95% CI | 8.9 to 16.7"
    assert look_for(("11.5", "8.9", "16.7"), "", rows) == ("found_apart", "")


@given(st.text())
def test_unifying_never_drops_a_sign_that_carries_meaning(text: str) -> None:
    kept = re.compile(r"[0-9.%<>≤≥±]")
    before = kept.findall(text)
    after = kept.findall(unify(text))
    missing = list(after)
    for sign in before:
        assert sign in missing
        missing.remove(sign)
    assert unify(text).count("-") >= text.count("\u2212") + text.count("-")


@given(st.text())
def test_unifying_twice_changes_nothing(text: str) -> None:
    assert unify(unify(text)) == unify(text)


@given(st.text(alphabet="0123456789.,%<>- \u00b7\u2013months()CI", max_size=80))
def test_no_text_of_numbers_breaks_the_search(text: str) -> None:
    assert look_for(("71.9", "38.2"), "months", text)[0] in (
        "found_together",
        "found_apart",
        "not_found",
    )


def test_a_decimal_comma_after_nought_is_read_beside_points() -> None:
    assert unify("0,53 (0,42-0,67), P=0.001") == "0.53 (0.42-0.67), P=0.001"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("HR 0<sup>·</sup>53", "HR 0.53"),
        ("of 40<br/>58%", "of 40 58%"),
        ("10<sup>5</sup> cells", "10^5 cells"),
    ],
)
def test_a_raised_point_is_a_point_and_a_broken_line_a_space(printed: str, read: str) -> None:
    element = read_xml(f"<p>{printed}</p>".encode(), "a source")
    assert unify(plain(element)) == read
