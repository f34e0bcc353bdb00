"""The rules catch the classic errors of typing, injected one at a time into shipped estimates.

One of four errors in every run of `make test`; all of them with ``EVERY=1 pytest tests/mutation``.
"""

from __future__ import annotations

import os

import pytest

from pipelines.checks.check import check
from tests.mutation.errors import KINDS
from tests.mutation.score import Score, score

EVERY = int(os.environ.get("EVERY", "4"))
ALWAYS = (  # a rule sees every error of these kinds
    "negative", "ends of the interval swapped", "level of the interval dropped",
    "PFS typed as OS, or OS as PFS", "CR typed as PR, or PR as CR",
    "percent from another denominator",
)  # fmt: skip
# percent of the others that are seen at all, and while a report is typed, before its second entry:
# what was measured of all errors and of one of four, whichever is less
FLOORS = {
    "one digit off by one": (99, 38), "two digits transposed": (99, 69), "ten times too large": (99, 94),
    "values of two arms swapped": (99, 69), "whole figures of two arms swapped": (99, 66),
    "wrong time point": (94, 94), "later cut copied over an earlier one": (96, 20),
}  # fmt: skip


@pytest.fixture(scope="module")
def scored(shipped) -> Score:
    return score(check(shipped).evidence, EVERY)


def test_the_score_is_shown(scored, capsys):
    with capsys.disabled():
        print(f"\n{scored.table()}")


@pytest.mark.parametrize("kind", FLOORS)
def test_no_kind_of_error_is_seen_less_often_than_before(kind, scored):
    seen = (100 * scored.share(kind), 100 * scored.share(kind, "typed"))
    assert all(share >= floor for share, floor in zip(seen, FLOORS[kind], strict=True)), seen


def test_errors_that_a_rule_can_see_are_always_caught(scored):
    assert {kind: scored.missed[kind] for kind in ALWAYS if scored.missed[kind]} == {}
    assert {*ALWAYS, *FLOORS} == {*KINDS}


def test_nearly_all_errors_are_caught_and_four_of_five_while_typing(scored):
    assert (scored.overall() >= 0.99, scored.overall("typed") >= 0.8) == (True, True)


def test_shipped_figures_raise_no_false_alarm(shipped):
    problems = check(shipped).problems
    assert [str(p) for p in problems if "/trials/" in p.path] == []
