"""One line of the log of approvals: its cells, what it follows, what its signature is over."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cached_property

from pipelines.files import sha256
from schemas import tables
from schemas.fields import SEPARATOR, items_of
from schemas.problem import shorten

COLUMNS = tuple(tables.columns("approvals"))
HEADER = ",".join(COLUMNS)
NUMBER = re.compile("[0-9]{1,9}")
ALL_YES = "all yes"
SETTLEMENT = re.compile(rf"settles ([^;]*); ({ALL_YES}|no)\b|")


@dataclass(frozen=True)
class Entry:
    """One line of the log, and where it stands in the file (from 2: the head is line 1)."""

    raw: str
    line: int

    @cached_property
    def values(self) -> dict[str, str]:
        """Cells by column; empty where the line cannot be read."""
        try:
            rows = list(csv.reader([self.raw], strict=True))
        except csv.Error:
            return {}
        if len(rows) != 1 or len(rows[0]) != len(COLUMNS) or not NUMBER.fullmatch(rows[0][0]):
            return {}
        return dict(zip(COLUMNS, rows[0], strict=True))

    @property
    def hash(self) -> str:
        return sha256(self.raw)

    @property
    def number(self) -> int:
        return int(self.values["number"])

    @property
    def previous(self) -> tuple[str, ...]:
        return tuple(self.values["previous"].split(SEPARATOR))

    @property
    def open(self) -> tuple[str, ...]:
        return tuple(items_of(self.values["open"]))

    @property
    def signed(self) -> str:
        """What the signature is over: the line up to it, hence all that it follows."""
        return self.raw.rpartition(",")[0]

    @property
    def settles(self) -> tuple[set[str], str]:
        """(Whose disagreements it settles, the verdict); nobody's if it settles nothing."""
        if self.values["action"] != "settle":
            return set(), ""
        names, verdict = SETTLEMENT.match(f"{self.values['says']};").groups()
        return (set(names.split(", ")), verdict) if names else (set(), "")

    def __str__(self) -> str:
        known = self.values
        if not known:
            return shorten(self.raw)
        return f"{known['action']} {known['target']} by {known['by']}, {known['at']}"
