"""Figures that right calculations give raise nothing: exact intervals, strata, few people."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.checks.check import check
from schemas.rules.people import PEOPLE
from tests.spec.fragments import write_project

RATIO = "arm: a, comparator: b, endpoint: orr, unit: ratio, ci_level: 95"
SHARE = "endpoint: orr, effect_measure: proportion, unit: percent"
SMALL = f"populations: {{everyone: {{label: everyone, analysis_set: itt, {PEOPLE}, n: {{a: 20, b: 20}}}}}}, n_randomised: 40"
ADDED = "arms: {a: {label: a, drugs: [nivolumab, ipilimumab], regimen: none, role: tested}, b: {label: b, drugs: [ipilimumab], regimen: none, role: control}}"
UNCOUNTED = f"populations: {{everyone: {{label: everyone, analysis_set: itt, {PEOPLE}, n: {{}}}}}}"
TRUE = {
    "exact odds ratio, 14 of 15 against 8 of 15": f"orr-or: {{{RATIO}, effect_measure: odds_ratio, value: 12.25, ci_lower: 1.13, ci_upper: 590.42}}",
    "exact odds ratio, 16 of 40 against 3 of 20": f"orr-or: {{{RATIO}, effect_measure: odds_ratio, value: 3.7, ci_lower: 0.9, ci_upper: 22.9}}",
    "profile likelihood of 20 deaths": "os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, unit: ratio, value: 2.16, ci_lower: 0.81, ci_upper: 6.75, ci_level: 95}",
    "posterior mean of a hazard ratio": "os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, unit: ratio, value: 0.85, ci_lower: 0.60, ci_upper: 1.00, ci_level: 95, ci_kind: credible}",
    "18 of 20 by Wald, cut at 100": f"trial: {{{UNCOUNTED}}}\norr-a: {{arm: a, {SHARE}, value: 90.0, ci_lower: 75.0, ci_upper: 100.0, ci_level: 97.5}}",
    "4 of 12 by Wilson": f"trial: {{{UNCOUNTED}}}\norr-a: {{arm: a, {SHARE}, value: 33.3, ci_lower: 10.5, ci_upper: 68.0, ci_level: 99}}",
    "12 of 20 against 9 of 20, stratified": f"trial: {{{SMALL}}}\norr-or: {{{RATIO}, effect_measure: odds_ratio, value: 3.1, ci_lower: 0.8, ci_upper: 12.0}}\norr-a: {{arm: a, {SHARE}, value: 60}}\norr-b: {{arm: b, {SHARE}, value: 45}}",
    "4 of 20 with a drug more, 7 of 20 without": f"trial: {{{SMALL}, {ADDED}}}\norr-a: {{arm: a, {SHARE}, value: 20}}\norr-b: {{arm: b, {SHARE}, value: 35}}",
    "medians of 20 people with a drug more and without": f"trial: {{{SMALL}, {ADDED}}}\npfs-a: {{arm: a, endpoint: pfs, effect_measure: median, unit: months, value: 4.0}}\npfs-b: {{arm: b, endpoint: pfs, effect_measure: median, unit: months, value: 6.1}}",
}  # fmt: skip

CROSSING = """
os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, unit: ratio, value: 0.70, ci_lower: 0.51, ci_upper: 0.96, ci_level: 95}
os-6m-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 6 months, unit: percent, value: 70}
os-6m-b: {arm: b, endpoint: os, effect_measure: landmark_rate, timepoint: 6 months, unit: percent, value: 77}
os-2y-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 2 years, unit: percent, value: 42}
os-2y-b: {arm: b, endpoint: os, effect_measure: landmark_rate, timepoint: 2 years, unit: percent, value: 24}
"""


def test_curves_that_cross_are_a_warning_whatever_the_interval(tmp_path: Path):
    found = check(write_project(tmp_path, CROSSING).project).problems
    assert {(problem.rule, problem.level) for problem in found} == {
        ("ratio-points-where-curves-do", "warning")
    }


@pytest.mark.parametrize("fragment", TRUE.values(), ids=TRUE)
def test_a_true_figure_raises_nothing(tmp_path: Path, fragment):
    project = write_project(tmp_path, fragment).project
    assert [str(problem) for problem in check(project).problems] == []
