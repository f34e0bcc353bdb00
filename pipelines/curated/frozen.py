"""Frozen copies of charts in ``reports/frozen``: read back only where they are what was kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pipelines.curated.textfile import children
from pipelines.files import read_plain, read_text, sha256, unusable
from pipelines.project import Project
from reports.embeds.entry import Copy
from schemas.borders.plain import REPORT_NAME, SLUG, hidden_sign, is_file_name
from schemas.fields import DAY
from schemas.problem import Problem, Unusable
from schemas.wording.approval import says_approved

ABOUT = "about.json"
HASH = re.compile("[0-9a-f]{12}")
LARGEST_FILE = 32 * 1024 * 1024
RESTORE = "Restore it from the project's history."
WORDS = (".html", ".svg", ".md", ".json")


def read_copies(project: Project) -> tuple[list[Copy], list[Problem]]:
    """All kept copies, oldest first, and what stands among them that is none."""
    places, problems = children(project, project.frozen)
    found = []
    for place in places:
        try:
            copy = read_copy(project, place)
            _refuse_strangers(project, place, copy)
            found.append(copy)
        except Unusable as error:
            problems.append(error.problem)
    return sorted(found, key=lambda copy: (copy.frozen_on, copy.slug, copy.hash)), problems


def read_copy(project: Project, place: Path) -> Copy:
    """The copy in the folder ``place``. Raises Unusable."""
    if not HASH.fullmatch(place.name) or place.is_symlink() or not place.is_dir():
        message = "this is not a frozen copy of a chart."
        raise unusable(place, project.root, message, "Remove it; `evidence freeze` makes copies.")
    path = place / ABOUT
    try:
        told = json.loads(read_text(path, project.root))
        copy = Copy(**(told | {"reports": tuple(told["reports"])}))
        wrong = _wrong(copy, place.name)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        wrong = "is not what `evidence freeze` writes"
    if wrong:
        raise unusable(path, project.root, f"{wrong}.", RESTORE)
    return copy


def files_of(project: Project, copy: Copy) -> dict[str, bytes]:
    """The files of a copy as they were kept, by name. Raises Unusable."""
    place, found = project.frozen / copy.hash, {}
    for name in copy.files:
        found[name] = read_plain(place / name, project.root, LARGEST_FILE)
        if copy.sha256 and copy.sha256[name] != sha256(found[name]):
            message = "this file was changed since the chart was frozen."
            raise unusable(place / name, project.root, message, RESTORE)
        if name.endswith(WORDS) and says_approved(found[name].decode("utf-8", "replace")):
            message = "says that somebody approved; no chart says so when it is frozen."
            raise unusable(place / name, project.root, message, RESTORE)
    return found


def _wrong(copy: Copy, name: str) -> str:
    """What is wrong with the words of a copy in the folder ``name``; empty if nothing is."""
    texts = (copy.slug, copy.hash, copy.frozen_on, copy.title, *copy.reports)
    if not all(isinstance(text, str) and not hidden_sign(text) for text in texts):
        return "holds something that is no plain text"
    if copy.hash != name:
        return "names another folder than its own"
    if not is_file_name(copy.slug):
        return "names no chart"
    if not isinstance(copy.sha256, dict) or sorted(copy.sha256) not in ([], sorted(copy.files)):
        return "names other files than its own"
    if not re.fullmatch(DAY, copy.frozen_on):
        return "names no day"
    if not all(re.fullmatch(f"{SLUG}/{REPORT_NAME}", report) for report in copy.reports):
        return "names a report that is none"
    return ""


def _refuse_strangers(project: Project, place: Path, copy: Copy) -> None:
    for path in children(project, place)[0]:
        if path.name not in (*copy.files, ABOUT):
            message = "this file is no part of the frozen copy."
            raise unusable(path, project.root, message, "Remove it.")
    files_of(project, copy)
