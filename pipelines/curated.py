"""Reading the curated files into tables of text, with file and line for every value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.project import Project
from pipelines.rows import rows_of
from pipelines.textfile import read_text, real_folder
from pipelines.yamltext import parsed_ahead
from schemas import tables
from schemas.fields import SLUG
from schemas.problem import Problem
from schemas.row import Row

TRIAL = "trial.yaml"


@dataclass
class Curated:
    """Everything typed, as tables of rows, and what could not be read."""

    tables: dict[str, list[Row]] = field(
        default_factory=lambda: {name: [] for name in tables.MODELS}
    )
    problems: list[Problem] = field(default_factory=list)
    files: int = 0

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]


def read_curated(project: Project) -> Curated:
    """Read every curated file of ``project``. Never raises for what an editor typed."""
    real_folder.cache_clear()
    found = Curated()
    reader = _Reader(project, found)
    reader.read_trials()
    reader.read_folder(project.references, "*.yaml", "reference")
    reader.read_folder(project.categories, "*.md", "category")
    reader.read_folder(project.guide, "*.md", "guide_page")
    for name in ("endpoints", "criteria", "drugs", "biomarkers", "cancers"):
        reader.read_file("table", project.vocabularies / f"{name}.csv", name, required=True)
    for name in ("gaps", "redirects", "approvals", "eye_checks", "extraction"):
        reader.read_file("table", project.curated / f"{name}.csv", name)
    reader.read_file("table", project.raw / "findings.csv", "findings")
    reader.read_file("table", project.raw / "manifest.csv", "records")
    reader.read_file("entries", project.curated / "glossary.yaml", "glossary", "term")
    reader.read_file("entries", project.curated / "corrections.yaml", "corrections", "target")
    parsed_ahead.clear()  # also what was not asked for, such as files with a wrong name
    return found


def is_hidden(name: str) -> bool:
    """Names such as ``.DS_Store`` are left alone; ``..x`` is not, it only looks hidden."""
    return name.startswith(".") and not name.startswith("..")


class _Reader:
    """Walks through a project's folders; what a file holds is the business of ``rows``."""

    def __init__(self, project: Project, found: Curated):
        self.project = project
        self.found = found

    def report(self, path: Path, value: str, message: str, todo: str, rule: str) -> None:
        place = self.project.relative(path)
        self.found.problems.append(Problem(place, 0, "", value, message, todo, rule))

    def take(self, kind: str, path: Path, *names: str) -> None:
        """Rows and problems of one file; see ``rows.rows_of``."""
        self.found.files += 1
        text, problems = read_text(self.project, path)
        self.found.problems += problems
        if text:
            part = rows_of(kind, text, self.project.relative(path), *names)
            self.found.problems += part.problems
            for table, row in part.rows:
                self.found.tables[table].append(row)

    def children(self, folder: Path) -> list[Path]:
        return (
            sorted(p for p in folder.iterdir() if not is_hidden(p.name)) if folder.is_dir() else []
        )

    def read_folder(self, folder: Path, pattern: str, kind: str, *names: str) -> None:
        for path in self.children(folder):
            if not path.match(pattern):
                self.report(
                    path, "", "this file is not read: its name does not fit.",
                    f"Name it {pattern}, or move it elsewhere.", "known-file",
                )  # fmt: skip
            elif self.good_name(path) and path.name != TRIAL:
                self.take(kind, path, *names, path.stem)

    def good_name(self, path: Path) -> bool:
        if re.fullmatch(SLUG, path.stem if path.suffix else path.name):
            return True
        self.report(
            path, path.name, "a name may hold only lower-case letters, digits and single hyphens.",
            "Rename it.", "good-name",
        )  # fmt: skip
        return False

    def read_trials(self) -> None:
        for folder in self.children(self.project.trials):
            if not self.good_name(folder):
                continue
            if not folder.is_dir() or not (folder / TRIAL).is_file():
                self.report(
                    folder, "", f"each trial is a folder with a file {TRIAL}.",
                    "Make it with `evidence new trial`, or remove it.", "known-file",
                )  # fmt: skip
                continue
            if not folder.resolve().is_relative_to(self.project.root):
                self.report(
                    folder, "", "this link leads out of the project folder.",
                    "Replace it with the folder itself.", "readable-file",
                )  # fmt: skip
                continue
            self.take("trial", folder / TRIAL, folder.name)
            self.read_folder(folder, "*.yaml", "trial_report", folder.name)

    def read_file(self, kind: str, path: Path, *names: str, required: bool = False) -> None:
        """A file that a project may lack, unless it is ``required``."""
        if path.is_file() or path.is_symlink():
            self.take(kind, path, *names)
        elif required:
            self.report(
                path, "", "this list is missing.", "Restore it from the project's history.",
                "known-file",
            )  # fmt: skip
