"""One at a time: locks that end with the process that holds them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Somebody else is at work; the text says who and what to do."""


@contextmanager
def alone(path: Path, who: str, *, is_waiting: bool = False) -> Iterator[None]:
    """Inside, no other process holds the lock file ``path``. Raises Busy, unless it may wait.

    Some network shares know no locks. There a second file marks the first as held; it stays behind
    if its process is killed, so the message says how to go on.
    """
    path.parent.mkdir(exist_ok=True)
    mark = None
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if is_waiting else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise Busy(f"another {who} of this project is running; wait for it") from error
        except OSError:
            mark = _mark(path.with_name(f"{path.name}.held"), who)
        try:
            yield
        finally:
            if mark is not None:
                mark.unlink(missing_ok=True)


def _mark(path: Path, who: str) -> Path:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError as error:
        raise Busy(
            f"another {who} of this project is running, or was killed; if none is, delete {path}"
        ) from error
    return path
