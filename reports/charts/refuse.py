"""No ranking by construction: what may not stand on one axis is refused, with the key that differs.

A chart kind declares the keys that are its axis or series. In every other key of ``COMPARED`` all
rows of one axis must agree.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import pandas as pd

from reports.charts.axis import COMPARED, Axis
from schemas.fields import SEPARATOR
from schemas.terms import NOT_APPLICABLE, NOT_STATED


class Refused(ValueError):
    """These rows may not stand on one axis. ``key`` is the column that differs."""

    def __init__(self, key: str, message: str):
        super().__init__(message)
        self.key = key


def refuse_unless_comparable(frame: pd.DataFrame, axis: Axis) -> None:
    """Raise Refused unless all rows of ``frame`` may share one axis of this chart kind."""
    if frame.empty:
        raise Refused("", f"{axis.name}: no row matches the filter, so there is nothing to draw")
    if axis.is_single and len(frame) > 1:
        raise Refused("estimate_id", f"{axis.name} shows one estimate; draw one chart each")
    if axis.is_single and "value_qualifier" in frame and frame["value_qualifier"].iloc[0] != "=":
        raise Refused("value_qualifier", f"{axis.name}: “more than” is no number of people")
    wrong = sorted(set(frame["effect_measure"]) - axis.measures) if axis.measures else []
    if wrong:
        raise Refused(
            "effect_measure",
            f"{axis.name} shows {' and '.join(sorted(axis.measures))}, not {', '.join(wrong)}",
        )
    for key, words in COMPARED.items():
        if key in axis.may_differ or key not in frame:
            continue
        values = sorted({_plain(value) for value in frame[key]})
        if len(values) > 1:
            raise Refused(
                key,
                f"{axis.name}: rows differ in {words}: {', '.join(values)}. Choose one of them.",
            )
    if axis.shows_values:
        _refuse_two_meanings(frame, axis.name)
    if "arm_key" in axis.may_differ and axis.shows_values:
        _refuse_arms_not_randomised(frame, axis.name)
        _refuse_arms_with_their_parts(frame, axis.name)
    _refuse_doubles(frame, axis)


MEANINGS = {
    "counts": "the people that are counted",
    "event_includes": "whether death counts",
    "mrd_threshold": "the threshold of the test",
    "instrument": "the questionnaire",
}


def _refuse_two_meanings(frame: pd.DataFrame, kind: str) -> None:
    """Figures of one endpoint that say different things of people never share an axis, and none is
    drawn that does not say which people it counts.
    """
    if NOT_STATED in set(frame.get("counts", ())):
        raise Refused(
            "counts",
            f"{kind}: a row does not say whether it counts people with the event or without it, "
            "so it cannot be drawn as people.",
        )
    for key, words in MEANINGS.items():
        meant: dict[str, set[str]] = defaultdict(set)
        for endpoint, value in zip(frame["endpoint"], frame.get(key, ()), strict=False):
            if not pd.isna(value) and value != NOT_APPLICABLE:
                meant[endpoint].add(_plain(value))
        for endpoint, values in sorted(meant.items()):
            if len(values) > 1:
                differ = ", ".join(sorted(values))
                raise Refused(key, f"{kind}: rows of {endpoint} differ in {words}: {differ}.")


def _refuse_arms_not_randomised(frame: pd.DataFrame, kind: str) -> None:
    arms = sorted(set(frame["arm_key"]))
    designs = sorted(set(frame["design"]))
    if len(arms) > 1 and designs != ["randomised"]:
        raise Refused(
            "design",
            f"{kind}: the arms {', '.join(arms)} were not randomised against each other "
            f"(design: {', '.join(designs)}), so they may not share an axis. Draw one chart an arm.",
        )


def _refuse_arms_with_their_parts(frame: pd.DataFrame, kind: str) -> None:
    """An arm that is the sum of others holds the same people: no comparison by chance."""
    if "arm_combines" not in frame:
        return
    arms = set(frame["arm_key"])
    for arm, parts in zip(frame["arm_key"], frame["arm_combines"], strict=True):
        shared = set() if pd.isna(parts) else set(str(parts).split(SEPARATOR)) & arms
        if shared:
            raise Refused(
                "arm_key",
                f"{kind}: the arm {arm} holds the people of {', '.join(sorted(shared))}. "
                "Show the whole or its parts.",
            )


def _refuse_doubles(frame: pd.DataFrame, axis: Axis) -> None:
    columns = (frame[key].map(_plain) for key in axis.identity)
    places = list(zip(*columns, strict=True))
    often = Counter(places)
    doubles = [
        id for id, place in zip(frame["estimate_id"], places, strict=True) if often[place] > 1
    ]
    if doubles:
        ids = ", ".join(doubles[:4])
        words = ", ".join(COMPARED.get(key, key) for key in axis.identity)
        raise Refused(
            axis.identity[-1],
            f"{axis.name}: several rows stand at one place ({words}): {ids}. "
            "Choose one data cut, or add is_current to the filter.",
        )


def _plain(value: object) -> str:
    if value is None or value != value:
        return "not stated"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
