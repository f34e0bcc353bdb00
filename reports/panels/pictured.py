"""Which pictures of a situation stand open, and what happened to a hundred people over time."""

from __future__ import annotations

from dataclasses import dataclass

from reports.panels.cells import TrialRow
from reports.panels.pictures import round_share
from reports.published import Figure, Published
from schemas.endpoints import OVERALL_SURVIVAL, PROGRESSION_FREE
from schemas.leads import WHOLE

TIMED = ("last", "live")  # questions about time: a later look says more
LATE = 36  # months


def open_trial(rows: list[TrialRow], question: str) -> TrialRow | None:
    """The trial whose pictures stand open, by a neutral rule: never the better result.

    A figure that may lead; of those, of everyone, in each group; of those, at three years or later
    where time is asked; of those, most people; else the first by name.
    """
    fit = [row for row in rows if row.cells[question].has_pictures]

    def neutral(row: TrialRow) -> tuple[object, ...]:
        cell = row.cells[question]
        arms = {arm["arm"] for arm in row.arms if not arm["combines"]}
        shown = cell.row.cells if cell.row else {}
        late = question not in TIMED or (cell.label.timepoint_months or 0) >= LATE
        people = sum(f.n or 0 for f in shown.values())
        return (
            cell.is_firm,
            row.place == WHOLE,
            arms <= set(shown) or len(shown) > 1 or len(arms) == 1,
            late,
            people,
        )

    best = max((neutral(row) for row in fit), default=None)
    return next((row for row in fit if neutral(row) == best), None)


@dataclass
class OverTime:
    """Both endpoints of one arm at one time and look: three states of a hundred people."""

    alive: Figure
    without_growth: Figure

    @property
    def without(self) -> int:
        """People of a hundred who are alive without growth, as drawn."""
        return round_share(self.without_growth)

    @property
    def grown(self) -> int:
        """People of a hundred who are alive after growth: the difference of both shares, as drawn."""
        return round_share(self.alive) - self.without


def over_time(published: Published, key: str, category: str, subgroup: str) -> list[OverTime]:
    """Arms of which one report gives, at one time, who was alive and who without growth.

    Of each arm the latest time.
    """
    forest, scope = published.forests[key], published.scope(key, category, subgroup)
    found: dict[tuple[str, str], OverTime] = {}
    by_place: dict[tuple[object, ...], dict[str, Figure]] = {}
    for f in published.figures_in(key, category, subgroup):
        if (
            f.endpoint in (OVERALL_SURVIVAL, PROGRESSION_FREE)
            and f.effect_measure == "landmark_rate"
            and f.counts == "event_free"
            and f.event_includes == "death"  # else who died may be among those without growth
            and f.may_be_drawn
            and f.conditional_on is None
            and f.variant is None
            and f.is_current
            and forest.place(f.population_key, scope) == WHOLE
        ):
            place = (f.arm_key, f.report, f.population_key, f.timepoint_months, f.data_cutoff)
            both, judged = by_place.setdefault(place, {}), f.assessor == "independent"
            if f.endpoint not in both or judged:
                both[f.endpoint] = f
    for (arm, _, population, _, _), both in sorted(
        by_place.items(), key=lambda item: (item[0][3] or 0, str(item[0]))
    ):
        if len(both) == 2 and both[OVERALL_SURVIVAL].value >= both[PROGRESSION_FREE].value:
            found[arm, population] = OverTime(both[OVERALL_SURVIVAL], both[PROGRESSION_FREE])
    return list(found.values())
