"""How values become text."""

from __future__ import annotations

import pytest

from reports.text import shown as numbers
from reports.text.shown import CannotShow
from tests import figures


def figure(**values):
    usual = {
        "value": 43.0, "value_as_printed": "43", "ci_lower_status": "given", "ci_upper_status": "given",
        "ci_lower_as_printed": "38", "ci_upper_as_printed": "49", "ci_level": 95.0, "n_population": 314,
        "timepoint_as_printed": "10 years", "follow_up_as_printed": "10 years", "follow_up_kind": "minimum",
    }  # fmt: skip
    return figures.figure(**{**usual, **values})


def test_a_kaplan_meier_rate_is_about_so_many_of_100():
    assert numbers.shown(figure(), "of_100") == "about 43 of 100"
    assert numbers.shown(figure(), "complement") == "about 57 of 100"


def test_a_proportion_of_people_is_so_many_of_100():
    assert numbers.shown(figure(effect_measure="proportion", value=57.6), "of_100") == "58 of 100"


def test_a_half_is_rounded_away_from_zero_and_both_framings_add_up():
    f = figure(effect_measure="proportion", value=57.5)
    assert numbers.shown(f, "of_100") == "58 of 100"
    assert numbers.shown(f, "complement") == "42 of 100"


def test_a_value_keeps_its_printed_digits_and_sign():
    f = figure(
        value=120.0,
        value_as_printed="120",
        unit="months",
        unit_as_printed="months",
        value_qualifier=">",
    )
    assert numbers.shown(f, "as_printed") == "more than 120 months"
    assert numbers.shown(figure(value_as_printed="43.0"), "as_printed") == "43.0%"


def test_not_reached_is_said_in_words_never_as_a_number():
    f = figure(is_reached=False, value=None, value_as_printed="NR", unit="months")
    assert numbers.shown(f, "as_printed") == "not reached"
    with pytest.raises(CannotShow):
        numbers.shown(f, "of_100")


def test_an_open_end_of_an_interval_is_said_in_words():
    f = figure(ci_upper_status="not_reached", ci_upper_as_printed="NR")
    assert numbers.shown(f, "interval") == "38 to not reached"


def test_a_ratio_is_never_shown_as_people():
    ratio = figure(effect_measure="hazard_ratio", unit="ratio", comparator_key="b")
    with pytest.raises(CannotShow):
        numbers.shown(ratio, "of_100")


def test_a_withdrawn_source_shows_no_value_through_any_transform():
    f = figure(standing="retracted")
    for name in numbers.TRANSFORMS.keys() - set(numbers.MEASURED):
        assert numbers.shown(f, name) == "withdrawn"


def test_text_of_a_value_is_escaped_in_its_element():
    f = figure(unit_as_printed="<b>", value_as_printed="1")
    assert "<b>" not in str(numbers.bound(f))


def test_unknown_transforms_are_refused():
    with pytest.raises(KeyError):
        numbers.shown(figure(), "doubled")


def test_months_are_shown_as_years_on_request():
    f = figure(unit="months", value=71.9)
    assert numbers.shown(f, "years") == "6 years"
