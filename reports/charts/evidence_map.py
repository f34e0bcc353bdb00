"""What exists and what does not: trials down, endpoints across, the design as a shape.

A cell says only that figures exist and how many. An empty cell is drawn too: nothing was found.
"""

from __future__ import annotations

from collections import Counter

import altair as alt
import pandas as pd

from reports import theme
from reports.charts import marks
from reports.charts.bindings import count_reference, field_reference
from reports.charts.frames import each
from reports.charts.layout import text_width, wrap
from reports.charts.marks import Word
from reports.charts.refuse import refuse_unless_comparable

ENDPOINTS = {"orr": "ORR", "cr": "CR", "dor": "DOR", "pfs": "PFS", "os": "OS"}
SHAPES = {"randomised": "circle", "pooled": "diamond"}
LEFT, RIGHT, TOP = 4, 12, 8
LINE = 16


def evidence_map(frame: pd.DataFrame, width: int = theme.WIDE) -> alt.TopLevelLayerSpec:
    """Matrix of trials and endpoints; one mark a cell, filled where figures exist."""
    refuse_unless_comparable(frame, "evidence_map")
    is_wide = width >= 480
    plot = width - LEFT - RIGHT
    chosen = {code: name for code, name in ENDPOINTS.items() if (frame["endpoint"] == code).any()}
    left = plot * 0.42 if is_wide else 6
    step = (plot - left) / max(len(chosen), 1)
    columns = {code: left + step * (n + 0.5) for n, code in enumerate(chosen)}
    labels, cells, top = _key(plot), [], 64.0 if not is_wide else 30.0
    for code, x in columns.items():
        labels.append(Word(chosen[code], x, top, size=theme.TEXT, weight=600, align="center"))
    top += 22
    counts = Counter(zip(frame["trial"], frame["endpoint"], strict=True))
    firsts = each(frame.drop_duplicates("trial"))
    for first in sorted(firsts, key=lambda row: row.trial_name.casefold()):
        named = field_reference(first, "trial_name")
        lines = wrap(first.trial_name, left - 12 if is_wide else plot, theme.TEXT)
        for number, line in enumerate(lines):
            labels.append(Word(line, 0, top + LINE * number, href=named))
        y = top if is_wide else top + LINE * len(lines) + 2
        for code, x in columns.items():
            cells.append(_cell(first, code, counts[first.trial, code], x, y))
            if cells[-1]["figures"]:
                labels.append(
                    Word(str(cells[-1]["figures"]), x + 12, y, theme.LIGHT["muted"],
                         count_reference(f"figures:{cells[-1]['figures']}"), theme.SMALL)
                )  # fmt: skip
        top = max(y, top + LINE * (len(lines) - 1)) + 24
    dots = marks.unit(
        "point", marks.rows(cells), "value",
        [alt.X("x:Q", scale=None, axis=None), alt.Y("y:Q", scale=None, axis=None)],
        shape=marks.by("shape"), size=marks.by("size"), strokeWidth=1.5, opacity=1,
        stroke=marks.by("colour"), fill=marks.by("fill"),
    )  # fmt: skip
    chart = alt.TopLevelLayerSpec(layer=[dots, marks.words(labels)], width=plot, height=top)
    return marks.framed(chart, width, top + TOP, LEFT, TOP)


def _cell(first: object, code: str, figures: int, x: float, y: float) -> dict[str, object]:
    found = figures > 0
    tone = "yes" if found else "no"
    return {
        "trial": first.trial,
        "design": first.design,
        "endpoint": code,
        "figures": figures,
        "x": x,
        "y": y,
        "shape": SHAPES.get(first.design, "square") if found else "stroke",
        "size": 90 if found else 60,
        "colour": theme.LIGHT[tone],
        "fill": theme.LIGHT[tone],
    }


def _key(plot: float) -> list[Word]:
    """What the shapes mean, in as many lines as it takes."""
    words = ("● randomised", "■ one group", "◆ pooled trials", "– nothing found")
    labels, x, y = [], 0.0, 8.0
    for text in words:
        wide = text_width(text, theme.SMALL) + 18
        if x and x + wide > plot + 18:
            x, y = 0.0, y + LINE
        labels.append(Word(text, x, y, theme.LIGHT["muted"], size=theme.SMALL))
        x += wide
    return labels
