"""What a page may load and who may frame it: in every page, as headers, as server snippets; in Chromium."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest

from pipelines.cli.preview import make_server
from pipelines.curated.settings import read_settings
from pipelines.project import Project
from reports.pages.writer import build_pages
from reports.panels.drawings import Drawn
from reports.policy import EMBED, HEADER, PAGE, Policy, server_snippets
from reports.workers import Workers

# what an attacker would put into a page that slipped through everything before
HOSTILE = """
<script>document.title = "owned"</script>
<img src="x:" onerror="document.title = 'owned'">
<script src="{other}/script.js"></script>
<link rel="stylesheet" href="{other}/style.css">
<img src="{other}/picture.png">
<iframe src="{other}/frame.html"></iframe>
<form action="{other}/form"><input name="q" value="v"></form>
<base href="{other}/">
"""


def settings_with(tmp_path: Path, hosts: str) -> tuple[Policy, str]:
    project = Project(tmp_path.resolve())
    project.embedding.parent.mkdir(exist_ok=True)
    project.embedding.write_text(f"allowed_hosts = {hosts}\n", encoding="utf-8")
    settings, problems = read_settings(project)
    return Policy(settings.allowed_hosts), "\n".join(map(str, problems))


def test_only_charts_may_be_framed_and_only_by_the_hosts_named(tmp_path: Path) -> None:
    policy, _ = settings_with(tmp_path, '["https://clinic.example", "HTTPS://Other.Example"]')
    chart = policy.headers("/charts/one.html")[HEADER]
    assert chart.endswith("frame-ancestors 'self' https://clinic.example https://other.example")
    for other in ("/", "/melanoma/index.html", "/charts/", "/charts/index.html"):
        assert policy.headers(other)[HEADER].endswith("frame-ancestors 'self'")


def test_without_the_file_every_host_may_show_a_chart(tmp_path: Path) -> None:
    settings, problems = read_settings(Project(tmp_path))
    assert settings.allowed_hosts == ("*",) and not problems


@pytest.mark.parametrize(
    "hosts",
    [
        '["clinic.example"]', '["https://a.example; script-src *"]', '["javascript:x"]',
        '["\'none\'"]', '["https://a.example/path"]', '["http://-"]', '["https://..."]', '[["a"]]',
        '"https://x.example"', "5", '["https://a.example\\n add_header X y"]',
        '["https://x.example\\""]',
    ],
)  # fmt: skip
def test_what_is_no_host_is_told_at_its_line(tmp_path: Path, hosts: str) -> None:
    policy, told = settings_with(tmp_path, hosts)
    assert "reports/embed.toml:1  allowed_hosts" in told and "host" in told
    assert "script-src *" not in policy.embed


def test_a_chart_may_load_nothing_from_elsewhere() -> None:
    rules = dict(part.split(" ", 1) for part in Policy().embed.split("; "))
    assert rules["default-src"] == "'none'"
    assert all(rules[name] == "'self'" for name in ("style-src", "script-src"))


@pytest.mark.parametrize("name", ["nginx.conf", "apache.conf", "_headers"])
def test_server_snippets_speak_of_the_whole_site(name: str) -> None:
    policy = Policy(("https://clinic.example",))
    text = server_snippets(policy, ["melanoma"], "/evidence")[name]
    for part in (PAGE, "frame-ancestors 'self'", policy.framing, "nosniff", "Referrer-Policy"):
        assert part in text
    assert "/evidence/charts/" in text
    assert text.count("Access-Control-Allow-Origin") == (2 if name == "apache.conf" else 3)


@pytest.mark.parametrize("path", ["/charts/x.csv", "/static/embed-host.js", "/data/estimates.csv"])
def test_pages_of_other_sites_may_read_charts_their_script_and_the_export(path: str) -> None:
    assert Policy().headers(path)["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in Policy().headers("/melanoma/index.html")


def test_every_built_page_carries_its_policy(fictional, tmp_path: Path) -> None:
    site, charts = fictional
    with Workers() as workers:
        build_pages(site, tmp_path, workers, Drawn())
    pages = sorted((*tmp_path.rglob("*.html"), *charts.rglob("*.html")))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text("utf-8")
        policy = re.search(f'<meta http-equiv="{HEADER}" content="([^"]*)">', text)
        is_page = page.parent != charts or page.name == "index.html"
        assert policy and policy[1].replace("&#39;", "'") == (PAGE if is_page else EMBED), page
        assert text.index(policy[0]) < text.index("<title")  # before anything it is to stop


# in Chromium -----------------------------------------------------------------


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain file server, with the headers that ``rules`` give for an address."""

    rules: Callable[[str], list[tuple[str, str]]] = staticmethod(lambda path: [])
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()

    def end_headers(self) -> None:
        for name, value in self.rules(self.path):
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(handler) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def rules_of(headers: str) -> Callable[[str], list[tuple[str, str]]]:
    """Headers as static hosts read a file ``_headers``: all rules that fit add up."""
    rules: list[tuple[str, list[tuple[str, str]]]] = []
    for line in headers.splitlines():
        if line.startswith("/"):
            rules.append((line.strip(), []))
        elif line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            rules[-1][1].append((name, value))

    def headers_of(path: str) -> list[tuple[str, str]]:
        fits = lambda rule: path.startswith(rule[:-1]) if rule[-1] == "*" else path == rule  # noqa: E731
        return [header for rule, found in rules if fits(rule) for header in found]

    return headers_of


@pytest.mark.browser
def test_in_a_browser_a_hostile_page_runs_nothing_and_asks_nobody(browser, build) -> None:
    """The policy of the meta element alone: the server sends none."""
    charts = build()

    class Other(Quiet):
        asked: ClassVar[list[str]] = []

    with (
        served(partial(Other, directory=str(charts.parent / "static"))) as other,
        served(partial(Quiet, directory=str(charts.parent))) as base,
    ):
        for page in (charts / "orchard-survival.html", charts / "index.html"):
            text = page.read_text("utf-8")
            hostile = HOSTILE.format(other=other.replace("127.0.0.1", "localhost"))
            page.write_text(text.replace("</body>", hostile + "</body>"), "utf-8")
        context = browser.new_context()
        for path in ("orchard-survival.html", "index.html"):
            opened = context.new_page()
            opened.goto(f"{base}/charts/{path}", wait_until="load")
            opened.evaluate("document.querySelector('form[action]').submit()")
            assert opened.title() != "owned"
            assert opened.url.startswith(base)
        context.close()
    assert Other.asked == []


@pytest.mark.browser
@pytest.mark.parametrize("source", ["_headers", "preview"])
def test_in_a_browser_foreign_hosts_frame_charts_and_nothing_else(
    browser, build, source: str, example: Project
) -> None:
    example.embedding.write_text('allowed_hosts = ["http://localhost:*"]\n', encoding="utf-8")
    charts = build(url="")
    site = charts.parent
    (site / "appleoma").mkdir(exist_ok=True)
    (site / "appleoma" / "index.html").write_text("<h1>A page</h1>", encoding="utf-8")
    headers = rules_of((charts / "headers" / "_headers").read_text("utf-8"))
    if source == "preview":
        policy = Policy(read_settings(example)[0].allowed_hosts)
        headers = lambda path: list(policy.headers(path).items())  # noqa: E731

    class Ours(Quiet):
        rules = staticmethod(headers)

    host = site.parent / "host"
    host.mkdir()
    shown = {}
    with (
        served(partial(Ours, directory=str(site))) as base,
        served(partial(Quiet, directory=str(host))) as own,
    ):
        own = own.replace("127.0.0.1", "localhost")
        for name in ("charts/orchard-survival.html", "appleoma/index.html", "charts/index.html"):
            frame = f'<!doctype html><iframe src="{base}/{name}"></iframe>'
            (host / "index.html").write_text(frame, encoding="utf-8")
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{own}/index.html", wait_until="load")
            inner = page.frames[1]
            shown[name] = inner.url.startswith(base) and inner.locator("h1").count() > 0
            context.close()
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{base}/charts/index.html", wait_until="load")
        preview = page.locator("details.look").first
        preview.evaluate("e => { for (let d = e; d; d = d.parentElement) d.open = true }")
        preview.locator("iframe").scroll_into_view_if_needed()
        preview.frame_locator("iframe").locator("h1").wait_for()  # our own pages may frame it, too
        context.close()
    assert shown == {
        "charts/orchard-survival.html": True,
        "appleoma/index.html": False,
        "charts/index.html": False,
    }


@pytest.mark.browser
def test_in_a_browser_a_saved_site_keeps_its_style(browser, build) -> None:
    """Opened as files, without a server, pages still look as they should."""
    charts = build()
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((charts / "orchard-survival.html").as_uri(), wait_until="load")
    ink = "getComputedStyle(document.documentElement).getPropertyValue('--re-ink')"
    assert page.evaluate(ink)
    assert [text for text in complaints if "Content Security Policy" in text] == []
    context.close()


def test_preview_sends_the_policy_of_the_settings(example: Project) -> None:
    example.embedding.write_text('allowed_hosts = ["https://clinic.example"]\n', encoding="utf-8")
    server = make_server(example, 0)
    try:
        policy = server.RequestHandlerClass.keywords["policy"]
        assert policy.allowed_hosts == ("https://clinic.example",)
    finally:
        server.server_close()
