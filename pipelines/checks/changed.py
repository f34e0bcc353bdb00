"""What a save changed: trials, texts, or what all of them share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from schemas.borders.unread import Unread
from schemas.evidence import TABLES_OF_TRIALS, Evidence
from schemas.prose import BINDING, PROSE, Page
from schemas.row import Row

Tables = Mapping[str, list[Row]]


def changed_trials(before: Evidence, now: Evidence) -> set[str] | None:
    """Trials with other rows than before, those that are gone included; ``""`` stands for all prose.

    None: what all of them share is other, and so everything may be.
    """
    return changed_words(changed_rows(before, now.typed, now.unread), before, now)


def changed_rows(before: Evidence | None, typed: Tables, unread: Unread) -> set[str] | None:
    """The same, as far as it is known from the rows themselves, sound or not."""
    if before is None or not before.unread.same_as(unread):
        return None
    if _shared(before.typed) != _shared(typed):
        return None
    old, new = _by_trial(before.typed), _by_trial(typed)
    return {trial for trial in old.keys() | new.keys() if old[trial] != new[trial]}


def changed_words(
    changed: set[str] | None, before: Evidence | None, now: Evidence
) -> set[str] | None:
    """``changed`` rows and what follows: other words of charts, and other names in every text."""
    if changed is None or before is None or before.known_names != now.known_names:
        return None
    old, new = ([Text.of(page) for page in evidence.charts] for evidence in (before, now))
    return changed if old == new else {*changed, ""}


class Text(NamedTuple):
    """All of a page of prose that rules look at, apart from the evidence that it is about."""

    path: str
    line: int
    field: str
    words: str
    figures: tuple[str, ...]
    name: str

    @classmethod
    def of(cls, page: Page) -> Text:
        words = page.row.get(page.field)
        return cls(page.row.path, page.line, page.field, words, page.figures, page.name)

    @property
    def trials(self) -> set[str]:
        """Those of the figures that it binds or draws, and the one that it is a note of."""
        bound = (match[1] for match in BINDING.finditer(self.words))
        return {target.partition("/")[0] for target in (*bound, *self.figures, self.name)}


def _shared(typed: Tables) -> list[Row]:
    apart = (*TABLES_OF_TRIALS, *PROSE)
    return [row for table, rows in typed.items() if table not in apart for row in rows]


def _by_trial(typed: Tables) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for table in (*TABLES_OF_TRIALS, *PROSE):
        for row in typed[table]:
            found[row.get("trial")].append(row)
    return found
