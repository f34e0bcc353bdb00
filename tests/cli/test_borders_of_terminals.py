"""No name or argument steers a terminal, and a project may lie anywhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.project import Project
from tests.cli.borders import put, run

SIGNS = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202e"


@pytest.mark.parametrize(
    "path",
    [f"data/curated/trials/orchard-1/2023-{SIGNS}.yaml", f"data/curated/categories/{SIGNS}.md",
     f"data/curated/{SIGNS}", f"reports/frozen/{SIGNS}/about.json", "data/curated/trials/brook-3/2026-a\nb.yaml",
     "data/curated/trials/brook-3/2026-\udcff.yaml"],
    ids=range(6),
)  # fmt: skip
@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_no_name_of_a_file_reaches_the_terminal_raw(
    example: Project, path: str, style: str
) -> None:
    put(example, path, "a: b\n")
    told = run(example, "check", "--format", style, code=10).output
    if style == "json":
        assert json.loads(told)["problems"]


@pytest.mark.parametrize(
    "words",
    [[SIGNS], ["check", SIGNS], ["new", "trial", SIGNS], ["new", "report", f"{SIGNS}/2024-a"], ["embed", SIGNS],
     ["freeze", SIGNS], ["diff", SIGNS], ["release", SIGNS], ["approve", SIGNS, "--as", "A"], ["verify", SIGNS],
     ["approve", "orchard-1/2024-fields", "--as", SIGNS], ["build", "--as-of", SIGNS], ["rules", "--format", SIGNS],
     ["refresh", "--plain", SIGNS], ["settle", SIGNS], [f"--{SIGNS}"], ["check", f"--{SIGNS}"]],
    ids=lambda words: "-".join(words)[:18].replace(SIGNS[:3], "x").encode("ascii", "ignore").decode(),
)  # fmt: skip
def test_no_argument_reaches_the_terminal_raw(example: Project, words: list[str]) -> None:
    assert run(example, *words).exit_code != 0


@pytest.mark.parametrize("name", ["../../x", "a/b", "NCT../../x", "con", "x" * 300, "..", "é"])
def test_no_file_is_made_outside_or_under_a_name_that_check_refuses(
    example: Project, name: str
) -> None:
    run(example, "new", "trial", name)
    run(example, "new", "report", f"{name}/2024-a")
    run(example, "new", "report", f"orchard-1/../../{name}/2024-a")
    run(example, "freeze", name)
    run(example, "release", f"../{name}")
    run(example, "check", code=0)


def test_a_project_may_lie_in_any_folder(example: Project, tmp_path: Path) -> None:
    name = "a#b?c%20d, ünï-名 e'f;g&h[i]{j}*$(k)"
    moved = tmp_path / name / "project"
    shutil.copytree(example.root, moved)
    evidence = (sys.executable, "-c", "from pipelines.cli import run; run()")
    for words in (
        ["check"],
        ["build", "--plain", "--as-of", "2026-11-22"],
        ["freeze", "orchard-alive"],
        ["build", "--plain", "--as-of", "2026-11-22"],
        ["verify"],
        ["status"],
    ):
        done = subprocess.run(
            [*evidence, *words, "--project", str(moved)],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[2],
        )
        assert done.returncode == 0, done.stderr
    assert (moved / "reports" / "site" / "index.html").is_file()
    assert list((moved / "reports" / "site" / "charts" / "v").glob("*/orchard-alive.html"))
