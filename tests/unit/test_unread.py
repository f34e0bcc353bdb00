"""What could not be read still lends its names to words elsewhere."""

from __future__ import annotations

from pipelines.checks.check import check
from pipelines.project import Project
from schemas.borders.unread import Unread

GLOSSARY = "data/curated/glossary.yaml"


def test_an_unreadable_glossary_lends_its_terms_and_other_names() -> None:
    text = (
        "PD-L1:\n  says: A protein.\n  also: [PD-L2, CTLA-4]\nECOG: 2024-13-01\n  says: A scale.\n"
    )
    assert {"PD-L1", "PD-L2", "CTLA-4"} <= Unread.of([GLOSSARY], {GLOSSARY: text}).names


def test_a_glossary_that_cannot_be_read_accuses_no_page(example: Project) -> None:
    path = example.curated / "glossary.yaml"
    path.write_text("PD-L9:\n  says: A protein.\nECOG: 2024-13-01\n  says: A scale.\n", "utf-8")
    page = example.curated / "categories" / "appleoma.md"
    page.write_text(page.read_text("utf-8") + "\nPD-L9 is a protein.\n", "utf-8")
    assert {p.path for p in check(example).problems} == {GLOSSARY}
