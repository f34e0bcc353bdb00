"""No ranking by construction: what may not stand on one axis is refused, with the key that differs.

A chart kind declares the keys that are its axis or series. In every other key of ``COMPARED`` all
rows of one axis must agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from schemas.fields import SEPARATOR

COMPARED = {
    "trial": "trial",
    "population_key": "population",
    "arm_key": "arm",
    "comparator_key": "comparator",
    "endpoint": "endpoint",
    "effect_measure": "effect measure",
    "timepoint_months": "time point",
    "criteria": "response criteria",
    "assessor": "assessor",
    "confirmed": "confirmation of responses",
    "conditional_on": "condition",
    "variant": "variant of the analysis",
    "event": "side effect",
    "attribution": "attribution of the harm",
    "grades": "grades of the harm",
    "report": "report",
    "data_cutoff": "data cut-off",
}


@dataclass(frozen=True)
class Kind:
    """What a chart kind needs and which keys are its axis or series."""

    name: str
    may_differ: frozenset[str]
    measures: frozenset[str]
    identity: tuple[str, ...]  # no two rows agree in all of these


KINDS = {
    "icon_array": Kind(
        "icon_array",
        frozenset(),
        frozenset({"proportion", "landmark_rate"}),
        ("estimate_id",),
    ),
    "response_bar": Kind(
        "response_bar",
        frozenset({"arm_key", "endpoint"}),
        frozenset({"proportion"}),
        ("arm_key", "endpoint"),
    ),
    "survival": Kind(
        "survival",
        # points of one curve may come from several data cuts of the trial; the chart names them
        frozenset({"arm_key", "timepoint_months", "effect_measure", "report", "data_cutoff"}),
        frozenset({"landmark_rate", "median"}),
        ("arm_key", "effect_measure", "timepoint_months"),
    ),
    # one panel of a forest plot: alterations of one trial, never of two
    "forest": Kind(
        "forest",
        frozenset({"population_key", "report", "data_cutoff"}),
        frozenset({"proportion"}),
        ("population_key",),
    ),
    "ladder": Kind(
        "ladder",
        frozenset({"endpoint"}),
        frozenset({"proportion"}),
        ("endpoint",),
    ),
    "timeline": Kind(
        "timeline",
        frozenset(COMPARED) - {"trial"},
        frozenset(),
        ("estimate_id",),
    ),
    "evidence_map": Kind("evidence_map", frozenset(COMPARED), frozenset(), ("estimate_id",)),
}


class Refused(ValueError):
    """These rows may not stand on one axis. ``key`` is the column that differs."""

    def __init__(self, key: str, message: str):
        super().__init__(message)
        self.key = key


def refuse_unless_comparable(frame: pd.DataFrame, kind: str) -> None:
    """Raise Refused unless all rows of ``frame`` may share one axis of this chart kind."""
    rules = KINDS[kind]
    if frame.empty:
        raise Refused("", f"{kind}: no row matches the filter, so there is nothing to draw")
    wrong = sorted(set(frame["effect_measure"]) - rules.measures) if rules.measures else []
    if wrong:
        raise Refused(
            "effect_measure",
            f"{kind} shows {' and '.join(sorted(rules.measures))}, not {', '.join(wrong)}",
        )
    for key, words in COMPARED.items():
        if key in rules.may_differ or key not in frame:
            continue
        values = sorted({_plain(value) for value in frame[key]})
        if len(values) > 1:
            raise Refused(
                key, f"{kind}: rows differ in {words}: {', '.join(values)}. Choose one of them."
            )
    if "arm_key" in rules.may_differ and kind != "evidence_map" and kind != "timeline":
        _refuse_arms_not_randomised(frame, kind)
        _refuse_arms_with_their_parts(frame, kind)
    _refuse_doubles(frame, rules)


def _refuse_arms_not_randomised(frame: pd.DataFrame, kind: str) -> None:
    arms = sorted(set(frame["arm_key"]))
    designs = sorted(set(frame["design"]))
    if len(arms) > 1 and designs != ["randomised"]:
        raise Refused(
            "design",
            f"{kind}: the arms {', '.join(arms)} were not randomised against each other "
            f"(design: {', '.join(designs)}), so they may not share an axis. Draw one chart an arm.",
        )


def without_parts(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` without the arms whose people another arm of it holds."""
    parts = {part for text in frame["arm_combines"].dropna() for part in str(text).split(SEPARATOR)}
    return frame[~frame["arm_key"].isin(parts)]


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


def _refuse_doubles(frame: pd.DataFrame, rules: Kind) -> None:
    doubles = frame[frame[list(rules.identity)].map(_plain).duplicated(keep=False)]
    if len(doubles):
        ids = ", ".join(doubles["estimate_id"].head(4))
        words = ", ".join(COMPARED.get(key, key) for key in rules.identity)
        raise Refused(
            rules.identity[-1],
            f"{rules.name}: several rows stand at one place ({words}): {ids}. "
            "Choose one data cut, or add is_current to the filter.",
        )


def _plain(value: object) -> str:
    if value is None or value != value:
        return "not stated"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
