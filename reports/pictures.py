"""Which figures a panel shows as a hundred people, and the words for both parts of the hundred."""

from __future__ import annotations

from dataclasses import dataclass

from reports.published import Figure, Record
from reports.rows import Row, time_of
from schemas.headline import FIRM_KINDS

LEAD_SURVIVAL = ("os",)
LEAD_RESPONSE = ("orr", "mmr", "ccyr")
LEAD_COMPLETE = ("cr_or_cri", "cr_or_better", "cr")
LEAD_HARMS = ("adverse_events", "serious_adverse_events", "treatment_related_death")


@dataclass
class Picture:
    """People out of 100 for one arm: the share, and everybody else."""

    figure: Figure
    yes: str
    no: str


class Group(list[Picture]):
    """Pictures of one row, an arm each. What they share is said once."""

    @property
    def same_follow_up(self) -> bool:
        return len({(p.figure.follow_up_as_printed, p.figure.follow_up_kind) for p in self}) == 1

    @property
    def may_lead(self) -> bool:
        """Were all its figures read well enough to stand as a headline?"""
        return all(p.figure.may_lead for p in self)

    @property
    def is_retold(self) -> bool:
        """Was a figure read on a page that tells the report's results?"""
        return any(p.figure.read_in == "secondary_page" for p in self)

    @property
    def early_kind(self) -> str:
        """Kind of a report that is no article, label or registry posting; empty if there is none."""
        kinds = {p.figure.report_kind for p in self} - set(FIRM_KINDS)
        return min(kinds, default="")

    @property
    def same_reading(self) -> bool:
        return len({(p.figure.read_in, p.figure.report_kind) for p in self}) == 1


def pictures(rows: dict[str, list[Row]], arms: list[Record]) -> list[Group]:
    """Pictures of 100 people: survival at a time, response, complete response, severe harms."""
    order = [arm["arm"] for arm in arms]
    lead = [
        row
        for row in sorted(rows["survival"], key=time_of)
        if row.label.endpoint in LEAD_SURVIVAL and row.label.effect_measure == "landmark_rate"
    ]
    for family, endpoints in (
        ("response", LEAD_RESPONSE),
        ("response", LEAD_COMPLETE),
        ("harm", LEAD_HARMS),
    ):
        row = _first(rows[family], endpoints)
        lead += [row] if row is not None else []
    groups = [
        _picture_row(row, order, *(PARTS.get(row.label.endpoint) or PARTS[row.label.family]))
        for row in lead
    ]
    return [group for group in groups if group]


PARTS = {  # both parts of the hundred, in words (rule R12)
    "os": ("alive", "had died"),
    "orr": ("responded", "did not"),
    "response": ("had it", "did not"),
    "harm": ("had this harm", "did not"),
}


def _picture_row(row: Row, order: list[str], yes: str, no: str) -> Group:
    cells = [row.cells[arm] for arm in order if arm in row.cells]
    return Group(Picture(f, yes, no) for f in cells if f.is_reached and f.may_show_value)


HARM_CAUSES = ("treatment_related", "any", "immune_related", "not_stated")


def _first(rows: list[Row], endpoints: tuple[str, ...]) -> Row | None:
    """The row of the first of these endpoints that has a share of people."""
    for endpoint in endpoints:
        fitting = [
            row
            for row in rows
            if row.label.endpoint == endpoint
            and row.label.effect_measure == "proportion"
            and row.cells
            and (endpoint != "adverse_events" or row.label.grades in ("3-4", "3-5", "serious"))
        ]
        if fitting:
            return max(
                fitting,
                key=lambda row: (
                    all(f.may_lead for f in row.cells.values()),
                    -HARM_CAUSES.index(row.label.attribution)
                    if row.label.attribution in HARM_CAUSES
                    else 0,
                    len(row.cells),
                    row.label.id,
                ),
            )
    return None
