"""The weakest figures of a page: which they are, why, and in which order."""

from __future__ import annotations

import pytest

from reports.pages.weakest import FEW, REASONS, Weak, weakest
from reports.panels.cells import trial_row
from reports.published import Figure
from tests.figures import figure
from tests.published import published

FIRM = {
    "second_entry": "agreed",
    "ci_lower_status": "given",
    "ci_upper_status": "given",
    "n_analysed": 200,
    "support": "found",
    "timepoint_months": 60.0,
    "value": 40.0,
}
ALIVE = {"estimate_id": "t/r/os", "key": "os", "endpoint": "os"}
SHRANK = {
    "estimate_id": "t/r/orr",
    "key": "orr",
    "endpoint": "orr",
    "effect_measure": "proportion",
    "counts": "event",
    "timepoint_months": None,
}


def found(*figures: Figure, said: frozenset[str] = frozenset()) -> list[Weak]:
    held = published(figures)
    return weakest([trial_row(held, "t", "page", "s")], said, held)


def test_a_figure_without_any_reason_is_not_listed() -> None:
    assert found(figure(**FIRM | ALIVE)) == []


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"standing": "expression_of_concern"}, "doubt"),
        ({"support": "not_found"}, "not_found"),
        ({"second_entry": "changed"}, "changed"),
        ({"read_in": "secondary_page"}, "retold"),
        ({"report_kind": "meeting_abstract"}, "early"),
        ({"n_analysed": FEW - 1}, "few"),
        ({"n_analysed": None}, "people"),
        ({"ci_lower_status": "not_reported", "ci_upper_status": "not_reported"}, "interval"),
        ({"second_entry": "none"}, "once"),
    ],
)
def test_each_reason_is_told_where_it_holds_and_no_other(columns: dict, reason: str) -> None:
    (weak,) = found(figure(**FIRM | ALIVE | columns))
    assert weak.reasons == (reason,)
    assert reason in REASONS


def test_harm_older_than_the_benefit_beside_it_is_told() -> None:
    harm = {"estimate_id": "t/r/ae", "key": "ae", "endpoint": "adverse_events"}
    harm |= {"effect_measure": "proportion", "counts": "event", "grades": "3-5"}
    harm |= {"attribution": "any", "looked_at": "2015-01", "timepoint_months": None}
    (weak,) = found(figure(**FIRM | ALIVE), figure(**FIRM | harm))
    assert (weak.cell.question, weak.reasons) == ("harm", ("older_harm",))


def test_what_sentences_say_comes_first_then_the_gravest_reason() -> None:
    alive = figure(**FIRM | ALIVE | {"second_entry": "none"})
    shrank = figure(**FIRM | SHRANK | {"read_in": "secondary_page"})
    assert [w.cell.question for w in found(alive, shrank)] == ["shrink", "live"]
    assert [w.cell.question for w in found(alive, shrank, said=frozenset({alive.id}))] == [
        "live",
        "shrink",
    ]
