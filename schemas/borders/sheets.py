"""Cells of CSV files that no spreadsheet runs, and their values again.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, which spreadsheets
know as the mark of a text. A number stays a number. What was written so is read back as it was.
"""

from __future__ import annotations

import re
import unicodedata

from schemas.borders.plain import HIDDEN

NUMBER = re.compile(r"[+−-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?%?")
MARK = "'"
SIGNS = frozenset("=+-@−")


def guarded(cell: str) -> str:
    """``cell`` as it may stand in a CSV file."""
    bare = cell.lstrip(MARK)
    is_taken = bare != cell and bare in SIGNS  # a sign with a mark of its own is read back so
    return f"{MARK}{cell}" if starts_formula(bare) or is_taken else cell


def as_typed(cell: str) -> str:
    """The value of a cell that ``guarded`` wrote, or that a person guarded alike."""
    bare = cell.lstrip(MARK)
    is_guarded = cell.startswith(MARK) and (starts_formula(bare) or bare in SIGNS)
    return cell.removeprefix(MARK) if is_guarded else cell


def starts_formula(cell: str) -> bool:
    """Would a spreadsheet run it? Space before a sign, and signs of another width, count too."""
    if not cell or cell in SIGNS or NUMBER.fullmatch(cell):  # a sign alone computes nothing
        return False
    begin = HIDDEN.sub("", cell).lstrip()[:1]
    return cell[0] in "\t\r\n" or unicodedata.normalize("NFKC", begin) in SIGNS
