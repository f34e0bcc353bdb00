"""Few figures are all compared; of many each is compared with its neighbours, and none is left out."""

from __future__ import annotations

from itertools import combinations, product
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.checks.check import check
from schemas.rules.reach import REACH, beside, pairs
from tests.benchmarks.invented import long_trial

MANY = 3 * REACH
things = st.lists(st.integers(0, 30), max_size=40).map(lambda found: list(enumerate(found)))
few = st.lists(st.integers(0, 30), max_size=REACH).map(lambda found: list(enumerate(found)))


@given(few, few)
def test_few_are_all_compared_in_the_order_of_typing(first, second):
    assert list(pairs(first)) == list(combinations(first, 2))
    assert list(beside(first, second, itemgetter(1))) == list(product(first, second))


@given(things)
def test_of_many_each_is_compared_with_those_that_follow(found):
    expected = {(a, b) for a, b in combinations(found, 2) if b[0] - a[0] <= REACH}
    assert set(pairs(found)) >= expected
    assert len(list(pairs(found))) <= max(REACH, 1) * len(found)


@given(things, things)
def test_of_two_lists_each_is_compared_with_the_nearest_and_no_pair_comes_twice(first, second):
    found = list(beside(first, second, itemgetter(1)))
    assert len(found) == len(set(found)) <= 2 * REACH * (len(first) + len(second))
    for one in first:
        distance = sorted(abs(other[1] - one[1]) for other in second)
        got = sorted(abs(b[1] - a[1]) for a, b in found if a == one)
        assert got[:REACH] == distance[:REACH]
    if first:
        assert {other for _, other in found} == set(second)


def test_a_report_more_of_one_trial_adds_always_as_many_comparisons(tmp_path):
    counts = [len(check(long_trial(tmp_path / str(n), n)).compared) for n in (40, 60, 80, 120)]
    steps = (counts[1] - counts[0], counts[2] - counts[1], (counts[3] - counts[2]) / 2)
    assert len(set(steps)) == 1


@pytest.mark.parametrize("at", [0, 1, MANY // 2, MANY - 1])
@pytest.mark.parametrize(
    ("right", "wrong", "rules"),
    [
        ('"value": "58"', '"value": "85"', {"figures-move-little-between-cuts"}),
        ('"value": "60"', '"value": "15"', {"figures-move-little-between-cuts"}),
        ('"median", "value": "38"', '"median", "value": "10"', {"orders-hold-between-reports"}),
        ('"median", "value": "26"', '"median", "value": "97"', {"orders-hold-between-reports"}),
        ('"value": "0.64"', '"value": "1.64"', {"clear-ratio-points-where-curves-do"}),
    ],
)
def test_a_wrong_figure_in_one_of_many_reports_is_told_there(tmp_path, at, right, wrong, rules):
    project = long_trial(tmp_path, MANY)
    path = project.trials / "long" / f"2020-report-{at}.yaml"
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), "utf-8")
    found = check(project).problems
    assert rules <= {p.rule for p in found}
    assert any(p.path == project.relative(path) or path.stem in str(p) for p in found)
