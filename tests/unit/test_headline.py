"""A figure told on one secondary page carries no headline."""

from __future__ import annotations

import pytest

from reports.panels.pictures import pictures
from reports.panels.table_rows import table_rows
from schemas.headlines import why_not_lead
from schemas.hosts import Hosts
from tests.figures import figure

HOSTS = Hosts.of([])
ONE = ["https://news.org/a", "https://news.org/b"]
TWO = ["https://news.org/a", "https://other.org/b"]
BASE = {
    "report_kind": "journal_article", "standing": "current", "read_in": "abstract",
    "seen_at": "https://journal.org/1", "trial": "t", "report": "r", "arm_key": "a",
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
    assert (not why_not_lead(kind, standing, read_in, seen_at, HOSTS)) is may


def test_a_panel_prefers_a_figure_that_may_lead():
    told = figure(
        **{
            **BASE,
            "estimate_id": "t/r/told",
            "read_in": "secondary_page",
            "not_lead_because": "one page",
            "attribution": "treatment_related",
        }
    )
    read = figure(**{**BASE, "estimate_id": "t/r/read"})
    groups = pictures(
        {"survival": [], "response": [], "harm": table_rows([told, read])}, [{"arm": "a"}]
    )
    assert [group[0].figure.id for group in groups] == ["t/r/read"]
    assert groups[0].may_lead


def test_the_words_for_a_figure_that_may_not_lead_name_how_it_was_read():
    told = figure(
        **{
            **BASE,
            "estimate_id": "t/r/told",
            "read_in": "secondary_page",
            "not_lead_because": "press",
            "report_kind": "press_release",
        }
    )
    group = pictures({"survival": [], "response": [], "harm": table_rows([told])}, [{"arm": "a"}])[
        0
    ]
    assert (group.may_lead, group.is_retold, group.early_kind) == (False, True, "press_release")


@pytest.mark.parametrize(
    ("addresses", "may"),
    [
        (["https://news.org/a", "http://47.251.13.51:8081/39282897"], False),
        (["https://news.org/a", "https://staging.scite.ai/b"], False),
        (["https://news.org/a", "https://summary.org/b"], False),
        (["https://one.org/a", "https://sister.org/b"], False),
        (["https://maker.org/a", "https://stock.org/b"], False),
        (["https://news.org/a", "https://maker.org/b"], True),
        (["https://news.org/a", "https://one.org/b"], True),
    ],
)
def test_copies_summaries_and_pages_of_one_house_are_no_second_voice(addresses, may):
    hosts = Hosts.of(
        [
            {"host": "summary.org", "kind": "machine_summary"},
            {"host": "one.org", "kind": "news", "owner": "House"},
            {"host": "sister.org", "kind": "news", "owner": "House"},
            {"host": "maker.org", "kind": "maker"},
            {"host": "stock.org", "kind": "maker"},
        ]
    )
    assert (
        not why_not_lead("journal_article", "current", "secondary_page", addresses, hosts)
    ) is may


def test_a_figure_that_pdq_states_of_a_report_it_cites_may_lead_alone():
    pdq = ["https://www.cancer.gov/types/lung/hp/non-small-cell-lung-treatment-pdq"]
    told = ("journal_article", "current", "secondary_page", pdq, HOSTS)
    assert not why_not_lead(*told, pmid="31562796")
    assert why_not_lead(*told), "without a PubMed number nobody can tell which report PDQ means"
    news = ["https://www.cancer.gov/news-events/cancer-currents-blog/2024/x"]
    assert why_not_lead("journal_article", "current", "secondary_page", news, HOSTS, pmid="1")
