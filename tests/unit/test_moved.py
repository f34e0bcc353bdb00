"""What once stood at an address is led on to: anchors of renamed figures, pages of split subgroups."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from reports.pages import moved
from reports.pages.moved import old_anchors

HERE, THERE = "orchard-1/2024-fields", "orchard-1/2022-fields"


def store(*redirects: tuple[str, str], figures: tuple[str, ...] = ()) -> SimpleNamespace:
    return SimpleNamespace(
        tables={"redirects": [{"old": old, "new": new} for old, new in redirects]},
        figures={id: id for id in figures},
        trials={},
        reports={},
        categories=[{"category": "melanoma"}],
    )


def test_a_renamed_figure_keeps_its_old_anchor_on_the_page_of_its_report():
    found = old_anchors(store((f"{HERE}/old", f"{HERE}/new"), figures=(f"{HERE}/new",)))
    assert found == {HERE: [("old", f"{HERE}/new")]}


def test_a_figure_that_moved_to_another_report_leaves_an_anchor_where_it_was():
    found = old_anchors(store((f"{HERE}/os", f"{THERE}/os"), figures=(f"{THERE}/os",)))
    assert found == {HERE: [("os", f"{THERE}/os")]}


def test_a_figure_renamed_before_its_trial_was_has_its_anchor_on_the_page_that_stands():
    renamed = (("plum-1/2024-fields/old", f"{HERE}/new"), ("plum-1", "orchard-1"))
    found = old_anchors(store(*renamed, figures=(f"{HERE}/new",)))
    assert found == {HERE: [("old", f"{HERE}/new")]}


def test_a_name_that_another_figure_has_now_is_no_old_anchor():
    both = (f"{HERE}/old", f"{HERE}/new")
    assert not old_anchors(store((f"{HERE}/old", f"{HERE}/new"), figures=both))


def test_a_subgroup_that_was_split_leads_to_its_cards_on_the_hub(monkeypatch: pytest.MonkeyPatch):
    pages = [
        SimpleNamespace(subgroup=subgroup, slug=slug, also="")
        for subgroup, slug in (("braf", "braf-first"), ("braf", "braf-later"), ("uveal", "uveal"))
    ]
    monkeypatch.setattr(moved, "situations", lambda *of: pages)
    assert list(moved.moved(store())) == [("melanoma/braf/index.html", "melanoma/index.html#braf")]


def test_a_page_that_another_stands_for_leads_to_that_one(monkeypatch: pytest.MonkeyPatch):
    page = SimpleNamespace(subgroup="drugs", slug="drugs-first-braf", also="braf")
    monkeypatch.setattr(moved, "situations", lambda *of: [page])
    assert next(moved.moved(store())) == (
        "melanoma/braf-first-drugs/index.html",
        "melanoma/drugs-first-braf/index.html",
    )
