"""Entries of the page Find: a name, where it leads, and the words by which people look for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from reports.text.everyday import typed_for


@dataclass(frozen=True)
class Link:
    """A page by its path from the root of the site, maybe with a place on it."""

    path: str
    text: str


@dataclass(frozen=True)
class Row:
    """A row of the store, with the columns of its name and of its other names."""

    table: str
    key: str
    name: str
    also: str


@dataclass(frozen=True)
class Entry:
    """One line. Without ``path`` and ``places`` the site has no page on it, and says so.

    path    the page of the thing itself
    also    other names, which readers see
    places  pages of situations and cancers that it leads to
    trials  trials that it leads to
    words   further words by which it is found
    row     where name and other names are typed; rules of the data judge them there
    """

    name: str
    path: str = ""
    also: str = ""
    places: tuple[Link, ...] = ()
    trials: tuple[Link, ...] = ()
    words: str = ""
    row: Row | None = None

    @property
    def has_page(self) -> bool:
        return bool(self.path or self.places)


@dataclass(frozen=True)
class Group:
    """Entries of one kind. ``code`` is its anchor."""

    code: str
    title: str
    entries: list[Entry]


def with_typed(entry: Entry) -> Entry:
    """The entry with what people type in other words than ours."""
    typed = typed_for(f"{entry.name} {entry.also} {entry.words}")
    return replace(entry, words=f"{entry.words} {typed}".strip())


def in_order(entry: Entry) -> tuple[str, str]:
    return re.sub(r"\W+", " ", entry.name.lower()).strip(), entry.name


def words_of(text: str) -> list[str]:
    """Words of a passage of prose, each once; bindings and addresses left out."""
    plain = re.sub(r"\[\[.*?\]\]|\]\(.*?\)", " ", text)
    return sorted(set(re.findall(r"[a-z][a-z-]{2,}", plain.lower())))
