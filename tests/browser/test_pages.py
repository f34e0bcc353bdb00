"""The pages in a real browser: for eyes, for ears, without JavaScript, and under attack."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from pipelines.cli.command import main
from pipelines.cli.preview import make_server
from pipelines.project import Project

pytestmark = pytest.mark.browser
TESTS = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium")
AXE = TESTS / "node_modules" / "axe-core" / "axe.min.js"
HTML_VALIDATE = TESTS / "node_modules" / ".bin" / "html-validate"
SITUATION = "appleoma/first-treatment/index.html"
ROW = "evidence/orchard-1/2024-fields/index.html"
PAGES = (
    "index.html", "find/index.html", "changes/index.html", "weakest/index.html", "appleoma/index.html", SITUATION, "guide/index.html", "guide/what-remission-means/index.html",
    "explore/index.html", "glossary/index.html", "references/index.html", "about/index.html",
    "evidence/orchard-1/index.html", ROW,
)  # fmt: skip
MODES = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 375, "height": 700}, "color_scheme": "light"},
    "print": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
}
OPEN_ALL = "for (const d of document.querySelectorAll('details')) d.open = true"


@dataclass
class Served:
    """A built project on loopback, and what a browser asked for and complained about."""

    base: str
    browser: Browser
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str, **options: object) -> Page:
        context = self.browser.new_context(**options)
        self.contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        page.goto(self.base + path, wait_until="networkidle")
        return page


def build_and_serve(project: Project) -> tuple[object, str]:
    result = CliRunner().invoke(
        main, ["build", "--plain", "--as-of", "2026-11-22", "--project", str(project.root)]
    )
    assert result.exit_code == 0, result.output
    server = make_server(project, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}/"


@pytest.fixture(scope="module")
def example_copy(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("pages") / "example"
    ignored = shutil.ignore_patterns(".builds", "evidence.duckdb", "site")
    shutil.copytree(TESTS / "example", folder, symlinks=True, ignore=ignored)
    return Project(folder.resolve())


@pytest.fixture(scope="module")
def example_server(example_copy: Project) -> Iterator[str]:
    server, base = build_and_serve(example_copy)
    yield base
    server.shutdown()


@pytest.fixture
def site(browser: Browser, example_server: str) -> Iterator[Served]:
    served = Served(example_server, browser)
    yield served
    for context in served.contexts:
        context.close()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(site: Served, path: str, mode: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run bash tests/setup_node.sh")
    page = site.open(path, **MODES[mode])
    if mode == "print":
        page.emulate_media(media="print")
    page.evaluate(OPEN_ALL)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_for_its_own_files_only_and_satisfies_its_policy(
    site: Served, path: str
) -> None:
    site.open(path)
    assert [url for url in site.asked if not url.startswith(site.base)] == []
    assert site.complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_never_scrolls_sideways_on_a_small_phone(site: Served, path: str) -> None:
    page = site.open(path, viewport={"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_complete_without_javascript(site: Served, path: str) -> None:
    without = site.open(path, java_script_enabled=False)
    with_scripts = site.open(path)
    count = "main a.num, main td, main h2, main li, main dd"
    selector = count if path != "explore/index.html" else "main li"
    assert without.locator(selector).count() == with_scripts.locator(selector).count()
    assert without.locator("h1").is_visible()


def test_a_number_opens_its_row_by_keyboard_and_gives_the_focus_back(site: Served) -> None:
    page = site.open(SITUATION)
    number = page.locator("main a.num").first
    id = number.get_attribute("data-estimate") or ""
    number.focus()
    page.keyboard.press("Enter")
    row = page.locator("dialog[open] article.row")
    row.wait_for()
    assert "Where in the source" in row.inner_text()
    assert row.get_by_role("link", name=id).count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.className") == "num"


def test_the_keyboard_reaches_every_number(site: Served) -> None:
    page = site.open(SITUATION)
    page.evaluate(OPEN_ALL)
    wanted = page.locator("main a.num").count()
    page.evaluate(
        "window.seen = new Set(); document.addEventListener('focusin', "
        "e => { if (e.target.matches('main a.num')) window.seen.add(e.target) })"
    )
    for _ in range(wanted * 3 + 60):
        page.keyboard.press("Tab")
    assert wanted > 20
    assert page.evaluate("window.seen.size") == wanted


def test_the_focus_can_be_seen(site: Served) -> None:
    page = site.open("appleoma/index.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_without_javascript_a_number_leads_to_its_row(site: Served) -> None:
    page = site.open("appleoma/index.html", java_script_enabled=False)
    page.locator("main a.num").first.click()
    assert page.url.endswith("evidence/orchard-1/2024-fields/#os-5y-orchardimab")
    assert page.locator("article.row:target").is_visible()


def test_the_address_keeps_the_filter_and_nothing_sorts_by_value(site: Served) -> None:
    page = site.open("explore/index.html")
    page.locator("select[name=endpoint]").select_option("os")
    assert "endpoint=os" in page.url
    found = page.locator(".found").inner_text()
    rows = page.locator("#explore tbody tr").count()
    again = site.open("explore/index.html" + "?" + page.url.partition("?")[2])
    again.locator("#explore tbody tr").first.wait_for()
    assert again.locator(".found").inner_text() == found
    assert again.locator("#explore tbody tr").count() == rows
    assert again.get_by_role("columnheader", name="Figure").locator("button").count() == 0
    again.locator("#explore tbody a.num").first.click()
    again.locator("dialog[open] article.row").wait_for()


def test_another_name_finds_a_drug_from_the_start_page_and_leads_to_its_people(
    site: Served,
) -> None:
    page = site.open("index.html", **MODES["phone"])
    page.get_by_role("searchbox").fill("OCD-17")
    page.keyboard.press("Enter")
    first = page.locator(".answers .finds li").first
    first.wait_for()
    assert "orchardimab" in first.inner_text()
    first.get_by_role("link", name="Appleoma: First treatment").click()
    assert page.url.endswith(SITUATION)


def test_a_question_about_a_group_leads_to_its_section(site: Served) -> None:
    page = site.open("find/index.html#q=fict1%20long")
    group = page.locator(".answers .finds li", has_text="Groups of people").first
    assert group.locator(".ways a").first.get_attribute("href").endswith("fict1/index.html#last")


def test_what_is_not_held_says_so_and_where_else_to_look(site: Served) -> None:
    page = site.open("find/index.html#q=glioblastoma")
    assert "No page on it here" in page.locator(".answers .finds").inner_text()
    assert page.locator(".answers .nothing a[href*='cancer.gov']").is_visible()
    page.get_by_role("searchbox").fill("orchardimb fevertree")
    told = page.locator(".answers [role=status]")
    assert "Nothing here is called “orchardimb” or “fevertree”." in told.inner_text()
    told.get_by_role("button", name="orchardimab").click()
    assert "orchardimab" in page.locator(".answers .finds").inner_text()


def test_find_works_from_a_folder_and_without_javascript(
    site: Served, example_copy: Project
) -> None:
    address = (example_copy.site.resolve() / "find" / "index.html").as_uri()
    page = site.browser.new_page()
    page.goto(f"{address}#q=meadow-2")
    assert "MEADOW-2" in page.locator(".answers .finds").inner_text()
    page.close()
    plain = site.open("find/index.html", java_script_enabled=False)
    assert not plain.get_by_role("searchbox").is_visible()
    plain.locator("#drugs > summary").click()
    plain.locator("#drugs").get_by_role("link", name="ORCHARD-1").first.click()
    assert plain.locator("h1").inner_text() == "ORCHARD-1"


def test_an_address_without_a_page_leads_on_from_wherever_it_is(site: Served) -> None:
    page = site.open("evidence/no-such-trial/index.html")
    assert page.locator("h1").inner_text() == "This page is not here"
    page.get_by_role("link", name="Start page").click()
    assert page.url == site.base + "index.html"


def test_a_page_is_never_styled_as_one_of_its_parts(site: Served) -> None:
    for path in (*PAGES, "404.html"):
        box = site.open(path).evaluate(
            "[getComputedStyle(document.body).padding, getComputedStyle(document.body).backgroundColor]"
        )
        assert (path, *box) == (path, "0px", "rgba(0, 0, 0, 0)")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_link_opens_the_folded_word_or_reference_it_leads_to(
    site: Served, has_scripts: bool
) -> None:
    for address in ("glossary/index.html#{}", "references/index.html#{}"):
        page = site.open(address.format(""))
        for at in ("dt[id]", "details[id]", "li[id]"):
            ids = page.locator(f"main {at}").evaluate_all("found => found.map(e => e.id)")
            for id in ids[:1]:
                again = site.open(address.format(id), java_script_enabled=has_scripts)
                folded = again.locator(f"[id='{id}']")
                shown = folded.locator("li").first if at == "details[id]" else folded
                assert shown.is_visible() and again.locator("details:not([open])").count()


def test_wide_letters_push_no_chip_off_a_phone(site: Served) -> None:
    page = site.open(SITUATION, **MODES["phone"], bypass_csp=True)
    page.add_style_tag(
        content="* { letter-spacing: .12em !important; word-spacing: .16em !important }"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_printing_shows_what_is_folded(site: Served) -> None:
    page = site.open(ROW)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0


def test_on_a_phone_the_trace_of_a_number_answers_on_its_first_screen(site: Served) -> None:
    page = site.open(SITUATION, **MODES["phone"])
    page.locator("main a.num").first.click()
    trace = page.locator("dialog[open]")
    trace.wait_for()
    for part in (trace.locator(".lead"), *(label(trace, of) for of in FIRST)):
        assert part.bounding_box()["y"] + part.bounding_box()["height"] <= 700
    trace.evaluate("box => box.scrollTo(0, box.scrollHeight)")
    close = trace.get_by_role("button", name="Close").bounding_box()
    assert close["height"] >= 44
    assert trace.bounding_box()["y"] <= close["y"] <= 700 - close["height"]


FIRST = ("Treatment", "People", "Followed", "Source")


def label(trace: Locator, of: str) -> Locator:
    return trace.locator(f"dt:text-is('{of}') + dd")


def test_a_word_of_the_glossary_opens_its_meaning_and_gives_the_focus_back(site: Served) -> None:
    page = site.open("evidence/orchard-1/index.html")
    word = page.locator("main a.word").first
    word.focus()
    page.keyboard.press("Enter")
    meaning = page.locator("dialog[open] dl.glossary")
    meaning.wait_for()
    assert meaning.locator("dt").inner_text().lower().startswith(word.inner_text().lower())
    assert meaning.locator("dd").inner_text()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "word"
    plain = site.open("evidence/orchard-1/index.html", java_script_enabled=False)
    plain.locator("main a.word").first.click()
    assert plain.locator("dl.glossary dt:target").is_visible()


def test_explore_keeps_its_place_and_labels_its_cards_on_a_phone(site: Served) -> None:
    page = site.open("explore/index.html", **MODES["phone"])
    page.locator("#explore tbody tr").first.wait_for()
    shifted = page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const e of "
        "list.getEntries()) sum += e.value }).observe({type: 'layout-shift', buffered: true}); "
        "requestAnimationFrame(() => requestAnimationFrame(() => done(sum))) })"
    )
    assert shifted < 0.05
    row = page.locator("#explore tbody tr").first
    labels = row.locator("td").evaluate_all("cells => cells.map(c => c.dataset.label)")
    assert labels == [
        "Treatment", "People", "What was measured", "Figure", "Interval", "Source",
    ]  # fmt: skip
    assert page.get_by_role("row").count() > 1


@pytest.mark.parametrize("path", PAGES)
def test_a_link_to_a_page_is_shown_with_words_and_a_picture(
    path: str, example_copy: Project, example_server: str
) -> None:
    site = example_copy.site.resolve()
    page = html.fromstring((site / path).read_text("utf-8"))
    [words] = page.xpath("//meta[@name='description']/@content")
    [title] = page.xpath("//meta[@property='og:title']/@content")
    [picture] = page.xpath("//meta[@property='og:image']/@content")
    assert len(words) > 20 and title
    assert ((site / path).parent / picture).resolve().is_file()


# Tables are shown as cards on phones, so they name their roles; lists may be named.
def test_the_markup_is_valid(example_copy: Project, example_server: str) -> None:
    if not HTML_VALIDATE.is_file():
        pytest.skip("html-validate is not installed: run bash tests/setup_node.sh")
    pages = [str(example_copy.site.resolve() / path) for path in PAGES]
    config = str(TESTS / "browser" / "html-validate.json")
    result = subprocess.run(
        [str(HTML_VALIDATE), "--config", config, *pages], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout[-4000:]
