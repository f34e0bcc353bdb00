"""Reading one text file of a project: its text, or the problem that it cannot be used."""

from __future__ import annotations

from pathlib import Path

from pipelines.files import LARGEST_BYTES, read_text, unusable
from pipelines.project import Project
from schemas.problem import Problem, Unusable

# how files of other programs begin
NO_PLAIN_TEXT = {"{\\rtf": "a document of a word processor (RTF)", "<!doctype": "a web page", "<html": "a web page", "%pdf": "a PDF"}  # fmt: skip


def text_of(project: Project, path: Path, most: int = LARGEST_BYTES) -> tuple[str, list[Problem]]:
    """Text of ``path`` and what is wrong with it; the text is empty if it cannot be used."""
    try:
        text = read_text(path, project.root, most)
        if not text.strip():
            raise unusable(path, project.root, "the file is empty.", "Fill it, or delete it.")
        for start, what in NO_PLAIN_TEXT.items():
            if text[:200].lstrip().lower().startswith(start):
                message = f"this is {what}, under the name of a plain text."
                raise unusable(path, project.root, message, "Save what it says as plain text.")
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
