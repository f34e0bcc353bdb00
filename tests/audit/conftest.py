"""Reviewers who answer sheets, for the tests of approvals, releases and proofs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import approving
from pipelines.project import Project

REPORTS = (
    "orchard-1/2022-fields",
    "orchard-1/2024-fields",
    "meadow-2/2023-grass",
    "brook-3/2025-stream",
)
CURATED = Path("data/curated")


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


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
