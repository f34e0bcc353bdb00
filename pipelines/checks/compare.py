"""All that the rules compare; when it is asked for again, only what a save changed.

Most rules see one trial at a time: a trial whose rows are the very objects of the last time gives what it
gave then. So does a text that says the same, if no trial changed that it is about. Both only under
vocabularies and names that are as they were. A few rules look at everything, each time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from schemas.evidence import TABLES_OF_TRIALS, Evidence
from schemas.problem import Problem
from schemas.prose import BINDING, PROSE, Page
from schemas.row import Row
from schemas.rules import RULES
from schemas.rules.rule import EVERYTHING, OF_TEXTS, Rule, Sum

Compared = tuple[Rule, Sum | None, list[Problem]]


class Comparer:
    """Compares the states of one project, one after the other."""

    def __init__(self) -> None:
        self._last: Evidence | None = None
        self._of_trials: dict[str, list[Compared]] = {}
        self._of_texts: dict[Text, list[Compared]] = {}

    def compare(self, evidence: Evidence) -> list[Compared]:
        """Every comparison of every rule, with the problems that came of it."""
        trials, texts, again = {}, {}, evidence
        changed = changed_trials(self._last, evidence) if self._last is not None else None
        if changed is not None:
            trials = {t: found for t, found in self._of_trials.items() if t not in changed}
            texts = {
                t: found for t, found in self._of_texts.items() if changed.isdisjoint(t.trials)
            }
            again = evidence.of_trials(changed)
        for one in _run(_is_of_trials, again):
            trials.setdefault(trial_of(one), []).append(one)
        texts = {
            (text := Text.of(page)): texts[text] if text in texts else _of_text(page, evidence)
            for page in evidence.texts
        }
        self._last, self._of_trials, self._of_texts = evidence, trials, texts
        found = [one for part in (*trials.values(), *texts.values()) for one in part]
        return [*found, *_run(_is_of_everything, evidence)]


class Text(NamedTuple):
    """All of a page of prose that rules look at, apart from the evidence that it is about."""

    path: str
    line: int
    field: str
    words: str
    figures: tuple[str, ...]
    name: str

    @classmethod
    def of(cls, page: Page) -> Text:
        words = page.row.get(page.field)
        return cls(page.row.path, page.line, page.field, words, page.figures, page.name)

    @property
    def trials(self) -> set[str]:
        """Those of the figures that it binds or draws, and the one that it is a note of."""
        bound = (match[1] for match in BINDING.finditer(self.words))
        return {target.partition("/")[0] for target in (*bound, *self.figures, self.name)}


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


def _means_the_same(before: Evidence, now: Evidence) -> bool:
    """Are the rows by which every trial is judged, and what words mean in every text, as they were?"""
    return (
        before.unread.same_as(now.unread)
        and _shared(before) == _shared(now)
        and before.known_names == now.known_names
    )


def _shared(evidence: Evidence) -> list[Row]:
    apart = (*TABLES_OF_TRIALS, *PROSE)
    return [row for table, rows in evidence.typed.items() if table not in apart for row in rows]


def changed_trials(before: Evidence, now: Evidence) -> set[str] | None:
    """Trials with other rows than before, those that are gone included; ``""`` stands for all prose.

    None: what all of them share is other, and so everything may be.
    """
    if not _means_the_same(before, now):
        return None
    old, new = _by_trial(before), _by_trial(now)
    return {trial for trial in old.keys() | new.keys() if old[trial] != new[trial]}


def _by_trial(evidence: Evidence) -> dict[str, list[Row | Text]]:
    found: dict[str, list[Row | Text]] = defaultdict(list)
    for table in (*TABLES_OF_TRIALS, *PROSE):
        for row in evidence.typed[table]:  # sound or not
            found[row.get("trial")].append(row)
    found[""] += [Text.of(page) for page in evidence.charts]
    return found


def trial_of(one: Compared) -> str:
    """Whose it is; empty for what stands in a list or a page."""
    _, sum, problems = one
    if sum is not None:
        return sum.figures[0].trial
    _, _, rest = problems[0].path.partition("/trials/")  # data/curated/trials/TRIAL/…
    return rest.partition("/")[0]
