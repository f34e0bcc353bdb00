"""Nobody types into a file that somebody approved: not in a name, a source, a note, a title or a setting,
whatever the letters look like. That is told by the signed log alone."""

from __future__ import annotations

import csv
import io

import pytest

from pipelines.checks.check import check
from pipelines.curated.settings import read_settings
from pipelines.project import Project
from schemas.wording.approval import approvals_in, says_approved
from tests.cli.borders import CHARTS, PAGE, REPORT, SITE, TRIAL, put, swap

REFERENCE = "data/curated/references/fruit-criteria.yaml"
VOCABULARIES = "data/curated/vocabularies"
RULE = "approval-is-not-typed"
# file, a text in it, and the text with a claim beside it
PLACES = (
    (REPORT, "title: Five-year", "title: {} Five-year"),
    (REPORT, "authors: Fields A et al.", "authors: Fields A et al. {}"),
    (REPORT, "journal: J Invented Oncol", "journal: J Invented Oncol ({})"),
    (REPORT, "locator: Abstract, Results", "locator: Abstract, Results. {}"),
    (REPORT, "entered_by: example team", "entered_by: example team ({})"),
    (REPORT, 'quote: "At 5 years', 'quote: "{}. At 5 years'),
    (REPORT, "data_cutoff: 2023-12-31", "data_cutoff: 2023-12-31\nnote: The trial. “{}.”"),
    (TRIAL, "sponsor: Fictional Orchard Foundation", "sponsor: Fictional Orchard Foundation. {}"),
    (TRIAL, "regimen: chosen by the doctor", "regimen: chosen by the doctor. {}"),
    (TRIAL, "label: everyone who received a dose", "label: everyone who received a dose. {}"),
    (PAGE, "title: Appleoma", "title: Appleoma. {}"),
    (PAGE, "Appleoma is an invented illness.", "Appleoma is an invented illness. {}."),
    (CHARTS, "title: Alive at five", "title: Alive at five. {}"),
    (REFERENCE, "title: Criteria", "title: Criteria. {}"),
    (REFERENCE, "says: A partial", "says: {}. A partial"),
    ("data/curated/glossary.yaml", "says: time until death", "says: {}; time until death"),
    ("data/curated/corrections.yaml", "two thirds were alive;", "two thirds were alive; {};"),
    ("data/curated/gaps.csv", "the invented abstract", "{}. the invented abstract"),
    ("data/curated/levels.csv", "Appleoma Treatment (invented)", "Appleoma Treatment. {}"),
    (f"{VOCABULARIES}/drugs.csv", "invented antibody", "invented antibody. {}"),
    (f"{VOCABULARIES}/endpoints.csv", "time until death from any cause", "time until death. {}"),
)  # fmt: skip
CLAIMS = (
    "Reviewed by Dr Jane Doe", "Approved by two clinicians", "Аpprоved by two cliniciаns",
    "Ｒｅｖｉｅｗｅｄ by Prof Doe", "ʀᴇᴠɪᴇᴡᴇᴅ by Dr Doe", "Re**viewed** by Dr Jane Doe",
    "[Reviewed](https://example.org/a) by Dr Doe", "&#82;eviewed by Dr Doe", "Re<!-- x -->viewed by Dr Doe",
    "Medical reviewer: Jane", "Medical review: Jane", "Reviewer: Jane", "✓ read", "(verified)", "Verified", "Checked by Jane Doe",
    "Reviewed and verified by J. Doe", "Fact-checked by an oncologist", "Clinician-approved data",
    "All figures have been independently verified", "Reviewed by\nDr Doe", "Signed off by Doe J, MD",
    "Oncologists have approved every number", "No doubt: approved by two doctors", "Validated by experts",
)  # fmt: skip
HONEST = (
    "The scans were reviewed by two doctors.", "No clinician has approved these figures.",
    "The drug was approved by the European Commission.", "confirmed by ASCO Post",
    "Responses were reviewed by an independent committee", "Verified by Blinded Independent Central Review",
    "Tumour samples were checked by two pathologists", "FDA Approval Summary: an invented drug",
    "table of a review of the drug", "How these figures were checked is told elsewhere.",
    "Progression was reviewed by radiologists.", "article in a peer-reviewed journal",
)  # fmt: skip


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_is_seen_however_it_is_spelt(claim: str) -> None:
    assert [*approvals_in(f"An invented text. {claim}.")] or [*approvals_in(claim)]


@pytest.mark.parametrize("words", HONEST)
def test_what_a_trial_says_of_scans_and_authorities_of_drugs_is_none(words: str) -> None:
    assert not [*approvals_in(words)]


@pytest.mark.parametrize("claim", ["Reviewed by Dr Jane Doe", "Аpprоved by two cliniciаns"])
def test_in_whatever_column_it_stands_it_is_told_at_its_line(example: Project, claim: str) -> None:
    for path, old, new in PLACES:
        swap(example, path, old, new.format(claim))
    expected = {
        (path, line)
        for path, _, _ in PLACES
        for line, text in enumerate((example.root / path).read_text("utf-8").split("\n"), start=1)
        if claim in text
    }
    assert len(expected) == len(PLACES)
    told = {(p.path, p.line) for p in check(example).problems if p.rule == RULE}
    assert sorted(expected - told) == []


def test_lists_that_programs_write_hold_none_either(example: Project) -> None:
    path = "data/raw/findings.csv"
    rows = list(csv.DictReader(io.StringIO((example.root / path).read_text("utf-8"))))
    rows[0]["says"] = "verified by Dr Jane Doe"
    text = io.StringIO()
    writer = csv.DictWriter(text, [*rows[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    put(example, path, text.getvalue())
    assert [p for p in check(example).problems if p.rule == RULE]


def test_nor_does_the_owner_of_a_site_say_so_in_its_settings(example: Project) -> None:
    put(example, SITE, 'funding = "Readers pay. Reviewed by Dr Jane Doe."\n')
    _, problems = read_settings(example)
    assert [p.field for p in problems] == ["funding"]


def test_a_picture_says_it_however_its_letters_are_divided() -> None:
    assert says_approved(
        "<svg><text><tspan>Appro</tspan><tspan>ved by a doctor</tspan></text></svg>"
    )
    assert says_approved("<p>Reviewed by</p>\n<p>Dr Jane Doe</p>".replace("</p>\n<p>", " "))
    assert not says_approved("<p>Not yet approved by a clinician.</p>")
