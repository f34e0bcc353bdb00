"""Lines that carry each other's hash: two at once, killed half-way, two branches."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from pipelines.approvals.anchors import Anchor
from pipelines.approvals.log import HEADER, BrokenLog, Log, Moved, append, read_log
from pipelines.approvals.states import approval_states
from pipelines.checks.check import check
from pipelines.files import sha256
from pipelines.project import Project
from tests.keys import judged

ROOT = Path(__file__).parent.parent.parent
AT = "2026-11-22T09:00:00Z"


def add(root: Path, name: str) -> None:
    append(Project(root), "approve", f"x/{name}", "0" * 64, name, AT)


def git(folder: Path, *args: str) -> str:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", str(folder), *who, *args], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_each_line_names_the_one_before(example: Project) -> None:
    for name in ("a", "b", "c"):
        add(example.root, name)
    entries = read_log(example).entries
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert entries[0].previous == (sha256(HEADER),)
    assert [entry.previous for entry in entries[1:]] == [(e.hash,) for e in entries[:2]]
    assert not list(read_log(example).problems())


def test_many_at_once_lose_nothing(example: Project) -> None:
    names = [f"n{number}" for number in range(40)]
    with ProcessPoolExecutor(8) as pool:
        list(pool.map(add, [example.root] * 40, names))
    log = read_log(example)
    assert sorted(entry.values["by"] for entry in log.entries) == sorted(names)
    assert not list(log.problems())
    assert len(log.heads) == 1


def test_a_broken_log_takes_no_line(example: Project) -> None:
    add(example.root, "a")
    add(example.root, "b")
    text = example.approvals.read_text()
    example.approvals.write_text(text.replace(",a,", ",z,"))
    with pytest.raises(BrokenLog):
        add(example.root, "c")


def test_a_line_meant_for_another_state_is_not_added(example: Project) -> None:
    before = read_log(example)
    add(example.root, "a")
    with pytest.raises(Moved):
        append(example, "release", "1.0", "0" * 64, "b", AT, onto=before)


KILLED = """
import sys
from pathlib import Path
from pipelines.approvals.log import append
from pipelines.project import Project
project = Project(Path(sys.argv[1]))
number = 0
print("ready", flush=True)
while True:
    number += 1
    append(project, "approve", f"x/{number}", "0" * 64, sys.argv[2], "2026-11-22T09:00:00Z", "s" * 3000)
    print(number, flush=True)
"""


@pytest.mark.parametrize("pause", [0.0, 0.003, 0.011, 0.02, 0.05])
def test_killed_half_way_the_log_is_whole_and_goes_on(example: Project, pause: float) -> None:
    """What was said to be done is there; at most one line more; never half a line."""
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(example.root), "k"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert writer.stdout.readline() == "ready\n"
    time.sleep(0.05 + pause)
    os.kill(writer.pid, signal.SIGKILL)
    said = len(writer.stdout.read().split())
    writer.wait()
    log = read_log(example)
    assert not list(log.problems())
    assert said <= len(log.entries) <= said + 1
    add(example.root, "after")
    assert read_log(example).entries[-1].values["by"] == "after"
    assert not list(read_log(example).problems())


@pytest.fixture
def branches(example: Project, approve: Callable[..., str]) -> Project:
    """One approval on main, then another one on each of two branches."""
    (example.root / ".gitattributes").write_text((ROOT / ".gitattributes").read_text())
    git(example.root, "init", "-q", "-b", "main")
    approve(example, "orchard-1/2022-fields", "Ada")
    git(example.root, "add", "-A")
    git(example.root, "commit", "-qm", "one")
    for branch, target in (("left", "meadow-2/2023-grass"), ("right", "brook-3/2025-stream")):
        git(example.root, "checkout", "-qb", branch, "main")
        approve(example, target, {"left": "Bo", "right": "Cy"}[branch])
        git(example.root, "commit", "-qam", branch)
    return example


@pytest.mark.parametrize(("onto", "other"), [("left", "right"), ("right", "left")])
def test_two_branches_that_both_approved_merge_by_themselves(
    branches: Project, approve: Callable[..., str], onto: str, other: str
) -> None:
    git(branches.root, "checkout", "-q", onto)
    git(branches.root, "merge", "-q", "--no-edit", other)
    log = read_log(branches)
    assert not list(log.problems())
    assert [entry.number for entry in log.entries][-3:] == [13, 14, 14]
    assert len(log.heads) == 2
    states = approval_states(check(branches), judged(branches))["state"]
    assert sorted(states) == ["approved", "approved", "approved", "none"]
    assert not judged(branches).problems
    approve(branches, "orchard-1/2024-fields", "Ada")
    log = read_log(branches)
    assert log.entries[-1].previous == tuple(sorted(e.hash for e in log.entries[-3:-1]))
    assert log.entries[-1].number == 15
    assert not list(log.problems())
    assert not check(branches).problems


def test_a_merge_keeps_what_each_branch_anchored(branches: Project) -> None:
    anchors = []
    for branch in ("left", "right"):
        git(branches.root, "checkout", "-q", branch)
        longer = append(branches, "release", branch, "0" * 64, branch, AT)
        anchors.append(Anchor.of(longer, branch, {}, ""))
        git(branches.root, "commit", "-qam", f"release {branch}")
    git(branches.root, "merge", "-q", "--no-edit", "left")
    log = read_log(branches)
    assert not [p for anchor in anchors for p in anchor.log_problems(log)]
    assert len(log.entries) == 17


def test_the_same_line_picked_into_both_branches_stands_once(branches: Project) -> None:
    git(branches.root, "checkout", "-q", "left")
    git(branches.root, "checkout", "-qb", "third", "main")
    git(branches.root, "cherry-pick", "left")
    git(branches.root, "merge", "-q", "--no-edit", "left")
    assert len(read_log(branches).entries) == 14


def test_an_empty_or_absent_log_has_no_problem() -> None:
    assert not list(Log("").problems())
    assert not list(Log(HEADER + "\n").problems())
