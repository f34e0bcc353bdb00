"""What every check, reader and gate returns: one place, one value, one thing to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace

from schemas.borders.plain import LONGEST_NAME, one_line, visible

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
    about: str = field(default="", compare=False, repr=False)  # id of the figure, if it is one's

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path

    def __str__(self) -> str:
        what = " ".join(part for part in (self.field, shorten(self.value)) if part)
        todo = f" {self.todo}" if self.todo else ""
        mark = "" if self.level == ERROR else "warning: "
        rule = f" [{self.rule}]" if self.rule else ""
        says = f"{self.place}  {mark}{what}{': ' if what else ''}{self.message}{todo}{rule}"
        return one_line(says)

    def as_dict(self) -> dict[str, object]:
        told = asdict(self)
        del told["about"]
        return told


class Unusable(Exception):
    """A file that a step needs cannot be used; ``problem`` says why and what to do."""

    def __init__(self, problem: Problem):
        super().__init__(str(problem))
        self.problem = problem


def errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.level == ERROR]


def warnings(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.level == WARNING]


def as_warnings(problems: Iterable[Problem]) -> list[Problem]:
    """The same problems where they stop nothing, because pages say so instead."""
    return [replace(problem, level=WARNING) for problem in problems]


def shorten(text: str, most: int = 80) -> str:
    """Text on one line, cut to ``most`` characters, with hidden signs made visible."""
    line = visible(text.replace("\n", " "))
    return line if len(line) <= most else line[: most - 1] + "…"


# Rules of reading: what they find keeps a file, or a part of it, from being read at all.
READING = frozenset(
    ("readable-file", "readable-yaml", "readable-csv", "known-file", "good-name", "right-type")
)
GROUPS = frozenset(("estimates", "arms", "populations", "facts"))


def is_cause(problem: Problem) -> bool:
    """Does it keep something from being read, so that what refers to it cannot be judged?"""
    is_group = problem.field in GROUPS or (
        problem.field == "subgroups" and "/categories/" in problem.path
    )
    is_group_missing = problem.rule == "no-missing-key" and is_group
    return problem.level == ERROR and (problem.rule in READING or is_group_missing)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Causes first, then the data, a trial before its reports, then what refers to them."""

    def place(problem: Problem) -> tuple[object, ...]:
        folder, _, name = problem.path.rpartition("/")
        return (not is_cause(problem), _rank(problem), folder, name != "trial.yaml", problem)

    return sorted(problems, key=place)


def _rank(problem: Problem) -> int:
    place = problem.path
    is_data = place.startswith(("data/curated/vocabularies", "data/curated/trials", "data/curated/references"))  # fmt: skip
    return 0 if is_data else 1


LEAST_NAME = 6  # letters of a word in which a slip may be guessed


def nearest(word: str, known: Iterable[str]) -> str:
    """``did you mean X?`` where one letter of a long word was changed, lost, added or swapped.

    Never for digits: another year or time point is another figure.
    """
    if len(word) > LONGEST_NAME:
        return ""
    near = [name for name in known if _is_slip(word, name)]
    return f"did you mean {near[0]}?" if len(near) == 1 else ""


def _is_slip(typed: str, name: str) -> bool:
    if abs(len(typed) - len(name)) > 1 or typed == name:
        return False
    ours, theirs = _words(typed), _words(name)
    if len(ours) != len(theirs):
        return False
    pairs = [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
    if len(pairs) != 1:
        return False
    one, other = pairs[0]
    is_word = (one + other).replace("_", "").isalpha() and min(len(one), len(other)) >= LEAST_NAME
    return is_word and _one_letter_apart(one, other)


def _words(text: str) -> list[str]:
    return re.split(r"(?<=[^a-zA-Z_])|(?=[^a-zA-Z_])", text)


def _one_letter_apart(one: str, other: str) -> bool:
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))  # fmt: skip
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
