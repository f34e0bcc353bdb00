"""Every figure of a trial stands once, both groups of one look in one row, the comparison beside them."""

from __future__ import annotations

from typing import Any

from reports.panels.by_question import Table, by_question
from reports.published import Figure
from tests.figures import figure

ARMS = [{"arm": arm, "label": arm} for arm in "abc"]
PEOPLE = [
    {"population": "p", "analysis_set": "itt"},
    {"population": "older", "analysis_set": "subset"},
]


def tables(*figures: Figure) -> dict[tuple[str, str], Table]:
    found = by_question(figures, PEOPLE, ARMS)
    return {(q.family, table.kind): table for q in found for table in q.tables}


def one(key: str, **values: Any) -> Figure:
    return figure(estimate_id=f"t/r/{key}", key=key, **values)


def median(arm: str, **values: Any) -> Figure:
    return one(f"median-{arm}", effect_measure="median", unit="months", arm_key=arm, **values)


def ratio(arm: str = "a", against: str = "b", **values: Any) -> Figure:
    return one(
        f"hr-{arm}", effect_measure="hazard_ratio", arm_key=arm, comparator_key=against, **values
    )


def keys(table: Table) -> list[list[str]]:
    return [[f.key for f in row.figures] for row in table.rows]


def test_three_groups_and_both_their_comparisons_stand_in_one_row():
    found = tables(median("a"), median("b"), median("c"), ratio("a", "c"), ratio("b", "c"))
    table = found["survival", "main"]
    assert keys(table) == [["median-a", "median-b", "median-c", "hr-a", "hr-b"]]
    assert [arm["arm"] for arm in table.arms] == ["a", "b", "c"]


def test_a_ratio_of_the_whole_course_stands_below_shares_at_one_time_not_beside_them():
    shares = [one(f"share-{arm}", arm_key=arm, timepoint_months=60.0) for arm in "ab"]
    table = tables(*shares, ratio())["survival", "main"]
    assert keys(table) == [["share-a", "share-b"], ["hr-a"]]
    assert table.has_groups_of(table.rows[1])
    alone = tables(shares[0], ratio())["survival", "main"]
    assert not alone.has_groups_of(alone.rows[1])


def test_another_judge_people_report_or_look_makes_another_row():
    for other in (
        {"assessor": "independent"}, {"criteria": "recist_1_1"}, {"report": "r2"},
        {"data_cutoff": "2020-01"}, {"counts": "event"},
    ):  # fmt: skip
        assert len(tables(median("a"), median("b", **other))["survival", "main"].rows) == 2


def test_earlier_looks_and_parts_of_the_people_have_tables_of_their_own():
    part = {"population_key": "older", "analysis_set": "subset"}
    found = tables(
        median("a"),
        one("before", effect_measure="median", report="r0", is_current=False),
        one("older", effect_measure="median", **part),
        one("older-before", effect_measure="median", report="r0", is_current=False, **part),
    )
    assert {key: keys(table) for key, table in found.items()} == {
        ("survival", "main"): [["median-a"]],
        ("survival", "parts"): [["older"]],
        ("survival", "earlier"): [["before"], ["older-before"]],
    }


def test_a_look_of_which_one_group_has_a_later_figure_stays_with_the_last_looks():
    found = tables(median("a", is_current=False), median("b"))
    assert keys(found["survival", "main"]) == [["median-a", "median-b"]]


def test_people_are_named_by_an_anchor_once_a_page():
    found = tables(median("a"), one("orr", endpoint="orr", effect_measure="proportion"))
    anchors = [block.is_first for table in found.values() for block in table.blocks]
    assert anchors == [True, False]


def test_two_figures_of_one_group_that_nothing_orders_are_both_shown():
    found = tables(median("a"), one("again", effect_measure="median", unit="months"))
    table = found["survival", "main"]
    assert keys(table) == [["again"], ["median-a"]]
    assert set(table.apart) == {"t/r/again", "t/r/median-a"}
