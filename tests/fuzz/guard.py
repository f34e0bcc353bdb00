"""What no input may do: raise, hang, or touch anything outside its project."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from hypothesis import HealthCheck, Phase, settings

from pipelines.approvals.keys import PLACE

MANY = int(os.environ.get("FUZZ_INPUTS", "10000"))  # inputs a harness in `make fuzz`
LONGEST = 30  # seconds for one input; most take milliseconds

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# audit events that change files → how many of their first arguments are paths
CHANGES = {
    "os.remove": 1, "os.rename": 2, "os.mkdir": 1, "os.rmdir": 1, "os.link": 2, "os.symlink": 2, "os.truncate": 1,
    "os.chmod": 1, "os.chown": 1, "os.utime": 1, "shutil.rmtree": 1, "shutil.move": 2,
}  # fmt: skip
FOR_KEYS = f"{Path(tempfile.gettempdir()).resolve()}/{PLACE}"  # the one place outside, and its tool
STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")


def inputs(few: int) -> Callable:
    """Settings of a harness: ``few`` inputs, the same in every run of `make test`; many new ones in
    `make fuzz`."""
    is_long = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
    return settings(
        max_examples=MANY if is_long else few,
        deadline=None,
        phases=tuple(phase for phase in Phase if phase is not Phase.explain),
        suppress_health_check=list(HealthCheck),
    )


class _Watch:
    """Notes what is changed outside ``folder`` while it is on. A hook of Python cannot be taken
    back, so there is one, which is mostly off."""

    def __init__(self) -> None:
        self.folder = ""
        self.seen: list[str] = []
        self.is_hooked = False

    def hook(self, event: str, args: tuple) -> None:
        if not self.folder:
            return
        if event in STARTS and Path(os.fsdecode(args[0])).name != "ssh-keygen":
            self.seen.append(f"{event} {args[0]!r}")
        elif event == "open":
            path, _, flags = args
            if isinstance(flags, int) and flags & WRITES:
                self.judge(event, path)
        elif event in CHANGES:
            folder = args[-1] if isinstance(args[-1], int) and args[-1] >= 0 else None
            for path in args[: CHANGES[event]]:
                self.judge(event, path, folder)

    def judge(self, event: str, path: object, folder: int | None = None) -> None:
        if isinstance(path, int):  # an open file: judged when it was opened
            return
        place = Path(os.fsdecode(path))
        if folder is not None:  # a path beside an open folder
            place = Path(f"/proc/self/fd/{folder}").readlink() / place
        # a link may be removed; what it leads to may not be written
        real = str(place.resolve() if event == "open" else place.parent.resolve() / place.name)
        allowed = (self.folder, FOR_KEYS)
        if real != os.devnull and not f"{real}/".startswith(allowed):
            self.seen.append(f"{event} {real}")


_watch = _Watch()


class TooLong(BaseException):
    """One input took longer than any may. No harness catches it by accident."""


@contextmanager
def guarded(folder: Path) -> Iterator[None]:
    """Inside, nothing outside ``folder`` may be changed, no process started, and time is bounded."""
    if not _watch.is_hooked:
        sys.addaudithook(_watch.hook)
        _watch.is_hooked = True
    _watch.seen.clear()
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    _watch.folder = f"{folder.resolve()}/"
    try:
        yield
    finally:
        _watch.folder = ""
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert not _watch.seen, f"outside {folder}: {_watch.seen[:5]}"


def _too_long(_: int, frame: FrameType | None) -> None:
    raise TooLong(f"longer than {LONGEST} s")
