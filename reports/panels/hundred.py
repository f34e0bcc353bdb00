"""A hundred people as ten rows of ten, the same grid everywhere: filled from the top left.

A circle is what people hope for, a square is harm; the other state is a ring, never faded. Squares of
the grid are painted with patterns that a page defines once (``PATTERNS``).
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

SIDE = 10
PEOPLE = SIDE * SIDE
KINDS = ("yes", "no", "part", "harm", "spared")
PATTERNS = Markup(
    '<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="p-yes" width="10" height="10" patternUnits="userSpaceOnUse">'
    '<circle class="p-yes" cx="5" cy="5" r="4"/></pattern>'
    '<pattern id="p-no" width="10" height="10" patternUnits="userSpaceOnUse">'
    '<circle class="p-no" cx="5" cy="5" r="3.5"/></pattern>'
    '<pattern id="p-part" width="10" height="10" patternUnits="userSpaceOnUse">'
    '<circle class="p-part" cx="5" cy="5" r="3.4"/><circle class="p-yes" cx="5" cy="5" r="1.7"/></pattern>'
    '<pattern id="p-harm" width="10" height="10" patternUnits="userSpaceOnUse">'
    '<path class="p-harm" d="M1.5 1.5h7v7h-7z"/></pattern>'
    '<pattern id="p-spared" width="10" height="10" patternUnits="userSpaceOnUse">'
    '<path class="p-no" d="M2 2h6v6h-6z"/></pattern>'
    "</defs></svg>"
)


def hundred(parts: Sequence[tuple[str, int]]) -> Markup:
    """The drawing of ``(kind, people)``, which add up to a hundred; hidden, for words stand beside it."""
    rects, start = [], 0
    for kind, people in parts:
        if kind not in KINDS:
            raise KeyError(kind)
        rects += [
            f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="url(#p-{kind})"/>'
            for x, y, w, h in _blocks(start, start + people)
        ]
        start += people
    if start != PEOPLE:
        raise ValueError(f"{start} people in a picture of a hundred")
    return Markup(
        '<svg class="hundred" data-is="hundred" viewBox="0 0 100 100" aria-hidden="true" '
        f'focusable="false">{"".join(rects)}</svg>'
    )


def _blocks(start: int, end: int) -> list[tuple[int, int, int, int]]:
    """The people from ``start`` to ``end`` as up to three rectangles: x, y, width, height."""
    made = []
    while start < end:
        row, column = divmod(start, SIDE)
        if column == 0 and end - start >= SIDE:
            rows = (end - start) // SIDE
            made.append((0, row * SIDE, SIDE * SIDE, rows * SIDE))
            start += rows * SIDE
        else:
            people = min(SIDE - column, end - start)
            made.append((column * SIDE, row * SIDE, people * SIDE, SIDE))
            start += people
    return made
