"""Which figure speaks for a trial on a page: one order, the same everywhere.

1. figures that may lead at all (``schemas.headlines``);
2. people: within the page's cancer and situation everyone, else the trial's primary populations, else
   groups enrolled side by side; a part of them never; a group as it was in the end before an earlier look
   at fewer of them; people as assigned before those evaluable;
3. the latest look at the data;
4. the main analysis;
5. the longest time point, the independent judge.

What still ties is shown together. An editor may decide otherwise, with a reason that readers see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from schemas.terms import NOT_STATED

Population = Mapping[str, Any]
WHOLE, PRIMARY, COHORT, WIDE, NEVER = range(5)
PLACES = {
    WHOLE: "everyone of this page",
    PRIMARY: "a part that the trial planned to look at first",
    COHORT: "one of several groups enrolled side by side",
    WIDE: "people with other cancers too",
    NEVER: "a part of the people only",
}
SETS = {  # everyone first: as assigned in a randomised trial, treated in a single group
    "randomised": ("itt", "treated", "safety", "evaluable", "per_protocol", NOT_STATED, "subset", "responders"),
    "": ("treated", "safety", "itt", "evaluable", "per_protocol", NOT_STATED, "subset", "responders"),
}  # fmt: skip
HARM_SETS = ("safety", "treated", "itt", "evaluable", "per_protocol", NOT_STATED, "subset", "responders")  # fmt: skip
OF_THE_BRAIN = "brain"  # of ``terms.WHOM``: endpoints that only people with tumours there can have
CAUSES = ("treatment_related", "any", "immune_related", NOT_STATED)


class Candidate(Protocol):
    """What the order asks of a figure; ``reports.published.Figure`` has it."""

    id: str
    report: str
    key: str
    trial: str
    design: str
    family: str
    endpoint: str
    effect_measure: str
    arm_key: str
    comparator_key: str | None
    population_key: str
    analysis_set: str
    conditional_on: str | None
    variant: str | None
    event: str | None
    grades: str
    attribution: str
    may_lead: bool
    looked_at: str
    follow_up_months: float | None
    timepoint_months: float | None
    is_main: bool
    assessor: str
    standing: str
    whom: str


class Forest:
    """How the populations of one trial belong together."""

    def __init__(self, populations: Iterable[Population], primary: Collection[str] = ()):
        self.rows = {row["population"]: row for row in populations}
        self.primary = frozenset(self.base(key) for key in primary)

    def base(self, key: str) -> str:
        """The people behind a set of them, or behind an earlier look at a group that grew."""
        return [key, *self._steps(key)][-1]

    def cuts(self, key: str) -> int:
        """How many times the group grew after this look at it: 0 where it is all of it."""
        steps = [key, *self._steps(key)]
        return sum(not self.rows[step]["set_of"] for step in steps[:-1])

    def turn(self, key: str) -> tuple[int, bool]:
        """The group as it was in the end first; of people with tumours in the brain the measurable."""
        row = self.rows.get(self.base(key))
        return self.cuts(key), bool(row and row["brain"] == "any")

    def _steps(self, key: str) -> Iterator[str]:
        """From a set to its people, from an earlier look to the group as it grew; once each."""
        seen = {key}
        while key in self.rows:
            row = self.rows[key]
            key = row["set_of"] or row["earlier_cut_of"]
            if not key or key in seen:
                return
            seen.add(key)
            yield key

    def is_part_of(self, key: str, others: Collection[str]) -> bool:
        """Do these people belong to a wider group among ``others``?"""
        seen: set[str] = set()
        key = self.base(key)
        while key in self.rows and key not in seen:
            seen.add(key)
            key = self.base(self.rows[key]["part_of"] or "")
            if key in others:
                return True
        return False

    def counted_in(self, key: str, whom: str) -> str:
        """The group of whose people a figure counts all who can have its endpoint.

        A response in the brain counts people with tumours there: all of them in a group stand for it.
        """
        base, seen = self.base(key), set[str]()
        while whom == OF_THE_BRAIN and base in self.rows and base not in seen:
            seen.add(base)
            wider = self.base(self.rows[base]["part_of"] or "") if self.rows[base]["brain"] else ""
            base = wider if wider in self.rows else base
        return base

    def place(
        self, key: str, scope: Collection[str], is_of_page: bool = True, whom: str = ""
    ) -> int:
        """Place of a population on a page that shows those in ``scope``.

        ``is_of_page``: is the trial about a cancer of the page? Where it is not, its whole is wider
        than the page, and a part with the page's cancer is the whole for the page. ``whom``: of whom
        the endpoint is.
        """
        base = self.counted_in(key, whom)
        row = self.rows.get(base)
        if row is None:
            return NEVER
        bases = {self.base(other) for other in scope}
        if not is_of_page:
            bases = {other for other in bases if self.rows[other]["part_of"]} or bases
        if base in self.primary:
            is_whole = not row["part_of"] and not row["cohort"]
            return WHOLE if is_whole and base in bases else PRIMARY
        if row["part_of"] == NOT_STATED:
            return NEVER
        if row["cohort"]:
            beside = any(self.rows[other]["cohort"] for other in self.primary if other in self.rows)
            return PRIMARY if beside else COHORT
        if self.is_part_of(base, bases):
            return NEVER
        if not is_of_page and base not in bases:
            return WIDE
        return WHOLE


F = TypeVar("F", bound=Candidate)


@dataclass
class Lead(Generic[F]):
    """What speaks for a trial in one endpoint, arm or comparison, and in which people."""

    figures: list[F]  # more than one where nothing tells them apart
    place: int
    population: str  # the people, whatever the analysis set
    beside: list[tuple[F, str]] = field(default_factory=list)  # newer or wider, not firm: how
    reason: str = ""  # an editor's, where the order was set aside

    def is_about(self, people: str) -> bool:
        """Is it about these people? Where everyone of the page is counted, all sets of them are."""
        return self.place == WHOLE or people == self.population

    @property
    def figure(self) -> F:
        return self.figures[0]


def subject(f: Candidate) -> tuple[object, ...]:
    """What a lead is chosen for: an endpoint of an arm or comparison; of harms, event and grades."""
    return (
        f.endpoint, f.effect_measure, f.arm_key, f.comparator_key or "", f.event or "",
        f.grades if f.family == "harm" else "",
    )  # fmt: skip


def subject_at_one_look(f: Candidate) -> tuple[object, ...]:
    """The same, each report and time point by itself."""
    return (*subject(f), f.report, f.timepoint_months)


def leads(
    figures: Iterable[F],
    forest: Forest,
    scope: Collection[str],
    is_of_page: bool = True,
    chosen: Mapping[str, str] | None = None,
    by: Callable[[F], tuple[object, ...]] = subject,
    is_firm: bool = True,
) -> list[Lead[F]]:
    """Leads of one trial on one page. ``chosen``: report/key → an editor's reason.

    Harms that may not lead still do where no others are held: a harm is never dropped.
    """
    groups: dict[tuple[object, ...], list[F]] = defaultdict(list)
    for f in figures:
        if f.population_key in scope and f.conditional_on is None and f.standing != "retracted":
            groups[by(f)].append(f)
    found: list[Lead[F]] = []
    for group in groups.values():
        found += _of_subject(group, forest, scope, is_of_page, chosen or {}, is_firm)
    return found


def _of_subject(
    group: list[F],
    forest: Forest,
    scope: Collection[str],
    is_of_page: bool,
    chosen: Mapping[str, str],
    is_firm: bool,
) -> list[Lead[F]]:
    place = {f.id: forest.place(f.population_key, scope, is_of_page, f.whom) for f in group}
    own = [f for f in group if f"{f.report}/{f.key}" in chosen]
    if own:
        chosen_of: dict[str, list[F]] = defaultdict(list)
        for f in own:
            chosen_of[forest.base(f.population_key)].append(f)
        made = []
        for people, found in chosen_of.items():
            reason = chosen[f"{found[0].report}/{found[0].key}"]
            made.append(Lead(found, place[found[0].id], people, reason=reason))
        return made
    able = [f for f in group if place[f.id] != NEVER]
    firm = [f for f in able if f.may_lead or not is_firm]
    firm = firm or [f for f in able if f.family == "harm"]
    if not firm:
        return []
    best = min(place[f.id] for f in firm)
    by_people: dict[str, list[F]] = defaultdict(list)
    for f in firm:
        if place[f.id] == best:
            by_people[forest.base(f.population_key) if best != WHOLE else ""].append(f)
    made = []
    for people in by_people.values():
        rank = {f.id: (*forest.turn(f.population_key), order(f)) for f in people}
        first = min(rank.values())
        tied = sorted((f for f in people if rank[f.id] == first), key=lambda f: f.id)
        lead = Lead(tied, best, forest.base(tied[0].population_key))
        lead.beside = [
            (f, how)
            for f in sorted(able, key=lambda f: f.id)
            if not f.may_lead
            and f not in lead.figures
            and (how := better(f, place[f.id], lead, forest.base(f.population_key)))
        ]
        made.append(lead)
    return made


def without_parts(found: Iterable[Lead[F]], parts: Mapping[str, Collection[str]]) -> list[Lead[F]]:
    """Leads without those of arms whose people another arm holds that has one as new.

    ``parts``: arm → the arms that it is the sum of. Two schedules of one drug never look like one.
    """
    found = list(found)
    whole_of = {part: whole for whole, arms in parts.items() for part in arms}

    def is_told_by_the_whole(lead: Lead[F]) -> bool:
        f = lead.figure
        return any(
            other.figure.arm_key == whole_of.get(f.arm_key)
            and (other.figure.endpoint, other.figure.effect_measure)
            == (f.endpoint, f.effect_measure)
            and _look(other.figure) <= _look(f)
            for other in found
        )

    return [lead for lead in found if not is_told_by_the_whole(lead)]


def better(f: F, place: int, lead: Lead[F], people: str) -> str:
    """How a figure that may not lead would be better than the lead: wider, newer, or not at all.

    A group enrolled side by side with that of the lead is neither. Where people with other cancers
    lead, those with the cancer of the page are fewer: closer, not wider.
    """
    if place < lead.place:
        return "closer to this page" if lead.place == WIDE else "wider"
    same = place == lead.place and lead.is_about(people)
    return "newer" if same and _look(f) < _look(lead.figure) else ""


def order(f: F) -> tuple[object, ...]:
    """Steps 2 to 5 among figures of the same people: the smallest leads."""
    if f.family == "harm":
        sets = HARM_SETS
    else:
        sets = SETS.get(f.design, SETS[""])
    set_ = f.analysis_set
    return (
        sets.index(set_) if f.family != "harm" and set_ in sets else 0,
        *_look(f),
        sets.index(set_) if f.family == "harm" and set_ in sets else 0,
        CAUSES.index(f.attribution) if f.attribution in CAUSES else 0,
        not f.is_main,
        f.variant is not None,
        -(f.timepoint_months or 0.0),
        f.assessor != "independent",
    )


def _look(f: F) -> tuple[float, float]:
    """The later the look at the data, the smaller."""
    parts = [int(part) for part in f.looked_at.split("-")]
    return (
        -(
            parts[0] * 372
            + (parts[1] if len(parts) > 1 else 6) * 31
            + (parts[2] if len(parts) > 2 else 15)
        ),
        -(f.follow_up_months or 0.0),
    )
