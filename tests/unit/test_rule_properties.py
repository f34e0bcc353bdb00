"""Invented trials that obey the laws never raise; whichever law is broken raises at its line."""

from __future__ import annotations

import copy
import math
import tempfile
from collections.abc import Callable
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.checks.check import check
from schemas.problem import Problem
from tests.spec.fragments import write_project
from tests.unit.test_binomial import clopper_pearson

Estimates = dict[str, dict[str, str]]
TIMES = (12, 24, 36)
LIGHT = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def trials(draw) -> tuple[dict, Estimates]:
    """Sizes of both arms, and figures computed from people and exponential curves."""
    sizes = {arm: draw(st.integers(30, 600)) for arm in ("a", "b")}
    digits = draw(st.integers(0, 1))
    estimates: Estimates = {}
    hazards: dict[tuple[str, str], float] = {}
    for arm, people in sizes.items():
        cut = sorted(draw(st.lists(st.integers(0, people), min_size=3, max_size=3)))
        parts = {"cr": cut[0], "pr": cut[1] - cut[0], "sd": cut[2] - cut[1], "pd": people - cut[2]}
        parts["orr"] = parts["cr"] + parts["pr"]
        for endpoint, events in parts.items():
            lower, upper = clopper_pearson(events, people, 0.95)
            estimates[f"{endpoint}-{arm}"] = {
                "arm": arm, "endpoint": endpoint, "effect_measure": "proportion", "unit": "percent",
                "value": f"{100 * events / people:.{digits}f}", "n_events": str(events),
                "n_analysed": str(people), "ci_lower": f"{100 * lower:.1f}",
                "ci_upper": f"{100 * upper:.1f}", "ci_level": "95",
            }  # fmt: skip
        hazards["os", arm] = math.log(2) / draw(st.floats(8, 60))
        hazards["pfs", arm] = hazards["os", arm] * draw(st.floats(1.3, 4))
        for endpoint in ("os", "pfs"):
            hazard = hazards[endpoint, arm]
            figure = {"arm": arm, "endpoint": endpoint}
            estimates[f"{endpoint}-median-{arm}"] = {
                **figure, "effect_measure": "median", "unit": "months",
                "value": f"{math.log(2) / hazard:.1f}",
            }  # fmt: skip
            for time in TIMES:
                estimates[f"{endpoint}-{time}m-{arm}"] = {
                    **figure, "effect_measure": "landmark_rate", "unit": "percent",
                    "timepoint": f"{time} months", "value": f"{100 * math.exp(-hazard * time):.1f}",
                }  # fmt: skip
    for endpoint in ("os", "pfs"):
        ratio = hazards[endpoint, "a"] / hazards[endpoint, "b"]
        error = math.sqrt(sum(1.5 / people for people in sizes.values()))
        lower, upper = ratio * math.exp(-1.96 * error), ratio * math.exp(1.96 * error)
        estimates[f"{endpoint}-hr"] = {
            "arm": "a", "comparator": "b", "endpoint": endpoint, "effect_measure": "hazard_ratio",
            "unit": "ratio", "value": f"{ratio:.3f}", "ci_lower": f"{lower:.3f}",
            "ci_upper": f"{upper:.3f}", "ci_level": "95",
        }  # fmt: skip
    return sizes, estimates


def problems_of(sizes: dict, estimates: Estimates) -> tuple[list[Problem], dict[str, int]]:
    """Problems of the trial, and the line of each estimate."""
    people = {
        "label": "everyone", "analysis_set": "itt", "categories": ["appleoma"],
        "subgroups": ["first"], "line": "first", "biomarker": ["none_required"],
        "n": {arm: str(n) for arm, n in sizes.items()},
    }  # fmt: skip
    fragment = {
        "defaults": {"follow_up": "40 months"},
        "trial": {"n_randomised": str(sum(sizes.values())), "populations": {"everyone": people}},
        **estimates,
    }
    with tempfile.TemporaryDirectory() as folder:
        project = write_project(Path(folder), yaml.safe_dump(fragment, sort_keys=False)).project
        lines = (project.trials / "base-trial" / "2020-first.yaml").read_text("utf-8").split("\n")
        return check(project).problems, {
            text.split(":")[0].strip(): number for number, text in enumerate(lines, start=1)
        }


@LIGHT
@given(trials())
def test_a_consistent_trial_never_raises(trial):
    found, _ = problems_of(*trial)
    assert [str(problem) for problem in found] == []


def _set(key: str, **fields: str) -> Callable[[dict, Estimates], str]:
    def broken(sizes: dict, estimates: Estimates) -> str:
        estimates[key].update(fields)
        return key

    return broken


def _drop(key: str, name: str) -> Callable[[dict, Estimates], str]:
    def broken(sizes: dict, estimates: Estimates) -> str:
        del estimates[key][name]
        return key

    return broken


def _swapped_ends(sizes: dict, estimates: Estimates) -> str:
    row = estimates["orr-a"]
    row["ci_lower"], row["ci_upper"] = row["ci_upper"], row["ci_lower"]
    return "orr-a"


def _other_percentage(sizes: dict, estimates: Estimates) -> str:
    row = estimates["orr-a"]
    row["value"] = f"{(float(row['value']) + 7) % 100:.1f}"
    return "orr-a"


def _ratio_outside(sizes: dict, estimates: Estimates) -> str:
    row = estimates["os-hr"]
    row["value"] = f"{float(row['ci_upper']) + 0.1:.3f}"
    return "os-hr"


def _rising_curve(sizes: dict, estimates: Estimates) -> str:
    estimates["os-36m-a"]["value"] = f"{float(estimates['os-24m-a']['value']) + 0.5:.1f}"
    return "os-36m-a"


def _growth_after_death(sizes: dict, estimates: Estimates) -> str:
    estimates["pfs-median-a"]["value"] = f"{float(estimates['os-median-a']['value']) + 1:.1f}"
    return "pfs-median-a"


def _twice(sizes: dict, estimates: Estimates) -> str:
    again = dict(estimates["os-median-a"])
    again["value"] = f"{float(again['value']) + 1:.1f}"
    estimates["os-again-median-a"] = again
    return "os-again-median-a"


def _too_many_people(sizes: dict, estimates: Estimates) -> str:
    estimates["pd-b"]["n_analysed"] = str(sizes["b"] + 1)
    return "pd-b"


BROKEN: dict[str, tuple[str, Callable[[dict, Estimates], str]]] = {
    "ends of an interval": ("bounds-in-order", _swapped_ends),
    "percentage and people": ("events-give-percent", _other_percentage),
    "value in its interval": ("interval-contains-estimate", _ratio_outside),
    "level": ("level-stated", _drop("os-hr", "ci_level")),
    "whole of 100": ("parts-within-the-whole", _set("sd-a", value="101")),
    "positive ratio": ("parts-within-the-whole", _set("pfs-hr", value="-0.5")),
    "falling curve": ("curves-never-rise", _rising_curve),
    "time without growth within life": ("longer-survival-is-no-smaller", _growth_after_death),
    "one figure, one value": ("one-figure-one-value", _twice),
    "people within the population": ("people-within-population", _too_many_people),
    "time point": ("rate-has-time-point", _drop("os-12m-a", "timepoint")),
    "comparator": ("comparator-only-in-contrasts", _drop("os-hr", "comparator")),
    "unit": ("unit-fits-measure", _set("os-median-b", unit="percent")),
    "key and endpoint": ("keys-say-the-same", _set("pfs-12m-a", endpoint="efs")),
    "known judge": ("judged-endpoints-name-the-judge", _set("orr-b", assessor="not_applicable")),
}


@LIGHT
@given(trials(), st.sampled_from(sorted(BROKEN)))
def test_a_broken_law_always_raises_at_the_broken_line(trial, law):
    rule, broken = BROKEN[law]
    sizes, estimates = copy.deepcopy(trial)
    key = broken(sizes, estimates)
    found, lines = problems_of(sizes, estimates)
    places = [problem.line for problem in found if problem.rule == rule]
    assert lines[key] in places, (law, estimates[key], [str(p) for p in found])


numbers = st.one_of(
    st.integers(-(10**9) + 1, 10**9 - 1).map(str),
    st.decimals(0, 10**6, places=3).map(str),
    st.just("NR"),
)


@LIGHT
@given(trials(), st.data())
def test_no_number_however_absurd_makes_a_rule_fail(trial, data):
    sizes, estimates = copy.deepcopy(trial)
    for row in estimates.values():
        for name in ("value", "ci_lower", "ci_upper"):
            if data.draw(st.integers(0, 9)) == 0:
                row[name] = data.draw(numbers)
        if data.draw(st.integers(0, 9)) == 0:
            row["ci_level"] = data.draw(st.sampled_from(["0", "100", "-5", "99.999", "not_stated"]))
            row["p_value"] = data.draw(st.sampled_from(["0", "1", "<0.001", "3x10^-6", "=0.5"]))
            row["n_analysed"] = data.draw(st.sampled_from(["0", "1", "999999999"]))
    problems_of(sizes, estimates)
