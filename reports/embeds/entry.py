"""The catalogue of charts and their frozen copies: what an entry holds, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.borders.site_map import CHART_ENDINGS
from schemas.problem import Problem, nearest
from schemas.views import EstimatesView

PLACE = "reports/charts.yaml"
KEYS = ("slug", "kind", "filter", "title", "alt", "caption", "was", "retired", "why")
FIRST_ENDINGS = ("html", "svg", "png", "json", "csv", "md")
REQUIRED = ("slug", "kind", "filter", "title")
REQUIRED_OF_RETIRED = ("slug", "title", "retired", "why")
# columns of the view `estimates` by which a chart may choose its rows
FILTERS = tuple(EstimatesView.__annotations__)


@dataclass(frozen=True)
class Entry:
    """One chart of the catalogue, as typed."""

    slug: str
    kind: str
    filter: dict[str, tuple[str, ...]]
    title: str
    alt: str = ""  # no longer used: what a picture shows is told from its values
    caption: str = ""
    was: tuple[str, ...] = ()
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict)

    def problem(
        self, name: str, value: str, message: str, todo: str = "", rule: str = ""
    ) -> Problem:
        return Problem(PLACE, self.lines.get(name, self.line), name, value, message, todo, rule)


@dataclass(frozen=True)
class Retired:
    """A chart that is published no more: a notice stands at its addresses, in every format."""

    slug: str
    title: str
    on: str  # day
    why: str
    was: tuple[str, ...] = ()
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict)

    problem = Entry.problem


@dataclass
class Catalogue:
    """All entries that could be read, and what is wrong with the file."""

    entries: list[Entry] = field(default_factory=list)
    retired: list[Retired] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __getitem__(self, slug: str) -> Entry:
        for entry in self.entries:
            if slug == entry.slug or slug in entry.was:
                return entry
        for gone in self.retired:
            if slug == gone.slug or slug in gone.was:
                raise KeyError(f"{slug} is published no more since {gone.on}: {gone.why}")
        near = nearest(slug, [entry.slug for entry in self.entries])
        raise KeyError(f"there is no chart {slug}" + (f": {near}" if near else ""))

    @property
    def redirects(self) -> dict[str, str]:
        """Old slug to the slug that stands for it now."""
        return {old: entry.slug for entry in self.entries for old in entry.was}

    def slugs(self) -> Iterator[str]:
        """Every slug that leads to a chart or to the notice in its place, old ones too."""
        for entry in (*self.entries, *self.retired):
            yield from (entry.slug, *entry.was)


@dataclass(frozen=True)
class Copy:
    """What a frozen copy says about itself in ``about.json``."""

    slug: str
    hash: str
    frozen_on: str
    title: str
    reports: tuple[str, ...]
    sha256: dict[str, str] = field(default_factory=dict)  # of each file; older copies have none

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files that it consists of, apart from ``about.json``; the first copies had
        fewer, and they never change.
        """
        first = [f"{self.slug}.{end}" for end in FIRST_ENDINGS] + ["embed.css", "embed.js"]
        later = [f"{self.slug}.{end}" for end in CHART_ENDINGS if end not in FIRST_ENDINGS]
        return (*first, *(name for name in later if name in self.sha256))
