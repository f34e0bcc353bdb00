"""The rule list is generated: the verb shows it, EDITING.md holds it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from pipelines.cli import rules as rule_list
from pipelines.cli.command import main
from schemas.rules import RULES


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_each_rule_stands_in_the_list_with_its_sentence(style):
    told = CliRunner().invoke(main, ["rules", "--format", style]).output
    for rule in RULES:
        assert rule.id in told and rule.sentence in told and rule.source in told


def test_each_published_rule_for_cautious_pages_is_listed_once_with_what_keeps_it():
    ids = [rule.id for rule in rule_list.all_rules() if rule.id.startswith("R")]
    assert ids[:50] == [f"R{number:02}" for number in range(1, 51)]
    assert len(ids) == len(set(ids))  # those found later by reading built pages come after
    known = {rule.id for rule in RULES}
    for rule in rule_list.ELSEWHERE:
        assert rule.level in ("data", "step", "people")
        assert rule.level != "data" or set(rule.by) <= known, rule.id
        assert rule.level != "people" or "Not testable by program" in rule.sentence


def test_json_carries_the_fragments():
    rows = json.loads(CliRunner().invoke(main, ["rules", "--format", "json"]).output)
    told = rule_list.all_rules()
    assert [row["id"] for row in rows] == [rule.id for rule in told]
    assert {"events-give-percent", "R05"} <= {row["id"] for row in rows}
    assert all(
        row["good"] and row["bad"] for row, rule in zip(rows, told, strict=True) if rule.check
    )


def test_the_list_is_put_between_the_markers_and_nowhere_else():
    text = f"before\n{rule_list.START}\nstale words\n{rule_list.END}\nafter\n"
    fresh = rule_list.with_list(text)
    assert (
        fresh.startswith("before\n") and fresh.endswith("\nafter\n") and "stale words" not in fresh
    )
    assert rule_list.with_list(fresh) == fresh


def test_missing_markers_are_told():
    with pytest.raises(ValueError, match="markers"):
        rule_list.with_list("no markers")


@pytest.mark.skipif(not rule_list.EDITING.is_file(), reason="EDITING.md is not written yet")
def test_the_list_in_editing_md_is_current():
    text = rule_list.EDITING.read_text("utf-8")
    assert text == rule_list.with_list(text), "run: python -m pipelines.cli.rules"
