"""Where a build is made, and the one atomic switch that publishes store and site together.

``data/evidence.duckdb`` and ``reports/site`` are links into ``.builds/current``, which is itself a
link to one finished build. Replacing that one link changes both at once; a build that dies before
leaves the old pair as it was.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.project import Project


class Busy(Exception):
    """Another build of this project is running."""


class InTheWay(Exception):
    """Something that is not ours stands where the result should go."""


@dataclass
class BuildPlace:
    """A folder for one build. ``publish`` makes it the visible one."""

    folder: Path
    site: Path

    def publish(self) -> None:
        raise NotImplementedError


@dataclass
class ProjectPlace(BuildPlace):
    project: Project

    def publish(self) -> None:
        builds = self.project.builds
        link(self.project.store, Path("../.builds/current/evidence.duckdb"))
        link(self.project.site, Path("../.builds/current/site"))
        link(builds / "current", Path(self.folder.name))  # the switch
        for old in builds.glob("build-*"):
            if old != self.folder:
                shutil.rmtree(old, ignore_errors=True)


@dataclass
class OutPlace(BuildPlace):
    out: Path

    def publish(self) -> None:
        old = self.out.with_name(f".{self.out.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if self.out.exists():
            self.out.rename(old)
        self.folder.rename(self.out)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def build_place(project: Project, out: Path | None = None) -> Iterator[BuildPlace]:
    """A fresh build folder under the project's lock, removed again unless it was published.

    Raises Busy if another build holds the lock, InTheWay if ``out`` is not empty and not a build.
    """
    project.builds.mkdir(exist_ok=True)
    with (project.builds / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy("another build of this project is running; wait for it") from error
        place = _out_place(out) if out else _project_place(project)
        try:
            yield place
        finally:
            current = project.builds / "current"
            is_published = current.exists() and current.resolve() == place.folder.resolve()
            if not is_published:
                shutil.rmtree(place.folder, ignore_errors=True)


def _project_place(project: Project) -> ProjectPlace:
    for target in (project.store, project.site):
        if target.exists() and not target.is_symlink():
            raise InTheWay(f"{target} is not a link made by a build; move it away")
    current = project.builds / "current"
    keep = current.resolve() if current.exists() else None
    for leftover in project.builds.glob("build-*"):
        if leftover.resolve() != keep:  # of a build that was killed
            shutil.rmtree(leftover)
    number = 1 + max(
        (int(p.name.removeprefix("build-")) for p in project.builds.glob("build-*")), default=0
    )
    folder = project.builds / f"build-{number}"
    folder.mkdir()
    return ProjectPlace(folder, project.site, project)


def _out_place(out: Path) -> OutPlace:
    out = out.resolve()
    is_ours = (out / "evidence.duckdb").is_file() and (out / "site").is_dir()
    if out.exists() and not is_ours and (not out.is_dir() or any(out.iterdir())):
        raise InTheWay(f"{out} is not empty and not an earlier build; name another folder")
    folder = out.with_name(f".{out.name}.partial")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return OutPlace(folder, out / "site", out)


def link(path: Path, target: Path) -> None:
    """Make ``path`` a symbolic link to ``target``, replacing an older link in one step."""
    if path.is_symlink() and path.readlink() == target:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(path)
