"""Editors' prose: Markdown in which every number is a binding such as
``[[checkmate-067/2025-wolchok/os-10y-nivo-ipi|of_100]]`` or ``[[recist-1-1/partial-response]]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BINDING = re.compile(r"\[\[\s*([a-z0-9][\w/.-]*)\s*(?:\|\s*([a-z0-9_]+)\s*)?\]\]")
DIGIT = re.compile(r"\d+(?:[.,]\d+)*")
LINK_TARGET = re.compile(r"\]\([^)\s]*\)")
ORDERED = re.compile(r"(?m)^\s*\d+\.\s")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class Binding:
    """A number in prose: what it is bound to and through which transform, and its line."""

    target: str
    transform: str
    line: int

    @property
    def is_estimate(self) -> bool:
        return self.target.count("/") == 2


def bindings(prose: str, first_line: int = 1) -> Iterator[Binding]:
    for match in BINDING.finditer(prose):
        line = first_line + prose.count("\n", 0, match.start())
        yield Binding(match.group(1), match.group(2) or "as_printed", line)


def sentences(prose: str, first_line: int = 1) -> Iterator[tuple[str, int]]:
    """Sentences of the prose with the line on which each begins."""
    text = COMMENT.sub(lambda m: " " + "\n" * m.group().count("\n"), prose)
    for match in re.finditer(
        r"[^\s].*?(?:[.!?:](?=\s)|\n\s*\n|\n(?=\s*[-*#])|\Z)", text, re.DOTALL
    ):
        yield match.group().strip(), first_line + text.count("\n", 0, match.start())


def without_bindings(prose: str) -> str:
    """The prose with bindings, link targets, list numbers and comments blanked, lines kept."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match.group())

    for pattern in (COMMENT, BINDING, LINK_TARGET, ORDERED):
        prose = pattern.sub(blank, prose)
    return prose
