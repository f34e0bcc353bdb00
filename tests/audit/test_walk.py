"""A walk in a real browser: from a number on a page to its card, its source and its approval."""

from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from pipelines.cli.command import main
from pipelines.cli.preview import make_server
from pipelines.project import Project
from pipelines.publish.place import build_place
from pipelines.publish.steps import Run, publish
from tests.keys import entered, key_of

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
    """Click the number on the page; its proof opens in place. Returns what that says."""
    page.goto(address)
    page.locator(f'main a.num[data-estimate="{figure}"]').first.click()
    card = page.locator("dialog#trace .audit-card")
    expect(card.locator("dt", has_text="Archived record")).to_be_visible()
    return " ".join(card.inner_text().split())


def work(page: Page, site: str, flag: str) -> list[str]:
    """Reports left on the worklist once ``flag`` is ticked; its box cannot be ticked for none."""
    page.goto(f"{site}audit/")
    box = page.locator(f"#only-{flag}")
    if box.is_disabled():
        return []
    box.check()
    return page.locator(".work tbody tr:visible th").all_inner_texts()


def approve(project: Project, *flags: str) -> tuple[int, str]:
    entered(project, TARGET)
    own = ("--as", "Ada Reader", "--key", str(key_of("Ada Reader")))
    args = ["approve", TARGET, *own, *flags, "--project", str(project.root)]
    run = CliRunner().invoke(main, args, input="y\n" * 54)
    return run.exit_code, run.output


def embed(page: Page, site: str) -> str:
    page.goto(f"{site}charts/orchard-alive.html")
    return page.locator("body").inner_text()


def test_from_a_number_to_its_archived_record(example: Project, page: Page) -> None:
    rebuild(example)
    with served(make_server(example, 0)) as site:
        says = open_card(page, f"{site}appleoma/", FIGURE)
        assert "The digits stand in the record, but not together with their endpoint" in says
        assert "received 2026-11-02T06:00:00+00:00, sha256 7e708132" in says
        assert "The registry posts no such figure" in says
        mark = page.locator("dialog#trace blockquote mark")
        expect(mark).to_have_text("At 5 years it was 52% (95% CI, 45–59) with orchardimab")
        for address in ("https://example.org/orchard-2024", "https://example.org/pubmed/90000002"):
            expect(page.locator(f'dialog#trace a[href^="{address}"]').first).to_be_visible()
        assert work(page, site, "differs") == ["ORCHARD-1: Fields A and others, 2022"]
        page.locator(".work tbody tr:visible td a").click()  # from the list to the proof: one click
        proof = page.locator("#orr-standard .audit-card")
        expect(proof).to_contain_text("typed 30 percent, posted 0.33 fraction")
        expect(proof.locator("dt", has_text="Archived record")).to_be_visible()


def test_approved_and_one_digit_later_void_everywhere(example: Project, page: Page) -> None:
    rebuild(example)
    with served(make_server(example, 0)) as site:
        assert "Not yet approved by a clinician." in open_card(page, f"{site}appleoma/", FIGURE)
        assert "Not yet approved by a clinician." in embed(page, site)
        page.goto(site)
        expect(page.locator(".approval-state")).to_contain_text("No figure on this site")

        code, says = approve(example)
        assert code != 0 and "no archived record holds 8 of 9 figures (os-5y-orchardimab" in says
        assert approve(example, "--seen-by-eye")[0] == 0
        rebuild(example)
        says = open_card(page, f"{site}appleoma/", FIGURE)
        assert "Approved by a reviewer." in says
        assert "Ada Reader (all yes for 9 figures; 8 seen by eye)" in says
        assert "45 ≤ 52 ≤ 59" in says
        assert "pproved by a clinician" not in embed(page, site)
        assert work(page, site, "void") == []
        assert "ORCHARD-1: Fields A and others, 2024" not in work(page, site, "unapproved")
        assert page.request.get(f"{site}data/estimates.csv").text().count(",approved,") == 9

        path = example.root / "data/curated/trials/orchard-1/2024-fields.yaml"
        path.write_text(path.read_text().replace("ci_lower: 45,", "ci_lower: 44,", 1))
        rebuild(example)
        says = open_card(page, f"{site}appleoma/", FIGURE)
        assert "Changed since it was approved: approval void." in says
        assert "44 ≤ 52 ≤ 59" in says
        assert "Looked for in its archived record with other digits only" in says
        page.goto(f"{site}evidence/{TARGET}/")
        assert page.locator(".audit-card dd.approval.void").count() == 9
        assert "changed since it was approved: the approval is void" in embed(page, site)
        assert work(page, site, "void") == ["ORCHARD-1: Fields A and others, 2024"]
        assert page.request.get(f"{site}data/estimates.csv").text().count(",void,") == 9


def test_the_worklist_works_without_scripts(example: Project, browser: Browser) -> None:
    rebuild(example)
    context = browser.new_context(java_script_enabled=False)
    with served(make_server(example, 0)) as site:
        plain = context.new_page()
        assert work(plain, site, "concern") == ["MEADOW-2: Grass B and others, 2023"]
        plain.locator(".work tbody th a:visible").click()
        expect(plain.locator("h1")).to_contain_text("Grass B and others")
        plain.locator(".audit-card summary").first.click()
        expect(plain.locator(".audit-card").first).to_contain_text(
            "Not yet approved by a clinician."
        )
    context.close()
