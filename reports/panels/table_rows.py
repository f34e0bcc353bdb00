"""Figures gathered into table rows: one endpoint at one time, judged one way, a cell an arm."""

from __future__ import annotations

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


def row_key(f: Figure) -> tuple[object, ...]:
    return (
        f.endpoint, f.timepoint_months or 0, f.conditional_on or "", f.variant or "", f.event or "",
        f.attribution, f.grades, f.assessor, f.criteria, f.confirmed, f.population_key, f.report,
    )  # fmt: skip


def table_rows(figures: list[Figure]) -> list[Row]:
    """Figures gathered by what they measure; contrasts of one kind share a row."""
    found: dict[tuple[object, ...], Row] = {}
    for f in sorted(figures, key=reading_order):
        key = (*row_key(f), f.effect_measure)
        row = found.setdefault(key, Row(f))
        if f.is_contrast:
            row.contrasts.append(f)
        elif f.arm_key not in row.cells:
            row.cells[f.arm_key] = f
        else:  # two looks at the data that nothing orders: both are shown
            found[(*key, f.id)] = Row(f, {f.arm_key: f})
    return list(found.values())


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
