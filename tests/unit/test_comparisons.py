"""What is said about a comparison follows from its printed interval alone."""

from __future__ import annotations

import pytest

from reports.comparisons import CLEAR, NO_INTERVAL, NOT_CLEAR, REACHES, Comparison, neutral_in
from reports.ladders import ladders
from reports.published import Figure


def contrast(lower: float | None, upper: float | None, measure: str = "hazard_ratio") -> Comparison:
    row = {
        "effect_measure": measure, "ci_lower": lower, "ci_upper": upper, "endpoint": "os",
        "endpoint_name": "overall survival", "arm_key": "a", "comparator_key": "b",
    }  # fmt: skip
    return Comparison(Figure(row), [])


@pytest.mark.parametrize(
    ("lower", "upper", "says"),
    [
        (0.42, 0.67, CLEAR),
        (1.1, 1.9, CLEAR),
        (0.78, 1.18, NOT_CLEAR),
        (0.64, 1.0, REACHES),
        (None, None, NO_INTERVAL),
    ],
)
def test_words_follow_from_the_side_on_which_the_interval_lies(lower, upper, says):
    assert contrast(lower, upper).words == says


def test_a_difference_in_points_is_held_against_nothing_instead_of_one():
    assert contrast(0.5, 1.5, "rate_difference").words == CLEAR
    assert contrast(-2, 3, "rate_difference").words == NOT_CLEAR


def test_a_trial_is_neutral_only_if_no_comparison_of_its_lead_endpoint_is_clear():
    assert neutral_in([contrast(0.8, 1.2), contrast(0.9, 1.3)]) == "overall survival"
    assert neutral_in([contrast(0.8, 1.2), contrast(0.4, 0.7)]) is None
    assert neutral_in([contrast(0.64, 1.0)]) is None
    assert neutral_in([]) is None


def step(endpoint: str, value: float, n: int | None = 101) -> Figure:
    row = {
        "effect_measure": "proportion", "is_reached": True, "standing": "current", "report": "r",
        "conditional_on": None, "variant": None, "is_current": True, "arm_key": "a",
        "population_key": "p", "endpoint": endpoint, "value": value, "n_analysed": n,
        "n_population": None,
    }  # fmt: skip
    return Figure(row)


def test_a_ladder_needs_all_steps_of_the_same_people_each_smaller_than_the_one_before():
    whole = [step("orr", 83), step("cr", 58), step("ongoing_response", 31)]
    assert [f.value for _, f in ladders(whole)[0].steps] == [83, 58, 31]
    assert ladders(whole[:2]) == []
    assert ladders([*whole[:2], step("ongoing_response", 31, 84)]) == []
    assert ladders([step("orr", 50), step("cr", 58), step("ongoing_response", 31)]) == []
