"""A trial's page tells the same figures once, whatever the number of situations they stand in."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from reports.pages import places as module
from reports.pages.places import Place, places

TITLES = {"drugs": "Drugs", "braf": "BRAF", "brain": "Brain"}


def shown(monkeypatch: pytest.MonkeyPatch, **figures: list[str]) -> list[Place]:
    """Places of one trial with these figures by ``category_subgroup``."""
    sections = [key.split("_") for key in figures]

    def panel(published, trial, category, subgroup):
        own = [SimpleNamespace(id=id) for id in figures[f"{category}_{subgroup}"]]
        return SimpleNamespace(
            id=trial, figures=own, kept=own, told=own, place=0, population={"population": "p"},
            silence=None,
        )  # fmt: skip

    monkeypatch.setattr(module, "panel", panel)
    published = SimpleNamespace(
        categories=[
            {"category": c, "title": f"{c.title()} with spread"} for c in dict.fromkeys(c for c, _ in sections)
        ],
        subgroups=lambda c: [{"subgroup": s, "title": TITLES[s]} for own, s in sections if own == c],
        trials_in=lambda c, s: ["t"] if figures[f"{c}_{s}"] else [],
    )  # fmt: skip
    return places(published, "t")


def test_the_same_figures_are_one_panel_that_names_all_its_situations(monkeypatch):
    (place,) = shown(monkeypatch, skin_drugs=["a"], skin_braf=["a"], eye_brain=["a"])
    assert place.title == "Skin: Drugs; BRAF; Eye: Brain"
    assert place.anchors == ["skin-drugs-t", "skin-braf-t", "eye-brain-t"]


def test_other_figures_are_another_panel(monkeypatch):
    assert len(shown(monkeypatch, skin_drugs=["a"], skin_braf=["a", "b"], skin_brain=[])) == 2


def test_an_anchor_of_one_name_in_two_cancers_stands_once(monkeypatch):
    found = shown(monkeypatch, skin_braf=["a"], eye_braf=["b"])
    assert [place.old_anchors for place in found] == [["braf-t"], []]
    assert [place.anchors for place in found] == [["skin-braf-t"], ["eye-braf-t"]]
