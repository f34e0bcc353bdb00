"""Words one after the other on lines of a given width, as text flows on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from reports.charts.layout import text_width, wrap
from reports.charts.marks import Word

LINE = 16  # px from line to line
_WORD = re.compile(r"\S+(?: \d\S*)*")  # a name such as CheckMate 067 stays in one line


def flow(
    parts: Iterable[Word], x: float, y: float, width: float, line: int = LINE
) -> tuple[list[Word], float]:
    """``parts`` placed from ``x``, ``y`` on, and the middle of the last line.

    A part that shows a value stays whole, for it is bound as a whole; all others are broken between
    words and keep what they are bound to.
    """
    placed, right = [], 0.0
    for part in parts:
        is_whole = "!field=" not in part.href and bool(part.href)
        for text in [part.text] if is_whole else _words(part, width):
            space = text_width(" ", part.size) if right else 0.0
            wide = text_width(text, part.size, part.weight)
            if right and right + space + wide > width:
                right, space, y = 0.0, 0.0, y + line
            last = placed[-1] if placed else None
            if last and last.y == y and last.href == part.href and last.size == part.size and not is_whole and last.weight == part.weight:  # fmt: skip
                placed[-1] = replace(last, text=f"{last.text} {text}")
            else:
                placed.append(replace(part, text=text, x=x + right + space, y=y))
            right += space + wide
    return placed, y


def _words(part: Word, width: float) -> list[str]:
    """The words of a part; one that is wider than a line is cut."""
    found = []
    for word in _WORD.findall(part.text):
        is_long = text_width(word, part.size, part.weight) > width
        found += wrap(word, width, part.size, part.weight) if is_long else [word]
    return found
