"""Make the small pictures of the README: a page, a chart and a message of the check.

Run after a build: ``python docs/pictures.py SITE_FOLDER``. Needs Chromium.
"""

from __future__ import annotations

import html
import shutil
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Page, sync_playwright

from pipelines.cli import main as evidence

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "tests" / "example"
TERMINAL = """<body style="margin:0;background:#14181d;color:#e8ecf0;font:15px/1.5 monospace">
<pre style="margin:0;padding:16px;white-space:pre-wrap">{}</pre></body>"""


def make(site: Path) -> None:
    """Write page.png, chart.png and check.png beside this script."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 900, "height": 900})
        page.goto((site / "melanoma" / "index.html").resolve().as_uri())
        page.screenshot(path=HERE / "page.png")
        page.locator("#immunotherapy-checkmate-067 figure.chart").first.screenshot(
            path=HERE / "chart.png"
        )
        _check_message(page)
        browser.close()


def _check_message(page: Page) -> None:
    """What the check says to an interval that does not hold its value."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(EXAMPLE / "data" / "curated", copy / "data" / "curated")
        report = copy / "data" / "curated" / "trials" / "orchard-1" / "2024-fields.yaml"
        text = report.read_text("utf-8").replace("ci_lower: 45", "ci_lower: 54")
        report.write_text(text, encoding="utf-8")
        said = CliRunner().invoke(evidence, ["check", "--project", str(copy)]).output
    page.set_viewport_size({"width": 900, "height": 150})
    page.set_content(TERMINAL.format(html.escape(f"$ evidence check\n{said}")))
    page.locator("pre").screenshot(path=HERE / "check.png")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
