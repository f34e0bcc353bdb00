"""How a figure may be shown in prose: the names of the ways, and which figures have which."""

from __future__ import annotations

from collections.abc import Callable

from schemas.estimate import Estimate
from schemas.measures import TIME
from schemas.wording.numbers import simple_part

Has = Callable[[Estimate], bool]


def _always(e: Estimate) -> bool:
    return True


def _is_part(e: Estimate) -> bool:
    return e.effect.is_share and e.is_reached and e.is_exact


def _has_rest(e: Estimate) -> bool:
    return _is_part(e) and e.effect.others_are_known


def _is_time(e: Estimate) -> bool:
    return e.effect.scale is TIME and e.is_reached


def _has_interval(e: Estimate) -> bool:
    return bool(e.row.get("ci_lower") or e.row.get("ci_upper"))


def _has_counts(e: Estimate) -> bool:
    counted = e.value if e.effect.counts_people else e.n_events
    return None not in (counted, e.n_analysed) and not e.effect.is_estimated


def _is_simple(e: Estimate) -> bool:
    return _is_part(e) and bool(simple_part(e.value or 0))


def _has_states(e: Estimate) -> bool:
    return bool(e.states[0])


def _has_other_state(e: Estimate) -> bool:
    return bool(e.states[1])


# name → (has a figure what this way needs, what it needs in words)
TRANSFORMS: dict[str, tuple[Has, str]] = {
    "as_printed": (_always, ""),
    "rounded": (_always, ""),
    "of_100": (_is_part, "a part of people, printed without a sign such as <"),
    "complement": (
        _has_rest,
        "a part of people of whom all others are known to be in the other state",
    ),
    "in_words": (_is_part, "a part of people, printed without a sign such as <"),
    "as_part": (_is_simple, "a share within two points of a simple part, such as a quarter"),
    "years": (_is_time, "a time that was reached"),
    "interval": (_has_interval, "a printed interval"),
    "computed_interval": (_always, ""),  # the store calculates it; the build judges it
    "level": (_always, ""),
    "time_point": (_always, ""),
    "follow_up": (_always, ""),
    "people": (_always, ""),
    "counts": (_has_counts, "the numbers of people with it and of people analysed"),
    "state": (_has_states, "a state that it counts"),
    "other_state": (_has_other_state, "a state that all others are in"),
    "counted": (_always, ""),
}
