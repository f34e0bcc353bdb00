"""The pages of the shipped data in a real browser: what the small example cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from pipelines.cli import main
from pipelines.project import Project

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
OPEN_ALL = "for (const d of document.querySelectorAll('details')) d.open = true"
TYPICAL = (
    "index.html", "glossary/index.html", "about/index.html", "references/index.html",
    "audit/index.html", "charts/index.html", "evidence/checkmate-067/index.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(shipped: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shipped")
    call = ["build", "--plain", "--as-of", "2026-11-22", "--out", str(folder)]
    result = CliRunner().invoke(main, [*call, "--project", str(shipped.root)])
    assert result.exit_code == 0, result.output
    return folder / "site"


def test_axe_finds_nothing_and_no_page_scrolls_sideways(built: Path, browser: Browser) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run bash tests/setup_node.sh")
    cancers = [path.relative_to(built) for path in built.glob("*/index.html")]
    guides = [path.relative_to(built) for path in built.glob("guide/*/index.html")]
    paths = sorted({*map(Path, TYPICAL), *cancers, *guides})
    found = {}
    for width in (1280, 375):
        context = browser.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        for path in paths:
            page.goto((built / path).as_uri())
            page.evaluate(OPEN_ALL)
            page.evaluate(AXE.read_text("utf-8"))
            rules = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if rules or wide > 0:
                found[f"{path} at {width}"] = [rule["id"] for rule in rules] + [max(wide, 0)]
        context.close()
    assert found == {}
