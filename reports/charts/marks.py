"""Marks placed by pixel: labels, leaders and arrows, one layer each, whatever their number.

Charts are put together from Altair's specifications (``UnitSpec`` in ``LayerSpec`` in ``TopLevel…``):
its ``Chart`` copies all that it holds at every step, which takes longer than drawing it. Data points
never come from here: they stand on real scales.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import altair as alt

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


def rows(records: Iterable[dict]) -> alt.InlineData:
    """Inline data of a layer."""
    return alt.InlineData(values=tuple(records))


def by(column: str) -> alt.ExprRef:
    """A mark's property taken from a column of its row."""
    return alt.ExprRef(f"datum.{column}")


def unit(
    mark: str, data: alt.InlineData, name: str, channels: Iterable[object], **look: object
) -> alt.UnitSpec:
    """One layer: ``channels`` are Altair's (``alt.X`` …), ``look`` the properties of its mark."""
    encoding = {channel._encoding_name: channel for channel in channels}
    return alt.UnitSpec(
        data=data, mark=alt.MarkDef(type=mark, **look), encoding=alt.FacetedEncoding(**encoding),
        name=name,
    )  # fmt: skip


def words(labels: Iterable[Word], name: str = "words") -> alt.UnitSpec:
    """All labels of a panel as one layer."""
    data = rows(asdict(label) for label in labels)
    return unit(
        "text", data, name, [alt.Href("href", type="nominal")],
        x=by("x"), y=by("y"), text=by("text"), color=by("colour"), fontSize=by("size"),
        fontWeight=by("weight"), align=by("align"), baseline="middle",
    )  # fmt: skip


def leaders(pairs: Iterable[tuple[float, float]], top: float, bottom: float) -> alt.UnitSpec:
    """Lines from ticks to labels that had to move aside."""
    data = rows({"from": a, "to": b} for a, b in pairs)
    x = alt.X("from:Q", scale=None, axis=None)
    channels = [x, alt.X2("to:Q"), alt.YValue(top), alt.Y2Value(bottom)]
    return unit("rule", data, "leader", channels, color=theme.LIGHT["axis"], opacity=0.6)


def points(
    data: alt.InlineData, channels: Iterable[object], name: str = "value", **position: object
) -> alt.UnitSpec:
    """One mark a row, with the shape and colour in its columns. This is the layer that is counted."""
    return unit(
        "point", data, name, channels,
        shape=by("shape"), size=by("size"), color=by("colour"), filled=True, opacity=1,
        stroke=theme.LIGHT["paper"], strokeWidth=1.2, **position,
    )  # fmt: skip


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
