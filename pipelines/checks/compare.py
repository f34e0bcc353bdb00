"""All that the rules compare; when it is asked for again, only what a save changed.

Rules see one trial at a time, apart from those across trials. A trial whose rows are the very objects
of the last time, under vocabularies that are, gives what it gave then.
"""

from __future__ import annotations

from collections import defaultdict

from schemas.evidence import TABLES_OF_TRIALS, Evidence
from schemas.problem import Problem
from schemas.prose import PROSE
from schemas.row import Row
from schemas.rules import RULES
from schemas.rules.rule import ACROSS_TRIALS, Rule, Sum

Compared = tuple[Rule, Sum | None, list[Problem]]


class Comparer:
    """Compares the states of one project, one after the other."""

    def __init__(self) -> None:
        self._last: tuple[Evidence, list[Compared]] | None = None

    def compare(self, evidence: Evidence) -> list[Compared]:
        """Every comparison of every rule, with the problems that came of it."""
        before = self._last[0] if self._last else None
        if (
            before is None
            or not before.unread.same_as(evidence.unread)
            or _shared(before) != _shared(evidence)
            or _names(before) != _names(evidence)
        ):
            compared = [(rule, *found) for rule in RULES for found in rule.comparisons(evidence)]
        else:
            compared = _compare_again(*self._last, evidence)
        self._last = evidence, compared
        return compared


def _compare_again(before: Evidence, compared: list[Compared], now: Evidence) -> list[Compared]:
    changed = _changed(before, now)
    again = [one for one in compared if _is_of_trial(one) and _trial(one) not in changed]
    part = now.of_trials(changed)
    texts = [text for text in now.texts if text.trial is None or text.trial in changed]
    for rule in RULES:
        seen = now if _is_across(rule) else part
        again += [(rule, *found) for found in rule.comparisons(seen, texts)]
    return again


def _is_of_trial(one: Compared) -> bool:
    """Is it judged by what its trial holds alone? So are the notes of a trial."""
    rule, _, problems = one
    is_note = rule.per == "text" and "/trials/" in problems[0].path
    return is_note or not _is_across(rule)


def _is_across(rule: Rule) -> bool:
    return rule.per in ACROSS_TRIALS


def _shared(evidence: Evidence) -> list[Row]:
    """Rows that every trial is judged by. Prose is judged as a whole each time."""
    apart = (*TABLES_OF_TRIALS, *PROSE)
    return [row for table, rows in evidence.tables.items() if table not in apart for row in rows]


def _names(evidence: Evidence) -> tuple[object, ...]:
    """What words mean in every text, of whichever trial."""
    return evidence.known_words, evidence.capital_names, evidence.short_forms


def _changed(before: Evidence, now: Evidence) -> set[str]:
    """Trials with other rows than before, those that are gone included."""
    old, new = _by_trial(before), _by_trial(now)
    return {trial for trial in old.keys() | new.keys() if old[trial] != new[trial]}


def _by_trial(evidence: Evidence) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for table in TABLES_OF_TRIALS:
        for row in evidence.tables[table]:
            found[row.get("trial")].append(row)
    return found


def _trial(one: Compared) -> str:
    _, sum, problems = one
    if sum is not None:
        return sum.figures[0].trial
    parts = problems[0].path.split("/")  # data/curated/trials/TRIAL/…
    return parts[parts.index("trials") + 1]
