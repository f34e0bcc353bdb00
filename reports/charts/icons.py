"""A hundred people, some affected: as plain SVG for pages and as an Altair chart for embeds.

Every icon is drawn, affected ones first, row by row; filled against hollow tells them apart without
colour. A Kaplan-Meier rate is "about n of 100", never a count of people.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from html import escape

import altair as alt
import pandas as pd

from reports import theme
from reports.charts import marks
from reports.charts.bindings import value_reference
from reports.charts.marks import Word
from reports.charts.refuse import Refused, refuse_unless_comparable

ROWS, COLUMNS = 10, 10
CELL = 14
MARGIN = 8
# a head and a body in a cell of 14 px, drawn from its centre
PERSON = "m0-5.6a2.3 2.3 0 1 0 .01 0zm-2.4 5.4h4.8q1.4 0 1.4 1.4v4.2h-7.6v-4.2q0-1.4 1.4-1.4z"
PERSON_SHAPE = "M0,-.8a.33,.33 0 1 0 .001,0zM-.34,-.03h.68q.2,0 .2,.2v.6h-1.08v-.6q0,-.2 .2,-.2z"


def of_100(value: float) -> int:
    """Whole people of a hundred; halves go up, as people round."""
    return int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))


def icon_array_svg(row: pd.Series, slug: str, tone: str = "yes", width: int = 140) -> str:
    """SVG of 100 people for one percentage (an estimate's row), made without Vega.

    ``tone`` is a colour of the theme: ``yes`` for what people hope for, ``warn`` for harms. The name
    of the figure gives the number in words, bound like any other text by the caller's page.
    """
    refuse_unless_comparable(row.to_frame().T, "icon_array")
    number = of_100(row["value"])
    about = "about " if row["effect_measure"] == "landmark_rate" else ""
    title = f"{about}{number} of 100: {row['endpoint_name']}"
    cells = [_person(place) for place in range(ROWS * COLUMNS)]
    side = COLUMNS * CELL
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="re-icons" width="{width}" height="{width}" '
        f'viewBox="0 0 {side} {side}" role="img" aria-labelledby="{slug}-title" '
        f'data-estimate="{escape(row["estimate_id"])}" data-as="of_100">'
        f'<title id="{slug}-title">{escape(title)}</title>'
        f'<g class="re-affected" fill="{_colour(tone)}" stroke="{_colour(tone)}">'
        f"{''.join(cells[:number])}</g>"
        f'<g class="re-others" fill="none" stroke="{_colour("no")}">{"".join(cells[number:])}</g></svg>'
    )


def icon_array(
    frame: pd.DataFrame, width: int = theme.NARROW, tone: str = "yes"
) -> alt.TopLevelLayerSpec:
    """The same as an Altair chart: 100 marks for one row of ``frame``, with both shares in words."""
    refuse_unless_comparable(frame, "icon_array")
    if len(frame) != 1:
        raise Refused("estimate_id", "icon_array shows one estimate; draw one chart each")
    row = frame.iloc[0]
    number = of_100(row["value"])
    side = min(width, 320) - 2 * MARGIN
    domain = [-0.5, 9.5]
    on, off = theme.LIGHT[tone], theme.LIGHT["no"]
    people = [
        {
            "column": place % COLUMNS,
            "row": place // COLUMNS,
            "is_affected": place < number,
            "estimate_id": row["estimate_id"],
            "fill": on if place < number else theme.LIGHT["paper"],
            "stroke": on if place < number else off,
        }
        for place in range(100)
    ]
    icons = marks.unit(
        "point", marks.rows(people), "value",
        [
            alt.X("column:Q", scale=alt.Scale(domain=domain, nice=False), axis=None),
            alt.Y("row:Q", scale=alt.Scale(domain=domain, nice=False, reverse=True), axis=None),
        ],
        shape=PERSON_SHAPE, size=(side / COLUMNS) ** 2 * 0.85, strokeWidth=1, opacity=1,
        fill=marks.by("fill"), stroke=marks.by("stroke"),
    )  # fmt: skip
    about = "about " if row["effect_measure"] == "landmark_rate" else ""
    labels = [
        Word(f"{about}{number} of 100", 0, side + 16, on, value_reference(row, "of_100"), 14, 600),
        Word(f"the others: {about}{100 - number} of 100", 0, side + 36,
             theme.LIGHT["muted"], value_reference(row, "complement")),
    ]  # fmt: skip
    chart = alt.TopLevelLayerSpec(layer=[icons, marks.words(labels)], width=side, height=side)
    return marks.framed(chart, side + 2 * MARGIN, side + MARGIN + 48, MARGIN, MARGIN)


def _person(place: int) -> str:
    x = place % COLUMNS * CELL + CELL // 2
    y = place // COLUMNS * CELL + CELL // 2
    return f'<path d="M{x} {y}{PERSON}"/>'


def _colour(tone: str) -> str:
    return f"var(--re-{tone},{theme.LIGHT[tone]})"
