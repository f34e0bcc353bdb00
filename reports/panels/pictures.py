"""Which figures a panel shows as a hundred people, and the words for both parts of the hundred."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.panels.hundred import PEOPLE, hundred
from reports.panels.table_rows import Row, time_of
from reports.published import Figure, Record
from reports.text.shown import bound, bound_words
from schemas.endpoints import TIMED, fits_a_picture
from schemas.headlines import FIRM_KINDS


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
        if row.label.picture == "survival" and row.label.effect_measure == "landmark_rate"
    ]
    for family, picture in (("response", "response"), ("response", "complete"), ("harm", "harm")):
        # one side effect among many is no picture of severe harm
        row = _first([row for row in rows[family] if row.label.event is None], picture)
        lead += [row] if row is not None else []
    groups = [_picture_row(row, order) for row in lead]
    return [group for group in groups if group]


def _picture_row(row: Row, order: list[str]) -> Group:
    cells = [row.cells[arm] for arm in order if arm in row.cells]
    return Group(
        Picture(f, f.state, f.other_state)
        for f in cells
        if f.is_reached
        and f.may_show_value
        and f.state
        and f.other_state
        and f.value_qualifier == "="
    )


def _first(rows: list[Row], picture: str) -> Row | None:
    """The row of the first endpoint of this picture that has a share of people."""
    fitting = [
        row
        for row in rows
        if row.label.picture == picture
        and row.label.effect_measure == "proportion"
        and row.cells
        and fits_a_picture(row.label.endpoint, row.label.grades)
    ]
    return max(
        fitting,
        default=None,
        key=lambda row: (
            -row.label.endpoint_order,
            all(f.may_lead for f in row.cells.values()),
            len(row.cells),
            row.label.looked_at,
            row.label.id,
        ),
    )


def icon_array(figure: Figure, yes: str, no: str, root: str) -> Markup:
    """A hundred people, the share filled and the others rings, with both numbers in words below."""
    percent = bound(figure, "as_printed", root, link=False)
    return Markup(
        f'<figure class="icons {figure.family}">{drawn(figure)}'
        f'<figcaption><span data-is="half"><strong>{bound(figure, "of_100", root)}</strong> '
        f'{bound_words(figure, "state", yes)} ({percent})</span><br><span data-is="half">'
        f"{bound(figure, 'complement', root, link=False)} {bound_words(figure, 'other_state', no)}"
        "</span></figcaption></figure>"
    )


def drawn(figure: Figure) -> Markup:
    """The drawing of one share. Who died, or was harmed, is a square or a ring, never a filled circle."""
    share = round_share(figure)
    if figure.family == "harm":
        return hundred((("harm", share), ("spared", PEOPLE - share)))
    if figure.counts == "event" and figure.family in TIMED:
        return hundred((("no", share), ("yes", PEOPLE - share)))
    return hundred((("yes", share), ("no", PEOPLE - share)))


def round_share(figure: Figure) -> int:
    """People of the hundred that are drawn filled: half away from zero."""
    return int(figure.value + 0.5)
