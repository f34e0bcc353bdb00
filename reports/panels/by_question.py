"""Every figure of a trial, question by question: a row holds all arms of one look at one thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from reports.panels.row_labels import apart, measured
from reports.panels.table_rows import Row, beside_groups, gathered, reading_order, row_key
from reports.published import Figure, Record
from schemas.endpoints import FAMILIES

PEOPLE_ORDER = (
    "itt", "treated", "evaluable", "per_protocol", "safety", "not_stated", "subset", "responders",
)  # fmt: skip
MAIN, PARTS, EARLIER = "main", "parts", "earlier"


@dataclass
class Block:
    """Rows of one group of people."""

    population: Record
    rows: list[Row]
    is_first: bool = False  # of the page: its key is the anchor of these people

    @property
    def figures(self) -> list[Figure]:
        return [f for row in self.rows for f in row.figures]


@dataclass
class Table:
    """One table: the last looks at everyone, at parts of the people, or all earlier looks."""

    kind: str
    blocks: list[Block]
    arms: list[Record]

    @cached_property
    def rows(self) -> list[Row]:
        return [row for block in self.blocks for row in block.rows]

    @property
    def figures(self) -> list[Figure]:
        return [f for row in self.rows for f in row.figures]

    @property
    def has_contrasts(self) -> bool:
        return any(row.contrasts for row in self.rows)

    @cached_property
    def apart(self) -> dict[str, tuple[str, ...]]:
        """What tells rows apart that would read alike."""
        return apart([row.label for row in self.rows], _row_says)

    def has_groups_of(self, row: Row) -> bool:
        """Do the figures of both groups that this row compares stand in other rows of the table?"""
        compared = {key for f in row.contrasts for key in (f.arm_key, f.comparator_key)}
        alike = (other for other in self.rows if _course(other.label) == _course(row.label))
        return compared <= {arm for other in alike for arm in other.cells}


@dataclass
class Question:
    """All figures of one family, in up to three tables."""

    family: str
    tables: list[Table]

    @property
    def count(self) -> int:
        return sum(len(table.figures) for table in self.tables)


def by_question(
    figures: Iterable[Figure], populations: list[Record], arms: list[Record]
) -> list[Question]:
    """Figures of one trial in tables; ``arms`` and ``populations`` are the trial's.

    Of the arms a table has those with a figure in it, in the order given.
    """
    rank = {p["population"]: (PEOPLE_ORDER.index(p["analysis_set"]), n) for n, p in enumerate(populations)}  # fmt: skip
    rows = beside_groups(gathered(figures, _one_row))
    by_table: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_table.setdefault((row.label.family, _kind(row)), []).append(row)
    named = {p["population"]: p for p in populations}
    seen: set[str] = set()
    found = []
    for family in FAMILIES:
        tables = []
        for kind in (MAIN, PARTS, EARLIER):
            own = by_table.get((family, kind), [])
            keys = sorted({row.label.population_key for row in own}, key=rank.__getitem__)
            blocks = [
                Block(named[key], _in_order(own, key), key not in seen and not seen.add(key))
                for key in keys
            ]
            used = {key for row in own for key in row.cells}
            if blocks:
                tables.append(Table(kind, blocks, [arm for arm in arms if arm["arm"] in used]))
        if tables:
            found.append(Question(family, tables))
    return found


def _one_row(f: Figure) -> tuple[object, ...]:
    """Figures that agree in this are of one row: same thing, people, look and judge."""
    return (*row_key(f), f.counts, f.mrd_threshold, f.event_includes, f.data_cutoff)


def _kind(row: Row) -> str:
    if not any(f.is_current for f in row.figures):
        return EARLIER
    return PARTS if row.label.analysis_set == "subset" else MAIN


def _in_order(rows: list[Row], population: str) -> list[Row]:
    """Rows of these people: an endpoint after the other, its latest look first, its comparison last."""
    own = [row for row in rows if row.label.population_key == population]
    own.sort(key=lambda row: row.label.looked_at, reverse=True)
    looks = {key: n for n, key in enumerate(dict.fromkeys(_course(row.label) for row in own))}
    return sorted(
        own,
        key=lambda row: (
            row.label.endpoint_order,
            row.label.endpoint,
            looks[_course(row.label)],
            not row.cells,
            *reading_order(row.label)[2:],
        ),
    )


def _course(f: Figure) -> tuple[object, ...]:
    """The same endpoint, people, look and judge, whatever the time."""
    return (
        f.endpoint, f.population_key, f.report, f.data_cutoff, f.assessor, f.criteria,
        f.conditional_on, f.variant, f.event, f.attribution, f.grades,
    )  # fmt: skip


def _row_says(f: Figure) -> tuple[object, ...]:
    """What the first cell of a row says."""
    return (
        *measured(f), f.population_key, f.assessor, f.criteria, f.confirmed, f.report,
        f.data_cutoff, f.follow_up_as_printed, f.follow_up_kind,
    )  # fmt: skip
