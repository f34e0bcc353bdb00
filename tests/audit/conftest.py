"""Reviewers who answer sheets, for the tests of approvals, releases and proofs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines import approving
from pipelines.project import Project
from pipelines.release import make_release

REPORTS = (
    "orchard-1/2022-fields",
    "orchard-1/2024-fields",
    "meadow-2/2023-grass",
    "brook-3/2025-stream",
)
EXAMPLE = Path(__file__).parent.parent / "example"


def fill(sheet: str, no: tuple[str, ...] = ()) -> str:
    """The sheet with yes to every question but those named ``key.question``."""
    lines, key = [], ""
    for line in sheet.split("\n"):
        name = line.strip().partition(":")[0]
        if line.startswith("    "):
            line += " no" if f"{key}.{name}" in no else " yes"
        else:
            key = name
        lines.append(line)
    return "\n".join(lines)


@pytest.fixture
def approve(tmp_path: Path) -> Callable[..., str]:
    """approve(project, target, by, no=(), ...): answer a fresh sheet and hand it in."""

    def judge(
        project: Project, target: str, by: str = "Ada Reader", no: tuple[str, ...] = (), **flags
    ) -> str:
        sheet = tmp_path / "sheet.yaml"
        sheet.write_text(fill(approving.blank_sheet(project, target, by), no))
        flags.setdefault("seen_by_eye", True)
        return approving.approve(project, target, by, answers=sheet, **flags)

    return judge


@pytest.fixture
def approved(example: Project, approve: Callable[..., str]) -> Project:
    """The fictional project with every report approved."""
    for target in REPORTS:
        approve(example, target)
    return example


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional project, approved, with a release 1.0. Not to be changed."""
    folder = tmp_path_factory.mktemp("released") / "example"
    ignored = shutil.ignore_patterns(".builds", "evidence.duckdb", "site", "releases")
    shutil.copytree(EXAMPLE, folder, symlinks=True, ignore=ignored)
    project = Project(folder.resolve())
    for number, target in enumerate(REPORTS):
        sheet = folder.parent / f"{number}.yaml"
        sheet.write_text(fill(approving.blank_sheet(project, target, "Ada Reader")))
        approving.approve(project, target, "Ada Reader", answers=sheet, seen_by_eye=True)
    make_release(project, "1.0", date(2026, 11, 22), "Ada Reader")
    return project


@pytest.fixture
def copied(released: Project, tmp_path: Path) -> Project:
    """A private copy of the released project."""
    folder = tmp_path / "released"
    shutil.copytree(released.root, folder, symlinks=True)
    return Project(folder.resolve())
