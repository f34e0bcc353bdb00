"""A hundred people, some affected.

Every icon is drawn, affected ones first, row by row; filled against hollow tells them apart without
colour. A Kaplan-Meier rate is "about n of 100", never a count of people.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import altair as alt
import pandas as pd

from reports import theme
from reports.charts import marks
from reports.charts.axis import AXES
from reports.charts.bindings import asides, value_reference
from reports.charts.kind import Kind
from reports.charts.layout import wrap
from reports.charts.marks import Word
from reports.charts.refuse import refuse_unless_comparable
from reports.text.shown import so_many
from schemas.measures import MEASURES

COLUMNS = 10
MARGIN = 8
# a head and a body, drawn from the centre of a cell
PERSON_SHAPE = "M0,-.8a.33,.33 0 1 0 .001,0zM-.34,-.03h.68q.2,0 .2,.2v.6h-1.08v-.6q0,-.2 .2,-.2z"


def of_100(value: float) -> int:
    """Whole people of a hundred; halves go up, as people round."""
    return int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))


def icon_array(
    frame: pd.DataFrame, width: int = theme.NARROW, tone: str = "yes"
) -> alt.TopLevelLayerSpec:
    """100 marks for the one row of ``frame``, with both shares in words.

    ``tone`` is a colour of the theme: ``yes`` for what people hope for, ``warn`` for harms.
    """
    refuse_unless_comparable(frame, KIND.axis)
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
        "point",
        marks.rows(people),
        "value",
        [
            alt.X("column:Q", scale=alt.Scale(domain=domain, nice=False), axis=None),
            alt.Y("row:Q", scale=alt.Scale(domain=domain, nice=False, reverse=True), axis=None),
        ],
        shape=PERSON_SHAPE,
        size=(side / COLUMNS) ** 2 * 0.85,
        strokeWidth=1,
        opacity=1,
        fill=marks.by("fill"),
        stroke=marks.by("stroke"),
    )
    is_estimated = MEASURES[row["effect_measure"]].is_estimated
    is_exact = row["value"] == number
    state, other = (row[name] or "" for name in ("state", "other_state"))
    around = theme.LIGHT["muted"]
    lines = [
        *(Word(text, 0, 0, around, href) for words, href in asides(row) for text in wrap(words, side, theme.TEXT)),
        Word(so_many(number, is_exact, is_estimated), 0, 0, on, value_reference(row, "of_100"), 14, 600),
        *(Word(text, 0, 0, on, value_reference(row, "state")) for text in wrap(state, side, theme.TEXT) if text),
        Word(so_many(100 - number, is_exact, is_estimated), 0, 0, theme.LIGHT["muted"], value_reference(row, "complement")),
        *(Word(text, 0, 0, theme.LIGHT["muted"], value_reference(row, "other_state")) for text in wrap(other, side, theme.TEXT) if text),
    ]  # fmt: skip
    labels = [replace(line, y=side + 16 + 18 * place) for place, line in enumerate(lines)]
    chart = alt.TopLevelLayerSpec(layer=[icons, marks.words(labels)], width=side, height=side)
    height = side + MARGIN + 12 + 18 * len(lines)
    return marks.framed(chart, side + 2 * MARGIN, height, MARGIN, MARGIN)


KIND = Kind(
    axis=AXES["icon_array"],
    draw=icon_array,
    not_shown="How sure the number is, and what happened to each person. It describes a group, "
    "not what will happen to you.",
    is_one_size=True,
    transform="of_100",
)
