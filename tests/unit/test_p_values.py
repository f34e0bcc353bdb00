"""A p value beside the interval of its ratio."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.checks.check import check
from tests.spec.fragments import write_project

RATIO = "os-hr: {{arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: {}, unit: ratio, ci_lower: {}, ci_upper: {}, ci_level: 95, p_value: {}}}"


@pytest.mark.parametrize(
    ("printed", "is_told"),
    [
        ((0.54, 0.32, 0.92, 0.01), False),
        ((0.54, 0.32, 0.92, "0.04 (two-sided)"), False),
        ((0.54, 0.32, 0.92, 0.1), True),  # a nought too few
        ((0.71, 0.50, 0.99, 0.06), False),  # other strata, another test
        ((0.75, 0.55, 1.02, 0.068), False),
    ],
)
def test_a_p_value_of_no_difference_is_told_beside_an_interval_that_shows_one(
    tmp_path: Path, printed: tuple[object, ...], is_told: bool
) -> None:
    found = check(write_project(tmp_path, RATIO.format(*printed)).project).problems
    assert any(p.rule == "p-value-fits-interval" for p in found) == is_told
