"""Figures gathered into table rows: one endpoint at one time, judged one way, a cell an arm."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.published import Figure

FAMILIES = ("survival", "response", "duration", "harm")


@dataclass
class Row:
    """One endpoint at one time, judged one way: a cell for each arm, and the contrasts."""

    label: Figure
    cells: dict[str, Figure] = field(default_factory=dict)
    contrasts: list[Figure] = field(default_factory=list)


def row_key(f: Figure) -> tuple[object, ...]:
    return (
        f.endpoint, f.timepoint_months or 0, f.conditional_on or "", f.variant or "", f.event or "",
        f.attribution, f.grades, f.assessor, f.criteria, f.confirmed, f.population_key,
    )  # fmt: skip


def table_rows(figures: list[Figure]) -> list[Row]:
    """Figures gathered by what they measure; a contrast joins the row of its endpoint."""
    found: dict[tuple[object, ...], Row] = {}
    for f in sorted(figures, key=reading_order):
        measure = "contrast" if f.is_contrast else f.effect_measure
        key = (*row_key(f), measure)
        row = found.setdefault(key, Row(f))
        if f.is_contrast:
            row.contrasts.append(f)
        elif f.arm_key not in row.cells:
            row.cells[f.arm_key] = f
        else:  # two looks at the data that nothing orders: both are shown
            found[(*key, f.id)] = Row(f, {f.arm_key: f})
    return list(found.values())


ENDPOINT_ORDER = (
    "os", "css", "pfs", "efs", "dfs", "orr", "cr_or_cri", "cr_or_better", "cr", "pr", "sd", "pd", "dcr",
)  # fmt: skip
MEASURE_ORDER = ("landmark_rate", "proportion", "count", "median", "hazard_ratio", "odds_ratio", "rate_difference")  # fmt: skip


def reading_order(f: Figure) -> tuple[object, ...]:
    order = ENDPOINT_ORDER.index(f.endpoint) if f.endpoint in ENDPOINT_ORDER else 99
    return (
        FAMILIES.index(f.family), order, f.endpoint, MEASURE_ORDER.index(f.effect_measure),
        f.timepoint_months or 0, f.attribution, f.grades, not f.may_lead, f.id,
    )  # fmt: skip


def last_landmarks(rows: list[Row]) -> list[Row]:
    """Of each survival endpoint the latest landmark, and the latest that shows most arms.

    The chart and the trial's own page show the others.
    """
    keep: set[int] = set()
    for endpoint in {row.label.endpoint for row in rows}:
        rates = [
            row
            for row in rows
            if row.label.endpoint == endpoint and row.label.effect_measure == "landmark_rate"
        ]
        if rates:
            keep.add(id(max(rates, key=time_of)))
            keep.add(id(max(rates, key=lambda row: (len(row.cells), time_of(row)))))
    return [row for row in rows if row.label.effect_measure != "landmark_rate" or id(row) in keep]


def time_of(row: Row) -> float:
    return row.label.timepoint_months or 0
