"""What a comparison of two groups shows: on which side of "no difference" its interval lies.

Nothing is interpreted: the interval, as printed, either holds the value of no difference or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.published import USUAL_LEVEL, Figure
from schemas.endpoints import FAMILIES

NOT_CLEAR = "No clear difference: chance alone may explain the gap."
CLEAR = "Chance alone is an unlikely explanation of this difference."
REACHES = "The interval, as rounded in the source, just reaches “no difference”."
NO_INTERVAL = (
    "No interval stands in what we read, so it cannot be said how sure this difference is."
)
LOW_LEVEL = "The interval is of a lower level than usual, which does not settle whether chance explains the difference."
ONE_END = (
    "Only one end of the interval was printed, so it is not said here how sure this difference is."
)
CREDIBLE = "The interval is Bayesian, so it does not say what chance alone may explain."
NO_LEVEL = (
    "The level of the interval is not stated, so it cannot be said how sure this difference is."
)
HELD_ELSEWHERE = "The figures of both groups stand among all figures of the trial."
NOT_HELD = "We do not hold the figures of both groups, which would say what it means in people."
STRICT = " The interval is of a stricter level than usual."
SHORT = {
    NOT_CLEAR: "chance alone may explain the gap",
    CLEAR: "chance alone is an unlikely explanation",
    REACHES: "the interval, as rounded, just reaches no difference",
    NO_INTERVAL: "no interval, so not sure",
    LOW_LEVEL: "an interval of a low level, so not settled",
    ONE_END: "an interval of one end, so not settled",
    CREDIBLE: "a Bayesian interval, which does not judge chance",
    NO_LEVEL: "level of the interval not stated, so not sure",
}


@dataclass
class Comparison:
    """One contrast, with the figures of both groups that give it a meaning (rule R08)."""

    contrast: Figure
    absolutes: list[Figure]
    held: list[Figure]  # absolutes of these people, shown with the comparison or not

    @property
    def has_both_groups(self) -> bool:
        return self._of_both(self.absolutes)

    @property
    def without_groups(self) -> str:
        """What to say where the figures of both groups do not stand beside the comparison."""
        return HELD_ELSEWHERE if self._of_both(self.held) else NOT_HELD

    def _of_both(self, figures: Iterable[Figure]) -> bool:
        return tells_both_groups(self.contrast, figures)

    @property
    def is_unclear(self) -> bool:
        """Does the printed interval hold the value of no difference inside?"""
        f, none = self.contrast, self.contrast.measure.scale.no_difference
        if None in (f.ci_lower, f.ci_upper, f.ci_level) or f.ci_kind == "credible":
            return False
        return f.ci_lower < none < f.ci_upper

    @property
    def short(self) -> str:
        """The same in few words, where a line stands for each trial."""
        return SHORT[self.words.removesuffix(STRICT)]

    @property
    def is_clear(self) -> bool:
        return self.words == CLEAR

    @property
    def words(self) -> str:
        """What the printed interval says. A bound equal to no difference may be rounded."""
        f, none = self.contrast, self.contrast.measure.scale.no_difference
        if f.ci_sides == "one":
            return ONE_END
        if f.ci_lower is None or f.ci_upper is None:
            return NO_INTERVAL
        if f.ci_level is None:
            return NO_LEVEL
        if f.ci_kind == "credible":
            return CREDIBLE
        if self.is_unclear:
            return NOT_CLEAR + (STRICT if f.ci_level > USUAL_LEVEL[1] else "")
        if f.ci_level < USUAL_LEVEL[0]:
            return LOW_LEVEL
        return REACHES if none in (f.ci_lower, f.ci_upper) else CLEAR


def comparisons(figures: Iterable[Figure], held: Iterable[Figure] = ()) -> list[Comparison]:
    """Comparisons among ``figures`` of survival, growth and response, most telling endpoint first.

    ``held``: other figures of these people, which stand elsewhere.
    """
    figures, held = list(figures), list(held)
    return sorted(
        (
            Comparison(f, _groups_of(f, figures), _groups_of(f, held))
            for f in figures
            if f.measure.is_contrast and f.is_compared and f.is_reached
        ),
        key=_telling,
    )


def tells_both_groups(contrast: Figure, figures: Iterable[Figure]) -> bool:
    """Is there a figure of each group, of the endpoint and people of this comparison?"""
    arms = {f.arm_key for f in _groups_of(contrast, figures)}
    return {contrast.arm_key, contrast.comparator_key} <= arms


def _groups_of(contrast: Figure, figures: Iterable[Figure]) -> list[Figure]:
    """Figures of one of the two groups, in the same endpoint and people."""
    return [
        f
        for f in figures
        if not f.is_contrast
        and f.may_show_value
        and f.endpoint == contrast.endpoint
        and f.arm_key in (contrast.arm_key, contrast.comparator_key)
        and f.population_key == contrast.population_key
    ]


def _telling(c: Comparison) -> tuple[object, ...]:
    f = c.contrast
    return (FAMILIES.index(f.family), f.endpoint_order, f.id)


def neutral_in(found: list[Comparison]) -> str | None:
    """Name of the most telling endpoint compared, if it shows no clear difference anywhere."""
    lead = [c for c in found if c.contrast.endpoint == found[0].contrast.endpoint]
    if lead and all(c.is_unclear for c in lead):
        return lead[0].contrast.endpoint_name
    return None
