"""The pages of a cancer: one a situation, split where too many trials would stand on it.

A situation of more than ``MOST_TRIALS`` is split by earlier treatment; a part that still has more is
split once again, into trials that another situation shares and those that belong to this one alone.
Where both situations would then show the same trials, one page stands for both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.panels.panel import people_told
from reports.published import Published
from reports.text.questions import lower_first
from schemas.terms import LINE_IN_SHORT, NOT_STATED, TREATED_BEFORE

MOST_TRIALS = 8  # on a page
PARTS = {  # what readers know of themselves
    "first": LINE_IN_SHORT["first"],
    "later": LINE_IN_SHORT["second_or_later"],
    "any": LINE_IN_SHORT["any"],
}


def full_title(cancer: str, group: str) -> str:
    """``Lung cancer: ALK``; a group whose name begins with its cancer is not given it twice."""
    name = cancer.split(" with ")[0]
    return group if group.startswith(name) else f"{name}: {group}"


@dataclass(frozen=True)
class Situation:
    """A page: a subgroup of a category, or a part of one that has too many trials for a page."""

    category: str
    subgroup: str
    part: str
    group: str  # title of the whole subgroup
    title: str
    trials: tuple[str, ...]
    also: str = ""  # another subgroup of which this page holds the same trials

    @property
    def subgroups(self) -> set[str]:
        return {self.subgroup, self.also} - {""}

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
            made.append(Situation(category, subgroup, "", title, title, tuple(trials)))
            continue
        line_of = {key: _line_of(published, key, category, subgroup) for key in trials}
        for part, words in PARTS.items():
            own = tuple(key for key in trials if _part_of(line_of[key]) == part)
            if own:
                words = _title(words, {line_of[key] for key in own})
                whole = Situation(category, subgroup, part, title, f"{title}, {words}", own)
                made += _halves(published, whole) if len(own) > MOST_TRIALS else [whole]
    return _joined(published, made)


def _part_of(line: str) -> str:
    if line in TREATED_BEFORE:
        return "later"
    return line if line in PARTS else "any"


def _title(words: str, lines: set[str]) -> str:
    """``words`` of a part with those of lines that stand with it and are not among them."""
    apart = sorted(lines - {*PARTS, *TREATED_BEFORE, NOT_STATED})
    said = [words, *(LINE_IN_SHORT[line] for line in apart)]
    said += ["not stated"] if NOT_STATED in lines else []
    return ", or ".join((", ".join(said[:-1]), said[-1])) if len(said) > 1 else words


def _joined(published: Published, made: list[Situation]) -> list[Situation]:
    """The pages, of two halves with the same trials and figures the first, for both subgroups."""
    kept: list[Situation] = []
    for page in made:
        twin = next((s for s in kept if _are_twins(published, s, page)), None)
        if twin is None:
            kept.append(page)
        else:
            title = f"{twin.group} and {lower_first(page.group)} in one trial, {PARTS[_line(twin)]}"
            kept[kept.index(twin)] = replace(twin, title=title, also=page.subgroup)
    return kept


def _are_twins(published: Published, one: Situation, other: Situation) -> bool:
    """Are both the part that each shares with the other's subgroup, and all that is in them the same?"""
    return (
        one.part == f"{_line(one)}-{other.subgroup}"
        and other.part == f"{_line(one)}-{one.subgroup}"
        and one.trials == other.trials
        and all(
            published.figures_in(trial, one.category, one.subgroup)
            == published.figures_in(trial, other.category, other.subgroup)
            for trial in one.trials
        )
    )


def _line(page: Situation) -> str:
    return page.part.partition("-")[0]


def _halves(published: Published, whole: Situation) -> list[Situation]:
    """A part without the trials that it shares with another subgroup, and those on a page of their own."""
    for other in published.subgroups(whole.category):
        there = set(published.trials_in(whole.category, other["subgroup"]))
        shared = tuple(key for key in whole.trials if key in there)
        if other["subgroup"] != whole.subgroup and 1 < len(shared) < len(whole.trials):
            own = tuple(key for key in whole.trials if key not in there)
            part = f"{whole.part}-{other['subgroup']}"
            title = f"{whole.title}, in trials of {lower_first(other['title'])} too"
            return [
                replace(whole, trials=own),
                replace(whole, part=part, title=title, trials=shared),
            ]
    return [whole]


def _line_of(published: Published, trial: str, category: str, subgroup: str) -> str:
    leads = published.leads(trial, category, subgroup)
    key, _ = people_told(
        leads, published.figures_in(trial, category, subgroup), published.forests[trial]
    )
    rows = published.populations_of[trial]
    return next(row["line"] for row in rows if row["population"] == key)
