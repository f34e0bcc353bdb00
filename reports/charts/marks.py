"""Marks placed by pixel: labels, leaders and arrows, one layer each, whatever their number.

Charts are put together from Altair's specifications (``UnitSpec`` in ``LayerSpec`` in ``TopLevel…``):
its ``Chart`` copies all that it holds at every step, which takes longer than drawing it. Data points
never come from here: they stand on real scales.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import altair as alt
import pandas as pd

from reports import theme

TopLevel = alt.TopLevelLayerSpec | alt.TopLevelVConcatSpec


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
    angle: int = 0


def rows(records: Iterable[dict]) -> alt.InlineData:
    """Inline data of a layer."""
    return alt.InlineData(values=tuple(records))


def by(column: str) -> alt.ExprRef:
    """A mark's property taken from a column of its row."""
    return alt.ExprRef(f"datum.{column}")


FILLED = by("colour")


def unit(
    mark: str, data: alt.InlineData, name: str, channels: Iterable[object], **look: object
) -> alt.UnitSpec:
    """One layer: ``channels`` are Altair's (``alt.X`` …), ``look`` the properties of its mark."""
    encoding = {channel._encoding_name: channel for channel in channels}
    return alt.UnitSpec(
        data=data,
        mark=alt.MarkDef(type=mark, **look),
        encoding=alt.FacetedEncoding(**encoding),
        name=name,
    )


def words(labels: Iterable[Word], name: str = "words") -> alt.UnitSpec:
    """All labels of a panel as one layer."""
    data = rows(asdict(label) for label in labels)
    return unit(
        "text",
        data,
        name,
        [alt.Href("href", type="nominal")],
        x=by("x"),
        y=by("y"),
        text=by("text"),
        color=by("colour"),
        fontSize=by("size"),
        fontWeight=by("weight"),
        align=by("align"),
        angle=by("angle"),
        baseline="middle",
    )


@dataclass(frozen=True)
class Symbol:
    """A mark of a key at ``x``, ``y`` (px): drawn, for few fonts have a glyph for each shape."""

    x: float
    y: float
    shape: str
    colour: str
    size: int = 64
    fill: str = ""


def symbols(found: Iterable[Symbol], name: str = "key") -> alt.UnitSpec:
    """All marks of a key as one layer."""
    data = rows(asdict(s) | {"fill": s.fill or s.colour} for s in found)
    return points(data, (), name, fill=by("fill"), x=by("x"), y=by("y"))


def lines(ends: Iterable[tuple[float, float, float, float]], name: str) -> alt.UnitSpec:
    """Thin lines from px to px."""
    data = rows(dict(zip(("x", "y", "x2", "y2"), end, strict=True)) for end in ends)
    at = [alt.X("x:Q", scale=None), alt.Y("y:Q", scale=None), alt.X2("x2:Q"), alt.Y2("y2:Q")]
    return unit("rule", data, name, at, color=theme.LIGHT["axis"], opacity=0.6)


def points(
    data: alt.InlineData,
    channels: Iterable[object],
    name: str = "value",
    fill: alt.ExprRef = FILLED,
    **position: object,
) -> alt.UnitSpec:
    """One mark a row, with the shape and colour in its columns. This is the layer that is counted."""
    return unit(
        "point",
        data,
        name,
        channels,
        shape=by("shape"),
        size=by("size"),
        fill=fill,
        opacity=1,
        stroke=by("colour"),
        strokeWidth=1.6,
        **position,
    )


def intervals(
    data: alt.InlineData, name: str, channels: Iterable[object], **position: object
) -> alt.UnitSpec:
    """Lines from bound to bound, in the colour of their row."""
    look = {"strokeWidth": 2.5, "opacity": 0.55, "color": by("colour"), **position}
    return unit("rule", data, name, channels, **look)


def framed(chart: TopLevel, width: float, height: float, left: float, top: float) -> TopLevel:
    """``chart`` with the theme and with its frame: size of the drawing and corner of the plot."""
    chart.usermeta = {"frame": {"width": width, "height": height, "left": left, "top": top}}
    chart.config = theme.altair_config()
    chart["$schema"] = alt.SCHEMA_URL
    return chart


def each(frame: pd.DataFrame) -> list[Any]:
    """Rows as named tuples, index left out; ``itertuples`` is slow for a frame of many columns."""
    row = namedtuple("Row", frame.columns)
    return [row(*values) for values in frame.to_numpy(dtype=object).tolist()]
