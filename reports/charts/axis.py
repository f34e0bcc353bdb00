"""What may share the axis of a chart kind. Known without the libraries that draw, so that ``check``
can tell at its line which chart of the catalogue cannot be drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.measures import SHARES

# columns in which all rows of one axis agree, unless they are its axis or series
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
class Axis:
    """Which rows may stand on one axis of a chart kind."""

    name: str
    may_differ: frozenset[str]  # keys of COMPARED
    measures: frozenset[str]  # that it can draw; none named: all
    identity: tuple[str, ...]  # no two rows agree in all of these
    shows_values: bool = True  # if not, it only tells which figures exist
    panels: tuple[str, ...] = ()  # columns that part the rows into panels, each with its axis
    is_single: bool = False  # it shows one figure
    leaves_out_retracted: bool = False

    @property
    def takes_all(self) -> bool:
        """May rows stand on it whatever they are? It counts figures and shows none."""
        return self.may_differ.issuperset(COMPARED) and not (self.measures or self.shows_values)


PROPORTION = frozenset({"proportion"})
AXES: dict[str, Axis] = {
    axis.name: axis
    for axis in (
        # points of one curve may come from several data cuts of the trial; the chart names them
        Axis(
            "survival",
            frozenset({"arm_key", "timepoint_months", "effect_measure", "report", "data_cutoff"}),
            frozenset({"landmark_rate", "median"}),
            ("arm_key", "effect_measure", "timepoint_months"),
        ),
        Axis(
            "response_bar", frozenset({"arm_key", "endpoint"}), PROPORTION, ("arm_key", "endpoint")
        ),
        Axis("icon_array", frozenset(), SHARES, ("estimate_id",), is_single=True),
        # of one panel: alterations of one trial, never of two
        Axis(
            "forest",
            frozenset({"population_key", "report", "data_cutoff"}),
            PROPORTION,
            ("population_key",),
            panels=("trial", "arm_key", "endpoint"),
        ),
        Axis("ladder", frozenset({"endpoint"}), PROPORTION, ("endpoint",)),
        Axis(
            "timeline",
            frozenset(COMPARED) - {"trial"},
            frozenset(),
            ("estimate_id",),
            shows_values=False,
        ),
        Axis(
            "evidence_map",
            frozenset(COMPARED),
            frozenset(),
            ("estimate_id",),
            shows_values=False,
            leaves_out_retracted=True,  # it counts what stands
        ),
    )
}
