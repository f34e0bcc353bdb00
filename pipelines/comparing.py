"""All that the rules compare. In a process that checks again and again, only what a save changed.

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
from schemas.rules.registry import ACROSS_TRIALS, Rule, Sum

Compared = tuple[Rule, Sum | None, list[Problem]]

_last: tuple[Evidence, list[Compared]] | None = None


def compare(evidence: Evidence) -> list[Compared]:
    """Every comparison of every rule, with the problems that came of it."""
    global _last
    last = _last  # another thread may put its own there meanwhile
    if last is None or not _is_same(_shared(last[0]), _shared(evidence)):
        compared = [(rule, *found) for rule in RULES for found in rule.comparisons(evidence)]
    else:
        changed = _changed(last[0], evidence)
        compared = [
            one for one in last[1] if one[0].per not in ACROSS_TRIALS and _trial(one) not in changed
        ]
        part = evidence.of_trials(changed)
        for rule in RULES:
            whole = evidence if rule.per in ACROSS_TRIALS else part
            compared += [(rule, *found) for found in rule.comparisons(whole)]
    _last = evidence, compared
    return compared


def forget() -> None:
    """Compare everything next time."""
    global _last
    _last = None


def _shared(evidence: Evidence) -> list[Row]:
    """Rows that every trial is judged by. Prose is judged as a whole each time."""
    apart = (*TABLES_OF_TRIALS, *PROSE)
    return [row for table, rows in evidence.tables.items() if table not in apart for row in rows]


def _changed(before: Evidence, now: Evidence) -> set[str]:
    """Trials with other rows than before, those that are gone included."""
    old, new = _by_trial(before), _by_trial(now)
    return {trial for trial in old.keys() | new.keys() if not _is_same(old[trial], new[trial])}


def _by_trial(evidence: Evidence) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for table in TABLES_OF_TRIALS:
        for row in evidence.tables[table]:
            found[row.get("trial")].append(row)
    return found


def _is_same(first: list[Row], second: list[Row]) -> bool:
    """Are these the very same rows? Equal text on another line is another row."""
    return len(first) == len(second) and all(a is b for a, b in zip(first, second, strict=True))


def _trial(one: Compared) -> str:
    _, sum, problems = one
    if sum is not None:
        return sum.figures[0].trial
    parts = problems[0].path.split("/")  # data/curated/trials/TRIAL/…
    return parts[parts.index("trials") + 1]
