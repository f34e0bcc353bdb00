"""All that the rules compare; when it is asked for again, only what a save changed.

Most rules see one trial at a time: a trial whose rows are the very objects of the last time gives what it
gave then. So does a text that says the same, if no trial changed that it is about. Both only under
vocabularies and names that are as they were. A few rules look at everything, each time.
"""

from __future__ import annotations

from collections.abc import Callable

from pipelines.checks.changed import Text
from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import Page
from schemas.rules import RULES
from schemas.rules.rule import EVERYTHING, OF_TEXTS, Rule, Sum

Compared = tuple[Rule, Sum | None, list[Problem]]


class Comparer:
    """Compares the states of one project, one after the other."""

    def __init__(self) -> None:
        self._of_trials: dict[str, list[Compared]] = {}
        self._of_texts: dict[Text, tuple[set[str], list[Compared]]] = {}  # with its trials

    def compare(self, evidence: Evidence, changed: set[str] | None = None) -> list[Compared]:
        """Every comparison of every rule, with the problems that came of it.

        ``changed``: the trials that are other than at the last time; None if all may be.
        """
        trials, texts, again = {}, {}, evidence
        if changed is not None:
            trials = {t: found for t, found in self._of_trials.items() if t not in changed}
            texts = {t: kept for t, kept in self._of_texts.items() if changed.isdisjoint(kept[0])}
            again = evidence.of_trials(changed)
        for one in _run(_is_of_trials, again):
            trials.setdefault(trial_of(one), []).append(one)
        texts = {
            (text := Text.of(page)): texts.get(text) or (text.trials, _of_text(page, evidence))
            for page in evidence.texts
        }
        self._of_trials, self._of_texts = trials, texts
        parts = (*trials.values(), *(found for _, found in texts.values()))
        found = [one for part in parts for one in part]
        return [*found, *_run(_is_of_everything, evidence)]


def _run(is_asked: Callable[[Rule], bool], evidence: Evidence) -> list[Compared]:
    return [
        (rule, *found) for rule in RULES if is_asked(rule) for found in rule.comparisons(evidence)
    ]


def _of_text(page: Page, evidence: Evidence) -> list[Compared]:
    return [
        (rule, *found)
        for rule in RULES
        if rule.per in OF_TEXTS
        for found in rule.comparisons(evidence, page)
    ]


def _is_of_trials(rule: Rule) -> bool:
    return not _is_of_everything(rule) and rule.per not in OF_TEXTS


def _is_of_everything(rule: Rule) -> bool:
    return rule.per == EVERYTHING


def trial_of(one: Compared) -> str:
    """Whose it is; empty for what stands in a list or a page."""
    _, sum, problems = one
    if sum is not None:
        return sum.figures[0].trial
    _, _, rest = problems[0].path.partition("/trials/")  # data/curated/trials/TRIAL/…
    return rest.partition("/")[0]
