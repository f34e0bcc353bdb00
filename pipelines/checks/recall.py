"""What the last check of a project found out, so that the next looks at what was saved since.

It is kept in the cache of the user who runs the check, never in the project: a project that came from
elsewhere must not say what was found in it. Another day, another version of a rule or of a library, a
damaged file: the check begins afresh. A build and a release never ask for it.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from contextlib import suppress
from importlib import resources
from pathlib import Path

import pandas
import pandera
import yaml

from pipelines import clock
from pipelines.checks.check import Checker
from pipelines.checks.checked import Checked
from pipelines.files import sha256, write_whole
from pipelines.process import garbage_left
from pipelines.project import Project

LARGE = 150  # files; a smaller project is checked at once anyway
MANY = 12  # files opened, after which it is worth keeping again
MOST = 5  # projects of which something is kept: those that were checked last
OURS = ("pipelines", "schemas", "reports")


def recalled(project: Project) -> Checker:
    """A checker that knows what the last one found; a new one where none is kept, or it no longer counts."""
    with suppress(Exception), garbage_left():  # whatever is wrong with it, it can be done without
        place = _place(project)
        body = place.read_bytes()
        digest, kept = body[:32], body[32:]
        if _is_ours(place) and digest == _digest(kept):
            return pickle.loads(kept)
    return Checker(project)


def keep(checker: Checker, checked: Checked) -> None:
    """For the next check, if this one, which ``checker`` made, had much to look at."""
    if checked.curated.opened < MANY or checked.curated.files < LARGE:
        return
    with suppress(OSError), garbage_left():  # a place that cannot be written to is no fault
        kept = pickle.dumps(checker, pickle.HIGHEST_PROTOCOL)
        place = _place(checker.project)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(place, _digest(kept) + kept)
        for old in sorted(place.parent.iterdir(), key=lambda one: one.stat().st_mtime)[:-MOST]:
            old.unlink()


def _place(project: Project) -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "remission-evidence" / sha256(str(project.root))[:16]


def _is_ours(place: Path) -> bool:
    """Could nobody else have written it? What is kept is run, as a program is."""
    found = [path.lstat() for path in (place, place.parent)]
    if not hasattr(os, "getuid"):
        return True  # Windows, where the folder of a user is the user's
    return all(one.st_uid == os.getuid() and not one.st_mode & 0o022 for one in found)


def _digest(kept: bytes) -> bytes:
    """Of what was kept and of all that it rests on apart from the project."""
    told = hashlib.sha256(kept)
    told.update(
        f"{clock.day()} {sys.version} {pandas.__version__} {pandera.__version__} {yaml.__version__}".encode()
    )
    for package in OURS:
        for file in sorted(Path(str(resources.files(package))).rglob("*.py")):
            told.update(file.read_bytes())
    return told.digest()
