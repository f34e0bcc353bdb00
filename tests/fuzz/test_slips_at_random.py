"""Random damage to one file, as editors do it: no traceback, and the file is named first.

``SLIPS=1000 pytest tests/fuzz/test_slips_at_random.py`` damages the shipped files, a thousand times.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from pipelines.checks.check import Checker
from pipelines.project import Project
from schemas.problem import Problem
from tests.conftest import HERE, ROOT

MANY = int(os.environ.get("SLIPS", "0"))
TYPED = ["", "null", "~", "true", "1e400", "-0", "0", "999999999", "[]", "{}", "[a, b]", "{a: 1}", "'", '"', "|", "> x", "&a", "*a", "!!int 3", "2024-13-01", "NR", "not_stated", "５", "½", "1٫5", "\u2028", "a;b", "[[a/b/c]]", "[[a/b", "---", "%", "@", "<<: *a", "? x", "- x", "#", ": ", "0x1F", "1_000", "N/A", "\ufeff", "0 people", "-5 years", "999999999 years"]  # fmt: skip


def damaged(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    line, way = lines[at], chance.random()
    if way < 0.4 and ":" in line:
        lines[at] = f"{line.split(':')[0]}: {chance.choice(TYPED)}"
    elif way < 0.5:
        del lines[at]
    elif way < 0.6:
        lines.insert(at, chance.choice(lines))
    elif way < 0.7:
        lines[at] = " " * chance.randrange(5) + line.lstrip()
    elif way < 0.9 and line:
        place = chance.randrange(len(line))
        lines[at] = line[:place] + chance.choice(TYPED) + line[place + 1 :]
    elif "," in line:
        cells = line.split(",")
        cells[chance.randrange(len(cells))] = chance.choice(TYPED)
        lines[at] = ",".join(cells)
    return "\n".join(lines)


def concerns(problem: Problem, path: str, root: Path) -> bool:
    """Does the problem stand in the damaged file, or in one that refers to it?"""
    if problem.path == path or "/vocabularies/" in path or path.startswith("data/raw"):
        return True
    other = root / problem.path
    text = other.read_text("utf-8", "replace") if other.is_file() else ""
    names = {Path(path).name.partition(".")[0], Path(path).parent.name}
    folders = {Path(path).parent, Path(path)}
    return Path(problem.path).parent in folders or any(name in text for name in names)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("slips") / "project"
    source = ROOT if MANY else HERE / "example"
    for part in ("data", "reports"):
        kept = shutil.ignore_patterns("evidence.duckdb", "site", "*.py", "templates", "static")
        shutil.copytree(source / part, folder / part, ignore=kept)
    return Project(folder.resolve())


def test_damage_is_told_first_where_it_is_and_never_with_a_traceback(project: Project) -> None:
    chance, checker = random.Random(7), Checker(project)
    before = {str(problem) for problem in checker.check().problems}
    files = sorted(
        path
        for folder in (project.curated, project.charts.parent)
        for path in folder.rglob("*")
        if path.suffix in (".yaml", ".csv", ".md", ".toml") and path.is_file()
    )
    wrong = []
    for _ in range(MANY or 60):
        path = chance.choice(files)
        body = path.read_bytes()
        path.write_text(damaged(body.decode("utf-8"), chance), "utf-8")
        place = project.relative(path)
        found = [p for p in checker.check().problems if str(p) not in before]
        if found and not concerns(found[0], place, project.root):
            wrong.append((place, str(found[0])))
        wrong += [(place, str(p)) for p in found if not concerns(p, place, project.root)]
        path.write_bytes(body)
    assert wrong == []
