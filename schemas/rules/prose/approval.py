"""Nobody types who approved: of every value of every file, whatever column it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from schemas import tables
from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule
from schemas.wording.approval import approvals_in, worth_reading

SIGNED = "approvals"  # its lines are judged by their signatures
MESSAGE = "says who approved it."
TODO = "Leave it out: the page says by itself what the log of approvals proves."


@rule(
    "approval-is-not-typed",
    "Who approved, reviewed or checked figures is told by the signed log alone, never typed.",
    per="trials",
    good=with_page(
        "No clinician has approved these figures. The scans were reviewed by two doctors."
    ),
    bad=with_page(
        "All of it is sure: the\nfigures were approved by two clinicians. <!-- <-- here -->"
    ),
    source="W3C PROV (who attributes what to whom)",
)
def approval_is_not_typed(evidence: Evidence) -> Iterator[Problem]:
    for table, rows in evidence.typed.items():
        for name in _free_columns(table):
            typed = [row for row in rows if name in row.values]
            for place in worth_reading([row.values[name] for row in typed]):
                row = typed[place]
                for words, line in approvals_in(row.values[name]):
                    at = row.lines.get(name, row.line) + line
                    yield Problem(row.path, at, name, words, MESSAGE, TODO)
    for page in evidence.charts:
        for words, line in approvals_in(page.row.get(page.field)):
            yield page.problem(page.line + line, words, MESSAGE, TODO)


@cache
def _free_columns(table: str) -> tuple[str, ...]:
    """Columns in which any text may stand."""
    columns = tables.columns(table) if table != SIGNED else {}
    return tuple(
        name for name, (_, told) in columns.items() if not told["codes"] and not told["pattern"]
    )
