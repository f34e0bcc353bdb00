"""What a comparison of two groups shows: on which side of "no difference" its interval lies.

Nothing is interpreted: the interval, as printed, either holds the value of no difference or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.published import Figure

NO_DIFFERENCE = {"hazard_ratio": 1.0, "odds_ratio": 1.0, "rate_difference": 0.0}
ENDPOINTS = ("os", "pfs", "efs", "dfs", "adt_free_survival", "css", "orr", "cr")
NOT_CLEAR = "The interval includes “no difference”: this comparison showed no clear difference."
CLEAR = "The interval does not include “no difference”."
NO_INTERVAL = "No interval was published, so it cannot be said how sure this difference is."


@dataclass
class Comparison:
    """One contrast, with the figures of both groups that give it a meaning (rule R08)."""

    contrast: Figure
    absolutes: list[Figure]

    @property
    def has_both_groups(self) -> bool:
        arms = {f.arm_key for f in self.absolutes}
        return {self.contrast.arm_key, self.contrast.comparator_key} <= arms

    @property
    def is_clear(self) -> bool | None:
        """Whether the interval leaves out the value of no difference; None without an interval."""
        f = self.contrast
        if f.ci_lower is None or f.ci_upper is None:
            return None
        return not f.ci_lower <= NO_DIFFERENCE[f.effect_measure] <= f.ci_upper

    @property
    def words(self) -> str:
        return {None: NO_INTERVAL, True: CLEAR, False: NOT_CLEAR}[self.is_clear]


def comparisons(figures: Iterable[Figure]) -> list[Comparison]:
    """Comparisons among ``figures`` of survival, growth and response, most telling endpoint first."""
    figures = list(figures)
    found = []
    for f in figures:
        if f.is_contrast and f.endpoint in ENDPOINTS and f.is_reached:
            both = (f.arm_key, f.comparator_key)
            found.append(
                Comparison(
                    f,
                    [
                        other
                        for other in figures
                        if not other.is_contrast
                        and other.endpoint == f.endpoint
                        and other.arm_key in both
                        and other.population_key == f.population_key
                    ],
                )
            )
    return sorted(found, key=lambda c: (ENDPOINTS.index(c.contrast.endpoint), c.contrast.id))


def is_neutral(found: list[Comparison]) -> bool:
    """Whether the most telling endpoint compared shows no clear difference anywhere."""
    if not found:
        return False
    lead = found[0].contrast.endpoint
    return all(c.is_clear is False for c in found if c.contrast.endpoint == lead)
