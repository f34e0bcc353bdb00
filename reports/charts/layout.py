"""Arithmetic of labels: widths, line breaks and positions that do not collide."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

# Mean advance in ems of letters, capitals and digits of the widest usual sans-serif font, and how much
# wider bold is: a reader's machine may have that one, and no text may be cut there.
LETTER, CAPITAL, DIGIT, BOLD = 0.54, 0.68, 0.64, 1.13

TICK = 36  # px from one label of a time axis to the next
YEARS_FROM = 36  # months; a shorter axis counts months


def text_width(text: str, size: float, weight: int = 400) -> float:
    """Estimated width in px. Estimated, so that the layout needs no installed font."""
    digits, capitals = sum(map(str.isdigit, text)), sum(map(str.isupper, text))
    ems = LETTER * (len(text) - digits - capitals) + DIGIT * digits + CAPITAL * capitals
    return ems * size * (BOLD if weight >= 600 else 1)


def wrap(text: str, width: float, size: float, weight: int = 400) -> list[str]:
    """``text`` broken into lines of at most ``width`` px."""
    mean = text_width(text, size, weight) / max(len(text), 1)
    signs = max(8, int(width / (mean or 1)))
    lines = textwrap.wrap(text, signs)
    while signs > 8 and any(text_width(line, size, weight) > width for line in lines):
        signs -= 1  # a line of capitals
        lines = textwrap.wrap(text, signs)
    return lines or [""]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near ``wanted``, in the same order, at least ``gap`` apart, inside low..high.

    Where they cannot all fit, the gap shrinks until they do.
    """
    count = len(wanted)
    if count == 0:
        return []
    if count > 1:
        gap = min(gap, (high - low) / (count - 1))
    order = sorted(range(count), key=lambda i: (wanted[i], i))
    placed: list[float] = []
    for i in order:
        floor = placed[-1] + gap if placed else low
        placed.append(max(wanted[i], floor))
    ceiling = high
    for k in range(count - 1, -1, -1):
        placed[k] = min(placed[k], ceiling)
        ceiling = placed[k] - gap
    result = [0.0] * count
    for k, i in enumerate(order):
        result[i] = round(placed[k], 3)
    return result


def time_ticks(last: float, unit: int, width: float = 240) -> list[float]:
    """Ticks from 0 to ``last`` months at whole steps of ``unit`` months, as many as ``width`` px hold."""
    most = max(1, int(width / TICK))
    steps = (1, 2, 3, 6, 12, 24, 36, 48, 60, 120) if unit == 1 else (1, 2, 3, 5, 10, 20)
    step = next((s for s in steps if last / unit / s <= most), steps[-1])
    return [float(k * step * unit) for k in range(int(last / unit / step) + 1)]


class Unit(NamedTuple):
    """The one unit of time of a chart."""

    months: int
    name: str


def unit_of_time(last: float, points: Sequence[float], printed: Sequence[str] = ()) -> Unit:
    """Years where all that is shown can be told so, else months. ``printed``: units of medians."""
    are_years = all(unit == "years" for unit in printed)
    # 55 months would read as 4.583 years
    is_whole = all(time % 6 == 0 for time in points)
    return Unit(12, "years") if last >= YEARS_FROM and is_whole and are_years else Unit(1, "months")
