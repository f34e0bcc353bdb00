"""Each rule: its good fragment passes, its bad one is reported at its line with a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.checks.check import check
from schemas.problem import ERROR, Problem
from schemas.rules import RULES
from tests.spec.fragments import write_project

RUNNABLE = [pytest.param(rule, id=rule.id) for rule in RULES if rule.check]


def problems_of(folder: Path, fragment: str, rule: str) -> list[Problem]:
    return [p for p in check(write_project(folder, fragment).project).problems if p.rule == rule]


def test_the_base_project_has_no_problem(tmp_path):
    assert check(write_project(tmp_path).project).problems == []


@pytest.mark.parametrize("rule", RUNNABLE)
def test_the_good_fragment_passes(rule, tmp_path):
    assert problems_of(tmp_path, rule.good, rule.id) == []


@pytest.mark.parametrize("rule", RUNNABLE)
def test_the_bad_fragment_is_reported_at_its_line_with_a_way_out(rule, tmp_path):
    written = write_project(tmp_path, rule.bad)
    found = [p for p in check(written.project).problems if p.rule == rule.id]
    assert found, f"nothing reported for {rule.bad}"
    for problem in found:
        assert (problem.path, problem.line) in (written.marked or written.lines), str(problem)
        assert problem.message.endswith((".", "?")), str(problem)
        assert problem.todo.endswith((".", "?")), str(problem)
        assert problem.level == rule.level
    assert written.marked <= {(p.path, p.line) for p in found}


@pytest.mark.parametrize("rule", RUNNABLE)
def test_the_good_fragment_breaks_no_other_rule(rule, tmp_path):
    found = check(write_project(tmp_path, rule.good).project).problems
    assert [str(p) for p in found if p.level == ERROR] == []


# what these judge is words, or what stands elsewhere, not numbers of one report
OF_WORDS = {
    "measure-fits-endpoint", "counts-are-declared", "unit-fits-measure", "comparator-only-in-contrasts",
    "rate-has-time-point", "only-times-are-not-reached", "judged-endpoints-name-the-judge",
    "times-have-follow-up", "conditions-are-named", "harms-say-cause-and-grade",
    "measure-says-of-what", "interaction-belongs-to-a-comparison", "second-entry-still-holds",
    "third-reading-still-holds",
    "reports-are-told-apart", "quality-of-life-has-a-direction",
}  # fmt: skip
OF_FIGURES = [
    pytest.param(rule, id=rule.id)
    for rule in RULES
    if rule.is_of_figures and rule.id not in OF_WORDS
]


NOTHING_TO_COMPARE = {("level-stated", "bad"), ("one-figure-one-value", "good")}


@pytest.mark.parametrize("fragment", ["good", "bad"])
@pytest.mark.parametrize("rule", OF_FIGURES)
def test_a_rule_of_numbers_writes_out_what_it_compared(rule, fragment, tmp_path):
    """Where all is well, and where it is not: then with what is wrong."""
    if (rule.id, fragment) in NOTHING_TO_COMPARE:
        pytest.skip("its fragment gives it nothing to compare")
    evidence = check(write_project(tmp_path, getattr(rule, fragment)).project).evidence
    compared = [(sum, problems) for sum, problems in rule.comparisons(evidence) if sum]
    assert any(bool(problems) == (fragment == "bad") for _, problems in compared)
    for sum, _ in compared:
        assert sum.figures and any(character.isdigit() for character in sum.says)


def test_rules_have_unique_ids_and_one_sentence_each():
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    for rule in RULES:
        assert rule.sentence.endswith("."), rule.id
