"""Reading one text file of a project: its text, or the problem that it cannot be used."""

from __future__ import annotations

from pathlib import Path

from pipelines.files import LARGEST_BYTES, read_text, unusable
from pipelines.project import Project
from schemas.problem import Problem, Unusable


def text_of(project: Project, path: Path, most: int = LARGEST_BYTES) -> tuple[str, list[Problem]]:
    """Text of ``path`` and what is wrong with it; the text is empty if it cannot be used."""
    try:
        text = read_text(path, project.root, most)
        if not text.strip():
            raise unusable(path, project.root, "the file is empty.", "Fill it, or delete it.")
    except Unusable as error:
        return "", [error.problem]
    return text, []


def children(project: Project, folder: Path) -> tuple[list[Path], list[Problem]]:
    """What a folder holds, by name, apart from hidden things; and why it cannot be looked into."""
    try:
        found = sorted(path for path in folder.iterdir() if not is_hidden(path.name))
    except FileNotFoundError:
        return [], []
    except OSError as error:
        message = f"this folder cannot be read: {error.strerror}."
        problem = unusable(folder, project.root, message, "Check its permissions.").problem
        return [], [problem]
    return found, []


def is_hidden(name: str) -> bool:
    """Names such as ``.DS_Store`` are left alone; ``..x`` is not, it only looks hidden."""
    return name.startswith(".") and not name.startswith("..")
