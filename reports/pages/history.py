"""What happened to one figure, with who and when: from the committed files alone.

A build never asks version control: it gives the same pages from a zip, and who could rewrite a
commit could rewrite its dates. Where the project says where its commits are shown (``history_url``),
the card leads there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from reports.published import Figure, Published, Record, grouped
from schemas.terms import ACTION
from schemas.wording.approval import says_approved

UNPROVEN = {
    "not_proven": "not proven",
    "keys_not_verified": "its key was not verified",
    "not_verified": "its signature was not verified",
}
Field = tuple[str, str, str, str]  # table, column, id, text: what the number gate holds it against


@dataclass(frozen=True)
class Event:
    """One thing that happened: when, what, by whom, and what was said."""

    at: Field
    what: str
    by: Field | None = None
    says: Field | None = None


class History:
    """The events of every figure."""

    def __init__(self, published: Published):
        self.published = published

    @cached_property
    def approvals_of(self) -> dict[str, list[Record]]:
        return grouped(self.published.tables["approvals"], "target")

    @cached_property
    def unproven(self) -> dict[str, str]:
        """Line of the log → why it proves nothing."""
        rows = self.published.tables["line_proofs"]
        return {row["line"]: row["standing"] for row in rows if row["standing"] != "proven"}

    @cached_property
    def uncounted(self) -> set[tuple[str, str, str]]:
        """Answers by eye that do not count: their draw cannot be made again, or it was own work."""
        rows = self.published.tables["eye_results"]
        return {(row["estimate_id"], row["by"], row["at"]) for row in rows if row["says"]}

    @cached_property
    def eye_checks_of(self) -> dict[str, list[Record]]:
        return grouped(self.published.tables["eye_checks"], "estimate_id")

    @cached_property
    def corrections_of(self) -> dict[str, list[Record]]:
        return grouped(self.published.tables["corrections"], "target")

    @cached_property
    def entries(self) -> dict[str, Record]:
        return {row["estimate_id"]: row for row in self.published.tables["extraction"]}

    @cached_property
    def third_readings(self) -> dict[str, Record]:
        return {row["estimate_id"]: row for row in self.published.tables["third_readings"]}

    @cached_property
    def records(self) -> dict[str, Record]:
        return {row["path"]: row for row in self.published.tables["records"]}

    def of(self, f: Figure, findings: Iterable[Record]) -> list[Event]:
        """Everything known to have happened to ``f``, oldest first."""
        return sorted(self._events(f, findings), key=lambda event: event.at[3])

    def _events(self, f: Figure, findings: Iterable[Record]) -> Iterator[Event]:
        key = f"{f.trial}/{f.report}"
        report = self.published.reports[f.trial, f.report]
        by = ("reports", "entered_by", key, report["entered_by"])
        yield Event(("reports", "entered", key, report["entered"]), "entered", by)
        if entry := self.entries.get(f.id):
            at = ("extraction", "noted", f.id, entry["noted"])
            was_found = entry["outcome"] != "not_found"
            words = "entered a second time and both entries compared"
            yield Event(at, words if was_found else "looked for by a second reader, not found")
        if third := self.third_readings.get(f.id):
            at = ("third_readings", "noted", f.id, third["noted"])
            yield Event(at, "read a third time on another page")
        for path in dict.fromkeys(row["record"] for row in findings):
            if record := self.records.get(path):
                at = ("records", "retrieved_at", path, record["retrieved_at"])
                yield Event(at, "record received", says=("records", "path", path, path))
        for row in self.corrections_of.get(f.id, ()):
            id = f"{f.id}/{row['field']}/{row['noted']}"
            says = ("corrections", "reason", id, row["reason"])
            yield Event(("corrections", "noted", id, row["noted"]), "correction noted", says=says)
        for row in self.eye_checks_of.get(f.id, ()):
            id = f"{f.id}/{row['by']}/{row['at']}"
            if (row["estimate_id"], row["by"], row["at"]) in self.uncounted:
                continue
            found = "right" if row["is_right"] == "yes" else "wrong"
            by = ("eye_checks", "by", id, row["by"])
            yield Event(
                ("eye_checks", "at", id, row["at"]),
                f"drawn at random, looked up, found {found}",
                by,
            )
        for row in self.approvals_of.get(key, ()):
            id = f"{row['number']}/{key}/{row['by']}/{row['at']}"
            if self.unproven.get(id):  # what it claims, and in whose name, is not repeated
                at = ("approvals", "at", id, row["at"])
                yield Event(at, f"a line of the log of approvals: {UNPROVEN[self.unproven[id]]}")
                continue
            by = ("approvals", "by", id, row["by"])
            is_shown = row["says"] and row["action"] != "enter" and not says_approved(row["says"])
            says = ("approvals", "says", id, row["says"]) if is_shown else None
            yield Event(("approvals", "at", id, row["at"]), ACTION[row["action"]], by, says)
