"""Reports and references as RIS, for reference managers that read no CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.exports.export import Format
from reports.published import Published, Record
from schemas.terms import NOT_STATED

TYPES = {
    "journal_article": "JOUR",
    "meeting_abstract": "CPAPER",
    "label": "RPRT",
    "registry_posting": "DATA",
    "press_release": "NEWS",
    "preprint": "UNPB",
    "guideline": "JOUR",
}
FIELDS = {"journal": "T2", "volume": "VL", "issue": "IS", "doi": "DO", "pmid": "AN", "url": "UR"}
PAGES = re.compile(r"(\w+)[-–](\w+)")


def as_ris(published: Published) -> str:
    """One entry a report and a reference; ids are addresses on the site."""
    entries = [
        *(_entry(r, f"{r['trial']}/{r['report']}") for r in published.tables["reports"]),
        *(_entry(r, r["reference"]) for r in published.tables["references"]),
    ]
    lines = [f"{tag}  - {' '.join(text.split())}" for entry in entries for tag, text in entry]
    return "\r\n".join([*lines, ""])


def _entry(record: Record, id: str) -> Iterator[tuple[str, str]]:
    """Tags and texts. Only the first author is known here, so a note says that there are others."""
    yield "TY", TYPES[record["kind"]]
    yield "ID", id
    retracted = "RETRACTED: " if record["standing"] == "retracted" else ""
    yield "TI", f"{retracted}{record['title']}"
    authors = "" if record["authors"] in (None, NOT_STATED) else record["authors"]
    first = authors.removesuffix("et al.").strip()
    if first:
        yield "AU", re.sub(r" ([A-Z]{1,4})$", r", \1", first)
    yield "PY", record["year"]
    for column, tag in FIELDS.items():
        if record.get(column):
            yield tag, record[column]
    pages = PAGES.fullmatch(record["pages"]) if record.get("pages") else None
    if pages:
        yield "SP", pages.group(1)
        yield "EP", pages.group(2)
    elif record.get("pages"):
        yield "SP", record["pages"]
    if authors.endswith("et al."):
        yield "N1", "and other authors"
    yield "ER", ""


FORMAT = Format(
    "bibliography.ris",
    "RIS",
    "application/x-research-info-systems",
    lambda export: as_ris(export.published).encode(),
)
