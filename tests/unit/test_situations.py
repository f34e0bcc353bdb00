"""Which pages a cancer has: one a situation, split where a phone would have to scroll too far."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from reports.pages.situations import gaps_of
from reports.panels import situation
from reports.panels.situation import MOST_TRIALS, full_title, situations

TITLES = {"immunotherapy": "Immunotherapy", "braf": "BRAF-targeted drugs"}


def pages_of(
    monkeypatch: pytest.MonkeyPatch, line: str = "first", **trials: list[str]
) -> dict[str, tuple[str, int]]:
    """Title and number of trials of each page; every trial is of this line of treatment."""
    monkeypatch.setattr(situation, "_line_of", lambda *of: line)
    published = SimpleNamespace(
        subgroups=lambda category: [{"subgroup": s, "title": TITLES[s]} for s in trials],
        trials_in=lambda category, subgroup: trials[subgroup],
        figures_in=lambda trial, category, subgroup: [trial],
    )
    return {page.slug: (page.title, len(page.trials)) for page in situations(published, "melanoma")}


def named(start: int, end: int) -> list[str]:
    return [f"trial-{number}" for number in range(start, end)]


def test_a_situation_of_few_trials_is_one_page(monkeypatch):
    pages = pages_of(monkeypatch, immunotherapy=named(0, MOST_TRIALS))
    assert pages == {"immunotherapy": ("Immunotherapy", MOST_TRIALS)}


def test_a_part_with_too_many_trials_is_split_by_what_another_situation_shares(monkeypatch):
    pages = pages_of(monkeypatch, immunotherapy=named(0, 10), braf=named(6, 11))
    assert pages == {
        "immunotherapy-first": ("Immunotherapy, first treatment", 6),
        "immunotherapy-first-braf": (
            "Immunotherapy, first treatment, in trials of BRAF-targeted drugs too", 4,
        ),
        "braf": ("BRAF-targeted drugs", 5),
    }  # fmt: skip


def test_a_part_that_nothing_splits_stays_whole(monkeypatch):
    pages = pages_of(monkeypatch, immunotherapy=named(0, 10))
    assert pages == {"immunotherapy-first": ("Immunotherapy, first treatment", 10)}


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("any", "Immunotherapy, with or without earlier treatment"),
        ("not_stated", "Immunotherapy, with or without earlier treatment, or not stated"),
        ("third_or_later", "Immunotherapy, after earlier treatment"),
    ],
)
def test_a_title_says_no_more_of_earlier_treatment_than_its_trials_do(monkeypatch, line, title):
    pages = pages_of(monkeypatch, line, immunotherapy=named(0, 10))
    assert [told for told, _ in pages.values()] == [title]


def test_halves_with_the_same_trials_are_one_page_for_both_situations(monkeypatch):
    pages = pages_of(monkeypatch, immunotherapy=named(0, 10), braf=named(6, 16))
    assert pages == {
        "immunotherapy-first": ("Immunotherapy, first treatment", 6),
        "immunotherapy-first-braf": (
            "Immunotherapy and BRAF-targeted drugs in one trial, first treatment", 4,
        ),
        "braf-first": ("BRAF-targeted drugs, first treatment", 6),
    }  # fmt: skip


def test_what_a_trial_tells_nothing_of_is_not_read_for_another_thing():
    """“Alive, no growth” is one column; “no figure on severe harm” names its question itself."""
    empty = {"last": "none", "brain": "none", "harm": "mild"}
    cells = [SimpleNamespace(question=q, why_empty=why) for q, why in empty.items()]
    assert gaps_of(SimpleNamespace(missing=cells)) == [
        ("we hold no figure", "alive, no growth; brain"),
        ("no figure on severe harm as a whole", ""),
    ]


@pytest.mark.parametrize(
    ("cancer", "group", "title"),
    [
        ("Lung cancer with actionable alterations", "ALK", "Lung cancer: ALK"),
        ("Melanoma", "Melanoma of the eye", "Melanoma of the eye"),
    ],
)
def test_a_group_named_after_its_cancer_is_not_given_the_name_twice(cancer, group, title):
    assert full_title(cancer, group) == title
