"""Shares at landmarks for the arms of one randomised trial: a band an arm, all on one time axis.

Points stand alone: nothing between them is known here, so no line joins them. Each shows its share as
printed, and an interval only where one was printed. A point of an earlier report than the last of its
arm is hollow. Under each band stands the time by which half had the event.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from reports import theme
from reports.charts import marks
from reports.charts.axis import AXES
from reports.charts.bands import Band
from reports.charts.bindings import asides, interval_words, is_given, is_usual_interval
from reports.charts.flow import flow
from reports.charts.kind import Kind
from reports.charts.layout import text_width, time_ticks, unit_of_time
from reports.charts.marks import Word, each
from reports.charts.refuse import refuse_unless_comparable

LEFT, RIGHT, TOP, AXIS = 36, 18, 8, 44
GAP = 22  # px between two bands
PERCENT = [0, 50, 100]
HOLLOW = "Hollow: from an earlier report."
INTERVAL = "Upright line: the interval (likely range), where the report printed one."
UNUSUAL = (
    "Upright line: the interval, where the report printed one; some are of another level than usual, "
    "or of a level not stated."
)
MEDIAN = "Diamond: the time by which half {event}{interval}."


def survival(
    frame: pd.DataFrame, width: int = theme.WIDE, arms: Sequence[str] = ()
) -> alt.TopLevelLayerSpec:
    """Chart of landmark rates and medians of one endpoint, population and trial.

    ``arms`` gives the order of arms (keys); without it they stand in alphabetical order, never by
    result. Raises Refused where the rows may not share an axis.
    """
    refuse_unless_comparable(frame, KIND.axis)
    rows = each(frame)
    order = list(arms) or sorted({row.arm_key for row in rows})
    own = {arm: [row for row in rows if row.arm_key == arm] for arm in order}
    times = [t for row in rows for t in _times(row) if is_given(t)]
    last = round(max([1.0, *map(float, times)]) * 1.04, 3)
    plot = width - LEFT - RIGHT
    rates = [row for row in rows if row.effect_measure == "landmark_rate"]
    medians = [row for row in rows if row.effect_measure == "median"]
    heading, y = flow(
        [
            Word(_heading(rates or rows), 0, 0, theme.LIGHT["ink"], weight=600),
            *(
                Word(f"({words})", 0, 0, theme.LIGHT["ink"], href)
                for words, href in asides(rows[0])
            ),
        ],
        -LEFT + 4,
        8,
        width - 8,
    )
    top, bands = y + 22, []
    latest = max((row.timepoint_months for row in rates), default=0)
    for number, arm in enumerate(order):
        if own[arm]:
            band = Band(own[arm], theme.arm_style(number), top, plot, last, LEFT, latest)
            bands.append(band)
            top = band.bottom + GAP
    key, end = flow(
        [Word(words, 0, 0, theme.LIGHT["muted"], size=theme.SMALL) for words in _key(bands, rates, medians)],
        -LEFT + 4, top + AXIS + 6, width - 8,
    )  # fmt: skip
    unit = unit_of_time(last, [row.timepoint_months for row in rates], [row.unit_as_printed for row in medians])  # fmt: skip
    caption = Word(
        f"{unit.name} after the start", 0, top + AXIS - 14, theme.LIGHT["muted"], size=theme.SMALL
    )
    words = [*heading, *(word for band in bands for word in band.words), caption, *key]
    layers = [*_axes(bands), *_marks(bands, last, unit.months, top), marks.words(words)]
    resolve = alt.Resolve(scale=alt.ScaleResolveMap(y="independent"))
    chart = alt.TopLevelLayerSpec(layer=layers, width=plot, height=top, resolve=resolve)
    return marks.framed(chart, width, end + TOP + 12, LEFT, TOP)


KIND = Kind(
    axis=AXES["survival"],
    draw=survival,
    not_shown="What happened between the points: no line joins them. Rates of "
    "this kind are estimates for a group, not counts of people.",
    orders_arms=True,
    caveat_of_several_reports="The points come from several reports of this trial.",
)


def _times(row: Any) -> tuple[object, ...]:
    is_rate = row.effect_measure == "landmark_rate"
    return (row.timepoint_months,) if is_rate else (row.value, row.ci_lower, row.ci_upper)


def _heading(rows: Sequence[Any]) -> str:
    state = next((row.state for row in rows if row.state), None) or rows[0].endpoint_name
    return f"{state[:1].upper()}{state[1:]}: percent of people"


def _key(bands: Sequence[Band], rates: Sequence[Any], medians: Sequence[Any]) -> list[str]:
    """What the marks mean, as far as they are drawn."""
    found = []
    drawn = [row for row in rates if is_given(row.ci_lower) and is_given(row.ci_upper)]
    if any(band.intervals for band in bands):
        found.append(INTERVAL if all(map(is_usual_interval, drawn)) else UNUSUAL)
    if any(point["fill"] != point["colour"] for band in bands for point in band.points):
        found.append(HOLLOW)
    event = next((row.event_words for row in medians if row.event_words), None)
    interval = ", and its interval" if any(map(interval_words, medians)) else ""
    if medians:
        found.append(
            MEDIAN.format(event=event, interval=interval)
            if event
            else f"Diamond: the median{interval}."
        )
    return found


def _axes(bands: Sequence[Band]) -> list[alt.UnitSpec]:
    """The scale from 0 to 100 beside each band that has points."""
    axis = alt.Axis(values=PERCENT, domain=False, ticks=False, grid=True, orient="left")
    return [
        marks.unit(
            "point",
            marks.rows([{"value": 0}]),
            f"axis_{number}",
            [alt.Y("value:Q", scale=band.scale, axis=axis)],
            opacity=0,
        )
        for number, band in enumerate(bands)
        if band.points
    ]


def _marks(bands: Sequence[Band], last: float, unit: int, height: float) -> list[alt.UnitSpec]:
    time = alt.Scale(domain=[0, last], nice=False)
    axis = _time_axis(bands, last, unit)
    at, value, low = (
        alt.X(f"{column}:Q", scale=time, axis=axis)
        for column in ("timepoint_months", "value", "low")
    )
    # the axis of time stands under the last band, whatever is drawn
    zero = marks.rows([{"timepoint_months": 0}])
    layers = [marks.unit("rule", zero, "start", [at], opacity=0, y=height)]
    for number, band in enumerate(bands):
        y = {"scale": band.scale, "axis": None}
        if band.intervals:
            rows = marks.rows(band.intervals)
            ends = [at, alt.Y("ci_lower:Q", **y), alt.Y2("ci_upper:Q")]
            layers.append(marks.intervals(rows, f"interval_{number}", ends))
        if band.points:
            points, fill = marks.rows(band.points), marks.by("fill")
            layers.append(
                marks.points(points, [at, alt.Y("value:Q", **y)], f"value_{number}", fill)
            )
    lanes = [lane for band in bands for lane in band.lane]
    place = {"y": marks.by("y")}
    bars = [lane for lane in lanes if lane["low"] < lane["high"]]
    if bars:
        rows = marks.rows(bars)
        layers.append(marks.intervals(rows, "interval_median", [low, alt.X2("high:Q")], **place))
    for name in ("value_median", "not_reached", "not_estimable", "open_end"):
        chosen = marks.rows(lane for lane in lanes if lane["mark"] == name)
        if chosen["values"]:
            layers.append(marks.points(chosen, [value], name, marks.by("fill"), **place))
    layers.append(marks.symbols(band.symbol for band in bands))
    for name, found in (("cap", "caps"), ("leader", "leaders")):
        ends = [line for band in bands for line in getattr(band, found)]
        if ends:
            layers.append(marks.lines(ends, name))
    return layers


def _time_axis(bands: Sequence[Band], last: float, unit: int) -> alt.Axis:
    """Regular ticks, and the printed time points between them where they have room."""
    plot = bands[0].plot
    ticks = time_ticks(last, unit, plot)
    half = lambda time: text_width(f"{time / unit:.4g}", theme.SMALL) / 2 + 4  # noqa: E731
    for band in bands:
        for point in band.points:
            time = point["timepoint_months"]
            if all(abs(time - t) / last * plot >= half(time) + half(t) for t in ticks):
                ticks.append(time)
    label = f"format(datum.value / {unit}, '.4~g')"
    return alt.Axis(values=sorted(ticks), labelExpr=label, labelFlush=False, grid=False)
