"""What every check, reader and gate returns: one place, one value, one thing to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing a person must look at.

    ``path`` is relative to the project folder and ``line`` counts from 1 (0: the whole file).
    ``message`` says what is wrong with the value and ``todo`` what to do about it.
    """

    path: str
    line: int
    field: str
    value: str
    message: str
    todo: str = ""
    rule: str = ""
    level: str = ERROR

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path

    def __str__(self) -> str:
        what = " ".join(part for part in (self.field, shorten(self.value)) if part)
        todo = f" {self.todo}" if self.todo else ""
        mark = "" if self.level == ERROR else "warning: "
        rule = f" [{self.rule}]" if self.rule else ""
        return f"{self.place}  {mark}{what}{': ' if what else ''}{self.message}{todo}{rule}"

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.level == ERROR]


def warnings(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.level == WARNING]


def shorten(text: str, most: int = 80) -> str:
    """Text on one line, cut to ``most`` characters, with control characters made visible."""
    line = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text.replace("\n", " "))
    return line if len(line) <= most else line[: most - 1] + "…"


def nearest(word: str, known: Iterable[str]) -> str:
    """`` Did you mean X?`` for a near miss, else the empty string."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f"did you mean {found[0]}?" if found else ""
