"""Addresses that were ever published, one a line: slugs of charts in ``reports/slugs.txt``, pages of
reports in ``reports/pages.txt``.

Nothing else that is committed tells them: a catalogue forgets what is deleted from it, a folder what is
renamed, and builds are not kept. ``evidence fix`` adds what is new; nothing is ever taken out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from pipelines.curated.textfile import text_of
from pipelines.project import Project
from schemas.borders.plain import REPORT_NAME, SLUG, SLUG_WORDS, is_file_name
from schemas.problem import WARNING, Problem

RULE = "slugs-stay"
HEAD = "# {} that were ever published: their addresses stay. `evidence fix` adds lines; none is taken out.\n"


def read_slugs(project: Project) -> tuple[set[str], list[Problem]]:
    """Slugs of charts, and the lines that are none."""
    return _read(project, project.slugs, is_file_name, f"is not a name: use {SLUG_WORDS}.")


def read_pages(project: Project) -> tuple[set[str], list[Problem]]:
    """Reports (``trial/report``) that had a page, and the lines that are none."""
    return _read(project, project.pages, is_report, "is not TRIAL/REPORT.")


def is_report(text: str) -> bool:
    return re.fullmatch(f"{SLUG}/{REPORT_NAME}", text) is not None


def _read(
    project: Project, path: Path, is_name: Callable[[str], bool], message: str
) -> tuple[set[str], list[Problem]]:
    if not path.exists() and not path.is_symlink():
        return set(), []
    text, problems = text_of(project, path)
    found, place = set(), project.relative(path)
    for number, line in enumerate(text.split("\n"), 1):
        name = line.strip()
        if not name or name.startswith("#"):
            continue
        if is_name(name):
            found.add(name)
        else:
            todo = "Restore the line from the project's history."
            problems.append(Problem(place, number, "", name, message, todo, RULE))
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


def as_list(what: str, names: Iterable[str]) -> str:
    """The text of a list of ``what``: Charts, Reports."""
    return HEAD.format(what) + "".join(f"{name}\n" for name in sorted(names))
