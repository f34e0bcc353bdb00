"""Who took part, typed: one characteristic of one group of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from schemas.row import Row

OF = " of "
MOST = {"years": 110, "percent": 100}


@dataclass(frozen=True)
class TookPart:
    """``row`` as typed, in the right form; ``defined_by`` its row of the vocabulary."""

    row: Row
    defined_by: Row

    @property
    def code(self) -> str:
        return self.row.get("characteristic")

    @property
    def of(self) -> tuple[str, str, str]:
        """Trial, population and arm ("" for all people together)."""
        return self.row.get("trial"), self.row.get("population"), self.row.get("arm")

    @property
    def is_share(self) -> bool:
        return self.defined_by.get("unit") == "percent"

    @cached_property
    def people(self) -> tuple[int, int] | None:
        """Who had it, and all who were counted; None where a percentage or an age is typed."""
        with_it, of, counted = self.row.get("value").partition(OF)
        return (int(with_it), int(counted)) if of else None

    @property
    def value(self) -> float | None:
        """In percent or years; None of nobody."""
        if self.people is None:
            return float(self.row.get("value"))
        with_it, counted = self.people
        return 100 * with_it / counted if counted else None

    @property
    def is_possible(self) -> bool:
        """Is it an age that people have, or a part of all people?"""
        if self.people is not None and not self.is_share:
            return False
        return self.value is not None and 0 <= self.value <= MOST[self.defined_by.get("unit")]

    @property
    def half_unit(self) -> float:
        """Half of the last digit printed: how far the value may have been rounded."""
        if self.people is not None:
            return 0.0
        return 0.5 * 10.0 ** -len(self.row.get("value").partition(".")[2])


def typed(rows: list[Row], vocabulary: Mapping[str, Row]) -> list[TookPart]:
    """Rows of known characteristics."""
    return [
        TookPart(row, vocabulary[row.get("characteristic")])
        for row in rows
        if row.get("characteristic") in vocabulary
    ]
