"""The zip of a release: always laid out in one way, and read only if it is nothing else.

A zip may hold bytes before, between and after its files, name one file twice, or unpack to more than
a disk holds. Whatever is not laid out as ``pack`` lays it out is therefore refused by its directory,
before anything is unpacked. A release has its files one after the other, deflated, then the directory.
"""

from __future__ import annotations

import hashlib
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

MOST_FILES = 60_000
MOST_BYTES = 2**31 - 1  # unpacked, all files together: a zip of more needs another layout
LONGEST_NAME = 1000  # bytes
LEVEL = 6
VERSION, UNIX, DEFLATED, IN_UTF8 = 20, 3, 8, 0x800
MIDNIGHT, FIRST_OF_1980 = 0, 0x21  # a zip must say some time; it is the same in every build
PLAIN_FILE = 0o644 << 16
LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s2B5H3L5H2L")
END = struct.Struct("<4s4H2LH")


class Unreadable(ValueError):
    """These are not the files of a release; the message goes on from "this release"."""


@dataclass(frozen=True)
class Member:
    """One file of a zip: its name, its sizes, and where it begins."""

    name: str
    crc: int
    packed: int
    unpacked: int
    offset: int

    @property
    def _common(self) -> tuple[int, ...]:
        flags = 0 if self.name.isascii() else IN_UTF8
        sums = (self.crc, self.packed, self.unpacked, len(self.name.encode()))
        return (flags, DEFLATED, MIDNIGHT, FIRST_OF_1980, *sums, 0)

    def local(self) -> bytes:
        """What stands before its bytes."""
        return LOCAL.pack(b"PK\3\4", VERSION, *self._common) + self.name.encode()

    def central(self) -> bytes:
        """Its line of the directory."""
        head = (b"PK\1\2", VERSION, UNIX, VERSION, *self._common)
        return CENTRAL.pack(*head, 0, 0, 0, PLAIN_FILE, self.offset) + self.name.encode()

    @property
    def end(self) -> int:
        return self.offset + LOCAL.size + len(self.name.encode()) + self.packed


def pack(folder: Path, archive: Path) -> None:
    """The files of ``folder`` as the zip ``archive``: the same files always give the same bytes.

    Raises Unreadable where there are more, or larger ones, than a release may have.
    """
    members = []
    with archive.open("wb") as file:
        for name, path in files_below(folder).items():
            data = path.read_bytes()
            squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
            packed = squeeze.compress(data) + squeeze.flush()
            member = Member(name, zlib.crc32(data), len(packed), len(data), file.tell())
            file.write(member.local() + packed)
            members.append(member)
        file.write(_directory(members))


def _directory(members: list[Member]) -> bytes:
    lines = b"".join(member.central() for member in members)
    start = members[-1].end if members else 0
    return lines + END.pack(b"PK\5\6", 0, 0, len(members), len(members), len(lines), start, 0)


def files_below(folder: Path) -> dict[str, Path]:
    """Files by their names inside the folder, in order. Raises Unreadable where there are too many,
    and for whatever is neither a file nor a folder: a link may lead anywhere."""
    found: dict[str, Path] = {}
    size = 0

    def cannot_be_read(error: OSError) -> None:
        raise Unreadable(f"cannot be read whole: {error.strerror}") from error

    for place, folders, names in os.walk(folder, onerror=cannot_be_read):
        folders.sort()
        for name in sorted([*names, *(n for n in folders if Path(place, n).is_symlink())]):
            path = Path(place, name)
            inside = path.relative_to(folder).as_posix()
            if path.is_symlink() or not path.is_file():
                raise Unreadable(f"holds {inside}, which is not a plain file")
            found[inside] = path
            size += path.stat().st_size
            refuse_too_much(len(found), size)
    return dict(sorted(found.items()))


def refuse_too_much(files: int, size: int) -> None:
    if files > MOST_FILES:
        raise Unreadable(f"holds more than {MOST_FILES:,} files")
    if size > MOST_BYTES:
        raise Unreadable(f"holds more than {MOST_BYTES / 1e9:.1f} GB unpacked")


class Folder(Mapping[str, bytes]):
    """The files of a release that lies unpacked, each read when it is asked for."""

    def __init__(self, path: Path):
        self._files = files_below(path)

    def __getitem__(self, name: str) -> bytes:
        return self._files[name].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


class Packed(Mapping[str, bytes]):
    """The files of a zip, each unpacked when it is asked for. Raises Unreadable, see above."""

    def __init__(self, path: Path):
        self._path = path
        with path.open("rb") as file:
            self._members = {member.name: member for member in _members(file)}

    def __getitem__(self, name: str) -> bytes:
        member = self._members[name]
        with self._path.open("rb") as file:
            file.seek(member.end - member.packed)
            packed = file.read(member.packed)
        unpack = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            data = unpack.decompress(packed, member.unpacked + 1)
        except zlib.error as error:
            raise Unreadable(f"cannot be read whole: {name} cannot be unpacked") from error
        is_whole = unpack.eof and not unpack.unused_data
        if not is_whole or (len(data), zlib.crc32(data)) != (member.unpacked, member.crc):
            raise Unreadable(f"cannot be read whole: {name} is not what its zip says of it")
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


def _members(file: BinaryIO) -> list[Member]:
    """What the directory lists, if the zip holds that and nothing else."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - END.size, 0))
    end = file.read()
    if len(end) < END.size or not end.startswith(b"PK\5\6"):
        raise _otherwise(file)
    _, _, _, _, number, length, start, _ = END.unpack(end)
    if start + length + END.size != size or length > MOST_FILES * (CENTRAL.size + LONGEST_NAME):
        raise _otherwise(file)
    refuse_too_much(number, 0)
    file.seek(start)
    lines, members, at = file.read(length), [], 0
    while at < length:
        member, at = _line(file, lines, at)
        members.append(member)
    refuse_too_much(len(members), sum(member.unpacked for member in members))
    names = [member.name for member in members]
    if len(set(names)) != len(names):
        raise Unreadable("holds a file twice")
    if lines + end != _directory(members):
        raise _otherwise(file)
    place = 0
    for member in members:
        file.seek(place)
        if member.offset != place or file.read(len(member.local())) != member.local():
            raise _otherwise(file)
        place = member.end
    if place != start:
        raise _otherwise(file)
    return members


def _line(file: BinaryIO, lines: bytes, at: int) -> tuple[Member, int]:
    """One line of the directory, and where the next begins."""
    try:
        cells = CENTRAL.unpack_from(lines, at)
        begin, end = at + CENTRAL.size, at + CENTRAL.size + cells[11]
        name = lines[begin:end].decode()
    except (struct.error, UnicodeDecodeError) as error:
        raise _otherwise(file) from error
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or "\\" in name or not name.isprintable():
        raise Unreadable("holds a file that leads out of it")
    if not parts or name != "/".join(parts) or cells[11] > LONGEST_NAME:
        raise _otherwise(file)
    return Member(name, cells[8], cells[9], cells[10], cells[17]), end


def _otherwise(file: BinaryIO) -> Unreadable:
    """Why a file is refused whose layout is not ours."""
    if not zipfile.is_zipfile(file):
        return Unreadable("cannot be read whole: it is no zip")
    return Unreadable(
        "cannot be read whole: it is not laid out as a release is, or bytes stand before, between or "
        "after its files. Whoever packed it anew can verify the unpacked folder"
    )


def sha256_of(path: Path) -> str:
    """Hash of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
