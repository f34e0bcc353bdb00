"""Arithmetic of labels: widths, line breaks and positions that do not collide."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

# Mean advance of a sans-serif letter in ems, on the safe side: text is broken before it can be cut.
LETTER = 0.54

YEARS_FROM = 36  # months; a shorter axis counts months


def text_width(text: str, size: float) -> float:
    """Estimated width in px. Estimated, so that the layout needs no installed font."""
    return len(text) * size * LETTER


def wrap(text: str, width: float, size: float) -> list[str]:
    """``text`` broken into lines of at most ``width`` px."""
    letters = max(8, int(width / (size * LETTER)))
    return textwrap.wrap(text, letters, break_long_words=True) or [""]


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


def time_ticks(last: float, unit: int) -> list[float]:
    """At most seven ticks from 0 to ``last`` months, at whole steps of ``unit`` months."""
    for step in (1, 2, 3, 5, 6, 10, 12, 24, 48):
        if last / unit / step <= 6:
            return [float(k * step * unit) for k in range(int(last / unit / step) + 1)]
    return [0.0, float(last)]
