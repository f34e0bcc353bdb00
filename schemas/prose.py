"""Editors' prose: Markdown in which every number is a binding such as
``[[checkmate-067/2025-wolchok/os-10y-nivo-ipi|of_100]]`` or ``[[recist-1-1/partial-response]]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from schemas.problem import Problem
from schemas.row import Row
from schemas.wording.numbers import NumberWord, number_words

BINDING = re.compile(r"\[\[\s*([a-z0-9][\w/.-]*)\s*(?:\|\s*([a-z0-9_]+)\s*)?\]\]")
# what was meant as one, too: with one bracket, or with those of another program
ANY_BINDING = re.compile(
    r"\[\[[^\]\n]*\]?\]?|\{\{[^}\n]*\}\}|\[[a-z0-9][\w.-]*/[\w.-]+/[^\]\n]*\](?!\()"
)
LINK_TARGET = re.compile(r"\]\([^)\s]*\)|https?://\S+")
OWN_LINK = re.compile(r"\[[^\]\n]*\]\(~/[^)\s]*\)")  # it names a page by its title
MARK = "\ue000"  # stands for a binding where words are judged by their place
ORDERED = re.compile(r"(?m)^\s*\d+\.\s")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
QUOTED = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"")
SENTENCE = re.compile(r"\S.*?(?:[.!?](?=\s)|\n\s*\n|\n(?=\s*(?:[-*#|]|\d+\.))|\Z)", re.DOTALL)
PARAGRAPH = re.compile(r"\S.*?(?=\n\s*\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Binding:
    """A number in prose: what it is bound to and through which transform, and its line."""

    target: str
    transform: str
    line: int

    @property
    def is_estimate(self) -> bool:
        return self.target.count("/") == 2


@dataclass(frozen=True)
class Passage:
    """A sentence or paragraph: its words, with bindings blanked, and its bindings."""

    text: str
    line: int

    @cached_property
    def words(self) -> str:
        return " ".join(without_bindings(self.text).split())

    @cached_property
    def said(self) -> str:
        """Its words on one line with ``MARK`` for each binding, in order; links to our pages left out."""
        text = BINDING.sub(MARK, COMMENT.sub(" ", self.text))
        for pattern in (OWN_LINK, ANY_BINDING, LINK_TARGET, ORDERED):
            text = pattern.sub(" ", text)
        return " ".join(re.sub(r"[#*_]+", " ", text).split())

    @cached_property
    def marks(self) -> tuple[int, ...]:
        """Where bindings stand in what is said."""
        return tuple(match.start() for match in re.finditer(MARK, self.said))

    @cached_property
    def own(self) -> str:
        """What is said, without what is quoted."""
        return without_quotes(self.said)

    @cached_property
    def numbers(self) -> tuple[NumberWord, ...]:
        """Numbers that are said in words."""
        return number_words(self.said)

    @cached_property
    def sentences(self) -> tuple[Passage, ...]:
        """Those of a paragraph."""
        return passages(self.text, SENTENCE, self.line)

    @cached_property
    def is_heading(self) -> bool:
        return self.text.lstrip().startswith("#")

    @cached_property
    def bindings(self) -> list[Binding]:
        return list(bindings(self.text, self.line))

    def line_of(self, words: str) -> int:
        """Line on which the first of these words first stands."""
        at = self.text.find(words.split()[0])
        return self.line + (self.text.count("\n", 0, at) if at >= 0 else 0)

    @property
    def is_question(self) -> bool:
        return self.words.rstrip('*_"”').endswith("?")


def never(target: str) -> bool:
    return False


@dataclass
class Page:
    """A piece of prose that readers see as a whole."""

    kind: str  # category, guide, glossary, corrections, note, chart
    name: str
    row: Row
    field: str
    is_not_judged: Callable[[str], bool] = never  # of the target of a binding
    is_unread: Callable[[str], bool] = never
    figures: tuple[str, ...] = ()  # estimates that a chart draws, whose words these are

    @cached_property
    def line(self) -> int:
        return self.row.lines.get(self.field, self.row.line)

    @property
    def is_whole(self) -> bool:
        """Is it a page or an entry, and not a note beside other things or the words of a chart?"""
        return self.kind not in ("note", "chart")

    @property
    def trial(self) -> str | None:
        """Whose note it is; None for what stands for itself."""
        return self.name.partition("/")[0] if self.kind == "note" else None

    @cached_property
    def text(self) -> str:
        """Without comments, which readers do not see."""
        return COMMENT.sub(blanked, self.row.get(self.field))

    @cached_property
    def sentences(self) -> list[Passage]:
        return self._judged(SENTENCE)

    @cached_property
    def paragraphs(self) -> list[Passage]:
        return self._judged(PARAGRAPH)

    def _judged(self, pattern: re.Pattern[str]) -> list[Passage]:
        """Without passages of which a binding cannot be judged or read: what they claim is not known."""
        return [
            passage
            for passage in passages(self.text, pattern, self.line)
            if not any(self.is_not_judged(binding.target) for binding in passage.bindings)
            and all(BINDING.fullmatch(found) for found in ANY_BINDING.findall(passage.text))
        ]

    @cached_property
    def bindings(self) -> list[Binding]:
        """Those that lead to something which could be read."""
        found = bindings(self.text, self.line)
        return [binding for binding in found if not self.is_unread(binding.target)]

    def problem(self, line: int, value: str, message: str, todo: str) -> Problem:
        return Problem(self.row.path, line, self.field, value, message, todo)


# table → (kind of page, column with its name, columns with prose)
PROSE = {
    "categories": ("category", "category", ("prose",)),
    "guide": ("guide", "page", ("prose",)),
    "glossary": ("glossary", "term", ("says", "not_to_confuse")),
    "corrections": ("corrections", "target", ("correct", "reason")),
}


NOTES = ("trials", "reports", "estimates")  # tables with notes that readers see


def notes_of(tables: Mapping[str, list[Row]]) -> Iterator[Page]:
    for table in NOTES:
        for row in tables[table]:
            if row.get("note"):
                name = "/".join(filter(None, (row.get(key) for key in ("trial", "report", "key"))))
                yield Page("note", name, row, "note")


def pages_of(
    tables: Mapping[str, list[Row]],
    is_not_judged: Callable[[str], bool] = never,
    is_unread: Callable[[str], bool] = never,
) -> Iterator[Page]:
    for table, (kind, name, columns) in PROSE.items():
        for row in tables[table]:
            for column in columns:
                if row.get(column):
                    yield Page(kind, row.get(name), row, column, is_not_judged, is_unread)


@lru_cache(maxsize=20_000)
def passages(prose: str, pattern: re.Pattern[str], first_line: int = 1) -> tuple[Passage, ...]:
    """Sentences or paragraphs; of prose that is asked for again the same ones, with all found in them."""
    found, line, seen = [], first_line, 0
    for match in pattern.finditer(prose):
        line += prose.count("\n", seen, match.start())
        seen = match.start()
        found.append(Passage(match.group().rstrip(), line))
    return tuple(found)


def bindings(prose: str, first_line: int = 1) -> Iterator[Binding]:
    for match in BINDING.finditer(prose):
        line = first_line + prose.count("\n", 0, match.start())
        yield Binding(match.group(1), match.group(2) or "as_printed", line)


def without_bindings(prose: str) -> str:
    """The prose with bindings, link targets, list numbers and comments blanked, lines kept."""
    for pattern in (COMMENT, ANY_BINDING, LINK_TARGET, ORDERED):
        prose = pattern.sub(blanked, prose)
    return prose


def without_quotes(text: str) -> str:
    return QUOTED.sub(blanked, text)


def blanked(match: re.Match[str]) -> str:
    return "\n".join(" " * len(line) for line in match.group().split("\n"))
