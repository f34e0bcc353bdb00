"""One trial as a page shows it: its arms side by side, figures in rows, never a rank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from reports.comparisons import Comparison, comparisons, neutral_in
from reports.ladders import Ladder, ladders
from reports.pictures import Group, pictures
from reports.published import Figure, Published, Record
from reports.rows import FAMILIES, Row, last_landmarks, table_rows

FAMILY_TITLES = {
    "survival": "Living, and living without growth",
    "response": "Shrinkage of the cancer",
    "duration": "How long responses lasted",
    "harm": "Harms",
}
ROLE_ORDER = {"tested": 0, "single": 0, "control": 1}
KEY_ENDPOINTS = {
    "os", "css", "pfs", "efs", "dfs", "orr", "cr", "pr", "sd", "pd", "cr_or_better", "cr_or_cri",
    "mrd_negativity", "mmr", "dor", "intracranial_orr", "adt_free_survival", "local_control",
    "adverse_events", "serious_adverse_events", "treatment_related_death", "fatal_adverse_events",
    "discontinuation", "cytokine_release", "neurotoxicity", "ild",
}  # fmt: skip

STATES = {
    "read_in": ("abstract", "full_text", "label", "registry", "congress_abstract", "secondary_page"),
    "report_kind": ("meeting_abstract", "press_release", "preprint"),
    "approval": ("approved", "void", "none"),
    "support": ("found_together", "found_apart", "not_found", "not_archived"),
}  # fmt: skip


@dataclass
class Panel:
    """What one page says of one trial and one group of people."""

    trial: Record
    population: Record
    arms: list[Record]
    rows: dict[str, list[Row]]
    others: int
    pictures: list[Group]
    reports: list[Record]
    figures: list[Figure]
    kept: list[Figure]

    @property
    def id(self) -> str:
        return f"{self.trial['trial']}"

    @cached_property
    def has_contrasts(self) -> bool:
        return any(row.contrasts for family in self.rows.values() for row in family)

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """Of each endpoint compared in the people of this panel, what came out."""
        return comparisons(self.kept)

    @cached_property
    def neutral_in(self) -> str | None:
        """Name of the endpoint in which this trial showed no clear difference."""
        return neutral_in(self.comparisons)

    @cached_property
    def ladders(self) -> list[Ladder]:
        return ladders(self.figures)

    @cached_property
    def notices(self) -> list[Record]:
        """Reports behind this panel that do not stand unquestioned."""
        return [r for r in self.reports if r["standing"] != "current"]

    @cached_property
    def states(self) -> dict[str, list[str]]:
        """How the figures shown were read, and in what state they are: codes, in fixed order."""
        return {
            name: [c for c in codes if any(getattr(f, name) == c for f in self.kept)]
            for name, codes in STATES.items()
        }


def listed(text: str | None) -> list[str]:
    return text.split(";") if text else []


def panels(published: Published, category: str, subgroup: str) -> list[Panel]:
    """Panels of one section of a page, in alphabetical order of trial names."""
    made = []
    for trial in sorted(published.tables["trials"], key=lambda t: t["name"].lower()):
        own = [
            p
            for p in published.populations_of[trial["trial"]]
            if category in listed(p["categories"]) and subgroup in listed(p["subgroups"])
        ]
        figures = [
            f
            for f in published.figures_of[trial["trial"]]
            if f.population_key in {p["population"] for p in own}
        ]
        if figures:
            made.append(_panel(published, trial, own, figures))
    return made


def _panel(
    published: Published, trial: Record, populations: list[Record], figures: list[Figure]
) -> Panel:
    current = [f for f in figures if f.is_current and f.variant is None]
    main = max(
        populations,
        key=lambda p: (
            sum(f.population_key == p["population"] and f.family != "harm" for f in current),
            p["population"],
        ),
    )
    harm_people = [
        p["population"] for p in populations if p["analysis_set"] in ("safety", "treated")
    ]
    keep = [
        f
        for f in current
        if f.endpoint in KEY_ENDPOINTS
        and f.conditional_on is None
        and (
            f.population_key == main["population"]
            or (f.family == "harm" and f.population_key in harm_people)
        )
        and (f.family != "harm" or f.event is None)
    ]
    arms = arms_shown(published, trial["trial"], keep)
    rows = {family: table_rows([f for f in keep if f.family == family]) for family in FAMILIES}
    rows["survival"] = last_landmarks(rows["survival"])
    used = {(f.trial, f.report) for f in keep}
    return Panel(
        trial=trial,
        population=main,
        arms=arms,
        rows=rows,
        others=len(published.figures_of[trial["trial"]]) - _count(rows),
        pictures=pictures(rows, arms),
        reports=[published.reports[key] for key in sorted(used)],
        figures=figures,
        kept=keep,
    )


def _count(rows: dict[str, list[Row]]) -> int:
    return sum(len(row.cells) + len(row.contrasts) for family in rows.values() for row in family)


def arms_shown(published: Published, trial: str, figures: list[Figure]) -> list[Record]:
    used = {f.arm_key for f in figures} | {f.comparator_key for f in figures}
    arms = [arm for arm in published.arms_of[trial] if arm["arm"] in used]
    return sorted(arms, key=lambda arm: (ROLE_ORDER[arm["role"]], arm["label"]))
