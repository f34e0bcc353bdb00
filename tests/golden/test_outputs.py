"""Whole outputs of the example project as text: a change shows as a readable difference.

After a wanted change: ``python -m pytest tests/golden --update`` and read the diff.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from pipelines.cli.command import main
from pipelines.project import Project

EXPECTED = Path(__file__).parent / "expected"
EXAMPLE = Path(__file__).parents[1] / "example"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Project:
    """The example, built once for all tests here: they only read."""
    folder = tmp_path_factory.mktemp("golden") / "example"
    ignored = shutil.ignore_patterns(".builds", "evidence.duckdb", "site")
    shutil.copytree(EXAMPLE, folder, symlinks=True, ignore=ignored)
    example = Project(folder.resolve())
    with (example.curated / "redirects.csv").open("a", encoding="utf-8") as redirects:
        redirects.write("orchard-0,orchard-1,2026-11-01\n")
        report = "orchard-1/2024-fields"
        redirects.write(f"{report}/os-old,{report}/os-5y-orchardimab,2026-11-01\n")
    result = CliRunner().invoke(
        main, ["build", "--plain", "--as-of", "2026-11-22", "--project", str(example.root)]
    )
    assert result.exit_code == 0, result.output
    return example


def matches(name: str, text: str, update: bool) -> None:
    path = EXPECTED / name
    if update:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


def spoken(path: Path) -> str:
    """What a reader of the main part sees, one block a line."""
    content = html.document_fromstring(path.read_text("utf-8")).get_element_by_id("content")
    for drawing in content.iter("{*}svg", "svg"):
        drawing.drop_tree()
    lines = (" ".join(line.split()) for line in content.text_content().split("\n"))
    return re.sub(r"\n+", "\n", "\n".join(line for line in lines if line)) + "\n"


def test_the_public_table_reads_as_before(built, request):
    text = (built.site / "data" / "estimates.csv").read_text("utf-8")
    matches("estimates.csv", text, request.config.getoption("--update"))


def test_a_category_page_reads_as_before(built, request):
    matches(
        "appleoma.txt",
        spoken(built.site / "appleoma" / "index.html"),
        request.config.getoption("--update"),
    )


def test_a_situation_reads_as_before(built, request):
    page = built.site / "appleoma" / "first-treatment" / "index.html"
    matches("situation.txt", spoken(page), request.config.getoption("--update"))


def test_a_trial_page_reads_as_before(built, request):
    page = built.site / "evidence" / "orchard-1" / "index.html"
    matches("trial.txt", spoken(page), request.config.getoption("--update"))


def test_a_report_page_reads_as_before(built, request):
    page = built.site / "evidence" / "orchard-1" / "2024-fields" / "index.html"
    matches("report.txt", spoken(page), request.config.getoption("--update"))


def test_what_papers_print_beside_the_usual_reads_as_before(built, request):
    page = built.site / "evidence" / "brook-3" / "2025-stream" / "index.html"
    content = html.document_fromstring(page.read_text("utf-8")).get_element_by_id("content")
    for card in content.find_class("audit-card"):
        card.drop_tree()
    lines = (" ".join(line.split()) for line in content.text_content().split("\n"))
    text = "\n".join(filter(None, lines)) + "\n"
    matches("seldom_kinds.txt", text, request.config.getoption("--update"))


def test_a_number_of_a_reference_leads_to_the_line_that_shows_it(built):
    page = html.document_fromstring((built.site / "references" / "index.html").read_text("utf-8"))
    followed = 0
    for path in built.site.rglob("*.html"):
        for link in html.document_fromstring(path.read_text("utf-8")).xpath("//a[@data-fact]"):
            line = page.get_element_by_id(link.get("href").partition("#")[2])
            assert line.text_content().startswith(f"{link.text_content()}: ")
            followed += 1
    assert followed


def test_the_old_pages_of_a_renamed_trial_lead_on_to_the_new_ones(built):
    for name in ("index.html", "2024-fields/index.html"):
        old = built.site / "evidence" / "orchard-0" / name
        page = html.document_fromstring(old.read_text("utf-8"))
        leads = page.xpath("//meta[@http-equiv='refresh']/@content")[0].partition("url=")[2]
        assert (old.parent / leads).resolve() == (
            built.site / "evidence" / "orchard-1" / name
        ).resolve()


def test_the_old_name_of_a_figure_is_an_anchor_in_its_row(built):
    path = built.site / "evidence" / "orchard-1" / "2024-fields" / "index.html"
    old = html.document_fromstring(path.read_text("utf-8")).get_element_by_id("os-old")
    assert old.getparent().get("id") == "os-5y-orchardimab"
