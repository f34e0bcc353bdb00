"""Files of a project: read only where they are plain files of that project, written whole."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pipelines.project import Project
from schemas.borders.plain import HIDDEN, HIDES, RETYPE, hidden_sign, visible
from schemas.borders.sheets import as_typed, guarded
from schemas.problem import Problem, Unusable

LARGEST_BYTES = 4 * 1024 * 1024  # of a file that people type
MOST_ROWS_BYTES = 64 * 1024 * 1024  # of a list that we write


def read_plain(path: Path, root: Path | None = None, most: int = LARGEST_BYTES) -> bytes:
    """The bytes of a plain file: never of a pipe or a device, never more than ``most``.

    With ``root`` (a real folder) the file must lie in it and be no link. Raises Unusable.
    """
    if root is not None and not is_inside(path, root):
        raise unusable(path, root, *LEADS_OUT)
    if root is not None and path.is_symlink():
        raise unusable(path, root, *LINK)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise unusable(path, root, *NOT_PLAIN)
        with os.fdopen(os.open(path, WITHOUT_WAITING | (NO_LINK if root else 0)), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):  # put there a moment ago
                raise unusable(path, root, *NOT_PLAIN)
            data = file.read(most + 1) if found.st_size <= most else b""
    except OSError as error:
        todo = "Check that it exists and its permissions."
        raise unusable(path, root, f"cannot be read: {error.strerror}.", todo) from error
    size = max(found.st_size, len(data))
    if size > most:
        message = f"files larger than {most} bytes are not read."
        todo = "Split it, or check that the right file was saved here."
        raise unusable(path, root, message, todo, f"{size} bytes")
    return data


SETTLED = (
    2 * 10**9
)  # ns: a file that was changed later than this before it was looked at may change unseen


def stamp(path: Path) -> tuple[int, ...] | None:
    """What changes whenever the file does; None of one that is not there, or was changed just now."""
    try:
        found = path.lstat()
    except OSError:
        return None
    if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) < SETTLED:
        return None
    return found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns


WITHOUT_WAITING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
LEADS_OUT = ("this link leads out of the project folder.", "Replace it with the file itself.")
LINK = ("this is a link, and links are not followed.", "Replace it with the file itself.")
NOT_PLAIN = ("this is not a plain file.", "Replace it with a file, or remove it.")


def read_text(path: Path, root: Path | None = None, most: int = LARGEST_BYTES) -> str:
    """The text of a plain file in UTF-8, line ends as ``\\n``, without hidden signs.

    Raises Unusable, as ``read_plain`` does.
    """
    data = read_plain(path, root, most)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        text = text if "\n" in text else text.replace("\r", "\n")  # as old Macs end lines
    except UnicodeDecodeError as error:
        raise unusable(
            path,
            root,
            "the file is not UTF-8 text.",
            "Save it again with the encoding UTF-8.",
            f"byte 0x{data[error.start]:02x}",
            data[: error.start].count(b"\n") + 1,
        ) from error
    if "\0" in text:
        raise unusable(path, root, "this is not a text file.", "Save it as plain text, in UTF-8.")
    if hidden := HIDDEN.search(text):
        line = text.count("\n", 0, hidden.start()) + 1
        raise unusable(path, root, HIDES, RETYPE, hidden_sign(hidden.group()), line)
    return text


def unusable(
    path: Path, root: Path | None, message: str, todo: str, value: str = "", line: int = 0
) -> Unusable:
    """The problem that a file cannot be used, at its place in the project ``root``."""
    last = "/".join(path.parts[-3:])  # data/raw/manifest.csv: where only the file is known
    place = path.as_posix().removeprefix(f"{root.as_posix()}/") if root else last
    return Unusable(Problem(place, line, "", value, message, todo, "readable-file"))


def is_inside(path: Path, root: Path) -> bool:
    """Does ``path`` really lie in the real folder ``root``, whatever links stand on the way?"""
    return Path(os.path.realpath(path)).is_relative_to(root)


def refuse_links(project: Project) -> None:
    """Raises Unusable where a link would have us read or write what is not the project's."""
    for problem in link_problems(project):
        raise Unusable(problem)


def link_problems(project: Project) -> list[Problem]:
    """Links in the folders that we read and write, but for the two that a build makes."""
    ours = {project.store_link: "evidence.duckdb", project.site_link: "site"}
    found = [
        path
        for path in (*_links_below(project.root / "data"), *_links_below(project.frozen), *ours)
        if path.is_symlink() and path.readlink() != Path(f"../.builds/current/{ours.get(path)}")
    ]
    found += [path for path in (project.root / "reports", project.builds) if path.is_symlink()]
    return [
        unusable(
            path, project.root, *(LINK if is_inside(path, project.root) else LEADS_OUT)
        ).problem
        for path in dict.fromkeys(found)
    ]


def _links_below(folder: Path) -> Iterator[Path]:
    if folder.is_symlink():
        yield folder
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return  # not there, or told by those who read it
    for entry in entries:
        if entry.name.startswith(".") and entry.is_dir():
            continue
        if entry.is_symlink():
            yield Path(entry.path)
        elif entry.is_dir():
            yield from _links_below(Path(entry.path))


def remove(path: Path) -> None:
    """A folder with all it holds; of a link only the link. What is not there is no error."""
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)


def sha256(data: bytes | str) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def write_whole(path: Path, body: bytes) -> None:
    """All of ``body`` or nothing: written beside the old file, then put in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        dir=path.parent, prefix=f".{path.name[:40]}-{os.getpid()}-", suffix=".part"
    )
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


PART = re.compile(r"\..*-([0-9]+)-[a-z0-9_]+\.part")


def abandoned(folder: Path) -> list[Path]:
    """What ``write_whole`` left below ``folder`` in processes that were killed."""
    return [
        path
        for path in sorted(folder.rglob(".*.part"))
        if (named := PART.fullmatch(path.name)) and not _is_running(int(named[1]))
    ]


def sweep(folder: Path) -> None:
    """Remove what killed processes left below ``folder``."""
    for path in abandoned(folder):
        path.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def read_rows(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    """Rows of a CSV file of ours; missing columns are empty, unknown ones are dropped.

    Raises Unusable where the file is damaged.
    """
    if not path.exists():
        return []
    todo = "Restore it from the project's history."  # nobody types these files
    try:
        text = read_text(path, most=MOST_ROWS_BYTES)
    except Unusable as error:
        raise Unusable(replace(error.problem, todo=todo)) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        return [{name: as_typed(row.get(name) or "") for name in columns} for row in reader]
    except csv.Error as error:
        message = f"this file of the program cannot be read: {error}."
        raise unusable(path, None, message, todo, line=reader.line_num) from error


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> bool:
    """Write a CSV file whole. False, and nothing is written, if it would be the same."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: guarded(visible(cell)) for name, cell in row.items()} for row in rows)
    body = text.getvalue().encode()
    if path.is_file() and path.read_bytes() == body:
        return False
    write_whole(path, body)
    return True
