"""A text as blocks: paragraphs with their section and page, and tables with their heads."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

MOST_COLUMNS = 60  # a cell that claims to span more is not believed


class Block(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paragraph, or a table: its caption as ``text`` and its rows, the first of them the heads."""

    text: str = ""
    section: str = ""
    page: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def table_rows(
    table: object, plain: Callable[[object], str], name_of: Callable[[object], str]
) -> tuple[tuple[str, ...], ...]:
    """Rows of an XHTML-like table with all cells that span others repeated, heads as one row."""
    lines, heads = [], 0
    for element in table.iter():
        if name_of(element) == "thead":
            heads = sum(name_of(child) == "tr" for child in element.iter())
        if name_of(element) == "tr":
            lines.append(
                [
                    (plain(cell), _span(cell, "colspan"), _span(cell, "rowspan"))
                    for cell in element
                    if name_of(cell) in ("td", "th")
                ]
            )
    rows = _spread(lines)
    if heads > 1:
        first = [
            " ".join(dict.fromkeys(filter(None, cells)))
            for cells in zip(*rows[:heads], strict=False)
        ]
        rows = [tuple(first), *rows[heads:]]
    return tuple(row for row in rows if any(row))


def _span(cell: object, name: str) -> int:
    text = cell.get(name) or "1"
    return min(int(text), MOST_COLUMNS) if text.isdigit() and int(text) else 1


def _spread(lines: Iterable[list[tuple[str, int, int]]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    below: dict[int, tuple[str, int]] = {}  # column → text that reaches down, rows left
    for line in lines:
        row: list[str] = []
        cells = iter(line)
        while True:
            if (held := below.get(len(row))) and held[1]:
                below[len(row)] = (held[0], held[1] - 1)
                row.append(held[0])
                continue
            cell = next(cells, None)
            if cell is None:
                break
            text, wide, high = cell
            for _ in range(wide):
                below[len(row)] = (text, high - 1)
                row.append(text)
        rows.append(tuple(row))
    return rows
