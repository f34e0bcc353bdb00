"""A row of a curated table: text values, and the line on which each was typed."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.fields import SEPARATOR
from schemas.problem import ERROR, Problem


@dataclass(eq=False)
class Row:
    """A row is itself alone: another one with equal text stands on another line.

    Nothing changes a row once it is read, so what was found out of it holds as long as it does.
    """

    path: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def list(self, name: str) -> list[str]:
        text = self.values.get(name, "")
        return text.split(SEPARATOR) if text else []

    def problem(
        self, name: str, message: str, todo: str = "", rule: str = "", level: str = ERROR
    ) -> Problem:
        line = self.lines.get(name, self.line)
        return Problem(self.path, line, name, self.get(name), message, todo, rule, level)
