"""Whatever is killed, at any moment: nothing stands half, and running it again finishes it.

Three kills of each verb in every run of `make test`; forty with `make kills`.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.approvals.log import read_log
from pipelines.checks.check import check
from pipelines.cli import approve as approving
from pipelines.project import Project
from pipelines.releases.verify import verify_project
from schemas.problem import errors
from tests.audit.conftest import fill, judge_as
from tests.keys import REPORTS, enrolled, in_trust, key_of
from tests.sources import orchard
from tests.sources.replay import Replay, serve, stop

KILLS = int(os.environ.get("KILLS", "3"))
TARGET = "orchard-1/2024-fields"
DAY = ("--as-of", "2026-11-22")
COPY = {"about.json", "embed.js", "embed.css"}  # of every frozen chart, besides its own files


@pytest.fixture(autouse=True)
def _a_machine_that_knows_the_trust_root() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as here:
        for name, value in in_trust().items():
            here.setenv(name, value)
        yield


def start(project: Project, *args: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines", *map(str, args), "--project", str(project.root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def run(project: Project, *args: object) -> float:
    """Run a verb to its end. Returns its seconds."""
    began = time.monotonic()
    assert start(project, *args).wait() == 0, args
    return time.monotonic() - began


def kill(project: Project, args: tuple[object, ...], number: int, whole: float) -> None:
    """Kill a verb at a moment that spreads over all of its time; sometimes it is done before."""
    moment = (number + random.Random(number).uniform(0, 1)) / KILLS * 1.1 * whole
    process = start(project, *args)
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()


def published_values(project: Project) -> tuple[str, str]:
    """What the store and what the site say of the same figure."""
    with duckdb.connect(str(project.store), read_only=True) as connection:
        in_store = connection.sql(
            "SELECT value_as_printed FROM estimates WHERE estimate_id = 'brook-3/2025-stream/os-median-placebo'"
        ).fetchall()[0][0]
    page = (project.site / "evidence" / "brook-3" / "index.html").read_text("utf-8")
    return in_store, "13.9" if "13.9 months" in page else "13.8"


def assert_nothing_is_half(project: Project) -> None:
    in_store, on_page = published_values(project)
    assert in_store == on_page
    assert not errors(verify_project(project).problems)
    assert not errors(check(project).problems)
    frozen = project.root / "reports" / "frozen"
    for copy in frozen.iterdir() if frozen.is_dir() else ():
        if not copy.name.startswith("."):
            assert {path.name for path in copy.iterdir()} > COPY


def assert_nothing_is_left(project: Project) -> None:
    assert verify_project(project).problems == []
    hidden = [p for p in project.root.rglob(".*") if p.parent != project.root]
    assert [p.name for p in hidden if p.name.endswith((".part", ".partial", ".unfinished"))] == []
    assert len(list(project.builds.glob("build-*"))) == 1


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional project, approved and built. Not to be changed."""
    example = Path(__file__).parents[1] / "example"
    folder = tmp_path_factory.mktemp("ready") / "example"
    ignored = shutil.ignore_patterns(".builds", "evidence.duckdb", "site", "releases")
    shutil.copytree(example, folder, symlinks=True, ignore=ignored)
    project = Project(folder.resolve())
    with pytest.MonkeyPatch.context() as here:
        for name, value in in_trust().items():
            here.setenv(name, value)
        for target in REPORTS:
            judge_as(project, target)
        enrolled(project, "First Reader", *(f"Reader {number:02}" for number in range(KILLS)))
    run(project, "build", "--plain", *DAY)
    return project


@pytest.fixture
def fresh(ready: Project, tmp_path: Path) -> Callable[[], Project]:
    """Another private copy of the project each time."""

    def copy() -> Project:
        folder = tmp_path / "killed"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ready.root, folder, symlinks=True)
        return Project(folder.resolve())

    return copy


def test_a_killed_build(fresh) -> None:
    project = fresh()
    build = ("build", "--plain", *DAY)
    path = project.trials / "brook-3" / "2025-stream.yaml"
    whole = run(project, *build)
    for number in range(KILLS):
        old, new = ("13.8", "13.9") if number % 2 == 0 else ("13.9", "13.8")
        path.write_text(path.read_text("utf-8").replace(f"value: {old}", f"value: {new}"), "utf-8")
        kill(project, build, number, whole)
        assert_nothing_is_half(project)
        if published_values(project) != (new, new):
            run(project, *build)
        assert published_values(project) == (new, new)
    assert_nothing_is_left(project)


def test_a_killed_approval(fresh, tmp_path: Path) -> None:
    project = fresh()
    sheet = tmp_path / "sheet.yaml"
    sheet.write_text(fill(approving.blank_sheet(project, TARGET, "Reader")))

    def approve(name: str) -> tuple[object, ...]:
        signed = ("--seen-by-eye", "--key", key_of(name))
        return ("approve", TARGET, "--as", name, "--answers", sheet, *signed)

    first = len(read_log(project).entries)
    whole = run(project, *approve("First Reader"))
    for number in range(KILLS):
        before = len(read_log(project).entries)
        kill(project, approve(f"Reader {number:02}"), number, whole)
        assert_nothing_is_half(project)
        after = len(read_log(project).entries)
        assert after - before in (0, 1)
        if after == before:
            run(project, *approve(f"Reader {number:02}"))
    assert len(read_log(project).entries) == first + 1 + KILLS
    assert_nothing_is_left(project)


def test_a_killed_freeze(fresh) -> None:
    project = fresh()
    whole = run(project, "freeze", *DAY)
    frozen = project.root / "reports" / "frozen"
    all_of_them = {path.name for path in frozen.iterdir()}
    for number in range(KILLS):
        for name in sorted(all_of_them)[number % 2 :: 2]:
            shutil.rmtree(frozen / name, ignore_errors=True)
        kill(project, ("freeze", *DAY), number, whole)
        assert_nothing_is_half(project)
    run(project, "freeze", *DAY)
    assert {path.name for path in frozen.iterdir()} == all_of_them
    run(project, "build", "--plain", *DAY)
    assert_nothing_is_left(project)


def test_a_killed_release(fresh) -> None:
    release = ("release", "1.0", *DAY)
    whole = run(fresh(), *release)
    for number in range(KILLS):
        project = fresh()
        kill(project, release, number, whole)
        assert_nothing_is_half(project)
        is_released = (project.releases / "1.0.anchor.json").is_file()
        if start(project, *release).wait() != 0:
            assert is_released  # it was done, and says so
        assert (project.releases / "1.0.zip").is_file()
        assert len(list(read_log(project).of("release"))) == 1
        assert_nothing_is_left(project)


@pytest.fixture
def replay() -> Iterator[Replay]:
    state = Replay()
    running = serve(state)
    yield state
    stop(running, state)


def test_a_killed_refresh(fresh, replay: Replay) -> None:
    project = fresh()
    orchard.is_asked_by(project, replay, patience=2, most_seconds=5)
    replay.latency = 0.05
    whole = run(project, "refresh", "--plain")
    for number in range(KILLS):
        outcomes = orchard.orchard_outcomes(f"0.{60 + number % 20}")
        replay.studies["NCT09000001"] = orchard.study("NCT09000001", outcomes)
        kill(project, ("refresh", "--plain"), number, whole)
        assert_nothing_is_half(project)
    run(project, "refresh", "--plain")
    record = (project.raw / "clinicaltrials" / "NCT09000001.json").read_bytes()
    assert record == replay.studies["NCT09000001"]
    assert_nothing_is_left(project)
