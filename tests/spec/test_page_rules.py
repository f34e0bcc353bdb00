"""Each rule of built pages: its good fragment passes, its bad one is reported with a way out."""

from __future__ import annotations

import pytest

from reports.gate import (  # noqa: F401 - they register themselves
    rules_of_analyses,
    rules_of_pages,
    rules_of_panels,
    rules_of_pictures,
    rules_of_situations,
)
from reports.gate.numerals import Element, parse
from reports.gate.page import Page
from reports.gate.page_rules import EVERY, PAGE_RULES, PageRule, Scope
from schemas.problem import Problem

KINDS = (
    "responders", "conditional", "part", "withdrawn", "differs", "second-hand", "response", "contrast",
    "survival",
)  # fmt: skip
SCOPE = Scope(
    {"appleoma": frozenset({"orchard-1", "brook-3"})},
    neutral={"appleoma": frozenset({"brook-3"})},
    marked={kind: frozenset({f"t/r/{kind}"}) for kind in KINDS}
    | {
        "no-interval": frozenset({"t/r/response"}),
        "people-not-stated": frozenset({"t/r/response"}),
        "no-clear-difference": frozenset({"brook-3/r/hr"}),
    },
)
PLACE = "appleoma/index.html"
RULES = [pytest.param(rule, id=rule.id) for rule in PAGE_RULES]


def test_an_about_page_says_when_notices_were_looked_for():
    rule = next(rule for rule in PAGE_RULES if rule.id == "R42")
    page = Page.of('<html><body data-page="about"><main><p>x</p></main></body></html>')
    assert ["notices" in p.message for p in rule.problems(page, SCOPE, "about/index.html")] == [
        True
    ]


def page_of(rule: PageRule, fragment: str) -> Element:
    kind = "about" if rule.on == EVERY else rule.on[0]
    return parse(f'<html><body data-page="{kind}"><main>{fragment}</main></body></html>')


def problems_of(rule: PageRule, fragment: str) -> list[Problem]:
    return list(rule.problems(Page(page_of(rule, fragment)), SCOPE, PLACE))


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
        text = f'<html><body data-page="plain"><main>{rule.bad}</main></body></html>'
        assert list(rule.problems(Page.of(text), SCOPE, PLACE)) == []


def test_rules_have_unique_ids_one_sentence_and_a_source():
    ids = [rule.id for rule in PAGE_RULES]
    assert len(ids) == len(set(ids))
    for rule in PAGE_RULES:
        assert rule.sentence.endswith("."), rule.id
        assert rule.source, rule.id


def test_a_neutral_trial_that_is_in_scope_and_not_shown_is_an_error():
    rule = next(rule for rule in PAGE_RULES if rule.id == "R35")
    found = problems_of(rule, '<a data-trial="orchard-1">ORCHARD-1</a>')
    assert [("brook-3" in p.message, "not shown" in p.message) for p in found] == [
        (True, True),
        (True, False),
    ]


def test_a_neutral_trial_that_is_shown_but_not_listed_is_an_error():
    rule = next(rule for rule in PAGE_RULES if rule.id == "R35")
    fragment = rule.good.replace("neutral-trials", "elsewhere")
    assert any("not listed" in p.message for p in problems_of(rule, fragment))
