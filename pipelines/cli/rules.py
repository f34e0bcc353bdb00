"""The list of all rules: for the verb ``rules``, and inside EDITING.md between two markers.

``python -m pipelines.cli.rules`` brings EDITING.md up to date.
"""

from __future__ import annotations

import json
from pathlib import Path

from reports.gate.rules_elsewhere import ELSEWHERE
from schemas.rules import RULES

START, END = "<!-- rules -->", "<!-- /rules -->"
EDITING = Path(__file__).parents[2] / "EDITING.md"


def all_rules() -> list:
    """The rules of the data and words, those of built pages, and what keeps the others."""
    from reports.gate import (  # noqa: F401 - they register themselves
        rules_of_analyses,
        rules_of_pages,
        rules_of_panels,
        rules_of_pictures,
    )
    from reports.gate.page_rules import PAGE_RULES

    return [*RULES, *sorted([*PAGE_RULES, *ELSEWHERE], key=lambda rule: rule.id)]


def as_text() -> str:
    rules = all_rules()
    widest = max(len(rule.id) for rule in rules)
    return "\n".join(f"{rule.id:{widest}}  {rule.level:7}  {_told(rule)}" for rule in rules)


def as_markdown(rules: list | None = None) -> str:
    head = ["| Rule | Level | What it says |", "|---|---|---|"]
    return "\n".join(
        [*head, *(f"| `{r.id}` | {r.level} | {_told(r)} |" for r in rules or all_rules())]
    )


def as_json() -> str:
    names = ("id", "level", "sentence", "source", "good", "bad")
    rows = [{name: getattr(rule, name) for name in names} for rule in all_rules()]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _told(rule) -> str:  # noqa: ANN001
    return f"{rule.sentence} ({rule.source})" if rule.source else rule.sentence


def with_list(text: str) -> str:
    """``text`` with the current list between the markers. Raises ValueError if they are missing."""
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"the markers {START} and {END} are missing")
    return f"{before}{START}\n{as_markdown(RULES)}\n{END}{after}"


if __name__ == "__main__":
    EDITING.write_text(with_list(EDITING.read_text("utf-8")), "utf-8")
