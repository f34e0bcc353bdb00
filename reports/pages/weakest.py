"""Which figures of a page rest on least: said of figures, by rules in words; never a score of a trial."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.panels.cells import Cell, TrialRow
from reports.published import Figure, Published
from reports.text.questions import QUESTIONS

FEW = 30  # people in a group
EARLY = ("meeting_abstract", "press_release", "preprint")
# what makes a figure weak, the gravest first
REASONS = {
    "doubt": "its report was corrected or is in doubt",
    "differs": "the trial registry posts another figure",
    "not_found": "looked for again in a source, and not found",
    "changed": "it changed since it was entered a second time",
    "retold": "read on another page, not in its report",
    "early": "from a talk, an announcement or a manuscript, not an article",
    "older_harm": "harm from an earlier report than the benefit beside it",
    "few": "fewer than thirty people in a group",
    "people": "how many people stand behind it is not known",
    "interval": "no interval is held with it",
    "once": "entered by one reader only",
}


@dataclass(frozen=True)
class Weak:
    """A cell of the table of a situation, with what makes its figures weak, the gravest first."""

    item: TrialRow
    cell: Cell
    reasons: tuple[str, ...]
    is_said: bool  # does it stand in the sentences at the top of the page?

    @property
    def figures(self) -> list[Figure]:
        return list(self.cell.row.cells.values()) or self.cell.figures

    @property
    def rank(self) -> tuple[object, ...]:
        """In sentences first; then by the gravest reason, and by how many there are; never by value."""
        order = list(REASONS)
        gravest = order.index(self.reasons[0])
        return (not self.is_said, gravest, -len(self.reasons), self.item.name, self.cell.question)


def weakest(items: Iterable[TrialRow], said: frozenset[str], published: Published) -> list[Weak]:
    """Cells with a reason, those that matter most first. ``said``: figures in sentences of the page."""
    found = []
    for item in items:
        for cell in item.cells.values():
            if cell.row is None:
                continue
            reasons = tuple(
                code for code in REASONS if code in {*reasons_of(item, cell, published)}
            )
            if reasons:
                is_said = any(f.id in said for f in cell.figures)
                found.append(Weak(item, cell, reasons, is_said))
    return sorted(found, key=lambda weak: weak.rank)


def by_reason(found: Iterable[Weak]) -> dict[str, list[str]]:
    """Words of the gravest reason → trials and columns of the table, without their values."""
    made: dict[str, list[str]] = {words: [] for words in REASONS.values()}
    for weak in found:
        column = QUESTIONS[weak.cell.question].column.lower()
        made[REASONS[weak.reasons[0]]].append(f"{weak.item.short}, {column}")
    return {words: names for words, names in made.items() if names}


def reasons_of(item: TrialRow, cell: Cell, published: Published) -> Iterator[str]:
    """Codes of ``REASONS`` that hold of any figure that stands first in a cell, in no order."""
    differs = published.marked.get("differs", frozenset())
    benefits = ("last", "live", "shrink")
    if cell.question == "harm" and any(item.harm_is_older(code) for code in benefits):
        yield "older_harm"
    for f in cell.figures:
        is_so = {
            "doubt": f.standing in ("corrected", "expression_of_concern"),
            "differs": f.id in differs,
            "not_found": f.support == "not_found" or f.second_entry == "not_found",
            "changed": f.second_entry == "changed",
            "retold": f.read_in == "secondary_page",
            "early": f.report_kind in EARLY,
            "few": not f.is_contrast and f.n is not None and f.n < FEW,
            "people": not f.is_contrast and f.n is None,
            "interval": not f.has_interval and not f.has_calculated_interval,
            "once": f.second_entry == "none",
        }
        yield from (code for code, holds in is_so.items() if holds)
