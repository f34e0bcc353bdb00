"""Checking again after a save gives exactly what checking afresh would give."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipelines.checks import compare as comparing
from pipelines.checks.check import Checker, check
from pipelines.project import Project
from pipelines.store.proofs import rule_results


def write(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


SAVES = {
    "a value": lambda p: write(p / "orchard-1/2024-fields.yaml", "value: 52", "value: 25"),
    "a broken value": lambda p: write(p / "orchard-1/2022-fields.yaml", "value: 58", "value: x"),
    "a wrong file": lambda p: (p / "meadow-2/2023-grass.yaml").write_text("kind: [", "utf-8"),
    "a line more": lambda p: write(p / "brook-3/trial.yaml", "arms:", "# a note\narms:"),
    "an arm": lambda p: write(p / "orchard-1/trial.yaml", "role: control", "role: tested"),
    "a report less": lambda p: (p / "orchard-1/2022-fields.yaml").unlink(),
    "a vocabulary": lambda p: write(
        p.parent / "vocabularies/endpoints.csv", "overall survival", "survival of all"
    ),
    "prose": lambda p: write(
        p.parent / "categories/appleoma.md", "Appleoma is an", "A miracle: appleoma is an"
    ),
}


@pytest.mark.parametrize("save", SAVES)
def test_after_a_save_all_problems_and_sums_are_those_of_a_fresh_check(
    save: str, example: Project
) -> None:
    checker = Checker(example)
    checker.check()
    SAVES[save](example.trials)
    again = checker.check()
    fresh = check(example)
    assert again.problems == fresh.problems
    assert rule_results(again).equals(rule_results(fresh))


def test_whatever_is_saved_one_after_the_other(example: Project) -> None:
    files = sorted(path for path in example.curated.rglob("*.*") if path.is_file())
    chance = random.Random(7)
    checker = Checker(example)
    checker.check()
    for _ in range(40):
        path = chance.choice(files)
        lines = path.read_text("utf-8").split("\n")
        place = chance.randrange(len(lines))
        lines[place] = chance.choice(
            [
                lines[place].replace("5", "7"),
                "",
                f"{lines[place]} ",
                f"{lines[place]} approved by doctors",
            ]
        )
        path.write_text("\n".join(lines), "utf-8")
        again, fresh = checker.check(), check(example)
        assert again.problems == fresh.problems
        assert rule_results(again).equals(rule_results(fresh))


def test_only_the_trial_that_was_saved_is_looked_at_again(
    example: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    checker = Checker(example)
    checker.check()
    seen = []
    monkeypatch.setattr(
        comparing.Evidence, "of_trials", lambda self, trials: seen.append(trials) or self
    )
    SAVES["a value"](example.trials)
    checker.check()
    checker.check()
    in_charts_and_rules = 2
    assert seen == [{"orchard-1"}] * in_charts_and_rules + [set()] * in_charts_and_rules


def test_a_file_that_was_not_saved_is_not_read_again(example: Project) -> None:
    checker = Checker(example)
    before = checker.check().curated
    SAVES["a value"](example.trials)
    after = checker.check().curated
    assert before["trials"] == after["trials"], "the very same rows"
    old, new = (
        {row for row in curated["estimates"] if row.get("report") == "2024-fields"}
        for curated in (before, after)
    )
    assert old and not old & new
    assert len({*before["estimates"]} & {*after["estimates"]}) == len(before["estimates"]) - len(
        old
    )


def test_two_checkers_know_nothing_of_each_other(example: Project) -> None:
    first, second = Checker(example).check(), Checker(example).check()
    assert not {*first.curated["estimates"]} & {*second.curated["estimates"]}
    assert first.problems == second.problems
