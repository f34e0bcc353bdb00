"""What exists and what does not: a line a trial, what people ask across, the design as a shape.

A mark says only that figures exist. An empty place is drawn too: no such figure is held. Trials and the
people in them are counted, never our rows.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from reports import theme
from reports.charts import marks
from reports.charts.axis import AXES
from reports.charts.bindings import count_reference, field_reference, is_given
from reports.charts.kind import Kind
from reports.charts.layout import text_width, wrap
from reports.charts.marks import Symbol, Word, each
from reports.charts.refuse import refuse_unless_comparable
from reports.published import Figure
from reports.text.shown import bound_count, bound_field
from schemas.fields import SEPARATOR

SHAPES = {"randomised": "circle", "pooled": "diamond"}
DESIGNS = (("circle", "randomised"), ("square", "one group, or not by chance"), ("diamond", "pooled trials"), ("stroke", "none held"))  # fmt: skip
# the usual columns; which endpoint answers which stands in the vocabulary, which may add one
USUAL = (
    "Shrank", "Nothing left to see", "Change lasted", "Without growth", "Alive", "In the brain", "Harm",
)  # fmt: skip
LEFT, RIGHT, TOP = 4, 8, 8
LINE = 15
PEOPLE = 44  # px of the numbers of people


def evidence_map(frame: pd.DataFrame, width: int = theme.WIDE) -> alt.TopLevelLayerSpec:
    """Matrix of trials and questions; one mark a cell, filled where figures exist."""
    refuse_unless_comparable(frame, KIND.axis)
    is_wide, has_people = width >= theme.WIDE, width > theme.NARROW
    plot = width - LEFT - RIGHT
    questions = asked_across(frame)
    step = plot * (0.55 if is_wide else 0.44) / len(questions)
    columns = {q: plot - step * (len(questions) - n - 0.5) for n, q in enumerate(questions)}
    names = plot - step * len(questions) - 8 - (PEOPLE if has_people else 0)
    by_trial = trials(frame)
    labels, symbols, top = _key(by_trial, plot)
    heads = {asked: wrap(asked, step - 4, theme.SMALL, 600) for asked in questions}
    high = LINE * max(map(len, heads.values())) if is_wide else max(text_width(q, theme.SMALL, 600) for q in questions)  # fmt: skip
    top += high + 8
    for asked, x in columns.items():
        lines, angle = (heads[asked], 0) if is_wide else ([asked], 270)
        for number, line in enumerate(lines):
            y = top - 8 - LINE * (len(lines) - 1 - number) if is_wide else top - 2
            align = "center" if is_wide else "left"
            labels.append(Word(line, x, y, size=theme.SMALL, weight=600, align=align, angle=angle))
    muted = theme.LIGHT["muted"]
    if has_people:
        x = names + PEOPLE
        labels.append(Word("people", x, top - 8, muted, size=theme.SMALL, align="right"))
    top += 10
    cells = []
    for rows in by_trial.values():
        named = field_reference(rows[0], "trial_name")
        lines = wrap(rows[0].trial_name, names, theme.TEXT)
        for number, line in enumerate(lines):
            labels.append(Word(line, 0, top + LINE * number, href=named))
        if has_people and (people := people_of(rows)):
            href = count_reference(f"figures:{people}")
            labels.append(Word(f"{people:,}", names + PEOPLE, top, muted, href, theme.SMALL, align="right"))  # fmt: skip
        cells += [_cell(rows, asked, x, top) for asked, x in columns.items()]
        top += LINE * (len(lines) - 1) + 22
    dots = marks.unit(
        "point",
        marks.rows(cells),
        "value",
        [alt.X("x:Q", scale=None, axis=None), alt.Y("y:Q", scale=None, axis=None)],
        shape=marks.by("shape"),
        size=marks.by("size"),
        strokeWidth=1.5,
        opacity=1,
        stroke=marks.by("colour"),
        fill=marks.by("colour"),
    )
    layers = [dots, marks.symbols(symbols), marks.words(labels)]
    chart = alt.TopLevelLayerSpec(layer=layers, width=plot, height=top)
    return marks.framed(chart, width, top + TOP, LEFT, TOP)


def asked_across(frame: pd.DataFrame) -> tuple[str, ...]:
    """Headings of the columns: the usual ones, then those that only the vocabulary knows."""
    others = {row.mapped_as for row in each(frame) if is_given(row.mapped_as)} - set(USUAL)
    return (*USUAL, *sorted(others))


def trials(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Rows of each trial, in the order of their names."""
    found: dict[str, list[Any]] = {}
    for row in each(frame):
        found.setdefault(row.trial, []).append(row)
    return dict(sorted(found.items(), key=lambda item: item[1][0].trial_name.casefold()))


def people_of(rows: list[Any]) -> int:
    """People in the largest group that the figures of a trial tell of; 0 where none is told."""
    arms: dict[str, dict[str, int]] = {}
    parts: set[str] = set()
    for row in rows:
        own = arms.setdefault(row.population_key, {})
        for arm, people in (
            (row.arm_key, row.n_population),
            (row.comparator_key, row.n_comparator),
        ):
            if is_given(arm) and is_given(people):
                own[arm] = int(people)
        if is_given(row.arm_combines):
            parts.update(str(row.arm_combines).split(SEPARATOR))
    sums = (
        sum(n for arm, n in own.items() if not (arm in parts and len(own) > len(parts)))
        for own in arms.values()
    )
    return max(sums, default=0)


def _cell(rows: list[Any], asked: str, x: float, y: float) -> dict[str, object]:
    figures = sum(row.mapped_as == asked for row in rows)
    design = rows[0].design
    return {
        "trial": rows[0].trial,
        "design": design,
        "asked": asked,
        "figures": figures,
        "x": x,
        "y": y,
        "shape": SHAPES.get(design, "square") if figures else "stroke",
        "size": 80 if figures else 40,
        "colour": theme.LIGHT["yes" if figures else "no"],
    }


def _key(by_trial: dict[str, list[Any]], plot: float) -> tuple[list[Word], list[Symbol], float]:
    """How many trials and people, and what the shapes mean, in as many lines as it takes."""
    number, people = len(by_trial), _people(by_trial)
    labels = [
        Word(f"{number} trial{'' if number == 1 else 's'}", 0, 8, href=count_reference(f"figures:{number}"), weight=600),
        Word(f"with at least {people:,} people", text_width(f"{number} trials", theme.TEXT, 600) + 8, 8, href=count_reference(f"figures:{people}")),
    ]  # fmt: skip
    symbols, x, y = [], 0.0, 28.0
    tones = {"stroke": theme.LIGHT["no"]}
    for shape, words in DESIGNS:
        wide = text_width(words, theme.SMALL) + 34
        if x and x + wide > plot + 18:
            x, y = 0.0, y + 17
        symbols.append(Symbol(x + 6, y, shape, tones.get(shape, theme.LIGHT["yes"]), 60))
        labels.append(Word(words, x + 17, y, theme.LIGHT["muted"], size=theme.SMALL))
        x += wide
    return labels, symbols, y + 14


def _people(by_trial: dict[str, list[Any]]) -> int:
    """People of all trials; those of a pooled analysis count in their own trials."""
    return sum(people_of(rows) for rows in by_trial.values() if rows[0].design != "pooled")


def in_words(figures: list[Figure], frame: pd.DataFrame) -> list[Markup]:
    """How many, then one sentence a trial."""
    by_trial, columns = trials(frame), asked_across(frame)
    people = _people(by_trial)
    lines = [
        Markup("{} trials with at least {} people").format(
            bound_count(f"figures:{len(by_trial)}", len(by_trial)),
            bound_count(f"figures:{people}", people),
        )
        + "."
    ]
    for trial, rows in by_trial.items():
        held = {row.mapped_as for row in rows}
        found = [asked for asked in columns if asked in held]
        named = bound_field("trials", "name", trial, rows[0].trial_name)
        told = "; ".join(found).lower() or "none of these questions"
        lines.append(Markup("{}: results held on: {}.").format(named, told))
    return lines


def _counted(frame: pd.DataFrame) -> list[int]:
    by_trial = trials(frame)
    return [len(by_trial), _people(by_trial), *map(people_of, by_trial.values())]


KIND = Kind(
    axis=AXES["evidence_map"],
    draw=evidence_map,
    not_shown="Results, and how good they are. A dash means that we hold no such figure, not "
    "that none exists. People: the largest group of a trial that our figures tell of.",
    in_words=in_words,
    counted=_counted,
)
