"""CPU seconds of commands: what a busy machine leaves nearly alone, unlike time on the wall."""

from __future__ import annotations

import resource
import statistics
import subprocess
from collections.abc import Sequence


def cpu_seconds(command: Sequence[str]) -> float:
    """User and system time of a command and of the processes that it waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def side_by_side(*commands: Sequence[str], times: int = 10) -> list[float]:
    """The median of each command, run in turns after one run that compiles what it may."""
    for command in commands:
        cpu_seconds(command)
    rounds = [[cpu_seconds(command) for command in commands] for _ in range(times)]
    return [statistics.median(taken) for taken in zip(*rounds, strict=True)]
