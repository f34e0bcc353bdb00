"""The data cuts of one trial: when each report looked, and how long people had been followed."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from reports import theme
from reports.charts import marks
from reports.charts.axis import AXES
from reports.charts.bindings import field_reference, is_given
from reports.charts.kind import Kind
from reports.charts.layout import Unit, time_ticks, unit_of_time, wrap
from reports.charts.marks import Word, each
from reports.charts.refuse import refuse_unless_comparable
from reports.published import Figure
from reports.text.shown import bound_field
from schemas import terms

LEFT, RIGHT, TOP, BOTTOM = 10, 22, 8, 44
LINE = 16


def timeline(frame: pd.DataFrame, width: int = theme.WIDE) -> alt.TopLevelLayerSpec:
    """Chart of one line a report and follow-up, on an axis of follow-up in months or years.

    A cut without a stated follow-up keeps its line, with a hollow mark at the start.
    """
    refuse_unless_comparable(frame, KIND.axis)
    cuts = data_cuts(frame)
    plot = width - LEFT - RIGHT
    longest = max(
        [float(cut["follow_up_months"]) for cut in cuts if cut["is_stated"]], default=12.0
    )
    last = round(longest * 1.04, 3)
    unit = unit_of_time(last, [])
    scale = alt.Scale(domain=[0, last], nice=False)
    labels, points, top = [], [], 0.0
    for cut in cuts:
        lines, top = _labels(cut, _title(cut, cuts), unit, plot, top)
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
    label = f"format(datum.value / {unit.months}, '.4~g')"
    ticks = time_ticks(last, unit.months, plot)
    axis = alt.Axis(values=ticks, labelExpr=label, labelFlush=False, grid=False)
    caption = f"{unit.name} of follow-up; hollow: not stated"
    labels.append(Word(caption, 0, top + 30, theme.LIGHT["muted"], size=theme.SMALL))
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
    """One record a report, cut-off and follow-up, with a row of it."""
    cuts: dict[tuple, dict[str, object]] = {}
    for row in each(frame.sort_values(["report", "follow_up_months", "estimate_id"])):
        stated = is_given(row.follow_up_months)
        key = (row.report, row.data_cutoff, row.follow_up_as_printed, row.follow_up_kind)
        cuts.setdefault(
            key,
            {
                "row": row,
                "is_stated": stated,
                "follow_up_months": row.follow_up_months,
            },
        )
    return list(cuts.values())


def _title(cut: dict[str, object], cuts: list[dict[str, object]]) -> str:
    """``2025, article …``; the report's own name where another of that year is of the same kind."""
    row = cut["row"]
    year, _, name = row.report.partition("-")
    kind = terms.KIND[row.report_kind].partition(";")[0]
    alike = {c["row"].report for c in cuts if c["row"].report_kind == row.report_kind}
    is_alone = sum(report.startswith(year) for report in alike) == 1
    return f"{year}, {kind}" if is_alone else f"{year}, {kind} ({name.replace('-', ' ')})"


def _labels(
    cut: dict[str, object], title: str, unit: Unit, plot: float, top: float
) -> tuple[list[Word], float]:
    """What stands over a line, and where the line goes."""
    named = field_reference(cut["row"], "report")
    is_wide = plot >= 440
    labels = []
    for line in wrap(title, plot * (0.48 if is_wide else 1), theme.TEXT, 600):
        labels.append(Word(line, 0, top + 8, href=named, weight=600))
        top += LINE
    if is_wide:
        top -= LINE
    for place, (text, href) in zip((0.5, 1), _facts(cut, unit), strict=True):
        if not text:
            continue
        look = {"colour": theme.LIGHT["muted"], "href": href, "size": theme.SMALL}
        if is_wide:
            side = "right" if place == 1 else "left"
            labels.append(Word(text, plot * place, top + 8, align=side, **look))
        else:
            labels.append(Word(text, 0, top + 8, **look))
            top += LINE
    return labels, top + (LINE + 10 if is_wide else 10)


def _facts(cut: dict[str, object], unit: Unit) -> list[tuple[str, str]]:
    """Follow-up in the unit of the chart and cut-off, each with its binding; empty if not stated."""
    row = cut["row"]
    kind = "" if row.follow_up_kind == terms.NOT_STATED else f"{row.follow_up_kind} "
    told, href = "follow-up not stated", field_reference(row, "follow_up_as_printed")
    if cut["is_stated"]:
        told = f"{kind}follow-up {row.follow_up_as_printed}"
        number = float(row.follow_up_months) / unit.months
        if unit.name not in row.follow_up_as_printed and number * 10 == round(number * 10):
            told = f"{kind}follow-up {number:g} {unit.name}"
            how = "years" if unit.months == 12 else "as_printed"
            href = field_reference(row, "follow_up_months", transform=how)
    until = "" if row.data_cutoff == terms.NOT_STATED else f"data to {row.data_cutoff}"
    return [(told, href), (until, field_reference(row, "data_cutoff"))]


def in_words(figures: list[Figure], frame: pd.DataFrame) -> list[Markup]:
    """One sentence a line of the chart."""
    cuts = data_cuts(frame)
    return [_cut(cut, _title(cut, cuts)) for cut in cuts]


def _cut(cut: dict, title: str) -> Markup:
    row = cut["row"]
    line = bound_field("estimates", "report", row.estimate_id, title)
    follow_up = bound_field(
        "estimates", "follow_up_as_printed", row.estimate_id, row.follow_up_as_printed
    )
    if not cut["is_stated"]:
        return Markup("{}: follow-up not stated.").format(line)
    kind = "" if row.follow_up_kind == terms.NOT_STATED else f"{row.follow_up_kind} "
    return Markup("{}: {}follow-up {}.").format(line, kind, follow_up)


KIND = Kind(
    axis=AXES["timeline"],
    draw=timeline,
    not_shown="Results. It shows when each report looked and how long people had been followed.",
    in_words=in_words,
)
