"""Where a build is made, and the one atomic switch that publishes store and site together.

``data/evidence.duckdb`` and ``reports/site`` are links into ``.builds/current``, which is itself a
link to one finished build. Replacing that one link changes both at once; a build that dies before
leaves the old pair as it was. Where a file system knows no links, ``.builds/current`` is a file that
names the build, replaced in one step as well, and the site is looked at inside ``.builds``.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from pipelines.files import refuse_links, remove, write_whole
from pipelines.locks import alone
from pipelines.project import Project

NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)


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
        project = self.project
        try:
            link(project.store_link, Path("../.builds/current/evidence.duckdb"))
            link(project.site_link, Path("../.builds/current/site"))
            link(project.current, Path(self.folder.name))  # the switch
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            write_whole(project.current, f"{self.folder.name}\n".encode())  # the switch
        self.site = project.site
        for old in project.builds.glob("build-*"):
            if old != self.folder:
                remove(old)


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
    refuse_links(project)
    if project.builds.exists() and not project.builds.is_dir():
        raise InTheWay(f"{project.builds} is not a folder; move it away")
    # A project that cannot be written has no other build to wait for.
    is_locked = out is None or os.access(project.root, os.W_OK)
    with alone(project.builds / "lock", "build") if is_locked else nullcontext():
        place = _out_place(out) if out else _project_place(project)
        try:
            yield place
        finally:
            if project.published() != place.folder.resolve():
                shutil.rmtree(place.folder, ignore_errors=True)


def _project_place(project: Project) -> ProjectPlace:
    for target in (project.store_link, project.site_link):
        if target.exists() and not target.is_symlink():
            raise InTheWay(f"{target} is not a link made by a build; move it away")
    if project.current.is_dir() and not project.current.is_symlink():
        raise InTheWay(f"{project.current} was not made by a build; move it away")
    keep = project.published()
    for leftover in project.builds.glob("build-*"):
        if leftover.is_symlink() or leftover.resolve() != keep:  # of a build that was killed
            remove(leftover)
    numbers = (p.name.removeprefix("build-") for p in project.builds.glob("build-*"))
    number = 1 + max((int(text) for text in numbers if re.fullmatch("[0-9]{1,9}", text)), default=0)
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
