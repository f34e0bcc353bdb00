"""Which trial stands open in a section: chosen without looking at its result."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from reports.panels.pictured import open_trial


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
