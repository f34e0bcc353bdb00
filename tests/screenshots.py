"""Take the small pictures of README and EDITING: a page, a situation, a chart, a message of the check.

``make pictures`` builds the shipped data into a folder of its own and writes ``reports/screenshots``.
Needs Chromium. Pictures are WebP, so that a page view stays within 60 KB.
"""

from __future__ import annotations

import base64
import html
import shutil
import tempfile
from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Locator, Page, sync_playwright

from pipelines.cli.command import main as evidence

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "reports" / "screenshots"
EXAMPLE = ROOT / "tests" / "example" / "data" / "curated"
TERMINAL = """<body style="margin:0;background:#14181d;color:#e8ecf0;font:15px/1.5 monospace">
<pre style="margin:0;padding:16px;white-space:pre-wrap">{}</pre></body>"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        built = run("build", "--plain", "--out", folder, "--project", str(ROOT))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 900, "height": 760})
        site = Path(folder) / "site"
        if not (site / "index.html").is_file():
            raise SystemExit(built)
        take_pages(page, site)
        page = browser.new_page(viewport={"width": 900, "height": 760})  # without a page's policy
        page.set_content(TERMINAL.format(html.escape(f"$ evidence check\n{check_message()}")))
        take(page, "check", box(page.locator("pre")))
        browser.close()


def take_pages(page: Page, site: Path) -> None:
    """The hub of a cancer, one situation as a phone shows it, and a trial's chart."""
    PICTURES.mkdir(exist_ok=True)
    page.goto((site / "melanoma" / "index.html").as_uri())
    take(page, "page", {"x": 0, "y": 0, "width": 900, "height": 700})
    page.set_viewport_size({"width": 768, "height": 900})
    page.goto((site / "lung" / "alk" / "index.html").as_uri())
    top = box(page.locator("#table"))
    take(page, "situation", {**top, "height": 640})
    page.set_viewport_size({"width": 1100, "height": 760})
    page.goto((site / "evidence" / "checkmate-067" / "index.html").as_uri())
    take(page, "chart", box(page.locator("figure.chart").first))


def run(*words: str) -> str:
    return CliRunner().invoke(evidence, list(words)).output


def box(element: Locator) -> dict[str, float]:
    """Place of an element on its whole page, with a little air."""
    x, y, width, height = element.evaluate(
        "e => { const r = e.getBoundingClientRect();"
        " return [r.x + scrollX, r.y + scrollY, r.width, r.height] }"
    )
    return {"x": max(0, x - 8), "y": max(0, y - 8), "width": width + 16, "height": height + 16}


def take(page: Page, name: str, clip: dict[str, float]) -> None:
    """Playwright itself takes no WebP; Chromium does."""
    session = page.context.new_cdp_session(page)
    shot = session.send(
        "Page.captureScreenshot",
        {
            "format": "webp",
            "quality": 50,
            "captureBeyondViewport": True,
            "clip": {**clip, "scale": 1},
        },
    )
    (PICTURES / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))


def check_message() -> str:
    """What the check says to an interval that does not hold its value."""
    with tempfile.TemporaryDirectory() as folder:
        curated = Path(folder) / "data" / "curated"
        shutil.copytree(EXAMPLE, curated)
        report = curated / "trials" / "orchard-1" / "2024-fields.yaml"
        text = report.read_text("utf-8").replace("ci_lower: 45", "ci_lower: 54")
        report.write_text(text, encoding="utf-8")
        return run("check", "--project", folder)


if __name__ == "__main__":
    main()
