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
REACHES = "The interval, as rounded in the source, just reaches “no difference”."
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
    def words(self) -> str:
        """What the printed interval says. A bound equal to no difference may be rounded."""
        f, none = self.contrast, NO_DIFFERENCE[self.contrast.effect_measure]
        if f.ci_lower is None or f.ci_upper is None:
            return NO_INTERVAL
        if none in (f.ci_lower, f.ci_upper):
            return REACHES
        return NOT_CLEAR if f.ci_lower < none < f.ci_upper else CLEAR


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


def neutral_in(found: list[Comparison]) -> str | None:
    """Name of the most telling endpoint compared, if it shows no clear difference anywhere."""
    lead = [c for c in found if c.contrast.endpoint == found[0].contrast.endpoint]
    if lead and all(c.words == NOT_CLEAR for c in lead):
        return lead[0].contrast.endpoint_name
    return None
