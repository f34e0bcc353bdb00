"""What is said about a comparison follows from its printed interval alone."""

from __future__ import annotations

import pytest

from reports.panels.comparisons import (
    CLEAR,
    CREDIBLE,
    LOW_LEVEL,
    NO_INTERVAL,
    NO_LEVEL,
    NOT_CLEAR,
    REACHES,
    STRICT,
    Comparison,
    neutral_in,
)
from reports.panels.ladders import ladders
from reports.published import Figure
from tests.figures import figure


def contrast(
    lower: float | None,
    upper: float | None,
    measure: str = "hazard_ratio",
    level: float | None = 95,
) -> Comparison:
    row = {
        "effect_measure": measure, "ci_lower": lower, "ci_upper": upper, "endpoint": "os",
        "endpoint_name": "overall survival", "arm_key": "a", "comparator_key": "b",
        "ci_level": level,
    }  # fmt: skip
    return Comparison(figure(**row), [], [])


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


def test_an_interval_of_a_lower_level_than_usual_gives_no_verdict_of_a_difference():
    assert contrast(0.34, 0.94, level=80).words == LOW_LEVEL
    assert contrast(0.34, 1.2, level=80).words == NOT_CLEAR, "a wider one would hold it, too"
    assert contrast(0.34, 0.94, level=None).words == NO_LEVEL


def test_no_verdict_of_no_difference_from_a_stricter_level_without_saying_so():
    assert contrast(0.34, 1.2, level=99.5).words == NOT_CLEAR + STRICT
    assert contrast(0.34, 0.94, level=99.5).words == CLEAR


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
    return figure(**row)


def test_a_ladder_needs_all_steps_of_the_same_people_each_smaller_than_the_one_before():
    whole = [step("orr", 83), step("cr", 58), step("ongoing_response", 31)]
    assert [f.value for _, f in ladders(whole)[0].steps] == [83, 58, 31]
    assert ladders(whole[:2]) == []
    assert ladders([*whole[:2], step("ongoing_response", 31, 84)]) == []
    assert ladders([step("orr", 50), step("cr", 58), step("ongoing_response", 31)]) == []


def test_a_bayesian_interval_gives_no_verdict_on_chance():
    bayesian = contrast(0.42, 0.67)
    bayesian.contrast.ci_kind = "credible"
    assert bayesian.words == CREDIBLE and not bayesian.is_clear and not bayesian.is_unclear
    assert bayesian.short


def test_a_ladder_has_one_judge():
    def step(endpoint: str, value: float, assessor: str, **columns: object) -> Figure:
        return figure(
            endpoint=endpoint, effect_measure="proportion", counts="event", value=value, n_analysed=100,
            estimate_id=f"t/r/{endpoint}", assessor=assessor, **columns,
        )  # fmt: skip

    def steps(*judges: str, **columns: object) -> list[Figure]:
        ends = zip(("orr", "cr", "ongoing_response"), (60.0, 20.0, 10.0), judges, strict=True)
        return [step(*end, **columns) for end in ends]

    assert len(ladders(steps(*["independent"] * 3))) == 1
    assert ladders(steps("independent", "investigator", "independent")) == []
    assert ladders(steps(*["independent"] * 3, value_qualifier=">")) == []
    twice = [steps(*["independent"] * 3)[0], *steps(*["independent"] * 3)]
    assert ladders(twice) == [] == ladders([twice[0], twice[0], twice[3]]), "confirmed and not"
