"""Which figures a rule holds against which, so that its work grows with the figures, not their square.

Few figures are all compared with each other. Of many, each is compared with those nearest to it: a
wrong one still stands beside its neighbours, and a trial of hundreds of reports is judged at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import Any, TypeVar

from schemas.estimate import Estimate
from schemas.evidence import Evidence

REACH = 8  # neighbours to either side; no trial so far has more looks at one figure

One, Other = TypeVar("One"), TypeVar("Other")
Order = Callable[[Any], Any]


def pairs(things: Sequence[One]) -> Iterator[tuple[One, One]]:
    """Each thing with the REACH that follow it in the order given; with all, if they are few."""
    if len(things) <= REACH + 1:
        yield from combinations(things, 2)
        return
    for number, first in enumerate(things):
        for second in things[number + 1 : number + 1 + REACH]:
            yield first, second


def beside(
    first: Sequence[One], second: Sequence[Other], order: Order
) -> Iterator[tuple[One, Other]]:
    """Each thing of either list with the REACH nearest of the other list, before it and after it.

    ``order`` gives the place of a thing of either list. Pairs come in the order of the lists.
    """
    if max(len(first), len(second)) <= REACH:
        yield from product(first, second)
        return
    found = set(_nearest(first, second, order))
    found |= {(one, other) for other, one in _nearest(second, first, order)}
    yield from ((first[one], second[other]) for one, other in sorted(found))


def _nearest(
    these: Sequence[One], those: Sequence[Other], order: Order
) -> Iterator[tuple[int, int]]:
    ranked = sorted(range(len(those)), key=lambda number: order(those[number]))
    places = [order(those[number]) for number in ranked]
    for number, one in enumerate(these):
        at = bisect_left(places, order(one))
        yield from ((number, other) for other in ranked[max(at - REACH, 0) : at + REACH])


def matching(
    first: Iterable[Estimate], second: Iterable[Estimate], by: Order, evidence: Evidence
) -> Iterator[tuple[Estimate, Estimate]]:
    """Pairs of figures that have the same ``by``; of many, those looked at one after the other."""
    found: dict[object, tuple[list[Estimate], list[Estimate]]] = defaultdict(lambda: ([], []))
    for place, estimates in enumerate((first, second)):
        for estimate in estimates:
            found[by(estimate)][place].append(estimate)
    for own, others in found.values():
        yield from beside(own, others, evidence.looked_at)


def between_looks(
    first: Iterable[Estimate], second: Iterable[Estimate], evidence: Evidence
) -> Iterator[tuple[Estimate, Estimate]]:
    """Each figure with those of the nearest looks at the data, and there of the nearest times."""
    for own, others in beside(
        _by_look(first), _by_look(second), lambda look: evidence.looked_at(look[0])
    ):
        yield from beside(own, others, lambda e: e.timepoint_months or 0)


def _by_look(estimates: Iterable[Estimate]) -> list[list[Estimate]]:
    found: dict[object, list[Estimate]] = defaultdict(list)
    for estimate in estimates:
        found[estimate.look].append(estimate)
    return list(found.values())


def ordered_pairs(
    estimates: Iterable[Estimate], order: Iterable[tuple[str, str]], evidence: Evidence
) -> Iterator[tuple[Estimate, Estimate]]:
    """Figures of one measure and time point whose endpoints stand in ``order``, smaller first."""
    named: dict[str, list[Estimate]] = defaultdict(list)
    for estimate in estimates:
        named[estimate.endpoint].append(estimate)
    for small, large in order:
        if small in named and large in named:
            yield from matching(named[small], named[large], _point, evidence)


def with_both_arms(
    contrasts: Iterable[Estimate], figures: Iterable[Estimate], evidence: Evidence
) -> Iterator[tuple[Estimate, Estimate, Estimate]]:
    """Each contrast with its arm's and its comparator's figure of one measure, time and look."""
    asked: dict[tuple[str, str], list[Estimate]] = defaultdict(list)
    for contrast in contrasts:
        asked[contrast.arm, contrast.comparator].append(contrast)
    of_arm: dict[str, list[Estimate]] = defaultdict(list)
    for figure in figures if asked else ():
        of_arm[figure.arm].append(figure)
    for (arm, comparator), own_contrasts in asked.items():
        others: dict[str, list[Estimate]] = defaultdict(list)
        for own, other in matching(of_arm[arm], of_arm[comparator], _point_of_look, evidence):
            others[own.id].append(other)
        owns = [figure for figure in of_arm[arm] if figure.id in others]
        for contrast, own in between_looks(own_contrasts, owns, evidence):
            for other in others[own.id]:
                yield contrast, own, other


def _point(e: Estimate) -> tuple[object, ...]:
    return (e.measure, e.timepoint_months)


def _point_of_look(e: Estimate) -> tuple[object, ...]:
    return (e.measure, e.timepoint_months, e.look)
