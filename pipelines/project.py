"""Where things are: the only module that knows the paths of a project folder."""

from __future__ import annotations

import tomllib
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
    def settings_file(self) -> Path:
        return self.root / "reports" / "site.toml"

    @property
    def builds(self) -> Path:
        """Folder of finished and unfinished builds; git-ignored."""
        return self.root / ".builds"

    @property
    def store(self) -> Path:
        return self.root / "data" / "evidence.duckdb"

    @property
    def site(self) -> Path:
        return self.root / "reports" / "site"

    def relative(self, path: Path) -> str:
        """Path as messages show it: from the project folder, with forward slashes."""
        root, full = f"{self.root.as_posix()}/", path.as_posix()
        return full.removeprefix(root)

    def settings(self) -> dict[str, object]:
        """``reports/site.toml`` (site_url, contact …); empty where there is none."""
        if not self.settings_file.is_file():
            return {}
        return tomllib.loads(self.settings_file.read_text(encoding="utf-8"))


def find_project(folder: str | Path | None = None) -> Project:
    """The project at ``folder``, or the nearest one above the working directory.

    Raises FileNotFoundError if there is no ``data/curated`` there.
    """
    if folder is not None:
        root = Path(folder).resolve()
        if not (root / "data" / "curated").is_dir():
            raise FileNotFoundError(f"{folder} is not a project: it has no data/curated folder")
        return Project(root)
    here = Path.cwd().resolve()
    for root in (here, *here.parents):
        if (root / "data" / "curated").is_dir():
            return Project(root)
    raise FileNotFoundError(
        "no project here: run inside a folder with data/curated, or name one with --project"
    )
