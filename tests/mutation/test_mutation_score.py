"""The rules catch the classic errors of typing, injected one at a time into shipped estimates.

Every fourth trial in every run of `make test`; all of them with ``EVERY=1 pytest tests/mutation``.
"""

from __future__ import annotations

import os

import pytest

from pipelines.checks.check import check
from tests.mutation.errors import KINDS
from tests.mutation.score import Score, score

EVERY = int(os.environ.get("EVERY", "4"))
FLOORS = dict.fromkeys(KINDS, 0)


@pytest.fixture(scope="module")
def scored(shipped) -> Score:
    return score(check(shipped).evidence, EVERY)


def test_the_score_is_shown(scored, capsys):
    with capsys.disabled():
        print(f"\n{scored.table()}")


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_error_is_caught_less_often_than_before(kind, scored):
    assert 100 * scored.share(kind) >= FLOORS[kind]


def test_errors_that_a_rule_can_see_are_always_caught(scored):
    always = (
        "negative", "ends of the interval swapped", "level of the interval dropped",
        "PFS typed as OS, or OS as PFS", "CR typed as PR, or PR as CR",
        "percent from another denominator",
    )  # fmt: skip
    assert {kind: scored.missed[kind] for kind in always if scored.missed[kind]} == {}


def test_at_least_seven_of_ten_errors_are_caught(scored):
    assert scored.overall >= 0.70


def test_shipped_figures_raise_no_false_alarm(shipped):
    problems = check(shipped).problems
    assert [str(p) for p in problems if "/trials/" in p.path] == []
