"""Reports and references as CSL-JSON, for any citation processor."""

from __future__ import annotations

import json
from typing import Any

from reports.exports.export import Format
from reports.published import Published, Record
from schemas.terms import NOT_STATED

TYPES = {
    "journal_article": "article-journal",
    "meeting_abstract": "paper-conference",
    "label": "report",
    "registry_posting": "dataset",
    "press_release": "article-newspaper",
    "preprint": "article",
    "guideline": "article-journal",
}
FIELDS = {"title": "title", "volume": "volume", "issue": "issue", "pages": "page", "doi": "DOI",
          "pmid": "PMID", "url": "URL", "standing_note": "note"}  # fmt: skip


def as_csl(published: Published) -> str:
    """One entry a report and a reference; ids are addresses on the site."""
    entries = [
        *(_entry(r, f"{r['trial']}/{r['report']}") for r in published.tables["reports"]),
        *(_entry(r, r["reference"]) for r in published.tables["references"]),
    ]
    return json.dumps(entries, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _entry(record: Record, id: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": id,
        "type": TYPES[record["kind"]],
        "container-title": record["journal"],
        "issued": {"date-parts": [[int(record["year"])]]},
    }
    found |= {csl: record[own] for own, csl in FIELDS.items() if record.get(own)}
    author = _author(record["authors"])
    if author:
        found["author"] = author
    if record["standing"] == "retracted":
        found["title"] = f"RETRACTED: {found['title']}"
    return found


def _author(authors: str | None) -> list[dict[str, str]]:
    """``Wolchok JD et al.`` is a family name with initials; anything else stays as it is."""
    if not authors or authors == NOT_STATED:
        return []
    others = [{"literal": "et al."}] if authors.endswith("et al.") else []
    name = authors.removesuffix("et al.").strip()
    family, _, initials = name.rpartition(" ")
    if family and initials.isupper() and len(initials) <= 4 and initials.isalpha():
        return [{"family": family, "given": " ".join(initials)}, *others]
    return [{"literal": name}, *others]


FORMAT = Format(
    "bibliography.csl.json",
    "CSL-JSON",
    "application/vnd.citationstyles.csl+json",
    lambda export: as_csl(export.published).encode(),
)
