"""Which trial stands open in a section: chosen without looking at its result."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from reports.panels.pictured import open_trial, over_time
from tests.figures import figure
from tests.published import published


def row(name: str, people: int, is_firm: bool = True) -> Any:
    first = SimpleNamespace(cells={"a": SimpleNamespace(n=people)})
    label = SimpleNamespace(timepoint_months=0.0)
    cell = SimpleNamespace(has_pictures=True, is_firm=is_firm, row=first, label=label)
    arms = [{"arm": "a", "combines": None}]
    return SimpleNamespace(id=name, place=0, arms=arms, cells={"shrink": cell})


def test_the_trial_with_most_people_stands_open():
    assert open_trial([row("small", 10), row("large", 20)], "shrink").id == "large"


def test_a_figure_that_may_not_lead_stands_open_only_where_none_may():
    assert open_trial([row("told", 900, is_firm=False), row("read", 10)], "shrink").id == "read"
    assert open_trial([row("told", 900, is_firm=False)], "shrink").id == "told"


def three_states(**of_growth: object) -> list[str]:
    """Figures without growth from which three states of a hundred people are drawn."""
    alive = figure(estimate_id="t/r/os", value=60.0, timepoint_months=24.0, event_includes="death")  # fmt: skip
    growth = {"endpoint": "pfs", "value": 40.0, "timepoint_months": 24.0, "event_includes": "death"}
    judged = [
        figure(estimate_id=f"t/r/pfs-{judge}", assessor=judge, **growth | of_growth)
        for judge in ("independent", "investigator")
    ]
    found = over_time(published([alive, *judged]), "t", "page", "s")
    return [o.without_growth.id for o in found]


def test_who_died_is_drawn_apart_only_where_death_counts_as_growth_and_as_independent_judges_saw_it():
    assert three_states() == ["t/r/pfs-independent"]
    assert three_states(event_includes="no_death") == []
    assert three_states(event_includes="not_stated") == []
