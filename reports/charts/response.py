"""Response rates of one trial: a bar from 0 to 100 for each printed share, with its interval.

Bars of one arm stand together. Stable disease is never part of a response rate, so it has its own
bar, hollow like every bar that is not a response.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from reports import theme
from reports.charts.bindings import (
    field_reference,
    interval_words,
    is_given,
    value_reference,
    value_words,
)
from reports.charts.layout import text_width, wrap
from reports.charts.refuse import refuse_unless_comparable

ORDER = ("orr", "cr", "scr", "cr_or_cri", "cri", "crh", "vgpr", "pr", "sd", "pd", "not_evaluable")
NOT_RESPONSES = ("sd", "pd", "not_evaluable")
ROW = 40
HEADING = 22


def response_bar(
    frame: pd.DataFrame, width: int = theme.WIDE, arms: Sequence[str] = ()
) -> alt.LayerChart:
    """Chart of proportions of one trial, population, criteria and assessor, one bar a row.

    ``arms`` gives the order of arms (keys), alphabetical without it. Raises Refused where the rows
    may not share an axis.
    """
    refuse_unless_comparable(frame, "response_bar")
    order = list(arms) or sorted(set(frame["arm_key"]))
    left, right = 4, 16
    plot = width - left - right
    rows, headings, top = [], [], 0
    for position, arm in enumerate(order):
        own = frame[frame["arm_key"] == arm].sort_values(
            "endpoint", key=lambda codes: codes.map(_rank)
        )
        if own.empty:
            continue
        style = theme.arm_style(position)
        for line in wrap(f"{style.glyph} {own['arm'].iloc[0]}", plot, theme.TEXT + 1):
            headings.append(
                {
                    "text": line,
                    "y": top + 10,
                    "colour": style.colour,
                    "href": field_reference(own.iloc[0], "arm"),
                }
            )
            top += HEADING - 4
        top += 4
        for row in own.itertuples():
            rows.append(_row(row, style, top))
            top += ROW
        top += 12
    data = pd.DataFrame(rows)
    height = top
    axis_top, bottom = 8, 24
    return (
        alt.layer(*_layers(data, pd.DataFrame(headings), plot))
        .properties(
            width=plot,
            height=height,
            usermeta={
                "frame": {
                    "width": width, "height": height + axis_top + bottom, "left": left, "top": axis_top
                }
            },
        )
        .configure(**theme.altair_config())
    )  # fmt: skip


def _row(row: Any, style: theme.ArmStyle, top: float) -> dict[str, object]:
    interval = interval_words(row)
    people = is_given(row.n_analysed)
    of = (
        f"{row.n_events:.0f} of {row.n_analysed:.0f} people"
        if people and is_given(row.n_events)
        else ""
    )
    return {
        "estimate_id": row.estimate_id,
        "value": row.value,
        "ci_lower": row.ci_lower,
        "ci_upper": row.ci_upper,
        "name": row.endpoint_name,
        "shown": value_words(row) + " %",
        "interval": interval,
        "of": of or (f"of {row.n_analysed:.0f} people" if people else ""),
        "value_href": value_reference(row),
        "interval_href": field_reference(row, "ci_lower_as_printed", "ci_upper_as_printed"),
        "of_href": field_reference(row, *(("n_events",) if of else ()), "n_analysed"),
        "colour": style.colour,
        "fill": theme.LIGHT["paper"] if row.endpoint in NOT_RESPONSES else style.colour,
        "zero": 0,
        "hundred": 100,
        "text_y": top + 9,
        "bar_y": top + 26,
    }


def _layers(data: pd.DataFrame, headings: pd.DataFrame, plot: float) -> list[alt.Chart]:
    scale = alt.Scale(domain=[0, 100])
    axis = alt.Axis(
        values=[0, 25, 50, 75, 100],
        labelExpr="datum.value + ' %'",
        tickSize=0,
        domain=False,
        grid=False,
        labelFlush=True,
    )
    y = alt.Y("bar_y:Q", scale=None, axis=None)
    colour = alt.Color("colour:N", scale=None)
    track = (
        alt.Chart(data)
        .mark_bar(
            orient="horizontal", height=12, color=theme.LIGHT["line"], opacity=0.5, cornerRadius=2
        )
        .encode(x=alt.X("zero:Q", scale=scale, axis=axis), x2="hundred:Q", y=y)
        .properties(name="track")
    )
    bars = (
        alt.Chart(data)
        .mark_bar(orient="horizontal", height=12, strokeWidth=1.5, cornerRadius=2)
        .encode(
            x=alt.X("zero:Q", scale=scale, axis=axis),
            x2="value:Q",
            y=y,
            stroke=alt.Stroke("colour:N", scale=None),
            fill=alt.Fill("fill:N", scale=None),
        )
        .properties(name="value")
    )
    layers = [track, bars]
    intervals = data[data["ci_lower"].notna() & data["ci_upper"].notna()]
    if len(intervals):
        for name, thick, tone in (("halo", 5, "paper"), ("interval", 2, "ink")):
            layers.append(
                alt.Chart(intervals).mark_rule(strokeWidth=thick, color=theme.LIGHT[tone])
                .encode(x=alt.X("ci_lower:Q", scale=scale), x2="ci_upper:Q", y=y)
                .properties(name=name)
            )  # fmt: skip
    layers.append(
        alt.Chart(headings)
        .mark_text(align="left", baseline="middle", fontWeight=600, fontSize=theme.TEXT + 1)
        .encode(
            x=alt.value(0), y=alt.Y("y:Q", scale=None), text="text:N", color=colour, href="href:N"
        )
        .properties(name="arm")
    )
    return layers + _words(data, plot)


def _words(data: pd.DataFrame, plot: float) -> list[alt.Chart]:
    """One line of text over each bar: name, value, people and interval."""
    narrow = plot < 480
    data = data.assign(value_x=[0.0] * len(data))
    widest = max(text_width(text, theme.TEXT) for text in data["shown"])
    columns = [("shown", "value_href", 0, "ink", 600)]
    name_x = widest + 8
    columns.append(("name", "", name_x, "ink", 400))
    if not narrow:
        columns.append(("of", "of_href", plot * 0.56, "muted", 400))
        columns.append(("interval", "interval_href", plot * 0.80, "muted", 400))
    layers = []
    for column, href, x, tone, weight in columns:
        shown = data[data[column] != ""]
        if shown.empty:
            continue
        text = alt.Chart(shown).mark_text(
            align="left", baseline="middle", color=theme.LIGHT[tone], fontWeight=weight,
            fontSize=theme.TEXT if tone == "ink" else theme.SMALL,
        )  # fmt: skip
        text = text.encode(x=alt.value(x), y=alt.Y("text_y:Q", scale=None), text=f"{column}:N")
        layers.append(
            (text.encode(href=f"{href}:N") if href else text).properties(name=f"{column}_words")
        )
    return layers


def _rank(code: str) -> int:
    return ORDER.index(code) if code in ORDER else len(ORDER)
