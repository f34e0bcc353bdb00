"""Whoever types a wrong number hears about it in a second."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.check import check
from tests.benchmarks.invented import ESTIMATES_PER_TRIAL, invented_project

BARE = [sys.executable, "-c", "import pandera.pandas"]
HEAVY = (
    "duckdb",
    "scipy",
    "altair",
    "prefect",
    "pyarrow.parquet",
    "textstat",
    "hypothesis",
    "lxml",
)


def evidence_check(folder: Path) -> list[str]:
    return [sys.executable, "-c", "from pipelines.cli import run; run()", "check", "--project", str(folder)]  # fmt: skip


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


@pytest.mark.parametrize("name", ["shipped", "1,500 estimates"])
@pytest.mark.parametrize("compiled", [False, True])
def test_check_takes_at_most_half_more_than_importing_pandera(
    name, compiled, shipped, tmp_path, monkeypatch, capsys
):
    """Whole processes, side by side; as installed, and with every module compiled to bytecode."""
    if compiled:
        monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "compiled"))
    folder = shipped.root if name == "shipped" else invented_project(tmp_path, trials=100).root
    both = (evidence_check(folder), BARE)
    for command in both:
        seconds(command)  # compiles, if it may
    pairs = [[seconds(command) for command in both] for _ in range(10)]
    ours, bare = (statistics.median(times) for times in zip(*pairs, strict=True))
    with capsys.disabled():
        how = "compiled" if compiled else "as installed"
        print(f"\n{name}, {how}: {ours:.2f} s, import {bare:.2f} s, {ours / bare:.2f}x")
    assert ours <= 1.5 * bare


def test_check_leaves_heavy_libraries_out(tmp_path):
    project = invented_project(tmp_path, trials=1)
    code = (
        "import sys; from pipelines import checking; from pipelines.project import Project;"
        f"from pathlib import Path; checking.run(Project(Path({str(project.root)!r})));"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.slow
def test_time_grows_in_line_with_estimates(tmp_path, capsys):
    speeds = []
    for trials in (100, 1_000, 6_667):
        project = invented_project(tmp_path / str(trials), trials)
        started = time.process_time()
        checked = check(project)
        took = time.process_time() - started
        assert checked.problems == []
        rows = trials * ESTIMATES_PER_TRIAL
        speeds.append(rows / took)
        with capsys.disabled():
            print(f"\n{rows:,} estimates: {took:.1f} s, {rows / took:,.0f} rows/s")
    assert speeds[-1] >= 0.5 * speeds[1]


def test_an_answer_follows_a_save_within_half_a_second(shipped, tmp_path, capsys):
    """What watching does after a save: the second check of one process, one file changed."""
    import shutil

    from pipelines.project import Project

    folder = tmp_path / "data" / "curated"
    shutil.copytree(shipped.curated, folder)
    project = Project(tmp_path.resolve())
    check(project)
    path = sorted(folder.glob("trials/*/2*.yaml"))[0]
    times = []
    for _ in range(5):
        path.write_text(path.read_text("utf-8") + "# saved\n", "utf-8")
        started = time.process_time()
        check(project)
        times.append(time.process_time() - started)
    with capsys.disabled():
        print(f"\nanswer after a save: {statistics.median(times):.2f} s")
    assert statistics.median(times) <= 0.5
