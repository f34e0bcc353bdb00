"""Which pages a cancer has: one a situation, split where a phone would have to scroll too far."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from reports.panels import situation
from reports.panels.situation import MOST_TRIALS, situations

TITLES = {"immunotherapy": "Immunotherapy", "braf": "BRAF-targeted drugs"}


def pages_of(monkeypatch: pytest.MonkeyPatch, **trials: list[str]) -> dict[str, tuple[str, int]]:
    """Title and number of trials of each page; every trial is of a first treatment."""
    monkeypatch.setattr(situation, "_part", lambda *of: "first")
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


def test_halves_with_the_same_trials_are_one_page_for_both_situations(monkeypatch):
    pages = pages_of(monkeypatch, immunotherapy=named(0, 10), braf=named(6, 16))
    assert pages == {
        "immunotherapy-first": ("Immunotherapy, first treatment", 6),
        "immunotherapy-first-braf": (
            "Immunotherapy and BRAF-targeted drugs in one trial, first treatment", 4,
        ),
        "braf-first": ("BRAF-targeted drugs, first treatment", 6),
    }  # fmt: skip
