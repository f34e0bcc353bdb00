"""Lanes of medians under a survival chart, on the same scale of time; not reached is an arrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from reports import theme
from reports.charts import marks
from reports.charts.bindings import (
    field_reference,
    interval_words,
    is_given,
    value_reference,
    value_words,
)
from reports.charts.layout import text_width
from reports.charts.marks import Word

TOP = 46  # px over the first lane: space and a heading
WIDE_LANE, NARROW_LANE = 34, 54


def lanes_height(medians: Sequence[Any], is_wide: bool) -> int:
    return TOP + (WIDE_LANE if is_wide else NARROW_LANE) * len(medians)


def lanes(
    medians: Sequence[Any],
    styles: dict[str, theme.ArmStyle],
    x: alt.X,
    last: float,
    left: float,
    width: float,
    is_wide: bool,
) -> alt.LayerSpec:
    """One lane a row of ``medians``, in the order of ``styles``. ``x`` encodes the column value."""
    bars, points, ends = [], [], []
    labels = [
        Word("Time by which half had the event (median)", 2 - left, TOP - 12,
             theme.LIGHT["muted"], size=theme.SMALL)
    ]  # fmt: skip
    rows = {row.arm_key: row for row in medians}
    for number, (arm, style) in enumerate((a, s) for a, s in styles.items() if a in rows):
        row = rows[arm]
        lane = WIDE_LANE if is_wide else NARROW_LANE
        y = TOP + number * lane + (lane / 2 if is_wide else lane - 10)
        look = {"estimate_id": row.estimate_id, "y": y, "colour": style.colour}
        low, high, is_open = _span(row, last)
        if high > low:
            bars.append(look | {"value": low, "end": high})
        if row.is_reached:
            points.append(look | {"value": row.value, "shape": style.shape, "size": style.size})
        if is_open:
            ends.append(look | {"value": last, "shape": "triangle-right", "size": 80,
                                "is_row": not row.is_reached})  # fmt: skip
        labels += _words(row, style, y, left, width, is_wide)
    at = {"y": marks.by("y")}
    layers = [
        marks.intervals(marks.rows(bars), "interval_median", [x, alt.X2("end:Q")], **at),
        marks.points(marks.rows(points), [x], "value_median", **at),
    ]
    for name, is_row in (("not_reached", True), ("open_end", False)):
        chosen = [end for end in ends if end["is_row"] == is_row]
        if chosen:
            layers.append(marks.points(marks.rows(chosen), [x], name, **at))
    layers.append(marks.words(labels, "words_median"))
    return alt.LayerSpec(layer=layers, width=width, height=lanes_height(medians, is_wide))


def _span(row: Any, last: float) -> tuple[float, float, bool]:
    """Ends of the bar in months, and whether it goes on beyond what was observed."""
    is_open = not row.is_reached or row.ci_upper_status == "not_reached"
    low = row.ci_lower if is_given(row.ci_lower) else row.value if row.is_reached else last * 0.9
    high = last if is_open else row.ci_upper if is_given(row.ci_upper) else row.value
    return float(low), float(high), is_open


def _words(
    row: Any, style: theme.ArmStyle, y: float, left: float, width: float, is_wide: bool
) -> list[Word]:
    value = value_words(row) + (f" {row.unit_as_printed}" if row.is_reached else "")
    interval = interval_words(row)
    bound = {"colour": style.colour, "weight": 600, "href": value_reference(row)}
    bounds = {
        "colour": theme.LIGHT["muted"],
        "size": theme.SMALL,
        "href": field_reference(row, "ci_lower_as_printed", "ci_upper_as_printed"),
    }
    if is_wide:
        labels = [Word(style.glyph, 14 - left, y, style.colour, weight=600)]
        labels.append(Word(value, width + 14, y - (7 if interval else 0), **bound))
        return labels + ([Word(interval, width + 14, y + 8, **bounds)] if interval else [])
    named = {"colour": style.colour, "weight": 600, "href": field_reference(row, "arm")}
    labels = [Word(f"{style.glyph} {row.arm}", 2 - left, y - 36, **named)]
    labels.append(Word(value, 16 - left, y - 20, **bound))
    beside = 26 - left + text_width(value, theme.TEXT + 1)
    return labels + ([Word(interval, beside, y - 20, **bounds)] if interval else [])
