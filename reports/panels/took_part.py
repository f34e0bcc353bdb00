"""Who took part in a trial: of the people of a situation, else of the nearest group of which it is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reports.published import Published, Record

TIES = ("set_of", "earlier_cut_of", "part_of")  # from a group of people to a wider one, or the same


@dataclass(frozen=True)
class Joined:
    """What is told of one group of people when they joined."""

    population: Record
    rows: list[Record]  # of the view took_part, in reading order

    @cached_property
    def by_heading(self) -> dict[str, list[Record]]:
        """In short, for a table: of single arms only what is told of no people together."""
        together = {row["heading"] for row in self.rows if not row["arm"]}
        found: dict[str, list[Record]] = {}
        for row in self.rows:
            if not row["arm"] or row["heading"] not in together:
                found.setdefault(row["heading"], []).append(row)
        return found


def who_took_part(published: Published, trial: str, population: str) -> Joined | None:
    """Of this population; else of one with the same people counted in another way; else of a wider one."""
    told = published.took_part_of.get(trial, {})
    rows = {row["population"]: row for row in published.populations_of[trial]}
    for key in _nearest(population, rows):
        if key in told:
            return Joined(rows[key], told[key])
    return None


def _nearest(key: str, rows: dict[str, Record]) -> Iterator[str]:
    seen: set[str] = set()
    while key in rows and key not in seen:
        seen.add(key)
        yield key
        yield from (other for other, row in rows.items() if row["set_of"] == key)
        key = next((rows[key][tie] for tie in TIES if rows[key][tie]), "")


def of_trial(published: Published, trial: str) -> list[Joined]:
    """All groups of people of whom a trial tells, in the order of its populations."""
    told = published.took_part_of.get(trial, {})
    rows = published.populations_of.get(trial, ())
    return [Joined(row, told[row["population"]]) for row in rows if row["population"] in told]


def headings(published: Published) -> list[str]:
    """Columns of the table, in the order of the vocabulary."""
    rows = sorted(published.tables["characteristics"], key=lambda row: int(row["order"]))
    return list(dict.fromkeys(row["heading"] for row in rows))
