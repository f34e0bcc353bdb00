"""One trial as a page shows it: its arms side by side, figures in rows, never a rank."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from reports.panels.beside import Beside, all_there_is, kind_of, told_beside
from reports.panels.comparisons import Comparison, comparisons, neutral_in
from reports.panels.ladders import Ladder, ladders
from reports.panels.pictures import Group, pictures
from reports.panels.row_labels import apart, measured
from reports.panels.silence import Held, Silence, silence
from reports.panels.table_rows import (
    Row,
    beside_groups,
    by_group,
    name_missing,
    row_key,
    table_rows,
)
from reports.published import Figure, Published, Record
from schemas.endpoints import FAMILIES, TIMED, is_of_all_side_effects, is_severe
from schemas.leads import NEVER, OF_THE_BRAIN, Forest, Lead, subject_at_one_look, without_parts
from schemas.terms import SUPPORT
from schemas.views import APPROVAL

FAMILY_TITLES = {
    "survival": "Living, and living without growth",
    "response": "Shrinkage of the cancer",
    "duration": "How long responses lasted",
    "wellbeing": "How people felt",
    "harm": "Harms",
}
MOST_SINGLE_HARMS = 3
ROLE_ORDER = {"tested": 0, "single": 0, "control": 1}
STATES = {
    "read_in": ("abstract", "full_text", "label", "registry", "congress_abstract", "secondary_page"),
    "report_kind": ("meeting_abstract", "press_release", "preprint"),
    "approval": APPROVAL,
    "support": SUPPORT,
}  # fmt: skip


@dataclass
class Panel:
    """What one page says of one trial: its leads, the people they are about, and what stands beside."""

    trial: Record
    population: Record  # the people of most leads
    place: int  # their place on the page, see ``schemas.leads``
    arms: list[Record]
    rows: dict[str, list[Row]]
    others: int
    pictures: list[Group]
    reports: list[Record]
    figures: list[Figure]  # all of these people, leads or not
    kept: list[Figure]
    leads: list[Lead[Figure]]
    beside: list[Beside]
    silence: Silence = field(default_factory=Silence)

    @property
    def id(self) -> str:
        return self.trial["trial"]

    @cached_property
    def apart(self) -> dict[str, tuple[str, ...]]:
        """Rows of the table that would read alike, and what tells them apart."""
        labels = [row.label for rows in self.rows.values() for row in rows]
        return apart(labels, row_says)

    @cached_property
    def has_contrasts(self) -> bool:
        return any(row.contrasts for family in self.rows.values() for row in family)

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """Of each endpoint compared in the people of this panel, what came out."""
        return comparisons(self.kept, self.figures)

    @cached_property
    def neutral_in(self) -> str | None:
        """Name of the endpoint in which this trial showed no clear difference."""
        return neutral_in(self.comparisons)

    @cached_property
    def told(self) -> list[Figure]:
        """Every figure that the panel shows, first or beside."""
        steps = [f for ladder in self.ladders for _, f in ladder.steps]
        return [*self.kept, *(f for beside in self.beside for f in beside.figures), *steps]

    @cached_property
    def harms_are_older(self) -> bool:
        """Do the harms shown first come from an earlier look than the benefits shown first?"""
        looks = {
            is_harm: [
                g[0].figure.looked_at
                for g in self.pictures
                if (g[0].figure.family == "harm") is is_harm
            ]
            for is_harm in (True, False)
        }
        return bool(looks[True] and looks[False]) and max(looks[True]) < max(looks[False])

    def is_earlier_look(self, f: Figure) -> bool:
        """Does another figure of the endpoint and arm, of these or most people, come from a later look?"""
        people = (f.population_key, self.population["population"])
        return any(
            (other.endpoint, other.arm_key) == (f.endpoint, f.arm_key)
            and other.population_key in people
            and other.looked_at > f.looked_at
            for other in self.kept
            if not other.is_contrast
        )

    @cached_property
    def ladders(self) -> list[Ladder]:
        own = {f.population_key for f in self.kept}
        return ladders([f for f in self.figures if f.population_key in own])

    @cached_property
    def notices(self) -> list[Record]:
        """Reports behind this panel that do not stand unquestioned."""
        return [r for r in self.reports if r["standing"] != "current"]

    @cached_property
    def states(self) -> dict[str, list[str]]:
        """How the figures shown were read, and in what state they are: codes, in fixed order."""
        return {
            name: [c for c in codes if any(getattr(f, name) == c for f in self.told)]
            for name, codes in STATES.items()
        }


def panels(published: Published, category: str, subgroup: str) -> list[Panel]:
    """Panels of one situation, in alphabetical order of trial names."""
    return [
        panel(published, trial, category, subgroup)
        for trial in published.trials_in(category, subgroup)
    ]


def panel(published: Published, key: str, category: str, subgroup: str) -> Panel:
    """What the trial ``key`` shows of the people of one situation. They must have figures."""
    trial, figures = published.trials[key], published.figures_in(key, category, subgroup)
    parts = published.parts_of(key)
    found = without_parts(published.leads(key, category, subgroup), parts)
    leading = standing(found)
    events = {lead.figure.event for lead in leading}
    looks = published.leads(key, category, subgroup, subject_at_one_look)
    at_one_look = [
        lead
        for lead in told_by_no_whole(looks, leading, parts)
        if lead.figure.is_key and lead.figure.event in events
    ]
    keep = with_most_arms(leading, at_one_look)
    forest = published.forests[key]
    population, place = people_told(leading, figures, forest)
    arms = arms_shown(published, key, keep)
    rows = {
        family: beside_groups(table_rows([f for f in keep if f.family == family]))
        for family in FAMILIES
    }
    for family in rows.values():
        name_missing(family, figures)
    beside = told_beside(leading)
    named = {f.id for one in beside for f in one.figures}
    beside += [
        one
        for one in all_there_is(published, key, category, subgroup, leading)
        if not named.issuperset(f.id for f in one.figures)
    ]
    for one in beside:
        one.figures.sort(key=by_group(arm["arm"] for arm in arms))
    told = [*keep, *(f for one in beside for f in one.figures)]
    used = {(f.trial, f.report) for f in told}
    panel = Panel(
        trial=trial,
        population=next(p for p in published.populations_of[key] if p["population"] == population),
        place=place,
        arms=arms,
        rows=rows,
        others=len(published.figures_of[key]) - _count(rows),
        pictures=pictures(rows, arms),
        reports=[published.reports[key] for key in sorted(used)],
        figures=figures,
        kept=keep,
        leads=leading,
        beside=beside,
    )
    held = Held(
        published.figures_of[key],
        published.scope(key, category, subgroup),
        published.places(key, category, subgroup),
        published.gap_reasons.get(key, {}),
    )
    panel.silence = silence(held, panel.told, bool(leading), bool(panel.pictures))
    return panel


def row_says(f: Figure) -> tuple[object, ...]:
    """What the first cell of a row says beside its values."""
    cut = (f.data_cutoff, f.follow_up_as_printed, f.follow_up_kind)
    when = cut if f.family in TIMED else (f.report.partition("-")[0],)
    judge = (
        (f.assessor, f.criteria, f.confirmed)
        if f.family == "response"
        else (f.assessor, f.criteria)
    )
    return (*measured(f), f.population, *judge, *when)


def standing(found: list[Lead[Figure]]) -> list[Lead[Figure]]:
    """Leads that stand first. Where no harm as a whole is among them, the most frequent single side
    effects are: one rare harm alone would make a treatment look mild.
    """
    first = [lead for lead in found if stands_in_panels(lead.figure)]
    harms = [lead.figure for lead in first if lead.figure.family == "harm"]
    if any(is_of_all_side_effects(f.endpoint, f.event) for f in harms):
        return first
    often: dict[str, float] = {}
    for f in (lead.figure for lead in found):
        if f.event and is_severe(f.endpoint, f.grades) and f.measure.is_share:
            often[f.event] = max(often.get(f.event, 0.0), f.value or 0.0)
    events = sorted(often, key=lambda event: -often[event])[:MOST_SINGLE_HARMS]
    return first + [lead for lead in found if lead.figure.event in events and lead not in first]


def stands_in_panels(f: Figure) -> bool:
    """Figures of key endpoints; of harms, those that are not about one side effect alone."""
    return f.is_key and (f.family != "harm" or f.event is None)


def told_by_no_whole(
    looks: list[Lead[Figure]], leading: list[Lead[Figure]], parts: dict[str, list[str]]
) -> list[Lead[Figure]]:
    """Looks without those of arms whose people a leading arm holds."""
    told = {
        (kind_of(lead.figure), part)
        for lead in leading
        for part in parts.get(lead.figure.arm_key, ())
    }
    return [look for look in looks if (kind_of(look.figure), look.figure.arm_key) not in told]


def with_most_arms(leading: list[Lead[Figure]], looks: list[Lead[Figure]]) -> list[Figure]:
    """The leads, and of each endpoint the latest look that shows more arms than any lead's look."""
    keep = {f.id: f for lead in leading for f in lead.figures}
    places = {(*kind_of(lead.figure), lead.population): lead.place for lead in leading}
    firm = {kind_of(lead.figure) for lead in leading if lead.figure.may_lead}
    by_row: dict[tuple[object, ...], list[Figure]] = {}
    for lead in looks:
        if kind_of(lead.figure) in firm and not lead.figure.may_lead:
            continue  # harms alone lead without being firm, and only where no firm ones are held
        if places.get((*kind_of(lead.figure), lead.population)) == lead.place:
            for f in lead.figures:
                by_row.setdefault((kind_of(f), row_key(f)), []).append(f)
    for kind in dict.fromkeys(key for key, _ in by_row):
        rows = [group for (own, _), group in by_row.items() if own == kind]
        led = [len({f.arm_key for f in group if f.id in keep}) for group in rows]
        most = max(rows, key=lambda group: (len({f.arm_key for f in group}), _newest(group)))
        if len({f.arm_key for f in most}) > max(led, default=0):
            keep |= {f.id: f for f in most}
    return list(keep.values())


def _newest(group: list[Figure]) -> tuple[str, float]:
    return max((f.looked_at, f.timepoint_months or 0.0) for f in group)


def people_told(
    leading: list[Lead[Figure]], figures: list[Figure], forest: Forest
) -> tuple[str, int]:
    """The people most leads are about, and their place; without leads, those of most figures."""
    own = [lead for lead in leading if _may_name(lead.figure)] or leading
    if not own:
        keys = [f.population_key for f in figures]
        return max(sorted(set(keys)), key=keys.count), NEVER
    best = min(lead.place for lead in own)
    keys = [f.population_key for lead in own if lead.place == best for f in lead.figures]
    return max(
        sorted(set(keys)), key=lambda key: (forest.base(key) in forest.primary, keys.count(key))
    ), best


def _may_name(f: Figure) -> bool:
    """Is it of everyone who was assigned or treated for the trial's question?"""
    return f.family != "harm" and f.whom != OF_THE_BRAIN


def _count(rows: dict[str, list[Row]]) -> int:
    return sum(len(row.figures) for family in rows.values() for row in family)


def arms_shown(published: Published, trial: str, figures: list[Figure]) -> list[Record]:
    used = {f.arm_key for f in figures} | {f.comparator_key for f in figures}
    arms = [arm for arm in published.arms_of[trial] if arm["arm"] in used]
    return sorted(arms, key=lambda arm: (ROLE_ORDER[arm["role"]], arm["label"]))
