"""Cells of one row are about one group of people, and so is what stands beside them."""

from __future__ import annotations

from reports.panels.cells import trial_row
from reports.panels.table_rows import by_group
from reports.published import Published
from tests.figures import figure
from tests.published import published

GROUPS = (
    {"population": "world", "cohort": "worldwide"},
    {"population": "china", "cohort": "China"},
)


def of(people: str, report: str, looked_at: str, **columns: object) -> list[dict[str, object]]:
    """A share of two arms and their ratio, of the people named."""
    common = {"population_key": people, "report": report, "looked_at": looked_at} | columns
    share = {"effect_measure": "landmark_rate", "value": 50.0, "timepoint_months": 24.0} | common
    arms = [
        {"estimate_id": f"t/{report}/{arm}", "key": arm, "arm_key": arm, **share} for arm in "ab"
    ]
    ratio = {"estimate_id": f"t/{report}/hr", "key": "hr", "effect_measure": "hazard_ratio"}
    return [*arms, {**ratio, "arm_key": "a", "comparator_key": "b", "value": 0.7, **common}]


def two_groups() -> Published:
    world = of("world", "2019-a", "2018-07", endpoint="os")
    china = of("china", "2024-b", "2023-07", endpoint="os")
    more = of("world", "2019-a", "2018-07", endpoint="pfs")
    rows = [*world, *china, *({**row, "estimate_id": f"{row['estimate_id']}-pfs"} for row in more)]
    return published([figure(**row) for row in rows], GROUPS)


def test_the_group_of_most_figures_stands_first_in_each_cell_even_if_another_was_followed_later():
    item = trial_row(two_groups(), "t", "page", "s")
    assert item.population["population"] == "world"
    assert {f.population_key for f in item.cells["live"].figures} == {"world"}


def test_a_comparison_and_a_later_look_stand_beside_figures_of_the_same_people_only():
    item = trial_row(two_groups(), "t", "page", "s")
    assert item.compared("live").contrast.population_key == "world"
    assert item.cells["live"].newer is None


def test_groups_stand_beside_a_cell_in_the_order_of_the_table_those_it_has_not_last():
    figures = [figure(arm_key=arm) for arm in ("other", "control", "tested")]
    ordered = sorted(figures, key=by_group(["tested", "control"]))
    assert [f.arm_key for f in ordered] == ["tested", "control", "other"]
