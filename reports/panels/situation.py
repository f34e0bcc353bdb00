"""The pages of a cancer: one a situation, split where too many trials would stand on it."""

from __future__ import annotations

from dataclasses import dataclass

from reports.panels.panel import people_told
from reports.published import Published

MOST_TRIALS = 8  # on a page; with more it is split by earlier treatment
LINES = {  # line of treatment → what readers know of themselves
    "first": "first",
    "second": "later",
    "second_or_later": "later",
    "third_or_later": "later",
}
PARTS = {
    "first": "first treatment",
    "later": "after earlier treatment",
    "any": "with or without earlier treatment",
}


@dataclass(frozen=True)
class Situation:
    """A page: a subgroup of a category, or a part of one that has too many trials for a page."""

    category: str
    subgroup: str
    part: str
    title: str
    trials: tuple[str, ...]

    @property
    def slug(self) -> str:
        return f"{self.subgroup}-{self.part}" if self.part else self.subgroup

    @property
    def key(self) -> str:
        return f"{self.category}/{self.slug}"


def situations(published: Published, category: str) -> list[Situation]:
    """Pages of a category in the order of its subgroups; each trial on one page a subgroup."""
    made = []
    for record in published.subgroups(category):
        subgroup, title = record["subgroup"], record["title"]
        trials = published.trials_in(category, subgroup)
        if len(trials) <= MOST_TRIALS:
            made.append(Situation(category, subgroup, "", title, tuple(trials)))
            continue
        part_of = {key: _part(published, key, category, subgroup) for key in trials}
        for part, words in PARTS.items():
            own = tuple(key for key in trials if part_of[key] == part)
            if own:
                made.append(Situation(category, subgroup, part, f"{title}, {words}", own))
    return made


def _part(published: Published, trial: str, category: str, subgroup: str) -> str:
    leads = published.leads(trial, category, subgroup)
    key, _ = people_told(
        leads, published.figures_in(trial, category, subgroup), published.forests[trial]
    )
    rows = published.populations_of[trial]
    line = next(row["line"] for row in rows if row["population"] == key)
    return LINES.get(line, "any")
