"""Marks placed by pixel: labels, leaders and arrows, one layer each, whatever their number.

Altair copies a chart at every step, so few layers with many rows are built much faster than many
layers with one. Data points never come from here: they stand on real scales.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import altair as alt

from reports import theme


@dataclass(frozen=True)
class Word:
    """A label at ``x``, ``y`` (px from the corner of the plot), with what it is bound to."""

    text: str
    x: float
    y: float
    colour: str = theme.LIGHT["ink"]
    href: str = ""
    size: int = theme.TEXT
    weight: int = 400
    align: str = "left"


def rows(records: Iterable[dict]) -> alt.InlineData:
    """Inline data of a layer. A tuple, because Altair copies lists again and again."""
    return alt.InlineData(values=tuple(records))


def by(column: str) -> alt.ExprRef:
    """A mark's property taken from a column of its row."""
    return alt.ExprRef(f"datum.{column}")


def words(labels: Iterable[Word], name: str = "words") -> alt.Chart:
    """All labels of a panel as one layer."""
    data = rows(asdict(label) for label in labels)
    return (
        alt.Chart(data)
        .mark_text(
            x=by("x"),
            y=by("y"),
            text=by("text"),
            color=by("colour"),
            fontSize=by("size"),
            fontWeight=by("weight"),
            align=by("align"),
            baseline="middle",
        )
        .encode(href=alt.Href("href", type="nominal"))
        .properties(name=name)
    )


def leaders(pairs: Iterable[tuple[float, float]], top: float, bottom: float) -> alt.Chart:
    """Lines from ticks to labels that had to move aside."""
    data = rows({"from": a, "to": b} for a, b in pairs)
    return (
        alt.Chart(data)
        .mark_rule(color=theme.LIGHT["axis"], opacity=0.6)
        .encode(
            x=alt.X("from:Q", scale=None, axis=None),
            x2="to:Q",
            y=alt.YValue(top),
            y2=alt.Y2Value(bottom),
        )
        .properties(name="leader")
    )


def points(data: alt.InlineData, name: str = "value", **position: object) -> alt.Chart:
    """One mark a row, with the shape and colour in its columns. This is the layer that is counted."""
    return (
        alt.Chart(data)
        .mark_point(
            shape=by("shape"),
            size=by("size"),
            color=by("colour"),
            filled=True,
            opacity=1,
            stroke=theme.LIGHT["paper"],
            strokeWidth=1.2,
            **position,
        )
        .properties(name=name)
    )


def framed(chart: alt.TopLevelMixin, width: float, height: float, left: float, top: float):  # noqa: ANN201
    """``chart`` with the theme and with its frame: size of the drawing and corner of the plot."""
    chart.usermeta = {"frame": {"width": width, "height": height, "left": left, "top": top}}
    chart.config = theme.altair_config()  # set, not .properties(): that would copy all once more
    return chart
