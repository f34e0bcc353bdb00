"""What was approved is what is shown: words around the digits are bound, too, and named when they change."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipelines.approvals.digests import Meanings
from pipelines.approvals.states import approval_states, unapproved
from pipelines.checks.check import check
from pipelines.curated.reader import read_curated
from pipelines.project import Project
from pipelines.store.build import build_store
from reports.published import read_store
from reports.text import shown
from tests.keys import judged

TARGET = "orchard-1/2024-fields"
LISTS = "data/curated/vocabularies/"
PAGE = "data/curated/categories/appleoma.md"

# what is edited: file, old, new, and how it is named
WORDS = {
    "words of an endpoint": (f"{LISTS}endpoints.csv", "overall survival,", "time to growth,", "endpoint os"),
    "a state": (f"{LISTS}endpoints.csv", ",alive,", ",cured,", "endpoint os"),
    "a drug": (f"{LISTS}drugs.csv", "orchardimab,orchardimab,", "orchardimab,meadowtinib,", "drug orchardimab"),
    "the transform of a number": (PAGE, "os-5y-orchardimab|of_100", "os-5y-orchardimab|complement", "category appleoma"),
    "words beside a number": (PAGE, "people given orchardimab were", "people given nothing were", "category appleoma"),
    "the heading above a number": (PAGE, "Appleoma is an invented", "## Cured\n\nAppleoma is an invented", "category appleoma"),
    "words that lead to a list": (PAGE, "Appleoma is an", "Cured were:\n\nAppleoma is an", "category appleoma"),
    "what the glossary says": ("data/curated/glossary.yaml", "time until death", "time until growth or death", "glossary overall survival"),
    "the title of a page": (PAGE, "title: Appleoma", "title: Pearoma", "title appleoma"),
    "the title of a section": (PAGE, "first-treatment: First treatment", "first-treatment: Later treatment", "title appleoma/first-treatment"),
    "the title of a chart": ("reports/charts.yaml", "were alive over time", "had no relapse over time", "chart orchard-survival"),
    "the caption of a chart": ("reports/charts.yaml", "by chance.", "by need.", "chart orchard-survival"),
    "what a chart chooses": ("reports/charts.yaml", "key: os-5y-orchardimab}", "key: os-5y-standard}", "chart orchard-alive"),
    "a level of evidence": ("data/curated/levels.csv", "2024-fields,A1,", "2024-fields,B1,", "level of evidence"),
    "a correction": ("data/curated/corrections.yaml", "two thirds were alive; the trial says about half", "half were alive; the trial says two thirds", "correction orchard-1/2024-fields/os-5y-orchardimab"),
}  # fmt: skip


def edit(project: Project, file: str, old: str, new: str) -> None:
    path = project.root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def found(project: Project) -> tuple[str, str]:
    rows = approval_states(check(project), judged(project)).itertuples()
    return next((r.state, r.words_changed) for r in rows if f"{r.trial}/{r.report}" == TARGET)


@pytest.mark.parametrize("what", WORDS)
def test_words_that_change_are_named(approved: Project, what: str) -> None:
    file, old, new, named = WORDS[what]
    edit(approved, file, old, new)
    state, changed = found(approved)
    assert (state, named in changed.split("; ")) == ("words_changed", True)
    says = [str(p) for p in unapproved(check(approved), judged(approved)) if TARGET in str(p)]
    assert "words changed since it was approved" in says[0] and named in says[0]


def test_words_put_back_are_approved_again(approved: Project) -> None:
    file, old, new, _ = WORDS["the title of a chart"]
    edit(approved, file, old, new)
    edit(approved, file, new, old)
    assert found(approved)[0] == "approved"


def test_a_new_sentence_with_its_number_is_a_change(approved: Project) -> None:
    path = approved.root / PAGE
    more = f"\nOnce more: [[{TARGET}/os-5y-orchardimab|of_100]] people.\n"
    path.write_text(path.read_text("utf-8") + more, encoding="utf-8")
    assert found(approved) == ("words_changed", "category appleoma")


def test_another_version_of_the_transforms_is_a_change(
    approved: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "VERSION", "0")
    assert found(approved) == ("words_changed", "transforms")


def test_what_the_transforms_say_stays_the_same_under_one_version(
    example: Project, tmp_path: Path
) -> None:
    """If this fails, approved numbers would read otherwise: raise VERSION in reports/text/shown.py."""
    build_store(example, check(example), tmp_path / "store.duckdb")
    figures = sorted(read_store(tmp_path / "store.duckdb").figures.values(), key=lambda f: f.id)
    said = []
    for name in ("as_printed", "rounded", "of_100", "complement", "years", "interval", "counts"):
        for figure in figures:
            try:
                said.append(f"{figure.id} {name}: {shown.shown(figure, name)}")
            except shown.CannotShow:
                continue
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
    assert (shown.VERSION, digest) == ("2", "428dc270848f1e70")


def test_the_number_of_a_guideline_in_the_same_paragraph_is_bound(example: Project) -> None:
    edit(
        example,
        PAGE,
        "were estimated",
        "([[fruit-criteria/partial-response]] or less) were estimated",
    )
    before = Meanings(read_curated(example)).of(TARGET)
    edit(example, "data/curated/references/fruit-criteria.yaml", "value: 30", "value: 80")
    now = Meanings(read_curated(example)).of(TARGET)
    assert [thing for thing in now if now[thing] != before[thing]] == ["category appleoma"]


def test_what_the_glossary_says_of_a_measure_or_a_value_is_bound(example: Project) -> None:
    path = example.root / "data/curated/glossary.yaml"
    whole = path.read_text("utf-8")
    for term, says in (("Hazard ratio", "One means alike."), ("Not reached", "It is no number.")):
        also = "[HR]" if term.startswith("H") else "[NR]"
        path.write_text(f'{whole}{term}:\n  says: "{says}"\n  also: {also}\n', "utf-8")
        before = Meanings(read_curated(example)).of(TARGET)
        edit(example, "data/curated/glossary.yaml", says, "It is better.")
        now = Meanings(read_curated(example)).of(TARGET)
        assert [thing for thing in now if now[thing] != before[thing]] == [f"glossary {term}"]
