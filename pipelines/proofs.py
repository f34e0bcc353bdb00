"""Which rule touched which figure, with what outcome: the table behind the audit cards."""

from __future__ import annotations

import pandas as pd

from pipelines.check import Checked
from schemas.problem import Problem
from schemas.rules import RULES
from schemas.sums import sums

COLUMNS = ("estimate_id", "rule", "sentence", "outcome", "says")


def rule_results(checked: Checked) -> pd.DataFrame:
    """One row a figure and rule: warned with the message, or passed with the sum written out."""
    sentences = {rule.id: rule.sentence for rule in RULES}
    owners = _owners(checked)
    warned: dict[tuple[str, str], list[str]] = {}
    for problem in checked.problems:
        owner = owners.get((problem.path, problem.line))
        if owner and problem.rule in sentences:
            warned.setdefault((owner, problem.rule), []).append(_said(problem))
    passed: dict[tuple[str, str], list[str]] = {}
    for id, rule, says in sums(checked.evidence):
        if (id, rule) not in warned:
            passed.setdefault((id, rule), []).append(says)
    rows = [
        (id, rule, sentences[rule], outcome, "; ".join(dict.fromkeys(says)))
        for outcome, found in (("warned", warned), ("passed", passed))
        for (id, rule), says in found.items()
    ]
    return pd.DataFrame(sorted(rows), columns=list(COLUMNS), dtype="str")


def _owners(checked: Checked) -> dict[tuple[str, int], str]:
    """(file, line) → the figure typed there; lines of shared defaults belong to none."""
    found = {}
    for e in checked.evidence.estimates:
        own = {e.row.line, *(line for line in e.row.lines.values() if line >= e.row.line)}
        found.update({(e.row.path, line): e.id for line in own})
    return found


def _said(problem: Problem) -> str:
    value = f"{problem.field} {problem.value} " if problem.value else f"{problem.field} "
    return f"{value}{problem.message}"
