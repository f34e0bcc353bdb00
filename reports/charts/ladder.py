"""From all treated to still in response: each step with the people it was counted among.

A later step is smaller for two reasons, fewer people and another denominator, so every bar names
its own. Steps stand in the order of treatment, not of size.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from reports import theme
from reports.charts import marks
from reports.charts.axis import AXES
from reports.charts.bindings import name_reference, name_words
from reports.charts.kind import SHRINKAGE, Kind
from reports.charts.marks import Word, each
from reports.charts.refuse import refuse_unless_comparable
from reports.charts.response import BOTTOM, LEFT, RIGHT, TOP, bar, bar_key, bar_layers, bar_words


def ladder(frame: pd.DataFrame, width: int = theme.WIDE) -> alt.TopLevelLayerSpec:
    """Chart of the steps of one arm. Raises Refused where they may not share an axis."""
    refuse_unless_comparable(frame, KIND.axis)
    plot = width - LEFT - RIGHT
    steps = frame.sort_values("chart_order")
    bars, labels, top = [], [], 0.0
    for number, row in enumerate(each(steps)):
        if number:
            labels.append(Word("↓", 2, top - 2, theme.LIGHT["muted"]))
            top += 8
        lines = bar_words(row, name_words(row), top, plot, name_reference(row))
        labels += lines
        top = max(word.y for word in lines) + 10
        bars.append(bar(row, theme.LIGHT["yes"], top + 7))
        top += 26
    key, end = bar_key(bars, top + BOTTOM, plot)
    chart = alt.TopLevelLayerSpec(
        layer=[*bar_layers(bars), marks.words([*labels, *key])], width=plot, height=top
    )
    return marks.framed(chart, width, end + TOP, LEFT, TOP)


KIND = Kind(
    axis=AXES["ladder"],
    draw=ladder,
    not_shown="When people were counted. Each step has its own people, named beside it.",
    caveat=SHRINKAGE,
)
