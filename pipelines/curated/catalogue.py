"""The catalogue of charts that editors publish: ``reports/charts.yaml``, read and judged.

A slug is an address for ever. A chart that is renamed lists its old slugs under ``was``, and they
redirect; one that is published no more stays as ``retired``, and a notice says why. A slug that was ever
published or frozen and is now named nowhere is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.curated.frozen import read_copies
from pipelines.curated.noted import not_noted, read_slugs
from pipelines.curated.textfile import text_of
from pipelines.curated.yamltext import Mapping, Node, Scalar, Sequence, parse
from pipelines.project import Project
from reports.charts.kinds import MODULES as KINDS
from reports.embeds.entry import (
    FILTERS,
    KEYS,
    PLACE,
    REQUIRED,
    REQUIRED_OF_RETIRED,
    Catalogue,
    Copy,
    Entry,
    Retired,
)  # fmt: skip
from schemas.borders.plain import SLUG_WORDS, is_file_name
from schemas.borders.site_map import TAKEN_BY_CHARTS
from schemas.fields import DAY
from schemas.problem import Problem, nearest

RULE = "charts-can-be-drawn"
LONGEST_TEXT = 2000  # of a title or description: it is drawn into a picture


def read_catalogue(project: Project, published: Iterable[str] = ()) -> Catalogue:
    """Read ``charts.yaml``. No file is an empty catalogue; what cannot be used is a problem.

    ``published``: slugs that were ever published or frozen.
    """
    catalogue = Catalogue()
    if not project.charts.exists() and not project.charts.is_symlink():
        is_named_otherwise = any(project.charts.parent.glob(f"{project.charts.stem}.*"))
        if published and not is_named_otherwise:  # else it is told as a file that nobody reads
            message = "is missing, and with it every chart that was published."
            todo = "Restore it from the project's history."
            catalogue.problems.append(Problem(PLACE, 0, "", "", message, todo, "slugs-stay"))
        return catalogue
    text, catalogue.problems = text_of(project, project.charts)
    if text and any(line.strip() and line.strip()[:1] != "#" for line in text.split("\n")):
        root, problems = parse(text, PLACE, Sequence)
        catalogue.problems += problems
        read = [_entry(node, catalogue.problems) for node in root.items]
        catalogue.entries = [entry for entry in read if isinstance(entry, Entry)]
        catalogue.retired = [entry for entry in read if isinstance(entry, Retired)]
    _check_slugs(catalogue, published)
    return catalogue


def catalogue_of(project: Project) -> tuple[Catalogue, list[Copy]]:
    """The catalogue of a project and its frozen copies; all that is wrong with either is in
    ``problems`` of the catalogue.
    """
    copies, problems = read_copies(project)
    noted, wrong = read_slugs(project)
    catalogue = read_catalogue(project, {*noted, *(copy.slug for copy in copies)})
    if not catalogue.problems:
        wrong += not_noted(project, catalogue.slugs(), noted)
    catalogue.problems += problems + wrong
    return catalogue, copies


def _entry(node: Node, problems: list[Problem]) -> Entry | Retired | None:
    if not isinstance(node, Mapping):
        problems.append(
            Problem(
                PLACE, node.line, "", "", "an entry is a list of keys.", "See EDITING.md.", RULE
            )
        )
        return None
    before = len(problems)

    def wrong(name: str, value: str, message: str, todo: str = "") -> None:
        line = node.lines.get(name, node.line)
        problems.append(Problem(PLACE, line, name, value, message, todo, RULE))

    for name in node.items.keys() - set(KEYS):
        todo = nearest(name, KEYS).capitalize() or f"Valid: {', '.join(KEYS)}."
        wrong(name, "", "is not a key of a chart.", todo)
    is_retired = "retired" in node.items or "why" in node.items
    for name in REQUIRED_OF_RETIRED if is_retired else REQUIRED:
        found = node.items.get(name)
        if found is None or found == Scalar("", found.line):
            wrong(name, "", "is missing.", f"Add `{name}:`.")
    texts = {}
    for name in ("slug", "kind", "title", "alt", "caption", "retired", "why"):
        found = node.items.get(name, Scalar("", node.line))
        texts[name] = found.text if isinstance(found, Scalar) else ""
        if not isinstance(found, Scalar):
            wrong(name, "", "is one value, not a list.")
        elif len(found.text) > LONGEST_TEXT:
            wrong(name, found.text, f"is longer than {LONGEST_TEXT} signs.", "Shorten it.")
    was = _many(node.items.get("was"))
    for name, slugs in (("slug", (texts["slug"],)), ("was", was or ())):
        for slug in slugs:
            if slug in TAKEN_BY_CHARTS:
                wrong(name, slug, "is taken by another file of the charts.", "Choose another.")
            elif slug and not is_file_name(slug):
                wrong(name, slug, f"is not a name: use {SLUG_WORDS}.")
    if was is None:
        wrong("was", "", "is a list of names.")
    on, why = texts.pop("retired"), texts.pop("why")
    if is_retired:  # its kind and filter may stay as they were; nothing is drawn
        if on and not re.fullmatch(DAY, on):
            wrong("retired", on, "is not a day.", "Write it as 2026-01-31.")
        if len(problems) > before:
            return None
        return Retired(texts["slug"], texts["title"], on, why, was or (), node.line, node.lines)
    if texts["kind"] and texts["kind"] not in KINDS:
        todo = nearest(texts["kind"], KINDS).capitalize() or f"Valid: {', '.join(KINDS)}."
        wrong("kind", texts["kind"], "is not a kind of chart.", todo)
    filter = _filter(node.items.get("filter"), wrong)
    if len(problems) > before:
        return None
    return Entry(**texts, filter=filter, was=was, line=node.line, lines=node.lines)


def _filter(node: Node | None, wrong) -> dict[str, tuple[str, ...]]:  # noqa: ANN001
    if not isinstance(node, Mapping):
        if node is not None:
            wrong("filter", "", "is a list of column: value.")
        return {}
    found = {}
    for column, value in node.items.items():
        found[column] = _many(value)
        if column not in FILTERS:
            wrong(
                "filter",
                column,
                "is not a column of the estimates.",
                nearest(column, FILTERS).capitalize() or "See the columns of the export.",
            )
        if not found[column]:
            wrong("filter", column, "needs one value, or a list of values.")
    return found


def _many(node: Node | None) -> tuple[str, ...] | None:
    """The texts of a value or of a list of values; None for anything else."""
    if node is None:
        return ()
    if isinstance(node, Scalar):
        return (node.text,) if node.text else ()
    if isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
        return tuple(item.text for item in node.items)
    return None


def _check_slugs(catalogue: Catalogue, published: Iterable[str]) -> None:
    seen: dict[str, Entry | Retired] = {}
    for entry in (*catalogue.entries, *catalogue.retired):
        for slug in (entry.slug, *entry.was):
            if slug in seen:
                message = f"stands already on line {seen[slug].line}."
                catalogue.problems.append(entry.problem("slug", slug, message, "Keep one.", RULE))
            seen[slug] = entry
    if catalogue.problems:  # what could not be read may name the others
        return
    for slug in sorted(set(published) - set(seen)):
        catalogue.problems.append(
            Problem(
                PLACE,
                0,
                "slug",
                slug,
                "was published and is now named nowhere: addresses never vanish.",
                "Put it back, name it under `was:` of the chart that replaces it, or say since when and "
                "why it is no longer published: `retired:` and `why:` beside its slug and title.",
                "slugs-stay",
            )
        )
