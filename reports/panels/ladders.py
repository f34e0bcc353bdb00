"""From all treated to still in response: four steps of one arm, only where one report has them all.

A later step is smaller because fewer people reach it; all steps are counted among the same people.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.panels.pictures import Group, Picture
from reports.published import Figure

STEPS = {
    "responded": "the cancer shrank or could no longer be seen",
    "complete": "no sign of cancer was left by the tests used",
    "ongoing": "still in response when the data were looked at",
}


@dataclass
class Ladder:
    """Steps of one arm in one report, largest first, and the people they were counted among."""

    steps: list[tuple[str, Figure]]

    @property
    def base(self) -> Figure:
        return self.steps[0][1]

    @property
    def figures(self) -> Group:
        """All steps, to say of them together how they were read."""
        return Group(Picture(f, "", "") for _, f in self.steps)

    @property
    def last(self) -> Figure:
        return self.steps[-1][1]


def ladders(figures: list[Figure]) -> list[Ladder]:
    """Ladders that the rows allow: same report, arm, people, criteria and judges."""
    groups: dict[tuple[object, ...], dict[str, list[Figure]]] = {}
    for f in sorted(figures, key=lambda f: f.chart_order or 0):
        if f.ladder and f.effect_measure == "proportion" and f.is_reached and f.may_show_value:
            if f.conditional_on is None and f.variant is None and f.is_current and f.is_exact:
                key = (f.report, f.arm_key, f.population_key, f.assessor, f.criteria)
                groups.setdefault(key, {}).setdefault(f.ladder, []).append(f)
    made = []
    for key in sorted(groups):
        own = groups[key]
        if any(len(own.get(step, ())) != 1 for step in STEPS):
            continue  # a step is missing, or told twice (confirmed and not)
        found = [(words, own[step][0]) for step, words in STEPS.items()]
        values = [f.value for _, f in found]
        same_people = len({f.n for _, f in found}) == 1 and found[0][1].n is not None
        if same_people and values == sorted(values, reverse=True):
            made.append(Ladder(found))
    return made
