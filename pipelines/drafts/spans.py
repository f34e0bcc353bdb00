"""Where values stand in the text of a YAML or CSV file, so that one can be replaced and no other sign moves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import yaml

CELL = re.compile(r'("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)')


class Span(NamedTuple):
    """One value. ``path`` names the keys that lead to it, ``*`` any item of a list."""

    start: int
    end: int
    text: str  # the value, without quotation marks
    path: tuple[str, ...]
    is_key: bool = False


def yaml_spans(text: str) -> Iterator[Span]:
    """Every key and value of a YAML text that can be read."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if root is not None:
        yield from _below(root, ())


def _below(node: yaml.Node, path: tuple[str, ...]) -> Iterator[Span]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            own = (*path, str(key.value))
            yield _span(key, own, is_key=True)
            yield from _below(value, own)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _below(item, (*path, "*"))
    else:
        yield _span(node, path)


def _span(node: yaml.Node, path: tuple[str, ...], *, is_key: bool = False) -> Span:
    return Span(node.start_mark.index, node.end_mark.index, str(node.value), path, is_key)


def csv_spans(text: str) -> Iterator[Span]:
    """Every cell below the head of a CSV text; its path is the name of its column."""
    head: list[str] = []
    column, is_head = 0, True
    for match in CELL.finditer(text):
        cell = match[1]
        value = cell[1:-1].replace('""', '"') if cell.startswith('"') else cell
        if is_head:
            head.append(value.strip())
        elif column < len(head):
            yield Span(match.start(1), match.end(1), value, (head[column],))
        is_end = match[2] != ","
        column, is_head = (0, False) if is_end else (column + 1, is_head)


def replaced(text: str, edits: Iterable[tuple[Span, str]]) -> str:
    """``text`` with other values in these spans; quotation marks stay as they were typed."""
    for span, value in sorted(edits, reverse=True):
        mark = text[span.start : span.start + 1]
        quoted = f"{mark}{value}{mark}" if mark in ("'", '"') else value
        text = text[: span.start] + quoted + text[span.end :]
    return text
