"""Faults of the machine, in one line: a full disk, a folder that may not be written."""

from __future__ import annotations

import errno

FULL = (errno.ENOSPC, errno.EDQUOT)
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
OTHERS = (errno.EIO, errno.ENAMETOOLONG, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ESTALE)


class Fault(Exception):
    """A setting of the machine that cannot be used; the text is one line that says which."""


def machine_fault(error: BaseException) -> str:
    """What a person can do about ``error``; empty if it is no fault of the machine."""
    if isinstance(error, OSError):
        place = error.filename2 or error.filename  # of a copy, the second is what is written
        where = f"{place}: " if place else ""
        if error.errno in FULL:
            return f"{where}the disk is full. Make room, then run this again."
        if error.errno in FORBIDDEN:
            return (
                f"{where}cannot be read or written here ({error.strerror}). Ask for the right to, "
                "or work in a copy of the folder."
            )
        return f"{where}{error.strerror}." if error.errno in OTHERS else ""
    if isinstance(error, Fault):
        return str(error)
    if isinstance(error, MemoryError):
        return "there is not enough memory. End other programs, then run this again."
    return _as_duckdb_says(str(error))


def _as_duckdb_says(text: str) -> str:
    if "No space left on device" in text:
        return "the disk is full. Make room, then run this again."
    if "Conflicting lock is held" in text:
        return "the store is open for writing in another program. Close it there, or build again."
    return ""
