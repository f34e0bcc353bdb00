"""Rates at landmarks for the arms of one randomised trial, with medians and all values in a table.

Lines only join the points that a source printed: nothing between them is known here, so they are
straight and thin. Below the axis every printed rate stands under its time point, one row an arm.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from reports import theme
from reports.charts.bindings import field_reference, interval_words, value_reference, value_words
from reports.charts.layout import spread, text_width, wrap
from reports.charts.refuse import refuse_unless_comparable

YEARS_FROM = 36  # months; a shorter axis counts months
COLUMN_GAP = 30  # px between two values of the table
LINE = 16  # px of a text line
LANES = 46  # px over the first median: space and a heading
HEAD = 28  # px from the axis to the first row of the table: leaders and time points


def survival(
    frame: pd.DataFrame, width: int = theme.WIDE, arms: Sequence[str] = ()
) -> alt.VConcatChart:
    """Chart of landmark rates and medians of one endpoint, population and trial.

    ``arms`` gives the order of arms (keys); without it they stand in alphabetical order, never by
    result. Raises Refused where the rows may not share an axis.
    """
    refuse_unless_comparable(frame, "survival")
    return _Survival(frame, width, arms).chart()


class _Survival:
    """Sizes and prepared rows of one chart, shared by its panels."""

    def __init__(self, frame: pd.DataFrame, width: int, arms: Sequence[str]):
        self.width = width
        self.is_wide = width >= 480
        order = list(arms) or sorted(set(frame["arm_key"]))
        self.styles = {arm: theme.arm_style(i) for i, arm in enumerate(order)}
        self.arms = [arm for arm in order if arm in set(frame["arm_key"])]
        self.labels = dict(zip(frame["arm_key"], frame["arm"], strict=True))
        self.named = {row.arm_key: field_reference(row, "arm") for row in frame.itertuples()}
        rates = frame[frame["effect_measure"] == "landmark_rate"]
        self.rates = rates.sort_values(["timepoint_months", "arm_key"])
        self.medians = frame[frame["effect_measure"] == "median"]
        self.left = 44
        self.right = 180 if self.is_wide else 16
        self.plot_width = width - self.left - self.right
        self.plot_height = 240 if self.is_wide else 180
        last = max(
            [0.0, *rates["timepoint_months"]]
            + [
                float(value)
                for column in ("value", "ci_lower", "ci_upper")
                for value in self.medians[column].dropna()
            ]
        )
        self.last = last * 1.04
        self.in_years = last >= YEARS_FROM
        self.endpoint = str(frame["endpoint_name"].iloc[0])

    def chart(self) -> alt.VConcatChart:
        panels, heights = [], []
        if len(self.rates):
            panels += [self.curves(), self.table()]
            heights += [self.plot_height, self.table_height]
        if len(self.medians):
            panels.append(self.lanes())
            heights.append(self.lanes_height)
        top = 26 if len(self.rates) else 8
        bottom = 30 if len(self.medians) else 4
        height = top + sum(heights) + bottom
        return (
            alt.vconcat(*panels, bounds="flush", spacing=0)
            .properties(
                usermeta={
                    "frame": {"width": self.width, "height": height, "left": self.left, "top": top}
                },
            )
            .configure(**theme.altair_config())
            .resolve_scale(x="independent", y="independent")
        )

    # the curves

    def curves(self) -> alt.LayerChart:
        layers = [self._axis_words(f"{self.endpoint}, percent")]
        for arm in self.arms:
            rows = self.rates[self.rates["arm_key"] == arm]
            if len(rows):
                layers += self._arm_layers(rows, self.styles[arm])
        if self.is_wide:
            layers += self._end_labels()
        return alt.layer(*layers).properties(width=self.plot_width, height=self.plot_height)

    def _arm_layers(self, rows: pd.DataFrame, style: theme.ArmStyle) -> list[alt.Chart]:
        x = alt.X("timepoint_months:Q", scale=self._time_scale(), axis=self._time_axis())
        y = alt.Y("value:Q", scale=alt.Scale(domain=[0, 100]), axis=_percent_axis())
        columns = ["estimate_id", "arm", "timepoint_months", "value", "ci_lower", "ci_upper"]
        start = pd.DataFrame({"timepoint_months": [0.0], "value": [100.0]})
        path = pd.concat([start, rows[["timepoint_months", "value"]]])
        line = alt.Chart(path).mark_line(
            color=style.colour, strokeWidth=1.5, strokeDash=style.dash, opacity=0.75, clip=True
        )
        with_interval = rows[rows["ci_lower"].notna() & rows["ci_upper"].notna()]
        layers = [line.encode(x=x, y=y).properties(name=_name("line", rows))]
        if len(with_interval):
            bars = alt.Chart(with_interval[columns]).mark_rule(
                color=style.colour, strokeWidth=2.5, opacity=0.55
            )
            layers.append(
                bars.encode(x=x, y=alt.Y("ci_lower:Q", scale=alt.Scale(domain=[0, 100])), y2="ci_upper:Q")
                .properties(name=_name("interval", rows))
            )  # fmt: skip
        points = alt.Chart(rows[columns]).mark_point(
            shape=style.shape, filled=True, size=style.size, color=style.colour, opacity=1,
            stroke=theme.LIGHT["paper"], strokeWidth=1.2,
        )  # fmt: skip
        layers.append(points.encode(x=x, y=y).properties(name=_name("value", rows)))
        return layers

    def _end_labels(self) -> list[alt.Chart]:
        """Names of the arms beside the last point of each line."""
        ends = self.rates.groupby("arm_key", sort=False).tail(1).set_index("arm_key")
        names = [arm for arm in self.arms if arm in ends.index]
        lines = {arm: wrap(self.labels[arm], self.right - 34, theme.TEXT) for arm in names}
        tall = max(len(found) for found in lines.values()) * 14 + 4
        per_px = 100 / self.plot_height
        at = spread([float(ends.loc[arm, "value"]) for arm in names], tall * per_px, 4, 96)
        layers = []
        for arm, middle in zip(names, at, strict=True):
            style = self.styles[arm]
            data = pd.DataFrame(
                {"at": [middle], "text": [self.labels[arm]], "href": [self.named[arm]]}
            )
            text = alt.Chart(data).mark_text(
                align="left", baseline="middle", color=style.colour, fontWeight=600, lineHeight=14,
                dy=-7 * (len(lines[arm]) - 1),
            )  # fmt: skip
            layers.append(
                text.encode(
                    x=alt.value(self.plot_width + 14),
                    y=alt.Y("at:Q", scale=alt.Scale(domain=[0, 100])),
                    text=alt.value([f"{style.glyph} {lines[arm][0]}", *lines[arm][1:]]),
                    href="href:N",
                ).properties(name=f"arm_{_safe(arm)}")
            )
        return layers

    # the table under the axis

    @property
    def table_rows(self) -> list[str]:
        return [arm for arm in self.arms if (self.rates["arm_key"] == arm).any()]

    @property
    def table_line(self) -> int:
        return 20 if self.is_wide else 2 * LINE + 4

    @property
    def table_height(self) -> int:
        return HEAD + self.table_line * len(self.table_rows)

    def table(self) -> alt.LayerChart:
        times = sorted(set(self.rates["timepoint_months"]))
        true = [time / self.last * self.plot_width for time in times]
        widest = max(text_width(value_words(row), theme.TEXT) for row in self.rates.itertuples())
        columns = spread(true, max(COLUMN_GAP, widest + 6), 0, self.plot_width)
        place = dict(zip(times, columns, strict=True))
        layers = [self._leaders(true, columns), self._headers(place)]
        for number, arm in enumerate(self.table_rows):
            rows = self.rates[self.rates["arm_key"] == arm]
            style = self.styles[arm]
            base = HEAD + number * self.table_line + (10 if self.is_wide else LINE + 8)
            shown = pd.DataFrame(
                {
                    "estimate_id": rows["estimate_id"],
                    "x": [place[time] for time in rows["timepoint_months"]],
                    "text": [value_words(row) for row in rows.itertuples()],
                    "href": [value_reference(row) for row in rows.itertuples()],
                }
            )
            values = alt.Chart(shown).mark_text(
                align="center", baseline="middle", color=style.colour, fontWeight=600
            )
            layers.append(
                values.encode(
                    x=alt.X("x:Q", scale=None, axis=None), y=alt.value(base), text="text:N", href="href:N"
                ).properties(name=f"label_{_safe(arm)}")
            )  # fmt: skip
            key = style.glyph if self.is_wide else f"{style.glyph} {self.labels[arm]}"
            name = alt.Chart(pd.DataFrame({"text": [key], "href": [self.named[arm]]})).mark_text(
                align="left", baseline="middle", color=style.colour, fontWeight=600
            )
            layers.append(
                name.encode(
                    x=alt.value(-self.left + (14 if self.is_wide else 2)),
                    y=alt.value(base if self.is_wide else base - LINE),
                    text="text:N",
                    href="href:N",
                ).properties(name=f"key_{_safe(arm)}")
            )
        return alt.layer(*layers).properties(width=self.plot_width, height=self.table_height)

    def _leaders(self, true: list[float], columns: list[float]) -> alt.Chart:
        """Lines from each tick to its column, which may have had to move aside."""
        data = pd.DataFrame({"from": true, "to": columns})
        return (
            alt.Chart(data)
            .mark_rule(color=theme.LIGHT["axis"], opacity=0.6)
            .encode(
                x=alt.X("from:Q", scale=None, axis=None), x2="to:Q",
                y=alt.value(5), y2=alt.value(13),
            )
            .properties(name="leader")
        )  # fmt: skip

    def _headers(self, place: dict[float, float]) -> alt.Chart:
        first = self.rates.groupby("timepoint_months", sort=True).head(1)
        unit, word, how = (12, "y", "years") if self.in_years else (1, "mo", "as_printed")
        data = pd.DataFrame(
            {
                "x": [place[time] for time in first["timepoint_months"]],
                "text": [f"{time / unit:.4g} {word}" for time in first["timepoint_months"]],
                "href": [
                    field_reference(row, "timepoint_months", transform=how)
                    for row in first.itertuples()
                ],
            }
        )
        return (
            alt.Chart(data)
            .mark_text(baseline="middle", color=theme.LIGHT["muted"], fontSize=theme.SMALL)
            .encode(
                x=alt.X("x:Q", scale=None, axis=None), y=alt.value(21), text="text:N", href="href:N"
            )
            .properties(name="time")
        )

    # the medians

    @property
    def lane(self) -> int:
        return 34 if self.is_wide else 54

    @property
    def lanes_height(self) -> int:
        return LANES + self.lane * len(self.medians)

    def lanes(self) -> alt.LayerChart:
        x = alt.X("value:Q", scale=self._time_scale(), axis=self._time_axis(regular=True))
        layers = [self._axis_words("Time by which half had the event (median)", above=LANES - 12)]
        order = [arm for arm in self.arms if (self.medians["arm_key"] == arm).any()]
        for number, arm in enumerate(order):
            row = next(self.medians[self.medians["arm_key"] == arm].itertuples())
            y = LANES + number * self.lane + (self.lane / 2 if self.is_wide else self.lane - 10)
            layers += self._median_layers(row, self.styles[arm], y, x)
        return alt.layer(*layers).properties(width=self.plot_width, height=self.lanes_height)

    def _median_layers(
        self, row: Any, style: theme.ArmStyle, y: float, x: alt.X
    ) -> list[alt.Chart]:
        layers, name = [], _safe(row.arm_key)
        low = row.ci_lower if row.ci_lower == row.ci_lower else row.value
        is_open = "not_reached" in (row.ci_upper_status,) or not row.is_reached
        high = self.last if is_open else row.ci_upper if row.ci_upper == row.ci_upper else row.value
        if not row.is_reached and low != low:
            low = self.last * 0.9
        if low == low and high > low:
            bar = pd.DataFrame({"estimate_id": [row.estimate_id], "value": [low], "end": [high]})
            layers.append(
                alt.Chart(bar).mark_rule(color=style.colour, strokeWidth=2.5, opacity=0.55)
                .encode(x=x, x2="end:Q", y=alt.value(y)).properties(name=f"interval_{name}")
            )  # fmt: skip
        if is_open:
            kind = "open_end" if row.is_reached else "not_reached"
            tip = pd.DataFrame({"estimate_id": [row.estimate_id], "value": [self.last]})
            layers.append(
                alt.Chart(tip).mark_point(
                    shape="triangle-right", filled=True, size=70, color=style.colour, opacity=1
                ).encode(x=x, y=alt.value(y)).properties(name=f"{kind}_{name}")
            )  # fmt: skip
        if row.is_reached:
            point = pd.DataFrame({"estimate_id": [row.estimate_id], "value": [row.value]})
            layers.append(
                alt.Chart(point).mark_point(
                    shape=style.shape, filled=True, size=style.size, color=style.colour, opacity=1,
                    stroke=theme.LIGHT["paper"], strokeWidth=1.2,
                ).encode(x=x, y=alt.value(y)).properties(name=f"value_{name}")
            )  # fmt: skip
        return layers + self._median_words(row, style, y)

    def _median_words(self, row: Any, style: theme.ArmStyle, y: float) -> list[alt.Chart]:
        name = _safe(row.arm_key)
        words = value_words(row) + (f" {row.unit_as_printed}" if row.is_reached else "")
        interval = interval_words(row)
        left, right = -self.left + 2, self.plot_width + 14
        texts = []
        if self.is_wide:
            texts.append(("key", style.glyph, -self.left + 14, y, style.colour, ""))
            texts.append(
                (
                    "median",
                    words,
                    right,
                    y - (7 if interval else 0),
                    style.colour,
                    value_reference(row),
                )
            )
        else:
            texts.append(
                (
                    "key",
                    f"{style.glyph} {row.arm}",
                    left,
                    y - 36,
                    style.colour,
                    self.named[row.arm_key],
                )
            )
            texts.append(("median", words, left + 14, y - 20, style.colour, value_reference(row)))
        if interval:
            bounds = field_reference(row, "ci_lower_as_printed", "ci_upper_as_printed")
            at = (right, y + 8) if self.is_wide else (left + 24 + text_width(words, 13), y - 20)
            texts.append(("bounds", interval, *at, theme.LIGHT["muted"], bounds))
        layers = []
        for kind, text, x, line, colour, href in texts:
            data = pd.DataFrame({"text": [text], "href": [href]})
            mark = alt.Chart(data).mark_text(
                align="left", baseline="middle", color=colour,
                fontWeight="normal" if kind == "bounds" else 600,
                fontSize=theme.SMALL if kind == "bounds" else theme.TEXT,
            ).encode(x=alt.value(x), y=alt.value(line), text="text:N")  # fmt: skip
            mark = mark.encode(href="href:N") if href else mark
            layers.append(mark.properties(name=f"{kind}_{name}_median"))
        return layers

    # axes

    def _time_scale(self) -> alt.Scale:
        return alt.Scale(domain=[0, self.last], nice=False, zero=True)

    def _time_axis(self, regular: bool = False) -> alt.Axis:
        unit, word = (12, "y") if self.in_years else (1, "mo")
        if regular:
            label = f"datum.value === 0 ? '0' : format(datum.value / {unit}, '.4~g') + ' {word}'"
            return alt.Axis(values=_regular_ticks(self.last, unit), labelExpr=label, grid=False)
        ticks = [0.0, *sorted({float(time) for time in self.rates["timepoint_months"]})]
        # the time points are written over the table, where they have room
        return alt.Axis(values=ticks, labels=False, grid=False)

    def _axis_words(self, text: str, above: float = -14) -> alt.Chart:
        return (
            alt.Chart(pd.DataFrame({"text": [text[:1].upper() + text[1:]]}))
            .mark_text(
                align="left", baseline="middle", color=theme.LIGHT["muted"], fontSize=theme.SMALL
            )
            .encode(x=alt.value(-self.left + 2), y=alt.value(above), text="text:N")
            .properties(name="axis_words")
        )


def _regular_ticks(last: float, unit: int) -> list[float]:
    for step in (1, 2, 3, 5, 6, 10, 12, 24, 48):
        if last / unit / step <= 6:
            return [float(k * step * unit) for k in range(int(last / unit / step) + 1)]
    return [0.0, float(last)]


def _percent_axis() -> alt.Axis:
    return alt.Axis(
        values=[0, 25, 50, 75, 100], labelExpr="datum.value + ' %'", domain=False, ticks=False
    )


def _safe(key: str) -> str:
    return key.replace("-", "_")


def _name(mark: str, rows: pd.DataFrame) -> str:
    return f"{mark}_{_safe(str(rows['arm_key'].iloc[0]))}"
