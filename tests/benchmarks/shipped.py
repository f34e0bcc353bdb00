"""The shipped project in a folder of its own, to be saved to."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipelines.project import Project

SETTINGS = (".yaml", ".toml", ".txt")


def copied(shipped: Project, root: Path) -> Project:
    """All that is typed, the catalogue of charts included."""
    shutil.copytree(shipped.root / "data", root / "data")
    root.joinpath("reports").mkdir()
    for file in shipped.charts.parent.glob("*.*"):
        if file.suffix in SETTINGS:
            shutil.copy(file, root / "reports")
    return Project(root.resolve())
