"""Slugs of charts that were ever published: ``reports/slugs.txt``, one a line.

Nothing else that is committed tells them: the catalogue forgets what is deleted from it, and builds are
not kept. ``evidence fix`` adds what is new; nothing is ever taken out.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.curated.textfile import text_of
from pipelines.project import Project
from schemas.borders.plain import SLUG_WORDS, is_file_name
from schemas.problem import WARNING, Problem

RULE = "slugs-stay"
HEAD = "# Charts that were ever published: their addresses stay. `evidence fix` adds lines; none is taken out.\n"


def read_slugs(project: Project) -> tuple[set[str], list[Problem]]:
    """Every slug of the list, and the lines that are none."""
    if not project.slugs.exists() and not project.slugs.is_symlink():
        return set(), []
    text, problems = text_of(project, project.slugs)
    found, place = set(), project.relative(project.slugs)
    for number, line in enumerate(text.split("\n"), 1):
        slug = line.strip()
        if not slug or slug.startswith("#"):
            continue
        if is_file_name(slug):
            found.add(slug)
        else:
            message = f"is not a name: use {SLUG_WORDS}."
            todo = "Restore the line from the project's history."
            problems.append(Problem(place, number, "", slug, message, todo, RULE))
    return found, problems


def not_noted(project: Project, slugs: Iterable[str], noted: set[str]) -> list[Problem]:
    """What an editor is told of new charts, in one line."""
    new = sorted(set(slugs) - noted)
    if not new:
        return []
    message = "new in the catalogue: once published, their addresses stay."
    todo = "Run `evidence fix`, which notes them here."
    place = project.relative(project.slugs)
    return [Problem(place, 0, "", ", ".join(new), message, todo, RULE, WARNING)]


def as_list(slugs: Iterable[str]) -> str:
    """The text of the list."""
    return HEAD + "".join(f"{slug}\n" for slug in sorted(slugs))
