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
from reports.charts import marks
from reports.charts.axis import AXES
from reports.charts.bindings import (
    field_reference,
    interval_reference,
    interval_words,
    is_given,
    name_reference,
    name_words,
    value_reference,
    value_words,
)
from reports.charts.flow import flow
from reports.charts.kind import Kind
from reports.charts.layout import text_width, wrap
from reports.charts.marks import Word, each
from reports.charts.refuse import refuse_unless_comparable

NOT_RESPONSES = ("no_response", "unknown")
LEFT, RIGHT, TOP, BOTTOM = 4, 16, 8, 24
LINE = 16
INTERVAL = "Thin line: the interval (likely range), where the report printed one."
HOLLOW = "Hollow: not a response."
PERCENT = alt.Scale(domain=[0, 100], nice=False)


def response_bar(
    frame: pd.DataFrame, width: int = theme.WIDE, arms: Sequence[str] = ()
) -> alt.TopLevelLayerSpec:
    """Chart of proportions of one trial, population, criteria and assessor, one bar a row.

    ``arms`` gives the order of arms (keys), alphabetical without it. Raises Refused where the rows
    may not share an axis.
    """
    refuse_unless_comparable(frame, KIND.axis)
    order = list(arms) or sorted(set(frame["arm_key"]))
    plot = width - LEFT - RIGHT
    bars, labels, top = [], [], 0.0
    for position, arm in enumerate(order):
        own = frame[frame["arm_key"] == arm].sort_values("chart_order")
        if own.empty:
            continue
        style = theme.arm_style(position)
        named = field_reference(own.iloc[0], "arm")
        for line in wrap(f"{style.glyph} {own['arm'].iloc[0]}", plot, theme.TEXT + 1):
            labels.append(Word(line, 0, top + 10, style.colour, named, theme.TEXT + 1, 600))
            top += LINE + 2
        top += 4
        for row in each(own):
            lines = bar_words(row, name_words(row), top, plot, name_reference(row))
            labels += lines
            top = max(word.y for word in lines) + 10
            is_response = row.best_response not in NOT_RESPONSES
            bars.append(bar(row, style.colour, top + 7, is_filled=is_response))
            top += 24
        top += 12
    key, end = bar_key(bars, top + BOTTOM, plot, hollow=HOLLOW)
    chart = alt.TopLevelLayerSpec(
        layer=[*bar_layers(bars), marks.words([*labels, *key])], width=plot, height=top
    )
    return marks.framed(chart, width, end + TOP, LEFT, TOP)


KIND = Kind(
    axis=AXES["response_bar"],
    draw=response_bar,
    not_shown="How long people lived, or how long the change lasted. Shrinkage is not survival.",
    orders_arms=True,
)


def bar(row: Any, colour: str, y: float, is_filled: bool = True) -> dict[str, object]:
    """Data of one bar; an interval only where both ends were printed."""
    data = {
        "estimate_id": row.estimate_id,
        "zero": 0,
        "hundred": 100,
        "value": row.value,
        "y": y,
        "colour": colour,
        "fill": colour if is_filled else theme.LIGHT["paper"],
    }
    if is_given(row.ci_lower) and is_given(row.ci_upper):
        data |= {"ci_lower": row.ci_lower, "ci_upper": row.ci_upper}
    return data


def bar_layers(bars: Sequence[dict[str, object]]) -> list[alt.UnitSpec]:
    """Pale tracks from 0 to 100, the bars on them, and whiskers with a halo."""
    axis = alt.Axis(
        values=[0, 25, 50, 75, 100],
        labelExpr="datum.value + ' %'",
        tickSize=0,
        domain=False,
        grid=False,
        labelFlush=True,
    )
    x = alt.X("zero:Q", scale=PERCENT, axis=axis)
    y = alt.Y("y:Q", scale=None, axis=None)
    data = marks.rows(bars)
    shape = {"orient": "horizontal", "height": 12, "cornerRadius": 2}
    pale = {"color": theme.LIGHT["line"], "opacity": 0.5, **shape}
    strong = {"stroke": marks.by("colour"), "fill": marks.by("fill"), "strokeWidth": 1.5, **shape}
    layers = [
        marks.unit("bar", data, "track", [x, alt.X2("hundred:Q"), y], **pale),
        marks.unit("bar", data, "value", [x, alt.X2("value:Q"), y], **strong),
    ]
    whiskers = [found for found in bars if "ci_lower" in found]
    if whiskers:
        for part, thick, tone in (("halo", 5, "paper"), ("interval", 2, "ink")):
            ends = [alt.X("ci_lower:Q", scale=PERCENT), alt.X2("ci_upper:Q"), y]
            look = {"strokeWidth": thick, "color": theme.LIGHT[tone]}
            layers.append(marks.unit("rule", marks.rows(whiskers), part, ends, **look))
    return layers


def bar_key(
    bars: Sequence[dict[str, object]],
    top: float,
    plot: float,
    interval: str = INTERVAL,
    hollow: str = "",
) -> tuple[list[Word], float]:
    """What the marks mean, as far as they are drawn, from ``top`` on; and where it ends."""
    told = [interval] if any("ci_lower" in bar for bar in bars) else []
    if hollow and any(bar["fill"] != bar["colour"] for bar in bars):
        told.append(hollow)
    words = [Word(text, 0, 0, theme.LIGHT["muted"], size=theme.SMALL) for text in told]
    placed, last = flow(words, 0, top + LINE, plot)
    return placed, last + 8 if placed else top


def bar_words(row: Any, name: str, top: float, plot: float, name_href: str = "") -> list[Word]:
    """What stands over a bar: value, name, people and interval; on two lines where it is narrow."""
    shown = f"{value_words(row)} %"
    x = text_width(shown, theme.TEXT) + 8
    y = top + 9
    labels = [Word(shown, 0, y, href=value_reference(row), weight=600)]
    people, interval = people_words(row), interval_words(row)
    bounds = interval_reference(row)
    small = {"colour": theme.LIGHT["muted"], "size": theme.SMALL}
    is_wide = plot >= 480
    room = (plot * 0.56 if is_wide else plot) - x
    for number, line in enumerate(wrap(name, room, theme.TEXT)):
        labels.append(Word(line, x, y + LINE * number, href=name_href))
    last = labels[-1].y
    if is_wide:
        if people:
            labels.append(Word(people[0], plot * 0.58, y, href=people[1], **small))
        if interval:
            labels.append(Word(interval, plot, y, href=bounds, align="right", **small))
    elif people or interval:
        if people:
            labels.append(Word(people[0], x, last + LINE, href=people[1], **small))
        if interval:
            labels.append(Word(interval, plot, last + LINE, href=bounds, align="right", **small))
    return labels


def people_words(row: Any) -> tuple[str, str] | None:
    """``12 of 50 people`` with its binding, as far as the source printed it."""
    if not is_given(row.n_analysed):  # else those of the arm in this group of people
        if not is_given(row.n_population):
            return None
        return f"of {int(row.n_population)} people", field_reference(row, "n_population")
    if is_given(row.n_events):
        words = f"{int(row.n_events)} of {int(row.n_analysed)} people"
        return words, field_reference(row, "n_events", "n_analysed")
    return f"of {int(row.n_analysed)} people", field_reference(row, "n_analysed")
