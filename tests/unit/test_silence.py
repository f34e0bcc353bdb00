"""What a panel says it does not show follows from the store."""

from __future__ import annotations

from reports.panels.panel import panels
from tests.figures import figure
from tests.published import published

OS = {"estimate_id": "t/r/os", "population_key": "p", "value": 43.0, "timepoint_months": 60.0}
AE = {
    "endpoint": "adverse_events", "effect_measure": "proportion", "counts": "event", "grades": "3-4",
    "attribution": "any", "population_key": "p", "value": 30.0,
}  # fmt: skip


def said(*figures, gaps=(), populations=({"population": "p"},)):
    (panel,) = panels(published([figure(**row) for row in figures], populations, gaps), "page", "s")
    return panel.silence


def test_without_a_figure_on_severe_harms_the_default_is_that_we_hold_none():
    words = said(OS).severe_harms
    assert words == "We hold no figure on severe harms of these people. That does not mean there were none."  # fmt: skip


def test_a_stronger_reason_is_said_where_an_editor_typed_it():
    gaps = [{"endpoint": "adverse_events;os", "reason": "not_printed"}]
    assert "The report itself was read and does not print it." in said(OS, gaps=gaps).severe_harms


def test_severe_harms_that_stand_in_the_panel_need_no_sentence():
    assert said(OS, AE | {"estimate_id": "t/r/ae"}).severe_harms == ""


def test_harms_of_any_grade_are_no_figure_on_severe_ones():
    words = said(OS, AE | {"estimate_id": "t/r/ae", "grades": "any"}).severe_harms
    assert words.startswith("We hold no figure on severe harms")


def test_severe_harms_of_one_kind_or_of_other_people_are_named_as_that():
    rash = AE | {"estimate_id": "t/r/rash", "event": "rash"}
    assert said(OS, rash).severe_harms == "What we hold on severe harms is about single side effects only."  # fmt: skip
    others = [{"population": "p"}, {"population": "q", "subgroups": "other"}]
    words = said(OS, AE | {"estimate_id": "t/r/ae", "population_key": "q"}, populations=others)
    assert words.severe_harms == "What we hold on severe harms is about other people of the trial only."  # fmt: skip


def test_no_share_is_said_only_where_none_is_held_else_why_none_is_drawn():
    median = OS | {"effect_measure": "median", "counts": "not_applicable", "state": None}
    assert said(median).pictures == "We hold no share of these people that fits a picture of a hundred."  # fmt: skip
    talk = OS | {"not_lead_because": "a talk", "report_kind": "meeting_abstract"}
    assert said(talk).pictures.endswith("each comes from an abstract or talk at a congress.")
    told = OS | {"not_lead_because": "one page"}
    assert said(told).pictures.endswith("each was read on a page that is not the report.")


def test_a_share_that_another_page_draws_is_never_denied():
    pfs = OS | {"endpoint": "pfs", "picture": None}
    assert said(pfs).pictures == ""
    talk = pfs | {"not_lead_because": "a talk", "report_kind": "meeting_abstract"}
    assert said(talk).pictures.endswith("each comes from an abstract or talk at a congress.")


def test_what_else_was_measured_is_named_though_it_may_not_stand_first():
    pfs = {
        "estimate_id": "t/r/pfs", "endpoint": "pfs", "effect_measure": "median", "counts": "not_applicable",
        "population_key": "p", "not_lead_because": "one page",
    }  # fmt: skip
    assert said(OS, pfs).also_held == ("progression-free survival",)
    assert said(OS).also_held == ()


def test_a_group_without_a_firm_figure_is_told_beside_the_one_that_has():
    groups = [{"population": "p", "cohort": "P"}, {"population": "q", "cohort": "Q"}]
    orr = {
        "endpoint": "orr", "effect_measure": "proportion", "counts": "event", "value": 40.0,
        "state": "responded",
    }  # fmt: skip
    firm = orr | {"estimate_id": "t/r/p", "population_key": "p"}
    told = orr | {"estimate_id": "t/r/q", "population_key": "q", "not_lead_because": "one page"}
    store = published([figure(**firm), figure(**told)], groups)
    (panel,) = panels(store, "page", "s")
    assert [(b.how, b.label.id) for b in panel.beside] == [("no firm one is held", "t/r/q")]
