"""Work spread over the processors, with the same results in the same order as without.

Processes are copied from a server that has loaded what they need, not from this process: the
converter of charts has threads of its own, and a copy of a process that has used it never answers.
"""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.forkserver
import os
import pickle
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from multiprocessing.context import BaseContext
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load_ahead(module: ModuleType) -> None:
    """Start the server that processes are copied from; it loads ``module`` meanwhile."""
    context = _context()
    if processors() > 1 and context.get_start_method() == "forkserver":
        context.set_forkserver_preload([module.__name__])
        multiprocessing.forkserver.ensure_running()


class Workers:
    """The processes of one build, or of a preview. They start with the first work that is spread.

    ``give_way``: they leave the processor to others who want it.
    """

    def __init__(self, give_way: bool = False) -> None:
        self._give_way = give_way
        self._pool: ProcessPoolExecutor | None = None
        self._starting = threading.Lock()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Let the processes go."""
        with self._starting:
            if self._pool is not None:
                self._pool.shutdown(cancel_futures=True)
                self._pool = None

    def _started(self) -> ProcessPoolExecutor:
        with self._starting:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    processors(), _context(), _get_ready, (self._give_way,)
                )
            return self._pool

    def spread(
        self,
        factory: Callable[..., Callable[[Job], Result]],
        shared: tuple[object, ...],
        jobs: Sequence[Job],
        worth: int,
        chunk: int = 1,
    ) -> list[Result]:
        """``[work(job) for job in jobs]`` with ``work = factory(*shared)``, made once in each process.

        For fewer than ``worth`` jobs everything happens here. ``factory``, ``shared``, jobs and
        results must be picklable.
        """
        if processors() < 2 or len(jobs) < worth:
            work = factory(*shared)
            return [work(job) for job in jobs]
        with tempfile.NamedTemporaryFile(prefix="evidence-") as order:
            pickle.dump((factory, shared), order, pickle.HIGHEST_PROTOCOL)
            order.flush()
            work = partial(_do, Path(order.name))
            return list(self._started().map(work, jobs, chunksize=chunk))


def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    # The server starts with the working directory on its path, where a project's own folder
    # ``reports`` would hide this package.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    return multiprocessing.get_context("forkserver")


def _get_ready(give_way: bool) -> None:
    """Once in each process."""
    if give_way and hasattr(os, "nice"):
        os.nice(10)
    gc.disable()  # it ends soon and makes no rubbish worth looking for
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that was killed closes nothing: without this the process would wait for ever."""
    multiprocessing.parent_process().join()
    os._exit(1)


def _do(order: Path, job: object) -> object:
    return _work(order)(job)


@lru_cache(maxsize=1)  # in a process of the pool: what it was told to do last
def _work(order: Path) -> Callable[[Any], Any]:
    factory, shared = pickle.loads(order.read_bytes())
    return factory(*shared)
