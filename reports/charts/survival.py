"""Rates at landmarks for the arms of one randomised trial, with medians and all values in a table.

Lines only join the points that a source printed: nothing between them is known here, so they are
straight and thin. Below the axis every printed rate stands under its time point, one row an arm.
"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from reports import theme
from reports.charts import marks
from reports.charts.bindings import field_reference, value_reference, value_words
from reports.charts.frames import each
from reports.charts.layout import YEARS_FROM, spread, text_width, time_ticks, wrap
from reports.charts.marks import Word
from reports.charts.medians import lanes, lanes_height
from reports.charts.refuse import refuse_unless_comparable

COLUMN_GAP = 30  # px between two values of the table
LINE = 16  # px of a text line
HEAD = 28  # px from the axis to the first row of the table: leaders and time points


def survival(
    frame: pd.DataFrame, width: int = theme.WIDE, arms: Sequence[str] = ()
) -> alt.TopLevelVConcatSpec:
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
        self.labels = dict(zip(frame["arm_key"], frame["arm"], strict=True))
        rows = each(frame)
        self.named = {row.arm_key: field_reference(row, "arm") for row in rows}
        self.rates = sorted(
            (row for row in rows if row.effect_measure == "landmark_rate"),
            key=lambda row: (row.timepoint_months, row.arm_key),
        )
        self.medians = [row for row in rows if row.effect_measure == "median"]
        self.table_arms = [arm for arm in order if any(row.arm_key == arm for row in self.rates)]
        self.left = 44
        self.right = 180 if self.is_wide else 16
        self.plot_width = width - self.left - self.right
        self.plot_height = 240 if self.is_wide else 180
        times = [row.timepoint_months for row in self.rates]
        for row in self.medians:
            times += [row.value, row.ci_lower, row.ci_upper]
        longest = max([1.0, *(float(time) for time in times if pd.notna(time))])
        self.last = round(longest * 1.04, 3)
        # 55 months would read as 4.583 years
        is_whole = all(row.timepoint_months % 6 == 0 for row in self.rates)
        self.unit, self.word = (12, "y") if longest >= YEARS_FROM and is_whole else (1, "mo")
        self.endpoint = str(frame["endpoint_name"].iloc[0])

    def chart(self) -> alt.TopLevelVConcatSpec:
        panels, height, top = [], 8, 8
        if len(self.rates):
            panels += [self.curves(), self.table()]
            top = 26
            height = top + self.plot_height + self.table_height
        if len(self.medians):
            x = alt.X("value:Q", scale=self._time_scale(), axis=self._labelled_axis())
            panels.append(
                lanes(
                    self.medians,
                    self.styles,
                    x,
                    self.last,
                    self.left,
                    self.plot_width,
                    self.is_wide,
                )
            )
            height += lanes_height(self.medians, self.is_wide) + 26
        resolve = alt.Resolve(scale=alt.ScaleResolveMap(x="independent"))
        chart = alt.TopLevelVConcatSpec(vconcat=panels, bounds="flush", spacing=0, resolve=resolve)
        return marks.framed(chart, self.width, height + 4, self.left, top)

    # the curves

    def curves(self) -> alt.LayerSpec:
        x = alt.X("timepoint_months:Q", scale=self._time_scale(), axis=self._bare_axis())
        percent = alt.Scale(domain=[0, 100])
        y = alt.Y("value:Q", scale=percent, axis=_percent_axis())
        points = [
            {
                "estimate_id": row.estimate_id,
                "arm": row.arm,
                "timepoint_months": row.timepoint_months,
                "value": row.value,
                "ci_lower": row.ci_lower,
                "ci_upper": row.ci_upper,
                "colour": self.styles[row.arm_key].colour,
                "shape": self.styles[row.arm_key].shape,
                "size": self.styles[row.arm_key].size,
            }
            for row in self.rates
        ]
        layers = [self._line(arm, x, y) for arm in self.table_arms]
        intervals = [p for p in points if pd.notna(p["ci_lower"]) and pd.notna(p["ci_upper"])]
        if intervals:
            ends = [x, alt.Y("ci_lower:Q", scale=percent), alt.Y2("ci_upper:Q")]
            layers.append(marks.intervals(marks.rows(intervals), "interval", ends))
        clean = [{k: v for k, v in p.items() if pd.notna(v)} for p in points]
        layers.append(marks.points(marks.rows(clean), [x, y]))
        heading = f"{self.endpoint[:1].upper()}{self.endpoint[1:]}, percent"
        labels = [Word(heading, 2 - self.left, -14, theme.LIGHT["muted"], size=theme.SMALL)]
        if self.is_wide:
            labels += self._end_labels()
        layers.append(marks.words(labels))
        return alt.LayerSpec(layer=layers, width=self.plot_width, height=self.plot_height)

    def _line(self, arm: str, x: alt.X, y: alt.Y) -> alt.UnitSpec:
        style = self.styles[arm]
        own = [row for row in self.rates if row.arm_key == arm]
        path = [{"timepoint_months": 0, "value": 100}]
        path += [{"timepoint_months": row.timepoint_months, "value": row.value} for row in own]
        return marks.unit(
            "line", marks.rows(path), f"line_of_{arm.replace('-', '_')}", [x, y],
            color=style.colour, strokeWidth=1.5, strokeDash=style.dash, opacity=0.75,
        )  # fmt: skip

    def _end_labels(self) -> list[Word]:
        """Names of the arms, as near as they can to the last point of each line."""
        ends = {row.arm_key: row.value for row in self.rates}  # the last one stays
        lines = {
            arm: wrap(self.labels[arm], self.right - 34, theme.TEXT) for arm in self.table_arms
        }
        tall = max(len(found) for found in lines.values()) * 14 + 4
        height = self.plot_height
        wanted = [height * (1 - float(ends[arm]) / 100) for arm in self.table_arms]
        middles = spread(wanted, tall, tall / 2 - 8, height - tall / 2 + 8)
        labels = []
        for arm, middle in zip(self.table_arms, middles, strict=True):
            style = self.styles[arm]
            top = middle - 7 * (len(lines[arm]) - 1)
            x = self.plot_width + 14
            look = {"colour": style.colour, "weight": 600}
            labels.append(Word(style.glyph, x, top, **look))
            for number, line in enumerate(lines[arm]):
                labels.append(Word(line, x + 15, top + 14 * number, href=self.named[arm], **look))
        return labels

    # the table under the axis

    @property
    def table_line(self) -> int:
        return 20 if self.is_wide else 2 * LINE + 4

    @property
    def table_height(self) -> int:
        return HEAD + self.table_line * len(self.table_arms)

    def table(self) -> alt.LayerSpec:
        times = sorted({row.timepoint_months for row in self.rates})
        true = [time / self.last * self.plot_width for time in times]
        shown = [text_width(value_words(row), theme.TEXT * 1.08) for row in self.rates]
        heads = [text_width(self._time(time), theme.SMALL) for time in times]
        widest = max(*shown, *heads)
        edge = self.plot_width + min(self.right, 40) - widest / 2 - 2
        columns = spread(true, max(COLUMN_GAP, widest + 4), 0, edge)
        place = dict(zip(times, columns, strict=True))
        labels = self._time_words(place)
        for number, arm in enumerate(self.table_arms):
            style = self.styles[arm]
            look = {"colour": style.colour, "weight": 600}
            base = HEAD + number * self.table_line + (10 if self.is_wide else LINE + 8)
            if self.is_wide:
                labels.append(Word(style.glyph, 14 - self.left, base, **look))
            else:
                key = f"{style.glyph} {self.labels[arm]}"
                labels.append(Word(key, 2 - self.left, base - LINE, href=self.named[arm], **look))
            labels += [
                Word(value_words(row), place[row.timepoint_months], base,
                     href=value_reference(row), align="center", **look)
                for row in self.rates
                if row.arm_key == arm
            ]  # fmt: skip
        leaders = marks.leaders(zip(true, columns, strict=True), 5, 13)
        layers = [leaders, marks.words(labels, "table")]
        return alt.LayerSpec(layer=layers, width=self.plot_width, height=self.table_height)

    def _time(self, months: float) -> str:
        return f"{months / self.unit:.4g} {self.word}"

    def _time_words(self, place: dict[float, float]) -> list[Word]:
        transform = "years" if self.unit == 12 else "as_printed"
        first = {row.timepoint_months: row for row in reversed(self.rates)}  # the first one stays
        return [
            Word(
                self._time(row.timepoint_months),
                place[row.timepoint_months],
                21,
                theme.LIGHT["muted"],
                field_reference(row, "timepoint_months", transform=transform),
                theme.SMALL,
                align="center",
            )
            for _, row in sorted(first.items())
        ]

    # axes

    def _time_scale(self) -> alt.Scale:
        return alt.Scale(domain=[0, self.last], nice=False)

    def _bare_axis(self) -> alt.Axis:
        """Ticks only: the time points are written over the table, where they have room."""
        ticks = [0.0, *sorted({float(row.timepoint_months) for row in self.rates})]
        return alt.Axis(values=ticks, labels=False, grid=False)

    def _labelled_axis(self) -> alt.Axis:
        label = (
            f"datum.value === 0 ? '0' : format(datum.value / {self.unit}, '.4~g') + ' {self.word}'"
        )
        # flush: a label in the last 20 px ends at the axis, so that a narrow chart does not cut it
        ticks = time_ticks(self.last, self.unit)
        return alt.Axis(values=ticks, labelExpr=label, labelFlush=20, grid=False)


def _percent_axis() -> alt.Axis:
    return alt.Axis(
        values=[0, 25, 50, 75, 100], labelExpr="datum.value + ' %'", domain=False, ticks=False
    )
