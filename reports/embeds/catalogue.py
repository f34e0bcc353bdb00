"""Entries of the catalogue against the store: their rows, and the drawing of these."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reports.charts.kinds import KINDS
from reports.charts.marks import TopLevel
from reports.charts.refuse import Refused
from reports.embeds.entry import Entry
from schemas.fields import SEPARATOR
from schemas.problem import Problem

LISTS = ("category", "subgroup", "biomarker")  # columns that hold several codes


def select(entry: Entry, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the view ``estimates`` that the entry's filter asks for."""
    keep = np.ones(len(frame), dtype=bool)
    for column, wanted in entry.filter.items():
        codes, values = pd.factorize(frame[column], use_na_sentinel=False)
        typed = [_as_typed(value) for value in values]  # each value once, not each row
        parts = [text.split(SEPARATOR) if column in LISTS else [text] for text in typed]
        keep &= np.array([not {*wanted}.isdisjoint(part) for part in parts], dtype=bool)[codes]
    return frame[keep]


def draw(entry: Entry, rows: pd.DataFrame, width: int, arms: Sequence[str] = ()) -> TopLevel:
    """The chart of an entry at one width, ``arms`` (keys) in this order. Raises Refused."""
    kind = KINDS[entry.kind]
    return kind.draw(rows, width, arms) if kind.orders_arms else kind.draw(rows, width)


def cannot_draw(entry: Entry, error: ValueError) -> Problem:
    """What an editor is told when a chart is refused: no row, or rows that may not share an axis."""
    if isinstance(error, Refused):
        message = f"{error}.".replace("..", ".")
        return entry.problem("filter", entry.slug, message, "", "no-ranking")
    return entry.problem("filter", entry.slug, f"cannot be drawn: {error}.")


def _as_typed(value: object) -> str:
    """A stored value as an editor types it: yes and no, whole numbers without a point."""
    if pd.isna(value):
        return "none"
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
