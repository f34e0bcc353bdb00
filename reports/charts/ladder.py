"""From all treated to still in response: each step with the people it was counted among.

A later step is smaller for two reasons, fewer people and another denominator, so every bar names
its own. Steps stand in the order of treatment, not of size.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from reports import theme
from reports.charts import marks
from reports.charts.frames import each
from reports.charts.marks import Word
from reports.charts.refuse import refuse_unless_comparable
from reports.charts.response import BOTTOM, LEFT, RIGHT, TOP, bar, bar_layers, bar_words

STEPS = ("dcr", "cbr", "orr", "drr", "cr", "scr", "cr_or_cri", "mrd_negativity", "ongoing_response")


def ladder(frame: pd.DataFrame, width: int = theme.WIDE) -> alt.TopLevelLayerSpec:
    """Chart of the steps of one arm. Raises Refused where they may not share an axis."""
    refuse_unless_comparable(frame, "ladder")
    plot = width - LEFT - RIGHT
    steps = frame.sort_values("endpoint", key=lambda codes: codes.map(_rank))
    bars, labels, top = [], [], 0.0
    for number, row in enumerate(each(steps)):
        if number:
            labels.append(Word("↓", 2, top - 2, theme.LIGHT["muted"]))
            top += 8
        lines = bar_words(row, row.endpoint_name, top, plot)
        labels += lines
        top = max(word.y for word in lines) + 10
        bars.append(bar(row, theme.LIGHT["yes"], top + 7))
        top += 26
    chart = alt.TopLevelLayerSpec(
        layer=[*bar_layers(bars), marks.words(labels)], width=plot, height=top
    )
    return marks.framed(chart, width, top + TOP + BOTTOM, LEFT, TOP)


def _rank(code: str) -> int:
    return STEPS.index(code) if code in STEPS else len(STEPS)
