"""Approvals: one reviewer's word for exactly these digits of one report.

An approval binds the sha256 of everything typed in the report's file and its trial's file. Comments
and layout are not part of it; any value is, so any edit of a value voids it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

import pandas as pd

from pipelines.check import Checked
from pipelines.curated import Curated
from pipelines.log import sha256
from schemas.problem import Problem
from schemas.row import Row

OF_TRIAL = ("trials", "arms", "populations", "population_sizes")
OF_REPORT = ("reports", "estimates")
ALL_YES = "all yes"
SETTLEMENT = re.compile(rf"settles ([^;]*); ({ALL_YES}|no)\b|")


def content_rows(curated: Curated, trial: str, report: str) -> Iterator[tuple[str, Row]]:
    """Everything typed in the report's file and its trial's file."""
    for table in OF_TRIAL:
        yield from ((table, row) for row in curated[table] if row.get("trial") == trial)
    for table in OF_REPORT:
        for row in curated[table]:
            if (row.get("trial"), row.get("report")) == (trial, report):
                yield table, row


def digest_of(rows: Iterable[tuple[str, Row]]) -> str:
    lines = sorted(
        json.dumps([table, row.values], sort_keys=True, ensure_ascii=False) for table, row in rows
    )
    return sha256("\n".join(lines))


def content_digest(curated: Curated, trial: str, report: str) -> str:
    """sha256 of what was typed, whatever its order, layout and comments."""
    return digest_of(content_rows(curated, trial, report))


def state(lines: Iterable[Row], digest: str) -> str:
    """State of a report by the lines of the log about it: approved, disputed, void or none.

    The order of the lines does not matter, because a merge of two branches may mix them.
    """
    lines = list(lines)
    here = [line for line in lines if line.get("digest") == digest]
    if not here:
        return "void" if lines else "none"
    disagreeing = {line.get("by") for line in here if line.get("action") == "disagree"}
    for line in here:
        if line.get("action") == "settle":
            names, verdict = SETTLEMENT.match(line.get("says") + ";").groups()
            if verdict != ALL_YES:
                return "disputed"
            disagreeing -= set(names.split(", "))
    return "disputed" if disagreeing else "approved"


def lines_about(curated: Curated) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in curated["approvals"]:
        trial, slash, report = row.get("target").partition("/")
        if slash and row.get("action") != "release":
            found.setdefault((trial, report), []).append(row)
    return found


def approval_states(checked: Checked) -> pd.DataFrame:
    """State of each report that anybody ever judged: approved, disputed or void."""
    known = {(row.get("trial"), row.get("report")) for row in checked.curated["reports"]}
    rows = [
        (*key, state(lines, content_digest(checked.curated, *key)))
        for key, lines in sorted(lines_about(checked.curated).items())
        if key in known
    ]
    return pd.DataFrame(rows, columns=["trial", "report", "state"], dtype="str")


def unapproved(checked: Checked) -> Iterator[Problem]:
    """Reports that no release may show: not approved as they stand, and not marked preview."""
    curated = checked.curated
    states = {(s.trial, s.report): s.state for s in approval_states(checked).itertuples()}
    preview = preview_categories(curated)
    shown_on: dict[tuple[str, str], set[str]] = {}
    for estimate in checked.evidence.estimates:
        population = checked.evidence.populations.get((estimate.trial, estimate.population))
        pages = set(population.list("categories")) if population else set()
        shown_on.setdefault((estimate.trial, estimate.report), set()).update(pages)
    for row in curated["reports"]:
        key = (row.get("trial"), row.get("report"))
        is_preview = shown_on.get(key) and shown_on[key] <= preview
        if states.get(key) != "approved" and not is_preview:
            message = {
                None: "nobody has approved it.",
                "void": "it was changed since it was approved: the approval is void.",
                "disputed": "reviewers disagree about it.",
            }[states.get(key)]
            yield Problem(
                row.path, 0, "", "/".join(key), message,
                f"Run `evidence approve {'/'.join(key)} --as NAME`, or mark its pages "
                "`is_preview: yes`.", "approved-release",
            )  # fmt: skip


def preview_categories(curated: Curated) -> set[str]:
    return {r.get("category") for r in curated["categories"] if r.get("is_preview") == "yes"}
