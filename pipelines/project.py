"""Where things are: the only module that knows the paths of a project folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """A folder with ``data/curated`` and, optionally, ``reports`` settings."""

    root: Path

    @property
    def curated(self) -> Path:
        return self.root / "data" / "curated"

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def trials(self) -> Path:
        return self.curated / "trials"

    @property
    def references(self) -> Path:
        return self.curated / "references"

    @property
    def categories(self) -> Path:
        return self.curated / "categories"

    @property
    def guide(self) -> Path:
        return self.curated / "guide"

    @property
    def vocabularies(self) -> Path:
        return self.curated / "vocabularies"

    @property
    def approvals(self) -> Path:
        return self.curated / "approvals.csv"

    @property
    def reviewers(self) -> Path:
        return self.curated / "reviewers.yaml"

    @property
    def eye_checks(self) -> Path:
        return self.curated / "eye_checks.csv"

    @property
    def releases(self) -> Path:
        """Anchors of releases (kept in git), and the releases themselves (git-ignored)."""
        return self.root / "data" / "releases"

    @property
    def charts(self) -> Path:
        return self.root / "reports" / "charts.yaml"

    @property
    def slugs(self) -> Path:
        """Slugs of charts that were ever published; kept in git."""
        return self.root / "reports" / "slugs.txt"

    @property
    def pages(self) -> Path:
        """Reports that ever had a page; kept in git."""
        return self.root / "reports" / "pages.txt"

    @property
    def editor_schemas(self) -> Path:
        """JSON Schemas for text editors; derived."""
        return self.root / "schemas" / "json"

    @property
    def settings_file(self) -> Path:
        return self.root / "reports" / "site.toml"

    @property
    def builds(self) -> Path:
        """Folder of finished and unfinished builds; git-ignored."""
        return self.root / ".builds"

    @property
    def server_home(self) -> Path:
        """What Prefect keeps between two builds; only saves time."""
        return self.builds / "prefect"

    @property
    def schedule_home(self) -> Path:
        """What the server of a schedule keeps: its runs, and how editors are told."""
        return self.root / ".prefect"

    @property
    def current(self) -> Path:
        """Leads to the build that stands: a link or, where links are unknown, a file that names it."""
        return self.builds / "current"

    @property
    def store_link(self) -> Path:
        return self.root / "data" / "evidence.duckdb"

    @property
    def site_link(self) -> Path:
        return self.root / "reports" / "site"

    @property
    def store(self) -> Path:
        build = self._named_build()
        return build / "evidence.duckdb" if build else self.store_link

    @property
    def site(self) -> Path:
        build = self._named_build()
        return build / "site" if build else self.site_link

    def published(self) -> Path | None:
        """The folder of the build that stands, if there is one."""
        build = self._named_build() or self.current
        return build.resolve() if build.exists() else None

    def _named_build(self) -> Path | None:
        if self.current.is_symlink() or not self.current.is_file():
            return None
        name = self.current.read_text("utf-8", "replace").strip()
        return self.builds / name if re.fullmatch("build-[0-9]+", name) else None

    @property
    def embedding(self) -> Path:
        """Settings of those who embed: hosts that may."""
        return self.root / "reports" / "embed.toml"

    @property
    def frozen(self) -> Path:
        return self.root / "reports" / "frozen"

    def relative(self, path: Path) -> str:
        """Path as messages show it: from the project folder, with forward slashes."""
        root, full = f"{self.root.as_posix()}/", path.as_posix()
        return full.removeprefix(root)


class NoProject(FileNotFoundError):
    """There is no project in the folder named; the text says what to do."""


def find_project(folder: str | Path | None = None) -> Project:
    """The project at ``folder``, or the nearest one above the working directory.

    Raises NoProject if there is no ``data/curated`` there.
    """
    if folder is not None:
        root = Path(folder).resolve()
        if not (root / "data" / "curated").is_dir():
            raise NoProject(f"{folder} is not a project: it has no data/curated folder")
        return Project(root)
    here = Path.cwd().resolve()
    for root in (here, *here.parents):
        if (root / "data" / "curated").is_dir():
            return Project(root)
    raise NoProject(
        "no project here: run inside a folder with data/curated, or name one with --project"
    )
