"""A figure told on one secondary page carries no headline."""

from __future__ import annotations

import pytest

from reports.pictures import pictures
from reports.published import Figure
from reports.rows import table_rows
from schemas.headline import why_not_lead

ONE = ["https://news.example/a", "https://news.example/b"]
TWO = ["https://news.example/a", "https://other.example/b"]
BASE = {
    "report_kind": "journal_article", "standing": "current", "read_in": "abstract",
    "seen_at": "https://journal.example/1", "trial": "t", "report": "r", "arm_key": "a",
    "comparator_key": None, "endpoint": "adverse_events", "family": "harm",
    "effect_measure": "proportion", "timepoint_months": None, "conditional_on": None,
    "variant": None, "event": None, "grades": "3-4", "assessor": "not_applicable",
    "criteria": "not_applicable", "confirmed": "not_applicable", "population_key": "p",
    "is_reached": True, "attribution": "any",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "standing", "read_in", "seen_at", "may"),
    [
        ("journal_article", "current", "abstract", ONE[:1], True),
        ("journal_article", "current", "secondary_page", TWO, True),
        ("journal_article", "current", "secondary_page", ONE, False),
        ("meeting_abstract", "current", "congress_abstract", TWO, False),
        ("press_release", "current", "secondary_page", TWO, False),
        ("label", "retracted", "label", ONE[:1], False),
    ],
)
def test_a_headline_rests_on_a_source_or_on_two_hosts(kind, standing, read_in, seen_at, may):
    assert (not why_not_lead(kind, standing, read_in, seen_at)) is may


def test_a_panel_prefers_a_figure_that_may_lead():
    told = Figure({**BASE, "estimate_id": "t/r/told", "read_in": "secondary_page",
                   "attribution": "treatment_related"})  # fmt: skip
    read = Figure({**BASE, "estimate_id": "t/r/read"})
    groups = pictures(
        {"survival": [], "response": [], "harm": table_rows([told, read])}, [{"arm": "a"}]
    )
    assert [group[0].figure.id for group in groups] == ["t/r/read"]
    assert groups[0].may_lead


def test_the_words_for_a_figure_that_may_not_lead_name_how_it_was_read():
    told = Figure({**BASE, "estimate_id": "t/r/told", "read_in": "secondary_page",
                   "report_kind": "press_release"})  # fmt: skip
    group = pictures({"survival": [], "response": [], "harm": table_rows([told])}, [{"arm": "a"}])[
        0
    ]
    assert (group.may_lead, group.is_retold, group.early_kind) == (False, True, "press_release")
