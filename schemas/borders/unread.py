"""What could not be read. It is told once, at its own place, and accuses nothing that refers to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import PurePosixPath

from schemas.borders.plain import REPORT_NAME

ALL = "*"
NAMED = re.compile(r"\s*(?:name|title|label|term): *(.+)")
ENTRY = re.compile(r"([^\s:][^:]*):\s*")  # the term of a glossary
ALSO = re.compile(r"^\s*also: *")
FOLDERS = {"categories": "categories", "guide": "guide", "references": "facts"}


class Unread:
    """Parts of the tables that are missing because a file could not be read.

    ``gaps`` maps a table to the names of what is missing: ``*`` for any row of it, ``orchard-1`` for
    all rows of a trial, ``orchard-1/2024-fields`` for those of a report.
    """

    def __init__(
        self,
        gaps: Mapping[str, Iterable[str]] | None = None,
        places: Iterable[str] = (),
        texts: Iterable[str] = (),
    ):
        self.gaps = {table: frozenset(names) for table, names in (gaps or {}).items()}
        self.places = tuple(places)
        self.texts = tuple(texts)

    @classmethod
    def of(cls, places: Iterable[str], texts: Mapping[str, str] | None = None) -> Unread:
        """What files at ``places`` would have held.

        ``texts``: what stands in the files, by place, as far as it is text.
        """
        gaps: dict[str, set[str]] = defaultdict(set)
        places = set(places)
        for place in sorted(places):
            for table, name in _missing(PurePosixPath(place)):
                gaps[table].add(name)
        found = [text for place, text in (texts or {}).items() if place in places]
        return cls(gaps, sorted(places), found)

    def hides(self, table: str, name: str = "") -> bool:
        """May the row ``name`` of ``table`` stand in something that could not be read?"""
        gaps = self.gaps.get(table)
        if not gaps:
            return False
        return any(
            gap in (ALL, name)
            or name.startswith(f"{gap}/")
            or (gap.startswith("*/") and name.split("/")[1:2] == [gap[2:]])
            for gap in gaps
        )

    def hides_some(self, table: str, trial: str) -> bool:
        """May any row of ``trial`` stand in something that could not be read?"""
        gaps = self.gaps.get(table, ())
        return any(gap.partition("/")[0] in (ALL, trial) for gap in gaps)

    def hides_target(self, target: str) -> bool:
        """The same for what prose and lists refer to: trial/report/key, or reference/fact."""
        return self.hides("estimates", target) or self.hides("facts", target)

    @cached_property
    def names(self) -> frozenset[str]:
        """Names with digits that the unread files seem to hold: no figures where prose has them."""
        lines = (line for text in self.texts for line in text.split("\n"))
        parts = (part.strip(" \"'[]") for line in lines for part in _parts(line))
        guessed = (name for slug in self.gaps.get("trials", ()) for name in spelt(slug))
        return frozenset(part for part in (*parts, *guessed) if re.search(r"\d", part))

    def same_as(self, other: Unread) -> bool:
        return self.gaps == other.gaps


def spelt(slug: str) -> Iterable[str]:
    """A trial's name as people write it, guessed from that of its folder: CheckMate 067, ORCHARD-1."""
    words = slug.split("-")
    for mark in ("-", " "):
        yield from (mark.join(words).upper(), mark.join(word.capitalize() for word in words))


def _parts(line: str) -> list[str]:
    """What may be a name in a line: that of a key, the key of an entry, else each cell or item."""
    named = NAMED.match(line) or ENTRY.fullmatch(line)
    return [named[1]] if named else re.split("[,;\t]", ALSO.sub("", line))


def _missing(place: PurePosixPath) -> Iterable[tuple[str, str]]:
    """(table, name) of what a file at ``place`` would have held."""
    parts = place.parts
    stem = place.name.partition(".")[0]
    is_misplaced = parts[:3] != ("data", "curated", "trials")
    if is_misplaced and re.fullmatch(REPORT_NAME, stem):  # a report of whichever trial
        yield from ((table, f"*/{stem}") for table in ("estimates", "reports"))
        return
    if parts[:2] != ("data", "curated"):
        yield ("charts", ALL)
        return
    folder = parts[2] if len(parts) > 3 else ""
    if folder == "vocabularies":
        yield (stem, ALL)
    elif folder in FOLDERS:
        yield (FOLDERS[folder], stem)
        if folder == "categories":
            yield ("subgroups", stem)
    elif folder == "trials":
        trial = parts[3].partition(".")[0]
        if len(parts) == 4 or place.name == "trial.yaml":
            yield ("trials", trial)
            if len(parts) == 4:
                yield from ((table, name) for table in ("estimates", "reports") for name in (trial, f"*/{trial}"))  # fmt: skip
        else:
            is_name = place.suffix == ".yaml" and re.fullmatch(REPORT_NAME, stem)
            name = f"{trial}/{stem}" if is_name else trial
            yield from ((table, name) for table in ("estimates", "reports"))
    elif len(parts) == 3:
        yield (stem, ALL)
