"""Which rule touched which figure, with what outcome: the table behind the audit cards.

The rules themselves say what they compare (``Rule.comparisons``); nothing is calculated here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pandas as pd

from pipelines.checks.checked import Checked
from schemas.fields import SEPARATOR
from schemas.problem import Problem
from schemas.rules import RULES
from schemas.rules.rule import Sum

COLUMNS = ("estimate_id", "rule", "number", "outcome", "says", "others", "sentence")


def rule_results(checked: Checked) -> pd.DataFrame:
    """One row a figure and comparison: its sum written out, and what came of it.

    Comparisons of one figure by one rule are numbered from 1, those that warned first.
    """
    has_loose_problems = any(sum is None for _, sum, _ in checked.compared)
    owners = _owners(checked) if has_loose_problems else {}
    found: dict[tuple[str, str], dict[tuple[str, str], str]] = defaultdict(dict)
    sentences = {rule.id: rule.sentence for rule in RULES}
    for rule, sum, problems in checked.compared:
        touched, says = _touched(sum, problems, owners), _said(sum, problems)
        for id in touched:
            others = SEPARATOR.join(sorted(touched - {id})) if len(touched) > 1 else ""
            found[id, rule.id][says, others] = _outcome(checked, problems)
    rows = [
        (id, rule, str(number), outcome, says, others, sentences[rule])
        for (id, rule), comparisons in sorted(found.items())
        for number, ((says, others), outcome) in enumerate(
            sorted(comparisons.items(), key=lambda item: item[1] != "warned"), start=1
        )
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _outcome(checked: Checked, problems: list[Problem]) -> str:
    if all((problem.about, problem.rule) in checked.acknowledged for problem in problems):
        return "acknowledged" if problems else "passed"
    return "warned"


def _touched(
    sum: Sum | None, problems: Iterable[Problem], owners: dict[tuple[str, int], str]
) -> set[str]:
    """Ids of the figures that a comparison is about, or on whose lines its problems stand."""
    if sum is not None:
        return {e.id for e in sum.figures}
    return {owners[p.path, p.line] for p in problems if (p.path, p.line) in owners}


def _owners(checked: Checked) -> dict[tuple[str, int], str]:
    """(file, line) → the figure typed there; lines of shared defaults belong to none."""
    found = {}
    for e in checked.evidence.estimates:
        own = {e.row.line, *(line for line in e.row.lines.values() if line >= e.row.line)}
        found.update({(e.row.path, line): e.id for line in own})
    return found


def _said(sum: Sum | None, problems: Iterable[Problem]) -> str:
    said = [" ".join(filter(None, (p.field, p.value, p.message))) for p in problems]
    return ": ".join([*([sum.says] if sum else []), *said])
