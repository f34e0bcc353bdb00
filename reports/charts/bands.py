"""One arm of a survival chart: its name, its points on a scale from 0 to 100, and its median."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import altair as alt

from reports import theme
from reports.charts.bindings import (
    field_reference,
    interval_reference,
    interval_words,
    is_given,
    value_reference,
    value_words,
)
from reports.charts.flow import LINE, flow
from reports.charts.layout import spread, text_width, wrap
from reports.charts.marks import Symbol, Word
from schemas.terms import NOT_REACHED

HIGH = 104  # px from 0 to 100
ROW = 15  # px of a row of values
ABOVE = 10  # px from a point, or the end of its interval, to its value
GLUE = "\u00a0"
MEDIANS = {  # by the sign before the value: with the event in words, and without
    "=": ("half {event} by", "median"),
    ">": ("fewer than half {event} by", "median more than"),
    "≥": ("no more than half {event} by", "median at least"),
    "<": ("half {event} before", "median less than"),
    "≤": ("half {event} by then or before:", "median at most"),
}
NO_LATER = "no later share held"

Line = tuple[float, float, float, float]


class Band:
    """Marks and words of one arm, from ``top`` px of the plot on, which is ``plot`` px wide.

    ``last`` is the end of the time axis in months, ``latest`` the last time of any share.
    """

    def __init__(
        self,
        rows: Sequence[Any],
        style: theme.ArmStyle,
        top: float,
        plot: float,
        last: float,
        left: float,
        latest: float,
    ):
        self.style, self.plot, self.last, self.left = style, plot, last, left
        self.look = {"colour": style.colour, "weight": 600}
        first = rows[0]
        self.symbol = Symbol(8 - left, top, style.shape, style.colour, style.size)
        people = next((row for row in rows if is_given(row.n_population)), None)
        told = "" if people is None else f"{int(people.n_population)} people"
        room = plot + left - 18 - (text_width(told, theme.SMALL) + 10 if told else 0)
        name = Word(first.arm, 0, 0, href=field_reference(first, "arm"), **self.look)
        self.words, y = flow([name], 18 - left, top, room)
        if people is not None:
            href = field_reference(people, "n_population")
            muted = theme.LIGHT["muted"]
            self.words.append(Word(told, plot + 12, top, muted, href, theme.SMALL, align="right"))
        self.points: list[dict[str, object]] = []
        self.leaders: list[Line] = []
        self.caps: list[Line] = []  # at the ends of an interval
        rates = sorted(
            (row for row in rows if row.effect_measure == "landmark_rate"),
            key=lambda row: row.timepoint_months,
        )
        self.bottom = y + 8
        if rates:
            self._draw_points(rates, y + 14, latest)
        self.lane: list[dict[str, Any]] = []
        for row in rows:
            if row.effect_measure == "median":
                self._draw_lane(row)

    @property
    def scale(self) -> alt.Scale:
        return alt.Scale(domain=[0, 100], range=[self.foot, self.foot - HIGH], nice=False)

    @property
    def intervals(self) -> list[dict[str, object]]:
        return [point for point in self.points if "ci_lower" in point]

    def _x(self, months: float) -> float:
        return months / self.last * self.plot

    def _draw_points(self, rates: list[Any], top: float, latest: float) -> None:
        newest = max(rates, key=lambda row: (row.looked_at, row.report)).report
        true = [self._x(row.timepoint_months) for row in rates]
        wide = max(text_width(value_words(row), theme.TEXT, 600) for row in rates) + 4
        rows = ceil(len(rates) * wide / (self.plot + self.left / 2))
        edges = wide / 2 - self.left / 2, self.plot + 16 - wide / 2
        places = list(true)
        for row in range(rows):
            places[row::rows] = spread(true[row::rows], wide, *edges)
        is_crowded = rows > 1 or any(abs(a - b) > 3 for a, b in zip(true, places, strict=True))
        self.foot = top + (rows * ROW if is_crowded else ROW) + HIGH
        self.bottom = self.foot + 4
        for number, row in enumerate(rates):
            point = {
                "estimate_id": row.estimate_id, "arm": row.arm, "value": row.value,
                "timepoint_months": row.timepoint_months, "colour": self.style.colour,
                "shape": self.style.shape, "size": round(self.style.size * 0.75),
                # hollow where a later report has a later point of the arm: two looks never seem one
                "fill": self.style.colour if row.report == newest else theme.LIGHT["paper"],
            }  # fmt: skip
            if is_given(row.ci_lower) and is_given(row.ci_upper):
                point |= {"ci_lower": row.ci_lower, "ci_upper": row.ci_upper}
                for end in map(self._y, (row.ci_lower, row.ci_upper)):
                    self.caps.append((true[number] - 4, end, true[number] + 4, end))
            self.points.append(point)
            peak = self._y(float(point.get("ci_upper", row.value)))
            y = top + ROW * (number % rows) + 4 if is_crowded else peak - ABOVE
            if is_crowded:
                self.leaders.append((places[number], y + 8, true[number], peak - 5))
            href = value_reference(row)
            self.words.append(
                Word(value_words(row), places[number], y, href=href, align="center", **self.look)
            )
        if rates[-1].timepoint_months < latest:
            self._say_where_it_ends(true[-1], self._y(rates[-1].value))

    def _y(self, percent: float) -> float:
        return self.foot - percent / 100 * HIGH

    def _say_where_it_ends(self, x: float, y: float) -> None:
        wide = text_width(NO_LATER, theme.SMALL)
        look = {"colour": theme.LIGHT["muted"], "size": theme.SMALL}
        if x + 12 + wide <= self.plot + 12:
            self.words.append(Word(NO_LATER, x + 12, y, **look))
        else:
            self.words.append(Word(NO_LATER, self.plot + 12, y + 15, align="right", **look))
            self.bottom = max(self.bottom, y + 22)

    def _draw_lane(self, row: Any) -> None:
        y = self.bottom + 12
        # was the time itself printed, or only that it is longer, or shorter, than another?
        is_value = row.is_reached and row.value_qualifier == "="
        is_known = row.is_reached or row.value_as_printed == NOT_REACHED
        is_less = row.value_qualifier in ("<", "≤")
        is_open = not (is_value or is_less) or row.ci_upper_status in (
            "not_reached",
            "not_estimable",
        )
        start = row.value if row.is_reached else self.last * 0.9
        low = row.ci_lower if is_given(row.ci_lower) else start
        high = self.last if is_open else row.ci_upper if is_given(row.ci_upper) else start
        mark = {
            "estimate_id": row.estimate_id, "y": y, "colour": self.style.colour, "low": float(low),
            "high": float(high), "shape": "diamond", "size": 90, "fill": theme.LIGHT["paper"],
            "mark": "value_median", "value": row.value,
        }  # fmt: skip
        arrow = {
            "shape": "triangle-right",
            "size": 80,
            "value": self.last,
            "fill": self.style.colour,
        }
        if is_less:
            mark |= {"shape": "triangle-left", "fill": self.style.colour, "low": 0.0}
        elif not is_known:  # it lies nowhere on the axis
            mark |= {
                "shape": "stroke",
                "low": 0.0,
                "high": 0.0,
                "value": 0.0,
                "mark": "not_estimable",
            }
        elif not is_value:
            mark |= arrow | {"mark": "not_reached"}
        self.lane.append(mark)
        if is_open and is_value:
            self.lane.append(mark | arrow | {"mark": "open_end", "low": 0.0, "high": 0.0})
        self._say_median(row, y + 17)

    def _say_median(self, row: Any, y: float) -> None:
        """When half had the event, and the interval: beside it, or on a line of its own."""
        event, href = row.event_words, value_reference(row)
        if not row.is_reached:
            said = f"time by which half {event}:" if event else "median:"
            value = value_words(row)
        else:
            before, alone = MEDIANS[row.value_qualifier]
            said = f"{before.format(event=event)}" if event else alone
            value = f"{row.value_as_printed} {row.unit_as_printed}"
        wide = self.plot + self.left
        *first, last = wrap(f"{said} {value.replace(' ', GLUE)}", wide, theme.TEXT, 600)
        look = {"weight": 600}
        for line in first:
            self.words.append(Word(line, 4 - self.left, y, **look))
            y += LINE
        last = last.replace(GLUE, " ")
        self.words.append(Word(last, 4 - self.left, y, href=href, **look))
        if words := interval_words(row):
            words = f"interval {words}"
            taken = text_width(last, theme.TEXT, 600) + 12
            if taken + text_width(words, theme.SMALL) > wide:
                y, taken = y + LINE, 0
            bounds = interval_reference(row)
            side = {"align": "right", "x": self.plot + 12} if taken else {"x": 4 - self.left}
            self.words.append(
                Word(words, y=y, colour=theme.LIGHT["muted"], href=bounds, size=theme.SMALL, **side)
            )
        self.bottom = y + 8
