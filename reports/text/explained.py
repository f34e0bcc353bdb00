"""Words of the glossary, linked to their meaning where a reader first meets them on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from reports.text.prose import anchor
from schemas.fields import items_of
from schemas.wording import known_words
from schemas.wording.names import any_of

# other names of an entry that in everyday text mostly mean something else
EVERYDAY = frozenset(
    {"group", "interval", "secondary", "response", "investigator", "landmark", "not stated"}
)
REST = re.compile(r"\w*")  # “stage 3B” is one word, too
TAG = re.compile(r"(<[^>]*>)")
# inside these no link may or should stand
CLOSED = frozenset(
    {
        "a",
        "button",
        "summary",
        "h1",
        "h2",
        "h3",
        "h4",
        "svg",
        "code",
        "cite",
        "blockquote",
        "figcaption",
    }
)


class Words:
    """All that glossary entries are called, and where each is explained. Made once a process."""

    def __init__(self, tables: dict[str, list[Any]]):
        self.place_of: dict[str, str] = {}
        for row in tables["glossary"]:
            for name in (row["term"], *items_of(row["also"])):
                if name.lower() not in EVERYDAY:
                    self.place_of.setdefault(_key(name), anchor(row["term"]))
        names = any_of(spelt for name in self.place_of for spelt in _spelt(name))
        self.pattern = re.compile(rf"(?<![\w-]){names}s?(?![\w-])")
        self.numbered = known_words(tables)  # such as “grade 3 or 4”, which stays in one piece

    def found(self, text: str) -> Iterable[tuple[int, int, str]]:
        """Start, end and place of each word of ``text`` that the glossary has."""
        for match in self.pattern.finditer(text):
            start, end = match.span()
            whole = self.numbered.match(text, start)
            name = _key(match.group())
            place = self.place_of.get(name) or self.place_of[name.removesuffix("s")]
            end = max(end, whole.end() if whole else end)
            yield start, REST.match(text, end).end(), place


@dataclass
class Explained:
    """The words of one page: each is linked once, where it first stands."""

    words: Words
    root: str
    seen: set[str] = field(default_factory=set)

    def __call__(self, markup: str) -> Markup:
        made, closed = [], 0
        for number, piece in enumerate(TAG.split(str(escape(markup)))):
            if number % 2:
                name = piece.strip("</>").split(None, 1)[0].lower()
                if name in CLOSED:
                    closed += -1 if piece.startswith("</") else 1
            made.append(piece if number % 2 or closed else self._linked(piece))
        return Markup("".join(made))

    def _linked(self, text: str) -> str:
        made, done = "", 0
        for start, end, place in self.words.found(text):
            if place not in self.seen and start >= done:
                self.seen.add(place)
                made += (
                    f'{text[done:start]}<a class="word" href="{self.root}glossary/index.html#{place}">'
                    f"{text[start:end]}</a>"
                )
                done = end
        return made + text[done:]


def _key(name: str) -> str:
    """Short forms keep their capitals: ``PS`` is a word of the glossary, ``ps`` is not."""
    return name if name.isupper() or not name[:1].isalpha() or name[1:2].isupper() else name.lower()


def _spelt(name: str) -> Iterator[str]:
    """As it may stand in a text: at the head of a sentence a word begins with a capital."""
    yield name
    if _key(name) == name:
        yield name[0].upper() + name[1:]
