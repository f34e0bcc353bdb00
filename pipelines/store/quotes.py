"""Kept quotes, found again in their archived records, with a few words either side.

Only a record whose licence lets everybody republish it is opened here, so that no copyrighted
sentence ever reaches a page, and a clone without the copyrighted records builds the same pages.
"""

from __future__ import annotations

import re

import pandas as pd

from pipelines.archive.figures_in_text import unify
from pipelines.archive.findings import record_text
from pipelines.archive.records import Archive, record_name
from pipelines.checks.checked import Checked
from pipelines.project import Project

COLUMNS = ("estimate_id", "state", "before", "quote", "after", "record", "sha256")
OPEN = re.compile(r"public domain|CC0(?: 1\.0)?|CC BY(?:-SA)? \d\.\d")
WORDS = 15  # either side
NOT_ARCHIVED, NOT_OPEN, NOT_HERE = "not_archived", "not_open", "not_here"
NOT_IN_RECORD, IN_RECORD = "not_in_record", "in_record"


def quotes(project: Project, checked: Checked) -> pd.DataFrame:
    """One row a kept quote: where it stands, or why that cannot be shown."""
    archive = Archive(project)
    rows = []
    for estimate in checked.evidence.estimates:
        if quote := estimate.row.get("quote"):
            report = checked.evidence.reports[estimate.trial, estimate.report]
            name = record_name("pubmed", report.get("pmid"), "xml") if report.get("pmid") else ""
            rows.append(
                {"estimate_id": estimate.id, "quote": quote, **look_up(archive, name, quote)}
            )
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str").sort_values("estimate_id")


def look_up(archive: Archive, name: str, quote: str) -> dict[str, str]:
    """State of one quote in the record ``name``, with the words around it where they may be shown."""
    entry = archive.entry(name)
    if entry is None:
        return {"state": NOT_ARCHIVED}
    known = {"record": name, "sha256": entry.sha256}
    if not OPEN.fullmatch(entry.licence):
        return {"state": NOT_OPEN, **known}
    text = record_text(archive, name)
    if text is None or text[1] != entry.sha256:
        return {"state": NOT_HERE, **known}
    found = in_context(quote, text[0])
    if found is None:
        return {"state": NOT_IN_RECORD, **known}
    return {
        "state": IN_RECORD,
        **known,
        **dict(zip(("before", "quote", "after"), found, strict=True)),
    }


def in_context(quote: str, text: str) -> tuple[str, str, str] | None:
    """Words before, the quote as the text has it, words after; None if it does not stand there.

    Signs that print alike (dashes, raised points, spaces) are the same, as for numbers.
    """
    words = text.split()
    wanted = unify(quote).split()
    plain = [unify(word) for word in words]
    for start in range(len(words) - len(wanted) + 1):
        end = start + len(wanted)
        if wanted and _fits(wanted, plain[start:end]):
            before, after = words[max(0, start - WORDS) : start], words[end : end + WORDS]
            return " ".join(before), " ".join(words[start:end]), " ".join(after)
    return None


def _fits(wanted: list[str], found: list[str]) -> bool:
    """The same words; the stop after the last one is no part of a quote."""
    return wanted[:-1] == found[:-1] and wanted[-1].rstrip(".,;") == found[-1].rstrip(".,;")
