"""SLIPS.md: every slip with the message that an editor reads. ``python -m tests.slips.table`` writes it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipelines.checks.check import Checker
from pipelines.project import Project
from schemas.problem import Problem
from tests.slips.slips import SLIPS, Slip

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "SLIPS.md"
HEAD = """# What `evidence check` says of a slip

Each line was tried: the slip was typed into a fictional project, and this is the first message of the
check. `python -m tests.slips.table` writes this page again.
"""


def all_told() -> Iterator[tuple[Slip, list[Problem]]]:
    """Each slip in the example with all problems that it gives; the next one finds it as it was."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "example"
        ignored = shutil.ignore_patterns(".builds", "evidence.duckdb", "site")
        shutil.copytree(ROOT / "tests" / "example", root, ignore=ignored)
        kept = {path: path.read_bytes() if path.is_file() else None for path in root.rglob("*")}
        project = Project(root)
        checker = Checker(project)
        for slip in SLIPS:
            slip.do(project)
            yield slip, checker.check().problems
            _restore(root, kept)


def _restore(root: Path, kept: Mapping[Path, bytes | None]) -> None:
    for path in sorted(root.rglob("*"), reverse=True):
        if path not in kept:
            path.rmdir() if path.is_dir() else path.unlink()
    for path, body in sorted(kept.items()):
        if body is None:
            path.mkdir(exist_ok=True)
        elif not path.is_file() or path.read_bytes() != body:
            path.write_bytes(body)


def document(found: list[tuple[Slip, list[Problem]]]) -> str:
    parts = [HEAD]
    for name in dict.fromkeys(slip.group for slip, _ in found):
        rows = [f"| {slip.words} | {_cell(told)} |" for slip, told in found if slip.group == name]
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
