"""Charts in a real browser: framed by another origin, narrow and wide, on a later day."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Frame, Page

from pipelines.cli.preview import make_server
from pipelines.curated.catalogue import read_catalogue
from pipelines.project import Project
from pipelines.publish.place import build_place
from pipelines.publish.steps import Run, publish
from reports.charts.render import to_svg
from reports.charts.response import response_bar
from reports.charts.survival import survival
from reports.embeds.chart import OVERDUE
from reports.embeds.snippets import Picture, snippet
from reports.pages.writer import Site
from tests.figures import of_endpoint

pytestmark = pytest.mark.browser
TESTS = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium")
ENTRIES = read_catalogue(Project(TESTS / "example")).entries
AXE = TESTS / "node_modules" / "axe-core" / "axe.min.js"
# every label lies inside the drawing that holds it, and the drawing inside the window
CLIPPED = """() => [...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width).flatMap(svg => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).filter(t => {
    const b = t.getBoundingClientRect();
    return b.left < box.left - .5 || b.right > box.right + .5 || b.top < box.top - .5 || b.bottom > box.bottom + .5
      || b.right > document.documentElement.clientWidth + .5;
  }).map(t => t.textContent);
})"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Requests are no news."""


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A fresh page, with options of a browser context."""
    contexts = []

    def make(**options: object) -> Page:
        contexts.append(browser.new_context(**options))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


def served(server: http.server.ThreadingHTTPServer) -> Iterator[str]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield str(server.server_address[1])
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional project, built whole as ``evidence build --plain`` does."""
    folder = tmp_path_factory.mktemp("served") / "example"
    ignored = shutil.ignore_patterns(".builds", "evidence.duckdb", "site")
    shutil.copytree(TESTS / "example", folder, ignore=ignored)
    made = Project(folder.resolve())
    with build_place(made, None) as place:
        publish(Run(made, place, date(2026, 11, 22)))
    return made


@pytest.fixture(scope="session")
def evidence(project: Project) -> Iterator[str]:
    """Address of the site, served with its headers as ``evidence preview`` does."""
    for port in served(make_server(project, 0)):
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address and folder of a content team's own site, on another origin."""
    folder = tmp_path_factory.mktemp("host")
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    for port in served(server):
        yield f"http://localhost:{port}/", folder


def content_height(frame: Frame) -> float:
    return frame.evaluate("document.querySelector('main').getBoundingClientRect().height")


@pytest.mark.parametrize("width", [320, 900])
@pytest.mark.parametrize("style", ["iframe", "script"])
def test_another_site_shows_every_chart_whole_quiet_and_accessible(
    open_page: Callable[..., Page], evidence: str, host: tuple[str, Path], style: str, width: int
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run bash tests/setup_node.sh")
    address, folder = host
    parts = [snippet(entry, style, evidence, Picture(720, 900)) for entry in ENTRIES]
    text = (
        "<!doctype html><meta charset=utf-8><title>Host</title><body style='margin:8px'>"
        + "\n".join(parts)
    )
    (folder / "page.html").write_text(text, encoding="utf-8")
    page = open_page(viewport={"width": width, "height": 800})
    noise, foreign = [], []
    page.on(
        "console", lambda message: noise.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on(
        "request",
        lambda r: foreign.append(r.url) if not r.url.startswith((evidence, address)) else None,
    )
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.goto(f"{address}page.html")
    frames = page.locator("iframe")
    assert frames.count() == len(ENTRIES)
    for number in range(len(ENTRIES)):
        element = frames.nth(number)
        element.scroll_into_view_if_needed()
        frame = element.element_handle().content_frame()
        frame.wait_for_load_state("load")
        frame.wait_for_selector("svg:visible")
        wanted = content_height(frame)
        page.wait_for_function(
            "([frame, height]) => Math.abs(frame.clientHeight - height) < 2",
            arg=[element.element_handle(), wanted],
        )
        assert element.is_visible()
        assert frame.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert frame.evaluate(CLIPPED) == []
        frame.evaluate(AXE.read_text("utf-8"))
        broken = frame.evaluate(
            "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
        )
        assert broken == []
    assert noise == []
    assert foreign == []


def test_a_host_that_is_not_allowed_sees_no_chart(
    open_page: Callable[..., Page], evidence: str, host: tuple[str, Path]
) -> None:
    address, folder = host
    text = f"<!doctype html><title>Host</title><iframe src='{evidence}charts/orchard-alive.html'></iframe>"
    (folder / "other.html").write_text(text, encoding="utf-8")
    page = open_page()
    page.goto(f"{address}other.html")  # localhost is allowed
    assert page.frames[1].locator("h1").count() == 1
    page = open_page()
    page.goto(f"{address.replace('localhost', '127.0.0.1')}other.html")  # this one is not
    assert page.frames[1].url.startswith("chrome-error:")


def test_messages_of_strangers_change_no_height(
    open_page: Callable[..., Page], evidence: str, host: tuple[str, Path]
) -> None:
    address, folder = host
    text = f"<!doctype html><meta charset=utf-8><title>Host</title>{snippet(ENTRIES[0], 'iframe', evidence, Picture(720, 900))}"
    (folder / "strange.html").write_text(text, encoding="utf-8")
    page = open_page()
    page.goto(f"{address}strange.html")
    element = page.locator("iframe").element_handle()
    page.wait_for_function("frame => frame.style.height", arg=element)
    before = element.evaluate("frame => frame.style.height")
    page.evaluate("window.postMessage({type: 'remission-chart:height', height: 1}, '*')")
    after = page.evaluate(
        "frame => new Promise(done => requestAnimationFrame(() => done(frame.style.height)))",
        element,
    )
    assert after == before


FRAME, PLACE = (
    snippet(ENTRIES[0], style, "EVIDENCE/", Picture(720, 900)) for style in ("iframe", "script")
)
SCRIPT = PLACE[PLACE.index("<script") :]
ALONE = PLACE.replace(SCRIPT, "")
IN_HOST_PAGES = {  # what stands in the page, what is done with it later, and how many frames there are then
    "async": (PLACE, "", 1),
    "deferred": (PLACE.replace("async", "defer"), "", 1),
    "a module": (PLACE.replace("async", 'type="module"'), "", 1),
    "a module beside a frame": (FRAME.replace("async", 'type="module"'), "", 1),
    "twice": (PLACE + FRAME, "", 2),
    "a chart that is added later": (SCRIPT, f"document.body.insertAdjacentHTML('beforeend', `{ALONE}`)", 1),
    "a script that is added later": (ALONE, f"document.body.append(document.createRange().createContextualFragment(`{SCRIPT}`))", 1),
    "a frame that waits for consent": (FRAME.replace(" src=\"EVIDENCE/charts", " data-src=\"EVIDENCE/charts"),
        "const f = document.querySelector('iframe'); f.src = f.dataset.src", 1),
    "a frame without an origin": (FRAME.replace("<iframe", "<iframe sandbox=allow-scripts"), "", 1),
    "a tab that is opened later": (f"<div id=tab hidden>{FRAME}</div>", "document.querySelector('#tab').hidden = false", 1),
}  # fmt: skip


@pytest.mark.parametrize("case", IN_HOST_PAGES)
def test_a_chart_finds_its_height_however_and_whenever_it_comes_into_a_page(
    open_page: Callable[..., Page], evidence: str, host: tuple[str, Path], case: str
) -> None:
    address, folder = host
    text, later, count = IN_HOST_PAGES[case]
    (folder / "case.html").write_text(
        f"<!doctype html><meta charset=utf-8><title>Host</title>{text}".replace(
            "EVIDENCE/", evidence
        ),
        encoding="utf-8",
    )
    page = open_page()
    page.goto(f"{address}case.html")
    if later:
        page.evaluate(later.replace("EVIDENCE/", evidence))
    page.wait_for_function(
        "count => { const f = [...document.querySelectorAll('iframe')];"
        " return f.length === count && f.every(one => parseFloat(one.style.height) > 400); }",
        arg=count,
    )
    for frame in page.frames[1:]:
        shown = frame.frame_element().bounding_box()
        assert abs(shown["height"] - content_height(frame)) < 2


def test_R41_a_frame_opened_after_the_review_date_says_so_without_a_new_build(
    open_page: Callable[..., Page], evidence: str
) -> None:
    page = open_page()
    page.clock.set_fixed_time("2027-01-31T12:00:00Z")
    page.goto(f"{evidence}charts/orchard-survival.html")
    strip = page.get_by_text(OVERDUE)
    assert not strip.is_visible()
    page.clock.set_fixed_time("2027-02-01T12:00:00Z")
    page.reload()
    strip.wait_for(state="visible")


def test_a_chart_is_readable_without_scripts(open_page: Callable[..., Page], evidence: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{evidence}charts/orchard-survival.html")
    assert page.locator("svg:visible").count() == 1
    assert page.get_by_text("Next review by").is_visible()


def test_a_dark_reader_sees_a_dark_chart(open_page: Callable[..., Page], evidence: str) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        page = open_page(color_scheme=scheme)
        page.goto(f"{evidence}charts/orchard-survival.html#auto")
        label = page.locator("svg:visible text").first
        seen[scheme] = (
            page.evaluate("getComputedStyle(document.documentElement).backgroundColor"),
            label.evaluate("t => getComputedStyle(t).fill"),
        )
    page = open_page()
    page.goto(f"{evidence}charts/orchard-os.html#dark")  # an old address
    old = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    page.emulate_media(media="print")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    page = open_page(color_scheme="dark")
    page.goto(f"{evidence}charts/orchard-survival.html")  # on a page that is light
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    assert seen["light"][0] == "rgb(255, 255, 255)"
    assert seen["dark"][0] == old == "rgb(20, 24, 29)"
    assert seen["light"][1] != seen["dark"][1]


def test_R41_the_picture_made_after_the_review_date_shows_the_warning_strip(
    open_page: Callable[..., Page], build: Callable[..., Path]
) -> None:
    def has_strip(as_of: date) -> bool:
        png = (build(as_of=as_of) / "orchard-survival.png").read_bytes()
        page = open_page()
        page.goto("about:blank")
        return page.evaluate(
            """async bytes => {
              const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: 'image/png'}));
              const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext('2d');
              pen.drawImage(image, 0, 0);
              const data = pen.getImageData(0, 0, image.width, image.height).data;
              for (let k = 0; k < data.length; k += 4)
                if (data[k] === 0xff && data[k + 1] === 0xf4 && data[k + 2] === 0xe0) return true;
              return false;
            }""",
            list(png),
        )

    assert not has_strip(date(2027, 1, 31))
    assert has_strip(date(2027, 2, 1))


def test_the_gallery_copies_a_snippet_and_is_accessible(
    open_page: Callable[..., Page], evidence: str
) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{evidence}charts/index.html")
    section = page.locator(".chart-card").first
    section.get_by_text("Use this chart").click()
    section.get_by_text("Frame, for pages that allow one").click()
    section.get_by_role("button", name="Copy").first.click()
    section.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert '<iframe src="charts/orchard-survival.html"' in copied
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        assert (
            page.evaluate(
                "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
            )
            == []
        )


# any valid rows, at both ends of the range of widths

names = st.text("abcdefghijklmnopqrstuvwxyz -", min_size=3, max_size=60).map(
    lambda text: " ".join(text.split()) or "arm"
)


@st.composite
def curves(draw: st.DrawFn) -> pd.DataFrame:
    """Rows of one randomised trial with rates that never rise, and perhaps medians."""
    rows = []
    for arm in range(draw(st.integers(1, 4))):
        label = draw(names)
        times = sorted(draw(st.sets(st.integers(1, 144), min_size=1, max_size=7)))
        rates = sorted(
            draw(st.lists(st.integers(0, 1000), min_size=len(times), max_size=len(times))),
            reverse=True,
        )
        for time, rate in zip(times, rates, strict=True):
            low, high = (
                (rate / 20, min(100.0, rate / 10 + 5)) if draw(st.booleans()) else (None, None)
            )
            rows.append(_row(arm, label, "landmark_rate", rate / 10, time, low, high, "percent"))
        if draw(st.booleans()):
            value = draw(st.none() | st.integers(1, 1440))
            middle = None if value is None else value / 10
            low = None if middle is None else round(middle / 2, 1)
            rows.append(_row(arm, label, "median", middle, None, low, None, "months"))
    return pd.DataFrame(rows)


@st.composite
def shares(draw: st.DrawFn) -> pd.DataFrame:
    """Response rows of one randomised trial."""
    rows = []
    kinds = draw(st.sets(st.sampled_from(["orr", "cr", "pr", "sd", "pd"]), min_size=1))
    for arm in range(draw(st.integers(1, 3))):
        label = draw(names)
        for kind in sorted(kinds):
            value = draw(st.integers(0, 1000)) / 10
            low, high = (
                (max(0.0, value - 9), min(100.0, value + 9))
                if draw(st.booleans())
                else (None, None)
            )
            rows.append(_row(arm, label, "proportion", value, None, low, high, "percent", kind))
    return pd.DataFrame(rows)


def _row(
    arm: int,
    label: str,
    measure: str,
    value: float | None,
    time: int | None,
    low: float | None,
    high: float | None,
    unit: str,
    endpoint: str = "os",
) -> dict[str, object]:
    def printed(number: float | None) -> str | None:
        return None if number is None else f"{number:.1f}"

    return {
        "estimate_id": f"t/r/{arm}-{endpoint}-{measure}-{time}", "trial": "t", "report": "r", "arm_key": f"a{arm}",
        "arm": label, "comparator_key": None, "population_key": "p", "endpoint": endpoint,
        "effect_measure": measure, "design": "randomised",
        "timepoint_months": float("nan") if time is None else float(time), "value": float("nan") if value is None else value,
        "value_as_printed": printed(value), "unit_as_printed": unit, "value_qualifier": "=",
        "is_reached": value is not None, "ci_lower": float("nan") if low is None else low,
        "ci_upper": float("nan") if high is None else high, "ci_lower_as_printed": printed(low),
        "ci_upper_as_printed": printed(high), "ci_lower_status": "not_reported" if low is None else "given",
        "ci_upper_status": "not_reported" if high is None else "given", "n_events": None, "n_analysed": 1234, "n_population": 2345,
        "criteria": "c", "assessor": "s", "confirmed": "yes", "conditional_on": None, "variant": None, "event": None, "mrd_threshold": None, "ci_level": 95.0, "ci_kind": "confidence",
        "instrument": None, "better": None,
        "attribution": "x", "grades": "x", "data_cutoff": "2020", "looked_at": "2020", **of_endpoint(endpoint),
        "endpoint_name": "a name of an endpoint",
    }  # fmt: skip


@pytest.fixture(scope="module")
def easel(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 860, "height": 900})
    yield page
    page.close()


OUTSIDE = """() => [...document.querySelectorAll('g[class*="mark-symbol"],g[class*="mark-rect"]')]
  .filter(g => /value|not_reached/.test(g.className.baseVal))
  .flatMap(g => [...g.querySelectorAll('path')]).filter(p => {
    const b = p.getBoundingClientRect(), s = p.ownerSVGElement.getBoundingClientRect();
    return b.left < s.left - .5 || b.right > s.right + .5 || b.top < s.top - .5 || b.bottom > s.bottom + .5; }).length"""
MARKS = """() => [...document.querySelectorAll('g[class*="mark-symbol"],g[class*="mark-rect"]')]
  .filter(g => /(^| |_)(value|value_median|not_reached)(_\\d+)*_marks/.test(g.className.baseVal))
  .reduce((n, g) => n + g.querySelectorAll('path').length, 0)"""


def _ending_at_a_tick() -> pd.DataFrame:
    """The last label of the time axis stands at the very end of it."""
    return pd.DataFrame(
        [
            _row(0, "arm", "landmark_rate", 20.0, 139, None, None, "percent"),
            _row(0, "arm", "median", 100.0, None, None, None, "months"),
        ]
    )


@example(rows=_ending_at_a_tick(), width=280)
@settings(
    max_examples=20 if os.environ.get("HYPOTHESIS_PROFILE") != "fuzz" else 1000,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking in a browser takes minutes
)
@given(rows=curves() | shares(), width=st.sampled_from([280, 800]))
def test_whatever_the_rows_marks_are_rows_inside_the_axes_and_no_label_is_cut(
    easel: Page, rows: pd.DataFrame, width: int
) -> None:
    is_curve = rows["effect_measure"].isin(["landmark_rate", "median"]).all()
    chart = (survival if is_curve else response_bar)(rows, width)
    easel.set_content(f"<body style='margin:0'>{to_svg(chart, 'A', 'B', 'c')}")
    assert easel.evaluate(MARKS) == len(rows)
    assert easel.evaluate(OUTSIDE) == 0
    assert easel.evaluate(CLIPPED) == []


@pytest.mark.parametrize("width", [300, 820])
def test_no_label_of_the_fictional_charts_is_cut(
    open_page: Callable[..., Page], fictional: tuple[Site, Path], evidence: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    for entry in ENTRIES:
        page.goto(f"{evidence}charts/{entry.slug}.html")
        assert page.evaluate(CLIPPED) == [], entry.slug
