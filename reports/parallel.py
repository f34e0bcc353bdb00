"""Work spread over the processors, with the same results in the same order as without.

Processes come from a fork server, not from this process: the converter of charts has threads of its
own, and a fork of a process that has used it never answers.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")
PRELOADED = ["reports.preload"]

_work: Callable[[Any], Any]


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # The server starts with the working directory on its path, where a project's own folder
    # ``reports`` would hide this package.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    context.set_forkserver_preload(PRELOADED)
    return context


def warm_up() -> None:
    """Let the fork server import what workers need, while this process does something else."""
    if processors() > 1 and _context().get_start_method() == "forkserver":
        forkserver.ensure_running()


def spread(
    factory: Callable[..., Callable[[Job], Result]],
    shared: tuple[object, ...],
    jobs: Sequence[Job],
    worth: int,
    chunk: int = 1,
) -> list[Result]:
    """``[work(job) for job in jobs]`` with ``work = factory(*shared)``, made once in each process.

    For fewer than ``worth`` jobs everything happens here. ``factory``, ``shared``, jobs and results
    must be picklable.
    """
    workers = min(processors(), len(jobs))
    if workers < 2 or len(jobs) < worth:
        work = factory(*shared)
        return [work(job) for job in jobs]
    with ProcessPoolExecutor(workers, _context(), _prepare, (factory, shared)) as pool:
        return list(pool.map(_run, jobs, chunksize=chunk))


def _prepare(factory: Callable[..., Callable], shared: tuple[object, ...]) -> None:
    global _work
    gc.disable()  # a worker ends soon and makes no rubbish worth looking for
    _work = factory(*shared)


def _run(job: object) -> object:
    return _work(job)
