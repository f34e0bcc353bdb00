"""A release on its way: made whole in a hidden folder, released by its line in the log, then put in place.

Only the line of the log makes a release. Killed before it, nothing was released, and the next release
removes what is left. Killed after it, the release stands, anchored by the copy in the hidden folder, and
the same command puts its files in place.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pipelines.approvals.anchors import ANCHOR, NUMBERS, UNFINISHED, Anchor, UnreadableAnchor
from pipelines.approvals.log import Log
from pipelines.files import write_whole
from pipelines.project import Project


@dataclass(frozen=True)
class Stage:
    """The hidden folder of one version. What lies in ``ready`` goes beside the other releases."""

    project: Project
    version: str

    @property
    def folder(self) -> Path:
        return self.project.releases / f".{self.version}{UNFINISHED}"

    @property
    def ready(self) -> Path:
        return self.folder / "ready"

    def begin(self) -> None:
        self.remove()
        self.ready.mkdir(parents=True)

    def keep(self, anchor: Anchor, numbers: str) -> None:
        """What the project keeps of the release, last of all before its line is added to the log."""
        write_whole(self.folder / NUMBERS.format(self.version), numbers.encode())
        write_whole(self.folder / ANCHOR.format(self.version), anchor.as_json().encode())

    def anchor(self, log: Log) -> Anchor | None:
        """The anchor of the release, if the log says that it was released."""
        try:
            text = (self.folder / ANCHOR.format(self.version)).read_text("utf-8", "replace")
            anchor = Anchor.from_json(text)
        except (OSError, UnreadableAnchor):
            return None
        return anchor if any(e.hash == anchor.head for e in log.of("release")) else None

    def put_in_place(self, place: Path) -> None:
        """Everything to where it stays, the anchor last; what an earlier call moved, stays moved."""
        place.mkdir(parents=True, exist_ok=True)
        for path in sorted(self.ready.iterdir()) if self.ready.is_dir() else ():
            _move(path, place / path.name)
        for name in (NUMBERS.format(self.version), ANCHOR.format(self.version)):
            write_whole(self.project.releases / name, (self.folder / name).read_bytes())
        self.remove()

    def remove(self) -> None:
        if self.folder.is_symlink():
            self.folder.unlink()
        # first what says that there is something to put in place
        (self.folder / ANCHOR.format(self.version)).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def stages(project: Project) -> list[Stage]:
    """Releases that are being made, or were cut short."""
    if not project.releases.is_dir():
        return []
    names = sorted(path.name for path in project.releases.glob(f".*{UNFINISHED}") if path.is_dir())
    return [Stage(project, name.removeprefix(".").removesuffix(UNFINISHED)) for name in names]


def _move(source: Path, target: Path) -> None:
    """Also to another disk, and there too in one step."""
    try:
        source.replace(target)
        return
    except OSError:
        if target.is_dir():
            raise
    part = target.with_name(f".{target.name}{UNFINISHED}")
    shutil.rmtree(part) if part.is_dir() else part.unlink(missing_ok=True)
    shutil.move(source, part)
    part.replace(target)
