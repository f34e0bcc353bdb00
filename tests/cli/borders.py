"""What tests of borders share: a verb that may end in no traceback, files put into a project."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from pipelines.cli.command import main
from pipelines.project import Project

REPORT = "data/curated/trials/orchard-1/2024-fields.yaml"
TRIAL = "data/curated/trials/orchard-1/trial.yaml"
PAGE = "data/curated/categories/appleoma.md"
CHARTS = "reports/charts.yaml"
SITE = "reports/site.toml"
HASH = "0123456789ab"
ABOUT = {
    "slug": "orchard-alive", "hash": HASH, "frozen_on": "2026-01-01", "title": "T",
    "reports": ["orchard-1/2024-fields"],
}  # fmt: skip


def run(project: Project, *words: str, code: int | None = None, input: str = "") -> Result:
    """A verb on the project. Whatever happens, it is no traceback and no escape sequence."""
    result = CliRunner().invoke(main, [*words, "--project", str(project.root)], input=input)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert not set(result.output) & {"\x1b", "\x07", "\x00", "\u202e", "\x9b"}
    if code is not None:
        assert result.exit_code == code, result.output
    return result


def put(project: Project, path: str, content: str | bytes) -> Path:
    file = project.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def swap(project: Project, path: str, old: str, new: str) -> int:
    """Replace a text; the line on which it stood."""
    text = (project.root / path).read_text("utf-8")
    assert old in text
    put(project, path, text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def kept_copy(project: Project, **other: object) -> Path:
    """A folder of frozen charts whose about.json says something else."""
    folder = project.frozen / HASH
    folder.mkdir(parents=True)
    names = [f"orchard-alive.{end}" for end in ("html", "svg", "png", "json", "csv", "md")]
    for name in (*names, "embed.css", "embed.js"):
        (folder / name).write_text("x", "utf-8")
    (folder / "about.json").write_text(json.dumps(ABOUT | other), "utf-8")
    return folder
