"""Figures gathered into table rows: one endpoint at one time, counted and judged one way, a cell an arm."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from reports.published import Figure
from schemas.endpoints import FAMILIES


@dataclass
class Row:
    """One endpoint at one time, judged one way: a cell for each arm, and the contrasts."""

    label: Figure
    cells: dict[str, Figure] = field(default_factory=dict)
    contrasts: list[Figure] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)  # arms whose figure stands on another page

    @property
    def figures(self) -> list[Figure]:
        return [*self.cells.values(), *self.contrasts]

    @property
    def conditional(self) -> list[list[Figure]]:
        """Figures of those who got to some point, together where the same share did."""
        found: dict[str | None, list[Figure]] = {}
        for f in self.figures:
            if f.conditional_on:
                found.setdefault(f.conditional_share, []).append(f)
        return list(found.values())

    @property
    def followed(self) -> list[Figure]:
        """Figures whose follow-up is told: one where all are the same, else each group's."""
        shown = list(self.cells.values()) or [self.label]
        ways = {(f.follow_up_as_printed, f.follow_up_kind) for f in shown}
        return shown if len(ways) > 1 else shown[:1]


def by_group(arms: Iterable[str]) -> Callable[[Figure], int]:
    """A key for the order of groups in a table, used wherever they stand: nobody mixes them up."""
    places = {arm: place for place, arm in enumerate(arms)}
    return lambda f: places.get(f.arm_key, len(places))


def row_key(f: Figure) -> tuple[object, ...]:
    return (
        f.endpoint, f.timepoint_months or 0, f.conditional_on or "", f.variant or "", f.event or "",
        f.instrument, f.attribution, f.grades, f.assessor, f.criteria, f.confirmed, f.population_key, f.report,
    )  # fmt: skip


def counted_alike(f: Figure) -> tuple[object, ...]:
    """The same, and what the figure counts: two states never share a row."""
    return (*row_key(f), f.counts, f.event_includes, f.mrd_threshold or "")


def table_rows(figures: list[Figure]) -> list[Row]:
    """Figures gathered by what they measure; contrasts of one kind share a row."""
    return gathered(figures, counted_alike)


def gathered(figures: Iterable[Figure], alike: Callable[[Figure], Hashable]) -> list[Row]:
    """A row for all figures of one effect measure that are ``alike``, in reading order."""
    found: dict[Hashable, Row] = {}
    for f in sorted(figures, key=reading_order):
        key = (alike(f), f.effect_measure)
        row = found.setdefault(key, Row(f))
        if f.is_contrast:
            row.contrasts.append(f)
        elif f.arm_key not in row.cells:
            row.cells[f.arm_key] = f
        else:  # two looks at the data that nothing orders: both are shown
            found[(*key, f.id)] = Row(f, {f.arm_key: f})
    return list(found.values())


def beside_groups(rows: list[Row]) -> list[Row]:
    """The rows, each comparison in the row of the groups it compares, where one holds them.

    A ratio of the whole course stands beside medians, never beside a share at one time.
    """
    of_groups: dict[Hashable, Row] = {}
    for row in rows:
        if row.cells and not row.contrasts:
            of_groups.setdefault((_compared_in(row.label), row.label.effect_measure), row)
    kept = []
    for row in rows:
        f = row.label
        places = (of_groups.get((_compared_in(f), measure)) for measure in f.measure.compares)
        place = next(filter(None, places), None) if f.is_contrast else None
        if place:
            place.contrasts += row.contrasts
        else:
            kept.append(row)
    return kept


def _compared_in(f: Figure) -> tuple[object, ...]:
    return (*row_key(f), f.mrd_threshold, f.data_cutoff)


def name_missing(rows: list[Row], held: list[Figure]) -> None:
    """Notes in each row the arms without a cell of which a figure is held all the same."""
    known: dict[tuple[object, ...], set[str]] = {}
    for f in held:
        if not f.is_contrast:
            known.setdefault((*row_key(f), f.effect_measure), set()).add(f.arm_key)
    for row in rows:
        arms = known.get((*row_key(row.label), row.label.effect_measure), set())
        row.elsewhere = arms - set(row.cells)


def reading_order(f: Figure) -> tuple[object, ...]:
    return (
        FAMILIES.index(f.family), f.endpoint_order, f.measure.order,
        f.timepoint_months or 0, f.attribution, f.grades, not f.may_lead, f.id,
    )  # fmt: skip


def time_of(row: Row) -> float:
    return row.label.timepoint_months or 0
