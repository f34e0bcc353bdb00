"""What changed, by the day on which it was noted: numbers before words, for the page and for the feed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.published import Published, Record
from schemas.borders import site_map
from schemas.fields import items_of

GRAVEST = ("retracted", "expression_of_concern", "corrected")


@dataclass
class Day:
    """What was noted on one day.

    entered      reports whose figures were entered, by category
    seconds      how many figures had which outcome when they were entered a second time
    thirds       how many figures were read a third time, on another page
    corrections  errors that others have published
    gaps         what could not be read
    """

    day: str
    typed_in: tuple[str, str, str]  # table, column and key of a row that holds the day
    entered: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    seconds: Counter[str] = field(default_factory=Counter)
    thirds: int = 0
    corrections: list[Record] = field(default_factory=list)
    gaps: list[Record] = field(default_factory=list)


def days(published: Published) -> list[Day]:
    """All days with a change, newest first."""
    found: dict[str, Day] = {}

    def at(row: Record, table: str, column: str, *key: str) -> Day:
        day = row[column]
        typed_in = (table, column, "/".join(row[name] for name in key))
        return found.setdefault(day, Day(day, typed_in))

    for row in published.tables["reports"]:
        if row["entered"]:
            day = at(row, "reports", "entered", "trial", "report")
            day.entered[_category(published, row)].append(row)
    for row in published.tables["extraction"]:
        at(row, "extraction", "noted", "estimate_id").seconds[row["outcome"]] += 1
    for row in published.tables["third_readings"]:
        at(row, "third_readings", "noted", "estimate_id").thirds += 1
    for row in published.tables["corrections"]:
        at(row, "corrections", "noted", "target", "field", "noted").corrections.append(row)
    for row in published.tables["gaps"]:
        at(row, "gaps", "noted", "trial", "what").gaps.append(row)
    return [found[day] for day in sorted(found, reverse=True)]


def _category(published: Published, report: Record) -> str:
    """The first page that shows figures of a report; empty where none does."""
    shown = {
        category
        for f in published.figures_of.get(report["trial"], ())
        if f.report == report["report"]
        for category in items_of(f.category)
    }
    return next((c["category"] for c in published.categories if c["category"] in shown), "")


def notices(published: Published) -> list[Record]:
    """Reports that were withdrawn, doubted or corrected, the gravest first."""
    found = [r for r in published.tables["reports"] if r["standing"] in GRAVEST]
    return sorted(found, key=lambda r: (GRAVEST.index(r["standing"]), r["trial_name"], r["year"]))


def last_look_at_notices(published: Published) -> Record | None:
    """The newest archived record that tells of corrections and withdrawals, if there is one."""
    kept = [
        record
        for record in published.tables["records"]
        if record["path"].split("/")[0] in ("crossref", "retraction_watch")
    ]
    return max(kept, key=lambda record: (record["retrieved_at"], record["path"]), default=None)


def events(published: Published) -> Iterator[Record]:
    """Lines of the feed, in no order. A notice stands at the day on which notices were last looked for."""
    looked = last_look_at_notices(published)
    looked_on = looked["retrieved_at"][:10] if looked else ""
    for r in published.tables["reports"]:
        path, name = site_map.report(r["trial"], r["report"]), f"{r['trial_name']}, {r['cite']}"
        key = f"{r['trial']}/{r['report']}"
        yield {"id": f"report/{key}", "on": r["entered"], "title": f"Entered: {name}", "path": path}
        if r["standing"] in GRAVEST:
            title = f"{NOTICED[r['standing']]}: {name}"
            on = max(looked_on, r["entered"])
            yield {"id": f"{r['standing']}/{key}", "on": on, "title": title, "path": path}
    for c in published.tables["corrections"]:
        id = f"correction/{c['target']}/{c['field']}/{c['noted']}"
        title = f"Correction: {c['correct']}"
        yield {"id": id, "on": c["noted"], "title": title, "path": "about/index.html"}


OUTCOMES = {
    "agreed": "the same",
    "settled": "settled from the source",
    "not_found": "not found by the second reader",
}
NOTICED = {
    "retracted": "Withdrawn",
    "expression_of_concern": "In doubt",
    "corrected": "Corrected by its journal",
}
