"""The pages of the shipped data in a real browser: what the small example cannot show."""

from __future__ import annotations

import functools
import gzip
import http.server
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html
from playwright.sync_api import Browser, expect

from pipelines.cli.command import main
from pipelines.project import Project
from reports.embeds.raster import LARGEST
from reports.panels.situation import situations
from reports.published import read_store
from schemas.leads import without_parts
from tests.audit.test_walk import Quiet, open_card, served
from tests.browser.reader import PHONE, Reader, asked, what_is_missing
from tests.charts.measure import faults
from tests.charts.test_renderers import ALIKE, librsvg, resvg, unlike

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
HUB, FEW, MANY = 6_000, 9_000, 12_000  # px on a phone, as a page opens
FEW_TRIALS, MOST_TRIALS = 5, 8
SHEETS, BYTES = 12, 60_000
OPEN_ALL = "for (const d of document.querySelectorAll('details')) d.open = true"
TYPICAL = (
    "index.html", "glossary/index.html", "about/index.html", "references/index.html",
    "audit/index.html", "charts/index.html", "evidence/checkmate-067/index.html", "lung/index.html",
    "lung/alk/index.html", "guide/what-remission-means/index.html", "find/index.html", "changes/index.html",
    "weakest/index.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(shipped: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shipped")
    call = ["build", "--plain", "--as-of", "2026-11-22", "--out", str(folder)]
    result = CliRunner().invoke(main, [*call, "--project", str(shipped.root)])
    assert result.exit_code == 0, result.output
    return folder / "site"


def test_every_page_and_embed_says_that_nobody_approved_and_nothing_is_released(
    shipped: Project, built: Path
) -> None:
    site, chart = "No figure on this site has been approved", "ot yet approved by a clinician"
    silent = []
    for path in sorted({*built.rglob("*")} - {*(built / "static").rglob("*")}):
        if path.suffix in (".html", ".svg", ".md") or path.match("charts/*.json"):
            text = path.read_text("utf-8")
            is_way = 'http-equiv="refresh"' in text  # to the page or picture that says it
            if not (site in text or chart in text or is_way):
                silent.append(str(path.relative_to(built)))
    assert silent == []
    refused = CliRunner().invoke(main, ["release", "1.0", "--project", str(shipped.root)])
    assert refused.exit_code == 12 and "nobody has approved it" in refused.output


def test_axe_finds_nothing_on_a_page_of_each_kind(built: Path, browser: Browser) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run bash tests/setup_node.sh")
    found = {}
    for width in (1280, 375):
        context = browser.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        for path in TYPICAL:
            page.goto((built / path).as_uri())
            page.evaluate(OPEN_ALL)
            page.evaluate(AXE.read_text("utf-8"))
            rules = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            if rules:
                found[f"{path} at {width}"] = [rule["id"] for rule in rules]
        context.close()
    assert found == {}


def test_no_page_scrolls_sideways_on_a_phone(built: Path, browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 375, "height": 800}).new_page()
    paths = [
        *built.glob("*/index.html"),
        *built.glob("*/*/index.html"),
        *map(built.joinpath, TYPICAL),
    ]
    wide = {}
    for path in sorted({path for path in paths if path.parts[-3] != "evidence"}):
        if 'http-equiv="refresh"' in path.read_text("utf-8"):
            continue  # an old address, which leads on at once
        page.goto(path.as_uri())
        page.evaluate(OPEN_ALL)
        if over := page.evaluate("document.documentElement.scrollWidth - innerWidth"):
            wide[str(path.relative_to(built))] = over
    page.context.close()
    assert wide == {}


def test_hubs_and_situations_stay_short_on_a_phone(built: Path, browser: Browser) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    too_long = {}
    for path in hubs_and_situations(built):
        page.goto(path.as_uri())
        kind, trials, height = page.evaluate(
            "[document.body.dataset.page, document.querySelectorAll('.summary [data-trial]').length, "
            "document.documentElement.scrollHeight]"
        )
        most = HUB if kind == "category" else FEW if trials <= FEW_TRIALS else MANY
        if height > most or trials > MOST_TRIALS:
            too_long[str(path.relative_to(built))] = f"{height} px, {trials} trials"
    page.context.close()
    assert too_long == {}


def test_the_worklist_opens_with_the_greatest_risks_and_shows_all_when_asked(
    built: Path, browser: Browser
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto((built / "audit/index.html").as_uri())
    rows, shown = page.locator(".work tbody tr"), page.locator(".work tbody tr:visible")
    expect(shown).to_have_count(25)
    assert page.locator("html").bounding_box()["height"] < HUB + MANY / 2
    page.get_by_label(f"Show {rows.count() - 25} more, of less risk").check()
    expect(shown).to_have_count(rows.count())
    page.locator("#the-rest").uncheck()
    page.locator("#only-differs").check()  # whoever asks for some sees all of them
    expect(shown).to_have_count(page.locator(".work tbody tr.differs").count())
    context.close()


def test_the_longest_situations_print_on_twelve_sheets_and_load_in_sixty_kilobytes(
    built: Path, browser: Browser
) -> None:
    longest = sorted(hubs_and_situations(built), key=lambda path: -path.stat().st_size)[:3]
    styles = sum(len(zipped(built / "static" / name)) for name in ("site.css", "situation.css"))
    page = browser.new_page()
    for path in longest:
        page.goto(path.as_uri())
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4"))) <= SHEETS
        assert len(zipped(path)) + styles <= BYTES
    page.close()


def test_a_situation_is_printed_as_folded_with_the_notes_that_were_typed(
    built: Path, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto((built / "lung/alk/index.html").as_uri())
    page.evaluate(OPEN_ALL)
    note = page.locator("#ask textarea").last
    note.fill("Ask about the scan in May.")
    page.evaluate(OPEN_ALL.replace("true", "false"))
    folded = page.locator("details:not([open])").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert note.is_visible()
    assert 0 < page.locator("details:not([open])").count() < folded
    page.close()


def test_every_lead_on_brain_growth_and_complete_response_stands_on_its_situation(
    built: Path,
) -> None:
    published = read_store(built.parent / "evidence.duckdb")
    question_of = {code: row["question"] for code, row in published.endpoints.items()}
    lost = []
    for category in published.categories:
        for page in situations(published, category["category"]):
            if not page.trials:
                continue
            shown = set(html.parse(built / page.key / "index.html").xpath("//@data-estimate"))
            for trial in page.trials:
                leads = published.leads(trial, page.category, page.subgroup)
                lost += [
                    f"{page.key}: {lead.figure.id}"
                    for lead in without_parts(leads, published.parts_of(trial))
                    if question_of[lead.figure.endpoint] in ("brain", "last", "gone")
                    and lead.figure.id not in shown
                ]
    assert lost == []


def hubs_and_situations(built: Path) -> list[Path]:
    kinds = re.compile('data-page="(?:category|situation)"')
    paths = (*built.glob("*/index.html"), *built.glob("*/*/index.html"))
    return [path for path in paths if kinds.search(path.read_text("utf-8"))]


def zipped(path: Path) -> bytes:
    return gzip.compress(path.read_bytes())


def test_every_chart_fits_every_frame_in_both_schemes(built: Path, browser: Browser) -> None:
    pages = sorted(set((built / "charts").glob("*.html")) - {built / "charts" / "index.html"})
    assert len(pages) > 40
    assert faults(browser, pages) == []


@pytest.mark.parametrize("render", [librsvg, resvg])
def test_two_other_programs_draw_every_chart_as_we_do(
    built: Path, render: Callable[[Path], bytes]
) -> None:
    pictures = [p for p in sorted((built / "charts").glob("*.svg")) if p.name.count(".") == 1]
    assert len(pictures) > 40
    assert [svg.name for svg in pictures if unlike(svg, render(svg)) >= ALIKE] == []


def test_no_picture_of_a_chart_is_too_large_to_post(built: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in (built / "charts").glob("*.png")}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


def test_the_gallery_is_no_endless_page_on_a_phone(built: Path, browser: Browser) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto((built / "charts" / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollHeight") <= 3_000
    page.locator("#find-chart").fill("melanoma")
    shown = page.locator(".chart-card:visible h3").all_inner_texts()
    assert shown and all("melanoma" in title.lower() for title in shown)
    page.context.close()


def test_from_a_real_figure_to_its_source(shipped: Project, built: Path, browser: Browser) -> None:
    """On the melanoma page; nothing shipped is approved."""
    handler = functools.partial(Quiet, directory=str(built))
    page = browser.new_context().new_page()
    with served(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)) as site:
        page.goto(f"{site}melanoma/")
        number = page.locator('main a.num[data-estimate^="checkmate-067/"]').first
        says = open_card(page, f"{site}melanoma/", number.get_attribute("data-estimate"))
        assert "Not yet approved by a clinician." in says
        assert "entered: remission-evidence" in says
        assert "No archived copy to hold it against" in says
        sources = page.locator('dialog#trace a[href^="https://pubmed.ncbi.nlm.nih.gov/"]')
        expect(sources.first).to_be_visible()
        page.goto(site)
        expect(page.locator(".approval-state")).to_contain_text("No figure on this site")
    page.context.close()
    assert not shipped.approvals.exists() or "approve" not in shipped.approvals.read_text()


def test_what_readers_ask_is_answered_on_a_phone_within_three_clicks(
    built: Path, browser: Browser
) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    start = (built / "index.html").as_uri()
    wrong = {row["question"]: what_is_missing(Reader(page), start, row) for row in asked()}
    page.context.close()
    assert {question: says for question, says in wrong.items() if says} == {}
