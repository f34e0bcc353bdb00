"""Checking again after a save gives exactly what checking afresh would give."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipelines import comparing
from pipelines.check import Checked, check
from pipelines.project import Project
from pipelines.proofs import rule_results
from pipelines.rows import rows_of


@pytest.fixture(autouse=True)
def forgotten():
    comparing.forget()
    rows_of.cache_clear()


def afresh(project: Project) -> Checked:
    comparing.forget()
    rows_of.cache_clear()
    return check(project)


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
    check(example)
    SAVES[save](example.trials)
    again = check(example)
    fresh = afresh(example)
    assert again.problems == fresh.problems
    assert rule_results(again).equals(rule_results(fresh))


def test_whatever_is_saved_one_after_the_other(example: Project) -> None:
    files = sorted(example.trials.glob("*/*.yaml"))
    chance = random.Random(7)
    check(example)
    for _ in range(12):
        path = chance.choice(files)
        lines = path.read_text("utf-8").split("\n")
        place = chance.randrange(len(lines))
        lines[place] = chance.choice([lines[place].replace("5", "7"), "", f"{lines[place]} "])
        path.write_text("\n".join(lines), "utf-8")
        again = check(example)
        kept = comparing._last
        comparing.forget()
        fresh = check(example)
        assert again.problems == fresh.problems
        assert rule_results(again).equals(rule_results(fresh))
        comparing._last = kept


def test_only_the_trial_that_was_saved_is_compared_again(
    example: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(example)
    seen = []
    monkeypatch.setattr(
        comparing.Evidence, "of_trials", lambda self, trials: seen.append(trials) or self
    )
    SAVES["a value"](example.trials)
    check(example)
    check(example)
    assert seen == [{"orchard-1"}, set()]
