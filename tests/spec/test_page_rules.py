"""Each rule of built pages: its good fragment passes, its bad one is reported with a way out."""

from __future__ import annotations

import pytest

from reports import (  # noqa: F401 - they register themselves
    rules_of_analyses,
    rules_of_pages,
    rules_of_panels,
)
from reports.documents import parse
from reports.page_rules import EVERY, PAGE_RULES, PageRule, Scope
from schemas.problem import Problem

MARKS = ("responders", "conditional", "part", "withdrawn", "differs", "second-hand")
SCOPE = Scope(
    {"appleoma": frozenset({"orchard-1", "brook-3"})},
    marked={mark: frozenset({f"t/r/{mark}"}) for mark in MARKS},
)
PLACE = "appleoma/index.html"
RULES = [pytest.param(rule, id=rule.id) for rule in PAGE_RULES]


def test_an_about_page_says_when_notices_were_looked_for():
    rule = next(rule for rule in PAGE_RULES if rule.id == "R42")
    page = parse('<html><body class="about"><main><p>x</p></main></body></html>')
    assert ["notices" in p.message for p in rule.problems(page, SCOPE, "about/index.html")] == [
        True
    ]


def problems_of(rule: PageRule, fragment: str) -> list[Problem]:
    kind = "about" if rule.on == EVERY else rule.on[0]
    text = f'<html><body class="{kind}"><main>{fragment}</main></body></html>'
    return list(rule.problems(parse(text), SCOPE, PLACE))


@pytest.mark.parametrize("rule", RULES)
def test_the_good_fragment_passes(rule):
    assert problems_of(rule, rule.good) == []


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_fragment_is_reported_with_a_way_out(rule):
    found = problems_of(rule, rule.bad)
    assert found, rule.bad
    for problem in found:
        assert problem.rule == rule.id
        assert problem.message.endswith("."), problem.message
        assert problem.todo.endswith("."), problem.todo


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_silent_on_pages_that_it_is_not_about(rule):
    if rule.on != EVERY:
        text = f'<html><body class="elsewhere"><main>{rule.bad}</main></body></html>'
        assert list(rule.problems(parse(text), SCOPE, PLACE)) == []


def test_rules_have_unique_ids_one_sentence_and_a_source():
    ids = [rule.id for rule in PAGE_RULES]
    assert len(ids) == len(set(ids))
    for rule in PAGE_RULES:
        assert rule.sentence.endswith("."), rule.id
        assert rule.source, rule.id


def test_a_neutral_trial_that_is_in_scope_and_not_shown_is_an_error():
    rule = next(rule for rule in PAGE_RULES if rule.id == "R35")
    fragment = '<section class="panel" data-trial="orchard-1"></section>'
    assert ["brook-3" in p.message for p in problems_of(rule, fragment)] == [True]


def test_a_neutral_trial_that_is_shown_but_not_listed_is_an_error():
    rule = next(rule for rule in PAGE_RULES if rule.id == "R35")
    fragment = rule.good.replace("no-clear-difference", "elsewhere")
    assert any("not listed" in p.message for p in problems_of(rule, fragment))
