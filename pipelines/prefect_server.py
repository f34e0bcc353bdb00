"""Housekeeping around Prefect's embedded server, without importing Prefect.

A build that is killed orphans the server process that Prefect started for it. Servers carry the
number of the build that owns them in their environment, and the next build ends those whose owner
is gone.
"""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

OWNER = "REMISSION_EVIDENCE_BUILD"


def prepare() -> None:
    """End orphaned servers and mark the one that this process may start."""
    end_orphans()
    os.environ[OWNER] = str(os.getpid())


def end_orphans() -> list[int]:
    """End embedded servers of builds that no longer run. Returns their process numbers."""
    ended = []
    for process in _servers():
        owner = _environment(process).get(OWNER, "")
        if owner.isdigit() and int(owner) != os.getpid() and not Path(f"/proc/{owner}").exists():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)
                ended.append(process)
    return ended


def _servers() -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"prefect.server.api.server" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def _environment(process: int) -> dict[str, str]:
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{process}/environ").read_bytes().decode(errors="replace")
        return dict(part.split("=", 1) for part in text.split("\0") if "=" in part)
    return {}
