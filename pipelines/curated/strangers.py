"""Files that nobody reads: what they seem to be, and where they belong. Nothing typed may vanish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.curated.textfile import children
from pipelines.project import Project

LOOKED_AT = 64 * 1024  # bytes of a file whose kind is asked for
TYPED = (".yaml", ".yml", ".txt", ".csv", ".md", ".markdown", ".toml")
SHEETS = (".xlsx", ".xls", ".ods", ".numbers")
DOCUMENTS = (
    ".pdf",
    ".doc",
    ".docx",
    ".odt",
    ".rtf",
    ".html",
    ".htm",
    ".xml",
    ".zip",
    ".epub",
    ".png",
    ".jpg",
    ".jpeg",
)
KINDS = {  # a line that only such a file has → what it is, where it belongs
    "estimates": ("report", "data/curated/trials/TRIAL/{stem}.yaml"),
    "populations": ("description of a trial", "data/curated/trials/TRIAL/trial.yaml"),
    "facts": ("reference", "data/curated/references/{stem}.yaml"),
    "subgroups": ("page of a cancer", "data/curated/categories/{stem}.md"),
    "next_review": ("page of the guide", "data/curated/guide/{stem}.md"),
}
SETTINGS = {"charts": "charts.yaml", "site": "site.toml", "embed": "embed.toml"}
OF_DATA = ("curated", "raw", "releases", "evidence.duckdb")


def kind_of(project: Project, path: Path) -> tuple[str, str]:
    """What an unread file is, and what to do with it; both empty where nothing can be told."""
    suffix, stem = path.suffix.lower(), path.name.partition(".")[0]
    if suffix in SHEETS and path.parent == project.vocabularies:
        return "spreadsheet", f"Save it as {stem}.csv."
    if suffix in DOCUMENTS and path.is_file():
        return (
            "document",
            "Keep it elsewhere: `evidence archive TRIAL/REPORT FILE` looks for the figures in it.",
        )
    if not path.is_file() or (suffix not in TYPED and suffix):
        return "", ""
    kind, place = _by_content(path)
    if not kind:
        return "", ""
    place = place.format(stem=stem)
    folder = place.rpartition("/")[0]
    here = project.relative(path.parent)
    if here == folder or (folder.endswith("TRIAL") and path.parent.parent == project.trials):
        return kind, f"Name it {place.rpartition('/')[2]}."
    return kind, f"Move it to {place}."


def _by_content(path: Path) -> tuple[str, str]:
    try:
        with path.open("rb") as file:
            text = file.read(LOOKED_AT).decode("utf-8", "replace")
    except OSError:
        return "", ""
    for key, found in KINDS.items():
        if re.search(rf"(?m)^{key}\s*:", text):
            return found
    return "", ""


def beside_the_data(project: Project) -> Iterator[tuple[Path, str, str]]:
    """(path, kind, what to do) of what lies beside the curated files and is read by nobody."""
    data = project.curated.parent
    for path in children(project, data)[0]:
        if path.name not in OF_DATA:
            kind, todo = kind_of(project, path)
            yield path, kind, todo or f"Here stand: {', '.join(OF_DATA[:3])}."
    for folder in (project.root, project.charts.parent):
        for path in children(project, folder)[0]:
            if path.is_symlink() or not path.is_file():
                continue
            stem = path.name.partition(".")[0]
            wanted = SETTINGS.get(stem) if path.suffix.lower() in TYPED else None
            if wanted and folder != project.root and path.name != wanted:
                yield path, "file of settings", f"Name it {wanted}."
            elif (
                path.suffix.lower() in (".yaml", ".yml", ".txt")
                and path.name not in SETTINGS.values()
            ):
                kind, todo = kind_of(project, path)
                if kind:
                    yield path, kind, todo
