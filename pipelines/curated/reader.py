"""Reading the curated files into tables of text, with file and line for every value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pipelines.curated.catalogue import catalogue_of
from pipelines.curated.keys import Part
from pipelines.curated.lists import VOCABULARIES
from pipelines.curated.rows import rows_of
from pipelines.curated.settings import read_settings
from pipelines.curated.strangers import beside_the_data, kind_of
from pipelines.curated.textfile import children, text_of
from pipelines.files import MOST_ROWS_BYTES, link_problems, stamp
from pipelines.project import Project
from reports.embeds.entry import Catalogue, Copy
from schemas import tables
from schemas.borders.plain import DEVICES, REPORT_NAME, SLUG, SLUG_WORDS
from schemas.borders.site_map import TAKEN
from schemas.borders.unread import Unread
from schemas.problem import Problem, is_cause, nearest
from schemas.row import Row

TRIAL = "trial.yaml"
HOSTS = "hosts"
LISTS = (
    "gaps", "levels", "redirects", "approvals", "eye_checks", "extraction", "third_readings",
)  # fmt: skip
ENTRIES = {"glossary": "term", "corrections": "target", "reviewers": "reviewer"}
FOLDERS = ("trials", "references", "categories", "guide", "vocabularies")


@dataclass
class Curated:
    """Everything typed, as tables of rows, and what could not be read."""

    tables: dict[str, list[Row]] = field(
        default_factory=lambda: {name: [] for name in tables.MODELS}
    )
    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    opened: int = 0  # of them those that may have been saved since the reading before
    anew: int = 0  # of them those that say something else than at the reading before
    catalogue: Catalogue = field(default_factory=Catalogue)
    frozen: list[Copy] = field(default_factory=list)
    unread: Unread = field(default_factory=Unread)

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]


class Read(NamedTuple):
    """One file: when it was last saved, what it said, and what was read in it."""

    stamp: tuple[int, ...] | None
    text: str
    part: Part


class Reader:
    """Reads the curated files of a project as often as asked.

    A file that was not saved in between keeps its rows: they are the same objects as before.
    """

    def __init__(self, project: Project):
        self.project = project
        self._parts: dict[Path, Read] = {}

    def read(self) -> Curated:
        """Everything as it stands now. Never raises for what an editor typed."""
        walk = _Walk(self.project, self._parts)
        walk.read_all()
        self._parts = walk.parts
        return walk.found


def read_curated(project: Project) -> Curated:
    """Read every curated file of ``project`` once."""
    return Reader(project).read()


class _Walk:
    """One walk through a project's folders; what a file holds is the business of ``rows``."""

    def __init__(self, project: Project, known: dict[Path, Read]):
        self.project, self.known = project, known
        self.found = Curated()
        self.parts: dict[Path, Read] = {}

    def read_all(self) -> None:
        project = self.project
        self.read_trials()
        self.read_folder(project.references, "*.yaml", "reference")
        self.read_folder(project.categories, "*.md", "category", taken=TAKEN)
        self.read_folder(project.guide, "*.md", "guide_page")
        for name in VOCABULARIES:
            self.read_file("table", project.vocabularies / f"{name}.csv", name, required=True)
        self.read_file("table", project.vocabularies / f"{HOSTS}.csv", HOSTS)
        for name in LISTS:
            self.read_file("table", project.curated / f"{name}.csv", name)
        for name, key in ENTRIES.items():
            self.read_file("entries", project.curated / f"{name}.yaml", name, key)
        self.refuse_strangers(
            project.curated,
            (*FOLDERS, *(f"{name}.csv" for name in LISTS), *(f"{name}.yaml" for name in ENTRIES)),
        )
        known = [f"{name}.csv" for name in (*VOCABULARIES, HOSTS)]
        self.refuse_strangers(project.vocabularies, known)
        self.read_file("table", project.raw / "findings.csv", "findings")
        self.read_file("table", project.raw / "manifest.csv", "records")
        self.read_reports_folder()
        for path, kind, todo in beside_the_data(project):
            self.not_read(path, kind, todo)
        self.found.problems += link_problems(project)
        if causes := [p.path for p in self.found.problems if is_cause(p)]:
            texts = {project.relative(path): read.text for path, read in self.parts.items()}
            self.found.unread = Unread.of(causes, texts)

    def report(self, path: Path, value: str, message: str, todo: str, rule: str) -> None:
        place = self.project.relative(path)
        self.found.problems.append(Problem(place, 0, "", value, message, todo, rule))

    def take(self, kind: str, path: Path, *names: str) -> None:
        """Rows and problems of one file; see ``rows.rows_of``."""
        self.found.files += 1
        before, now = self.known.get(path), stamp(path)
        if before is None or now is None or now != before.stamp:
            is_written = path.parent == self.project.raw or path == self.project.approvals
            sizes = {"most": MOST_ROWS_BYTES} if is_written else {}
            self.found.opened += 1
            text, problems = text_of(self.project, path, **sizes)
            self.found.problems += problems
            if not text:
                return
            if before is None or text != before.text:
                part = rows_of(kind, text, self.project.relative(path), *names)
                self.found.anew += 1
            else:
                part = before.part
            before = Read(now, text, part)
        self.parts[path] = before
        self.found.problems += before.part.problems
        for table, row in before.part.rows:
            self.found.tables[table].append(row)

    def children(self, folder: Path) -> list[Path]:
        if folder.is_symlink():
            return []  # told by `link_problems`
        paths, problems = children(self.project, folder)
        self.found.problems += problems
        return paths

    def read_folder(
        self,
        folder: Path,
        pattern: str,
        kind: str,
        *names: str,
        taken: frozenset[str] = frozenset(),
    ) -> None:
        for path in self.children(folder):
            if not path.match(pattern):
                self.stranger(path, f"Name it {pattern}, or move it elsewhere.")
            elif path.stem in taken:
                self.report(
                    path,
                    path.stem,
                    "this name is taken by another page of the site.",
                    "Rename it.",
                    "good-name",
                )
            elif path.name != TRIAL and self.good_name(path, REPORT_NAME if names else SLUG):
                self.take(kind, path, *names, path.stem)

    def good_name(self, path: Path, pattern: str = SLUG) -> bool:
        name = path.stem if path.suffix else path.name
        if not re.fullmatch(SLUG, name):
            message, todo = f"a name may hold only {SLUG_WORDS}.", "Rename it."
        elif not re.fullmatch(pattern, name):
            message = "a report is named by its year, a hyphen and its first author."
            todo = "Rename it, such as 2025-wolchok.yaml."
        elif DEVICES.fullmatch(name):
            message, todo = "Windows knows this name as that of a device.", "Rename it."
        else:
            return True
        self.report(path, path.name, message, todo, "good-name")
        return False

    def refuse_strangers(self, folder: Path, known: Sequence[str]) -> None:
        """What lies in a folder of known files and is none of them would be lost silently."""
        for path in self.children(folder):
            if path.name not in known:
                near = nearest(path.name, known).capitalize()
                self.stranger(path, near or f"Here stand: {', '.join(known)}.")

    def stranger(self, path: Path, todo: str) -> None:
        """A file that nobody reads: where it belongs, as far as its name and content tell."""
        kind, place = kind_of(self.project, path)
        self.not_read(path, kind, place or todo)

    def not_read(self, path: Path, kind: str, todo: str) -> None:
        what = "folder" if path.is_dir() else "file"
        message = f"this {kind} is not read here." if kind else f"this {what} is not read: its name does not fit."  # fmt: skip
        self.report(path, "", message, todo, "known-file")

    def read_reports_folder(self) -> None:
        """What editors type beside the data: settings, charts, and charts kept for ever."""
        self.found.catalogue, self.found.frozen = catalogue_of(self.project)
        self.found.problems += self.found.catalogue.problems
        self.found.problems += read_settings(self.project)[1]

    def read_trials(self) -> None:
        for folder in self.children(self.project.trials):
            if folder.suffix and folder.is_file():
                self.stranger(folder, "Each trial is a folder here.")
                continue
            if not self.good_name(folder):
                continue
            if not folder.is_dir() or not (folder / TRIAL).is_file():
                self.report(
                    folder,
                    "",
                    f"each trial is a folder with a file {TRIAL}.",
                    "Make it with `evidence new trial`, or remove it.",
                    "known-file",
                )
                continue
            if folder.is_symlink():
                continue  # told by `link_problems`
            self.take("trial", folder / TRIAL, folder.name)
            self.read_folder(folder, "*.yaml", "trial_report", folder.name)

    def read_file(self, kind: str, path: Path, *names: str, required: bool = False) -> None:
        """A file that a project may lack, unless it is ``required``."""
        if path.exists() or path.is_symlink():
            self.take(kind, path, *names)
        elif required:
            self.report(
                path,
                "",
                "this list is missing.",
                "Restore it from the project's history.",
                "known-file",
            )
