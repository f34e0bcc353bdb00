"""Reviewers who answer sheets, for the tests of approvals, releases and proofs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.cli import approve as approving
from pipelines.project import Project
from pipelines.releases.release import make_release
from tests.keys import EXAMPLE, REPORTS, enrolled, entered, in_trust, key_of, trust


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


@pytest.fixture(autouse=True)
def _a_machine_that_knows_the_trust_root() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as here:
        for name, value in in_trust().items():
            here.setenv(name, value)
        yield


def judge_as(
    project: Project, target: str, by: str = "Ada Reader", no: tuple[str, ...] = (), **flags: object
) -> str:
    """Answer a fresh sheet as ``by`` and hand it in, signed. Enrols whoever is new, and has the
    figures signed by who entered them."""
    enrolled(project, by)
    entered(project, target)
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "sheet.yaml"
        sheet.write_text(fill(approving.blank_sheet(project, target, by), no))
        flags.setdefault("seen_by_eye", True)
        return approving.approve(project, target, by, key_of(by), answers=sheet, **flags)


@pytest.fixture
def approve() -> Callable[..., str]:
    """approve(project, target, by, no=(), ...): answer a fresh sheet and hand it in."""
    return judge_as


@pytest.fixture(scope="session")
def approved_once(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("approved") / "example"
    ignored = shutil.ignore_patterns(".builds", "evidence.duckdb", "site", "releases")
    shutil.copytree(EXAMPLE, folder, symlinks=True, ignore=ignored)
    project = Project(folder.resolve())
    with pytest.MonkeyPatch.context() as here:
        for name, value in in_trust().items():
            here.setenv(name, value)
        for target in REPORTS:
            judge_as(project, target)
    return project


@pytest.fixture
def approved(approved_once: Project, tmp_path: Path) -> Project:
    """The fictional project with every report approved: a private copy."""
    folder = tmp_path / "approved"
    shutil.copytree(approved_once.root, folder, symlinks=True)
    return Project(folder.resolve())


@pytest.fixture(scope="session")
def released(approved_once: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional project, approved, with a release 1.0. Not to be changed."""
    folder = tmp_path_factory.mktemp("released") / "example"
    shutil.copytree(approved_once.root, folder, symlinks=True)
    project = Project(folder.resolve())
    key, day = key_of("Ada Reader"), date(2026, 11, 22)
    make_release(project, "1.0", day, "Ada Reader", key=key, trust=trust())
    return project


@pytest.fixture
def copied(released: Project, tmp_path: Path) -> Project:
    """A private copy of the released project."""
    folder = tmp_path / "released"
    shutil.copytree(released.root, folder, symlinks=True)
    return Project(folder.resolve())
