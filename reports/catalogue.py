"""The catalogue of charts that editors publish: ``reports/charts.yaml``, read and judged.

A slug is an address for ever. A chart that is renamed lists its old slugs under ``was``, and they
redirect; a slug that was ever frozen and is now named nowhere is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from reports.charts.evidence_map import evidence_map
from reports.charts.forest import forest
from reports.charts.icons import icon_array
from reports.charts.ladder import ladder
from reports.charts.marks import TopLevel
from reports.charts.refuse import Refused
from reports.charts.response import response_bar
from reports.charts.survival import survival
from reports.charts.timeline import timeline
from schemas.fields import SEPARATOR
from schemas.problem import Problem, nearest

KINDS: dict[str, Callable[..., TopLevel]] = {
    "survival": survival,
    "response_bar": response_bar,
    "icon_array": icon_array,
    "forest": forest,
    "ladder": ladder,
    "timeline": timeline,
    "evidence_map": evidence_map,
}
KINDS_OF_ARMS = ("survival", "response_bar")  # each arm has its colour
KEYS = ("slug", "kind", "filter", "title", "alt", "caption", "was")
REQUIRED = ("slug", "kind", "filter", "title", "alt")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LISTS = ("category", "subgroup", "biomarker")  # columns that hold several codes
SETTINGS = "reports/charts.yaml"


@dataclass(frozen=True)
class Entry:
    """One chart of the catalogue, as typed."""

    slug: str
    kind: str
    filter: dict[str, tuple[str, ...]]
    title: str
    alt: str
    caption: str = ""
    was: tuple[str, ...] = ()
    line: int = 0


@dataclass
class Catalogue:
    """All entries that could be read, and what is wrong with the file."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __getitem__(self, slug: str) -> Entry:
        for entry in self.entries:
            if slug == entry.slug or slug in entry.was:
                return entry
        near = nearest(slug, [entry.slug for entry in self.entries])
        raise KeyError(f"there is no chart {slug}" + (f": {near}" if near else ""))

    @property
    def redirects(self) -> dict[str, str]:
        """Old slug to the slug that stands for it now."""
        return {old: entry.slug for entry in self.entries for old in entry.was}


def read_catalogue(path: Path, ever_frozen: Iterable[str] = ()) -> Catalogue:
    """Read ``charts.yaml``. No file is an empty catalogue; what cannot be used is a problem."""
    catalogue = Catalogue()
    if not path.is_file():
        return catalogue
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        catalogue.problems.append(
            Problem(
                SETTINGS,
                line,
                "",
                "",
                f"cannot be read as YAML: {getattr(error, 'problem', error)}.",
            )
        )
        return catalogue
    for node in root.value if root is not None else []:
        entry = _entry(node, catalogue.problems)
        if entry is not None:
            catalogue.entries.append(entry)
    _check_slugs(catalogue, ever_frozen)
    return catalogue


def select(entry: Entry, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the view ``estimates`` that the entry's filter asks for."""
    keep = np.ones(len(frame), dtype=bool)
    for column, wanted in entry.filter.items():
        codes, values = pd.factorize(frame[column], use_na_sentinel=False)
        typed = [_as_typed(value) for value in values]  # each value once, not each row
        parts = [text.split(SEPARATOR) if column in LISTS else [text] for text in typed]
        keep &= np.array([not {*wanted}.isdisjoint(part) for part in parts], dtype=bool)[codes]
    return frame[keep]


def draw(entry: Entry, rows: pd.DataFrame, width: int, arms: Sequence[str] = ()) -> TopLevel:
    """The chart of an entry at one width, ``arms`` (keys) in this order. Raises Refused."""
    ordered = {"arms": arms} if entry.kind in KINDS_OF_ARMS else {}
    return KINDS[entry.kind](rows, width, **ordered)


def check_filters(catalogue: Catalogue, frame: pd.DataFrame) -> list[Problem]:
    """Filters that name no column."""
    return [
        _problem(
            entry, "filter", name, "is not a column of the estimates.",
            nearest(name, list(frame.columns)).capitalize() or "See the columns of the export.",
        )
        for entry in catalogue.entries
        for name in entry.filter
        if name not in frame.columns
    ]  # fmt: skip


def cannot_draw(entry: Entry, error: ValueError) -> Problem:
    """What an editor is told when a chart is refused: no row, or rows that may not share an axis."""
    if isinstance(error, Refused):
        message = f"{error}.".replace("..", ".")
        return _problem(entry, "filter", entry.slug, message, "", "no-ranking")
    return _problem(entry, "filter", entry.slug, f"cannot be drawn: {error}.")


def _entry(node: yaml.Node, problems: list[Problem]) -> Entry | None:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        problems.append(
            Problem(SETTINGS, line, "", "", "an entry is a list of keys.", "See EDITING.md.")
        )
        return None
    values: dict[str, object] = {}
    found = len(problems)
    for key, value in node.value:
        place = key.start_mark.line + 1
        if key.value not in KEYS:
            todo = nearest(key.value, KEYS).capitalize() or f"Valid: {', '.join(KEYS)}."
            problems.append(
                Problem(SETTINGS, place, key.value, "", "is not a key of a chart.", todo)
            )
            continue
        values[key.value] = _plain(value)
    for name in REQUIRED:
        if not values.get(name):
            problems.append(Problem(SETTINGS, line, name, "", "is missing.", f"Add `{name}:`."))
    slug, kind = str(values.get("slug", "")), str(values.get("kind", ""))
    if slug and not SLUG.fullmatch(slug):
        problems.append(
            Problem(
                SETTINGS, line, "slug", slug, "has other signs than a-z, 0-9 and single hyphens."
            )
        )
    if kind and kind not in KINDS:
        todo = nearest(kind, KINDS).capitalize() or f"Valid: {', '.join(KINDS)}."
        problems.append(Problem(SETTINGS, line, "kind", kind, "is not a kind of chart.", todo))
    if values.get("filter") and not isinstance(values["filter"], dict):
        problems.append(Problem(SETTINGS, line, "filter", "", "is a list of column: value."))
    if len(problems) > found:
        return None
    return Entry(
        slug, kind, {name: _many(value) for name, value in values["filter"].items()},
        str(values["title"]), str(values["alt"]), str(values.get("caption", "")),
        _many(values.get("was", ())), line,
    )  # fmt: skip


def _check_slugs(catalogue: Catalogue, ever_frozen: Iterable[str]) -> None:
    seen: dict[str, Entry] = {}
    for entry in catalogue.entries:
        for slug in (entry.slug, *entry.was):
            if slug in seen:
                catalogue.problems.append(
                    _problem(
                        entry,
                        "slug",
                        slug,
                        f"stands already on line {seen[slug].line}.",
                        "Keep one.",
                    )
                )
            seen[slug] = entry
    for slug in sorted(set(ever_frozen) - set(seen)):
        catalogue.problems.append(
            Problem(SETTINGS, 0, "slug", slug, "was published and is now named nowhere: addresses never vanish.",
                    "Put it back, or name it under `was:` of the chart that replaces it.", "slugs-stay")
        )  # fmt: skip


def _plain(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return tuple(str(_plain(item)) for item in node.value)
    return node.value


def _many(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _as_typed(value: object) -> str:
    """A stored value as an editor types it: yes and no, whole numbers without a point."""
    if pd.isna(value):
        return "none"
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _problem(
    entry: Entry, name: str, value: str, message: str, todo: str = "", rule: str = ""
) -> Problem:
    return Problem(SETTINGS, entry.line, name, value, message, todo, rule)
