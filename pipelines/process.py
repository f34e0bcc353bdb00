"""What makes a short command answer at once: heavy modules left out, rubbish left lying.

Without it ``evidence check`` on the shipped data takes, in CPU seconds: 12% more with the modules that
pandas and pandera would load, 22% more with rubbish looked for, 14% more with everything taken apart at
the end (``tests/benchmarks/test_shortcuts.py`` measures them side by side).
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


class Leave(SystemExit):
    """The end of a command that holds nothing worth putting away."""


def leave_at_once(code: int) -> NoReturn:
    """End the process without taking apart all that was read."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


@contextmanager
def not_imported(module: str) -> Iterator[None]:
    """Inside, importing ``module`` fails as if it were not installed, unless it is loaded already."""
    is_absent = module not in sys.modules
    if is_absent:
        sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if is_absent:
            del sys.modules[module]


@contextmanager
def garbage_left() -> Iterator[None]:
    """Inside, no cycles are looked for: much is made, and all of it is kept."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
