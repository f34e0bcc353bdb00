"""A walk in a real browser: from a number on a page to its card, its source and its approval."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from pipelines.cli import main
from pipelines.places import build_place
from pipelines.previewing import make_server
from pipelines.project import Project
from pipelines.publish import Run, publish

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium")
DAY = date(2026, 11, 22)
TARGET = "orchard-1/2024-fields"
FIGURE = f"{TARGET}/os-5y-orchardimab"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Requests are no news."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@contextmanager
def served(server: http.server.ThreadingHTTPServer) -> Iterator[str]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def rebuild(project: Project) -> None:
    with build_place(project) as place:
        publish(Run(project, place, DAY))


def open_card(page: Page, address: str, figure: str) -> str:
    """Click the number on the page; the card opens in place. Returns what it says."""
    page.goto(address)
    page.locator(f'main a.num[data-estimate="{figure}"]').first.click()
    card = page.locator("dialog#trace .audit-card")
    expect(card).to_be_visible()
    card.locator("summary").click()
    expect(card.locator("dt", has_text="Approval")).to_be_visible()
    return " ".join(card.inner_text().split())


def test_from_a_number_to_its_approval_and_one_digit_later_void_everywhere(
    example: Project, page: Page
) -> None:
    rebuild(example)
    with served(make_server(example, 0)) as site:
        assert "Not yet approved by a clinician." in open_card(page, f"{site}appleoma/", FIGURE)
        page.goto(site)
        expect(page.locator(".approval-state")).to_contain_text("No figure on this site")

        args = ["approve", TARGET, "--as", "Ada Reader", "--seen-by-eye", "--project"]
        run = CliRunner().invoke(main, [*args, str(example.root)], input="y\n" * 45)
        assert run.exit_code == 0, run.output
        rebuild(example)
        says = open_card(page, f"{site}appleoma/", FIGURE)
        assert "Approved by a reviewer." in says
        assert "Ada Reader (all yes for 9 figures; 9 seen by eye)" in says
        assert "45 ≤ 52 ≤ 59" in says
        link = page.locator('dialog#trace a[href^="https://example.org/orchard-2024"]').first
        expect(link).to_be_visible()
        page.goto(f"{site}audit/")
        expect(page.locator("#void")).to_contain_text("None.")

        path = example.root / "data/curated/trials/orchard-1/2024-fields.yaml"
        path.write_text(path.read_text().replace("ci_lower: 45,", "ci_lower: 44,", 1))
        rebuild(example)
        says = open_card(page, f"{site}appleoma/", FIGURE)
        assert "Changed since it was approved: approval void." in says
        assert "44 ≤ 52 ≤ 59" in says
        page.goto(f"{site}evidence/{TARGET}/")
        cards = page.locator(".audit-card dd.approval")
        assert cards.count() == 9
        assert page.locator(".audit-card dd.approval.void").count() == 9
        page.goto(f"{site}audit/")
        expect(page.locator("#void")).to_contain_text("ORCHARD-1")
        assert page.request.get(f"{site}data/estimates.csv").text().count(",void,") == 9
        shown = [p for p in (example.site / "charts").glob("*.html") if TARGET in p.read_text()]
        assert shown
        assert all("Not yet approved" in p.read_text() for p in shown if p.name != "index.html")


def test_the_worklist_works_without_scripts(example: Project, browser: Browser) -> None:
    rebuild(example)
    context = browser.new_context(java_script_enabled=False)
    with served(make_server(example, 0)) as site:
        plain = context.new_page()
        plain.goto(f"{site}audit/")
        plain.locator('nav.contents a[href="#unapproved"]').click()
        row = plain.locator("#unapproved tbody a", has_text="ORCHARD-1").first
        row.click()
        expect(plain.locator("h1")).to_contain_text("Fields A and others")
        plain.locator(".audit-card summary").first.click()
        expect(plain.locator(".audit-card").first).to_contain_text(
            "Not yet approved by a clinician."
        )
    context.close()


def test_from_a_real_figure_to_its_source(shipped: Project, tmp_path: Path, page: Page) -> None:
    """The melanoma page of the shipped data; nothing shipped is approved, and nothing is written."""
    before = sorted(p for p in shipped.curated.iterdir())
    with build_place(shipped, tmp_path / "out") as place:
        publish(Run(shipped, place, DAY))
    handler = functools.partial(Quiet, directory=str(tmp_path / "out" / "site"))
    with served(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)) as site:
        page.goto(f"{site}melanoma/")
        number = page.locator('main a.num[data-estimate^="checkmate-067/"]').first
        figure = number.get_attribute("data-estimate")
        says = open_card(page, f"{site}melanoma/", figure)
        assert "Not yet approved by a clinician." in says
        assert "entered by remission-evidence" in says
        sources = page.locator('dialog#trace a[href^="https://pubmed.ncbi.nlm.nih.gov/"]')
        expect(sources.first).to_be_visible()
        page.goto(site)
        expect(page.locator(".approval-state")).to_contain_text("No figure on this site")
    assert sorted(p for p in shipped.curated.iterdir()) == before
    assert not shipped.approvals.exists() or "approve" not in shipped.approvals.read_text()
