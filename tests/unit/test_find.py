"""What the page Find lists: names we hold, names we do not, and the words by which people look."""

from __future__ import annotations

from datetime import date

import pytest

from reports.pages.entries import Entry, words_of
from reports.pages.find import Finder
from reports.pages.site import Site
from reports.text.elsewhere import ASKED_FOR, is_one_of
from reports.text.everyday import typed_for
from reports.text.prose import anchor, sections
from tests.published import published

CATEGORY = {"category": "page", "cancers": "c", "order": "1", "title": "Liver cancer", "prose": ""}
NAMED = {"c": ("hepatocellular carcinoma", "HCC"), "x": ("cancer of nobody's page", None)}


@pytest.fixture
def finder() -> Finder:
    held = published([], [{"population": "p", "label": "people with thyroid cancer"}])
    held.tables |= {
        "categories": [CATEGORY],
        "cancers": [
            {"code": c, "name": n, "oncotree": o, "also": None} for c, (n, o) in NAMED.items()
        ],
        "drugs": [],
        "biomarkers": [],
    }
    return Finder(Site(held, date(2026, 11, 22), "1"), [])


@pytest.fixture
def cancers(finder: Finder) -> dict[str, Entry]:
    return {entry.name: entry for entry in finder.cancers()}


def test_a_page_is_found_by_every_name_of_its_cancer(cancers: dict[str, Entry]) -> None:
    assert {"hepatocellular", "carcinoma", "HCC", "liver"} <= {
        *cancers["Liver cancer"].words.split()
    }


def test_a_kind_with_a_page_is_not_called_missing(cancers: dict[str, Entry]) -> None:
    assert "liver" not in cancers
    assert not cancers["womb"].has_page
    assert "uterus" in cancers["womb"].words


def test_a_kind_without_a_page_names_trials_that_took_people_with_it(
    cancers: dict[str, Entry],
) -> None:
    assert [link.path for link in cancers["thyroid"].trials] == ["evidence/t/index.html"]
    assert not cancers["thyroid"].has_page


def test_a_kind_is_not_taken_for_another_of_a_like_name() -> None:
    assert is_one_of("soft-tissue sarcoma", ASKED_FOR["sarcoma"])
    assert not is_one_of("sarcomatoid carcinoma of the lung", ASKED_FOR["sarcoma"])
    assert not is_one_of("non-small cell lung cancer", ASKED_FOR["small-cell lung cancer"])


def test_a_cancer_of_no_page_and_no_trial_is_not_listed(cancers: dict[str, Entry]) -> None:
    assert "cancer of nobody's page" not in cancers


def test_words_of_prose_leave_out_bindings_and_addresses() -> None:
    assert words_of("In [[a/b/os|of_100]] people, see [pain](~/guide/x.html).") == [
        "pain", "people", "see",
    ]  # fmt: skip


def test_sections_of_prose_have_the_anchors_of_their_page() -> None:
    assert [(m, t) for m, t, _ in sections("Lead.\n\n## Pain\ntext\n### Is it bad?\nyes")] == [
        ("##", "Pain"), ("###", "Is it bad?"),
    ]  # fmt: skip
    assert anchor("Is it bad?") == "is-it-bad"


def test_people_who_ask_for_a_weak_person_find_who_could_join() -> None:
    assert "weak" in typed_for("those with poor daily function").split()
    assert typed_for("a sentence of no such words") == ""
