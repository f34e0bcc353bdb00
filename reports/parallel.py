"""Work spread over the processors, with the same results in the same order as without."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

_work: Callable | None = None  # inherited by forked workers: nothing has to be sent to them


def processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(work: Callable[[Job], Result], jobs: Sequence[Job], chunk: int = 1) -> list[Result]:
    """``[work(job) for job in jobs]`` on all processors, or in this process where it cannot fork.

    Jobs and results must be picklable; ``work`` and all it refers to need not be.
    """
    global _work
    workers = min(processors(), len(jobs))
    if workers < 2 or not sys.platform.startswith("linux"):
        return [work(job) for job in jobs]
    _work = work
    try:
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            return pool.map(_run, jobs, chunk)
    finally:
        _work = None


def _run(job: Job) -> Result:
    return _work(job)
