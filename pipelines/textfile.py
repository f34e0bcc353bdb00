"""Reading one text file of a project safely: bounded, UTF-8, inside the project."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pipelines.project import Project
from schemas.problem import Problem

LARGEST_BYTES = 4 * 1024 * 1024
# signs that turn the direction of text, and control signs other than tab and line end
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@cache
def real_folder(folder: Path) -> Path:
    """Where a folder really is; remembered for one reading of a project, which clears it."""
    return folder.resolve()


def read_text(project: Project, path: Path) -> tuple[str, list[Problem]]:
    """Text of ``path`` and what is wrong with it; the text is empty if it cannot be used."""
    place = project.relative(path)

    def refuse(value: str, message: str, todo: str, line: int = 0) -> tuple[str, list[Problem]]:
        return "", [Problem(place, line, "", value, message, todo, "readable-file")]

    real = path.resolve() if path.is_symlink() else real_folder(path.parent) / path.name
    if not real.is_relative_to(project.root):
        return refuse(
            "",
            "this link leads out of the project folder.",
            "Replace it with the file itself.",
        )
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            return refuse(
                f"{size} bytes",
                f"files larger than {LARGEST_BYTES} bytes are not read.",
                "Split it, or check that the right file was saved here.",
            )
        data = path.read_bytes()
    except OSError as error:
        return refuse(
            "", f"cannot be read: {error.strerror}.", "Check that it exists and its permissions."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return refuse(
            f"byte 0x{data[error.start]:02x}",
            "the file is not UTF-8 text.",
            "Save it again with the encoding UTF-8.",
            line,
        )
    hidden = HIDDEN.search(text)
    if hidden:
        return refuse(
            f"U+{ord(hidden.group()):04X}",
            "holds a sign that turns or hides text for readers.",
            "Delete it: type the text again by hand.",
            text.count("\n", 0, hidden.start()) + 1,
        )
    if not text.strip():
        return refuse("", "the file is empty.", "Fill it, or delete it.")
    return text, []
