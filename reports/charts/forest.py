"""Response by alteration (or other group) as small multiples: one panel a trial, each with its axis.

Panels stand in alphabetical order and share nothing: a reader can see each interval against 0 to
100, but no line runs from one trial to the next, and nothing is sorted by result.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from reports import theme
from reports.charts import marks
from reports.charts.axis import AXES
from reports.charts.bindings import field_reference, is_given, name_words
from reports.charts.kind import SHRINKAGE, Kind
from reports.charts.layout import wrap
from reports.charts.marks import Word, each
from reports.charts.refuse import refuse_unless_comparable
from reports.charts.response import bar_key, bar_words

LEFT, RIGHT, TOP = 8, 16, 8
AXIS, GAP, LINE = 26, 16, 16


def forest(frame: pd.DataFrame, width: int = theme.WIDE) -> alt.TopLevelVConcatSpec:
    """Panels of proportions, one trial, arm and endpoint each, one line a population.

    Raises Refused where the rows of one panel may not share an axis.
    """
    keys = ["trial", "arm_key", "endpoint"]
    plot = width - LEFT - RIGHT
    panels, points, height, tall = [], [], 0.0, 0.0
    for number, (_, rows) in enumerate(frame.sort_values([*keys, "population_key"]).groupby(keys)):
        refuse_unless_comparable(rows, KIND.axis)
        panel, own, tall = _panel(rows, plot, number)
        panels.append(panel)
        points += own
        height += tall + AXIS + GAP
    if not panels:
        refuse_unless_comparable(frame, KIND.axis)
    key, end = bar_key(points, tall + AXIS, plot)
    if key:  # below the last panel
        panels[-1].layer.append(marks.words(key, "key_of_panels"))
        height += end - tall - AXIS
    resolve = alt.Resolve(scale=alt.ScaleResolveMap(x="independent", y="independent"))
    chart = alt.TopLevelVConcatSpec(
        vconcat=panels, bounds="flush", spacing=AXIS + GAP, resolve=resolve
    )
    return marks.framed(chart, width, height + TOP, LEFT, TOP)


KIND = Kind(
    axis=AXES["forest"],
    draw=forest,
    not_shown="Any comparison between panels: people of different trials differ, so panels share no axis.",
    caveat=SHRINKAGE,
)


def _panel(
    rows: pd.DataFrame, plot: float, number: int
) -> tuple[alt.LayerSpec, list[dict[str, object]], float]:
    """One panel with the data of its points and its height."""
    first = rows.iloc[0]
    named = field_reference(
        first, "trial_name", "arm", "endpoint_name", "mrd_threshold", "instrument"
    )
    heading = f"{first['trial_name']}: {first['arm']}, {name_words(first)}"
    labels, top = [], 0.0
    for line in wrap(heading, plot, theme.TEXT * 1.08):
        labels.append(Word(line, 0, top + 8, href=named, weight=600))
        top += LINE
    points = []
    colour, shape = theme.ARM_COLOURS[0], theme.ARM_SHAPES[0]
    for row in each(rows):
        lines = bar_words(row, row.population, top + 2, plot, field_reference(row, "population"))
        labels += lines
        top = max(word.y for word in lines) + 12
        data = {"estimate_id": row.estimate_id, "value": row.value, "y": top + 6}
        data |= {"colour": colour, "shape": shape, "size": 80, "zero": 0, "hundred": 100}
        if is_given(row.ci_lower) and is_given(row.ci_upper):
            data |= {"ci_lower": row.ci_lower, "ci_upper": row.ci_upper}
        points.append(data)
        top += 22
    layers = _layers(points, number)
    layers.append(marks.words(labels, f"words_of_panel{number}p"))
    return alt.LayerSpec(layer=layers, width=plot, height=top), points, top


def _layers(points: list[dict[str, object]], number: int) -> list[alt.UnitSpec]:
    axis = alt.Axis(
        values=[0, 25, 50, 75, 100],
        labelExpr="datum.value + ' %'",
        tickSize=0,
        domain=False,
        grid=False,
        labelFlush=True,
    )
    scale = alt.Scale(domain=[0, 100], nice=False)
    y = alt.Y("y:Q", scale=None, axis=None)
    name = f"of_panel{number}p"
    data = marks.rows(points)
    from_zero = [alt.X("zero:Q", scale=scale, axis=axis), alt.X2("hundred:Q"), y]
    look = {"color": theme.LIGHT["line"], "strokeWidth": 1}
    layers = [marks.unit("rule", data, f"track_{name}", from_zero, **look)]
    whiskers = [point for point in points if "ci_lower" in point]
    if whiskers:
        ends = [alt.X("ci_lower:Q", scale=scale), alt.X2("ci_upper:Q"), y]
        drawn = marks.intervals(marks.rows(whiskers), f"interval_{name}", ends, opacity=0.6)
        layers.append(drawn)
    layers.append(marks.points(data, [alt.X("value:Q", scale=scale), y], f"value_{name}"))
    return layers
