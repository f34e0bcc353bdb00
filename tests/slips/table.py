"""SLIPS.md: every slip with the message that an editor reads. ``python -m tests.slips.table`` writes it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pipelines.checks.check import check
from pipelines.project import Project
from schemas.problem import Problem
from tests.slips.slips import SLIPS, Slip

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "SLIPS.md"
HEAD = """# What `evidence check` says of a slip

Each line was tried: the slip was typed into a fictional project, and this is the first message of the
check. `python -m tests.slips.table` writes this page again.
"""


def told(slip: Slip, folder: Path) -> list[Problem]:
    """All problems of the example with the slip in it."""
    root = folder / "example"
    ignored = shutil.ignore_patterns(".builds", "evidence.duckdb", "site")
    shutil.copytree(ROOT / "tests" / "example", root, ignore=ignored)
    project = Project(root.resolve())
    slip.do(project)
    try:
        return check(project).problems
    finally:
        shutil.rmtree(root)


def all_told() -> Iterator[tuple[Slip, list[Problem]]]:
    with tempfile.TemporaryDirectory() as folder:
        for slip in SLIPS:
            yield slip, told(slip, Path(folder))


def document(found: list[tuple[Slip, list[Problem]]]) -> str:
    parts = [HEAD]
    for name, slips in groupby(found, key=lambda one: one[0].group):
        rows = [f"| {slip.words} | {_cell(problems)} |" for slip, problems in slips]
        parts.append("\n".join([f"## {name}\n", "| slip | message |", "|---|---|", *rows, ""]))
    return "\n".join(parts)


def _cell(problems: list[Problem]) -> str:
    said = str(problems[0]) if problems else ""
    for sign, safe in (("data/curated/", ""), ("|", "\\|"), ("<", "&lt;"), ("[[", "&#91;[")):
        said = said.replace(sign, safe)
    return said


def place_of(path: str) -> str:
    return os.path.normpath(f"data/curated/{path}")


if __name__ == "__main__":
    DOCUMENT.write_text(document(list(all_told())), "utf-8")
