"""Work spread over the processors, with the same results in the same order as without.

One pool of processes serves a whole build. They come from a fork server, not from this process: the
converter of charts has threads of its own, and a fork of a process that has used it never answers.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, lru_cache, partial
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")
PRELOADED = ["reports.preload"]

_pool: ProcessPoolExecutor | None = None
_starting = threading.Lock()
_kept: tuple[object, Path] | None = None  # the large object sent last, and its file
_folder: tempfile.TemporaryDirectory | None = None
_sent_once: set[type] = set()


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


def sent_once(cls: type) -> type:
    """Mark a class of large objects: each is sent to a process once, however often it is shared."""
    _sent_once.add(cls)
    return cls


def warm_up() -> None:
    """Start the processes while this one does something else."""
    if processors() > 1:
        threading.Thread(target=_processes, daemon=True).start()


def end() -> None:
    """Let the processes go. The next work starts new ones."""
    global _pool, _folder, _kept
    with _starting:
        if _pool is not None:
            _pool.shutdown(cancel_futures=True)
            _folder.cleanup()
            _pool, _folder, _kept = None, None, None


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
    if processors() < 2 or len(jobs) < worth:
        work = factory(*shared)
        return [work(job) for job in jobs]
    pool = _processes()
    order = _written((factory, shared))
    try:
        return list(pool.map(partial(_run, order), jobs, chunksize=chunk))
    finally:
        order.unlink()


def _written(content: object) -> Path:
    """A new file that the processes can read ``content`` from."""
    with tempfile.NamedTemporaryFile(dir=_folder.name, delete=False) as file:
        _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(content)
    return Path(file.name)


class _Pickler(pickle.Pickler):
    def persistent_id(self, value: object) -> Path | None:
        if type(value) not in _sent_once:
            return None
        global _kept
        if _kept is None or value is not _kept[0]:
            if _kept is not None:  # of an earlier build
                _kept[1].unlink()
            with tempfile.NamedTemporaryFile(dir=_folder.name, delete=False) as file:
                pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)
            _kept = (value, Path(file.name))
        return _kept[1]


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, path: Path) -> object:
        return _received(path)


@lru_cache(maxsize=1)
def _received(path: Path) -> object:
    return pickle.loads(path.read_bytes())


def _processes() -> ProcessPoolExecutor:
    global _pool, _folder
    with _starting:
        if _pool is None:
            _folder = tempfile.TemporaryDirectory(prefix="evidence-")
            number = processors()
            _pool = ProcessPoolExecutor(number, _context(), _prepare)
            for _ in range(number):  # each of them starts a process
                _pool.submit(int)
        return _pool


def _prepare() -> None:
    """Once in each process."""
    gc.disable()  # it ends soon and makes no rubbish worth looking for
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from reports import preload

    preload.get_ready()


def _end_with_parent() -> None:
    """A parent that was killed closes nothing: without this the process would wait for ever."""
    multiprocessing.parent_process().join()
    os._exit(1)


_order: Path | None = None
_work: Callable[[Any], Any]


def _run(order: Path, job: object) -> object:
    global _order, _work
    if order != _order:
        with order.open("rb") as file:
            factory, shared = _Unpickler(file).load()
        _order, _work = order, factory(*shared)
    return _work(job)
