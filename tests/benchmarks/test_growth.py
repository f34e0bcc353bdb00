"""A project ten times as large takes ten times the time at most, to check and to build."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.benchmarks.invented import ESTIMATES_PER_TRIAL, invented_project

TRIALS = 60


@pytest.mark.slow
@pytest.mark.parametrize("verb", [("check",), ("build", "--plain")], ids=["check", "build"])
def test_a_verb_grows_in_line_with_the_project(tmp_path, capsys, verb: tuple[str, ...]) -> None:
    """The start of Python and its libraries is taken off: what ``--help`` takes."""
    still, _ = used("--help")
    seconds = {}
    for times in (1, 3, 10):
        project = invented_project(tmp_path / str(times), TRIALS * times)
        taken, memory = used(*verb, "--project", str(project.root))
        seconds[times] = taken - still
        rows = TRIALS * times * ESTIMATES_PER_TRIAL
        with capsys.disabled():
            print(f"\n{verb[0]}, {rows:,} estimates: {seconds[times]:.1f} CPU s, {memory:,.0f} MiB")
    assert seconds[10] <= 1.3 * 10 / 3 * seconds[3]


def used(*args: str) -> tuple[float, float]:
    """CPU seconds and most memory in MiB of a verb, held to one processor: with more, a build hands
    work to processes that nobody counts.
    """
    one = min(os.sched_getaffinity(0))
    command = ["taskset", "-c", str(one), sys.executable, "-m", "pipelines", *args]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
