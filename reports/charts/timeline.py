"""The data cuts of one trial: when each report looked, and how long people had been followed."""

from __future__ import annotations

import altair as alt
import pandas as pd

from reports import theme
from reports.charts import marks
from reports.charts.bindings import count_reference, field_reference, is_given
from reports.charts.frames import each
from reports.charts.layout import YEARS_FROM, time_ticks, wrap
from reports.charts.marks import Word
from reports.charts.refuse import refuse_unless_comparable
from schemas import terms

LEFT, RIGHT, TOP, BOTTOM = 10, 22, 8, 30
LINE = 16


def timeline(frame: pd.DataFrame, width: int = theme.WIDE) -> alt.TopLevelLayerSpec:
    """Chart of one line a report and follow-up, on an axis of follow-up in months or years.

    A cut without a stated follow-up keeps its line, with a hollow mark at the start.
    """
    refuse_unless_comparable(frame, "timeline")
    cuts = data_cuts(frame)
    plot = width - LEFT - RIGHT
    longest = max(
        [float(cut["follow_up_months"]) for cut in cuts if cut["is_stated"]], default=12.0
    )
    unit, word = (12, "y") if longest >= YEARS_FROM else (1, "mo")
    last = round(longest * 1.04, 3)
    scale = alt.Scale(domain=[0, last], nice=False)
    labels, points, top = [], [], 0.0
    for cut in cuts:
        lines, top = _labels(cut, plot, top)
        labels += lines
        tone = theme.LIGHT["yes" if cut["is_stated"] else "no"]
        points.append(
            {
                "estimate_id": cut["row"].estimate_id,
                "zero": 0,
                "value": cut["follow_up_months"] if cut["is_stated"] else 0,
                "y": top,
                "colour": tone,
                "fill": tone if cut["is_stated"] else theme.LIGHT["paper"],
            }
        )
        top += 20
    label = f"datum.value === 0 ? '0' : format(datum.value / {unit}, '.4~g') + ' {word}'"
    axis = alt.Axis(values=time_ticks(last, unit), labelExpr=label, labelFlush=20, grid=False)
    x = alt.X("zero:Q", scale=scale, axis=axis)
    y = alt.Y("y:Q", scale=None, axis=None)
    data = marks.rows(points)
    thick = {"strokeWidth": 4, "opacity": 0.5, "color": marks.by("colour")}
    round_ = {"size": 80, "strokeWidth": 2, "opacity": 1}
    round_ |= {"stroke": marks.by("colour"), "fill": marks.by("fill")}
    layers = [
        marks.unit("rule", data, "stem", [x, alt.X2("value:Q"), y], **thick),
        marks.unit("point", data, "value", [alt.X("value:Q", scale=scale), y], **round_),
        marks.words(labels),
    ]
    chart = alt.TopLevelLayerSpec(layer=layers, width=plot, height=top)
    return marks.framed(chart, width, top + TOP + BOTTOM, LEFT, TOP)


def data_cuts(frame: pd.DataFrame) -> list[dict[str, object]]:
    """One record a report, cut-off and follow-up, with a row of it and how many figures it gave."""
    cuts: dict[tuple, dict[str, object]] = {}
    for row in each(frame.sort_values(["report", "follow_up_months", "estimate_id"])):
        stated = is_given(row.follow_up_months)
        key = (row.report, row.data_cutoff, row.follow_up_as_printed, row.follow_up_kind)
        cut = cuts.setdefault(
            key,
            {
                "row": row,
                "figures": 0,
                "is_stated": stated,
                "follow_up_months": row.follow_up_months,
            },
        )
        cut["figures"] += 1
    return list(cuts.values())


def _labels(cut: dict[str, object], plot: float, top: float) -> tuple[list[Word], float]:
    """What stands over a line, and where the line goes."""
    row = cut["row"]
    named = field_reference(row, "report")
    kind = terms.KIND[row.report_kind].partition(";")[0]
    is_wide = plot >= 440
    labels = []
    for line in wrap(f"{row.report} · {kind}", plot * (0.44 if is_wide else 1), theme.TEXT * 1.08):
        labels.append(Word(line, 0, top + 8, href=named, weight=600))
        top += LINE
    if is_wide:
        top -= LINE
        places = (plot * 0.46, plot * 0.725, plot)
    for number, (text, href) in enumerate(_facts(cut)):
        if not text:
            continue
        look = {"colour": theme.LIGHT["muted"], "href": href, "size": theme.SMALL}
        if is_wide:
            labels.append(
                Word(
                    text, places[number], top + 8, align="right" if number == 2 else "left", **look
                )
            )
        else:
            labels.append(Word(text, 0, top + 8, **look))
            top += LINE
    return labels, top + (LINE + 10 if is_wide else 10)


def _facts(cut: dict[str, object]) -> list[tuple[str, str]]:
    """Follow-up, cut-off and number of figures, each with its binding; empty if not stated."""
    row = cut["row"]
    kind = "" if row.follow_up_kind == terms.NOT_STATED else f"{row.follow_up_kind} "
    stated = f"{kind}follow-up {row.follow_up_as_printed}"
    until = "" if row.data_cutoff == terms.NOT_STATED else f"data to {row.data_cutoff}"
    number = cut["figures"]
    return [
        (
            stated if cut["is_stated"] else "follow-up not stated",
            field_reference(row, "follow_up_as_printed"),
        ),
        (until, field_reference(row, "data_cutoff")),
        (f"{number} figure{'' if number == 1 else 's'}", count_reference(f"figures:{number}")),
    ]
