"""What stands beside the figures that lead: newer or wider ones that may not, named as what they are."""

from __future__ import annotations

from dataclasses import dataclass

from reports.published import Figure, Published
from schemas.leads import WHOLE, Lead

EVERYONE = ""


@dataclass
class Beside:
    """Figures of one look that would be newer or wider than the leads, but may not lead."""

    how: str
    figures: list[Figure]  # an arm or comparison each

    @property
    def label(self) -> Figure:
        return self.figures[0]


def told_beside(leading: list[Lead[Figure]]) -> list[Beside]:
    """What stands beside the leads of pictures, the newest look of each."""
    found: dict[tuple[object, ...], Beside] = {}
    for lead in leading:
        if lead.figure.picture and lead.beside:
            f, how = max(lead.beside, key=lambda pair: (pair[0].looked_at, pair[0].id))
            key = (
                how,
                *kind_of(f),
                f.report,
                f.population_key,
                f.timepoint_months,
                f.attribution,
            )
            own = found.setdefault(key, Beside(how, [])).figures
            if f not in own:  # once, though it is newer or wider than several leads
                own.append(f)
    return list(found.values())


def all_there_is(
    published: Published, trial: str, category: str, subgroup: str, leading: list[Lead[Figure]]
) -> list[Beside]:
    """Of pictures without any lead of the same people, the newest figures held, though they may not lead."""
    led = {(lead.figure.picture, people_of(lead)) for lead in leading}
    found: dict[tuple[object, ...], Beside] = {}
    for lead in published.leads(trial, category, subgroup, is_firm=False):
        f = lead.figure
        is_led = {(f.picture, EVERYONE), (f.picture, people_of(lead))} & led
        if f.picture and not is_led and f.event is None and not f.is_contrast:
            key = (*kind_of(f), f.report, f.population_key, f.timepoint_months)
            found.setdefault(key, Beside("no firm one is held", [])).figures.append(f)
    return list(found.values())


def people_of(lead: Lead[Figure]) -> str:
    return EVERYONE if lead.place == WHOLE else lead.population


def kind_of(f: Figure) -> tuple[object, ...]:
    """What is measured, whatever the report: endpoint, effect measure, grades, one side effect."""
    return (f.endpoint, f.effect_measure, f.grades, f.event)
