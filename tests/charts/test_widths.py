"""Every chart at every width: nothing cut, nothing over something else, text large and dark enough.

Those of the shipped catalogue are measured in ``tests/browser/test_shipped_pages.py``, with the site built there.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from reports.pages.writer import Site
from tests.charts.measure import faults

pytestmark = pytest.mark.browser


def test_no_chart_cuts_or_covers_its_words_at_any_width_in_either_scheme(
    browser: Browser, fictional: tuple[Site, Path]
) -> None:
    pages = sorted(set(fictional[1].glob("*.html")) - {fictional[1] / "index.html"})
    assert len(pages) >= 7
    assert faults(browser, pages) == []


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("svg text {font-size: 30px !important}", "cut: "),
        ("svg text {font-size: 24px !important}", "stands over a mark"),
        ("svg text {font-size: 24px !important}", 'stands over "'),
        ("svg text {font-size: 9px !important}", "text of 9.0 px: "),
        (".review {font-size: 9px}", "text of 9.0 px: "),
        (".review {color: #aaa}", "pale: "),
        ("svg text {fill: #aaa}", "pale: "),
        ("figure svg {width: 50%}", "leaves a part of its frame empty"),
        ("h1 {white-space: nowrap}", "scrolls sideways"),
    ],
)
def test_what_is_wrong_with_a_page_is_seen(
    browser: Browser, fictional: tuple[Site, Path], tmp_path: Path, style: str, words: str
) -> None:
    page = (fictional[1] / "orchard-survival.html").read_text("utf-8")
    sheet = (fictional[1].parent / "static" / "embed.css").read_text("utf-8")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "embed.css").write_text(sheet + style, encoding="utf-8")
    (tmp_path / "charts").mkdir()
    wrong = tmp_path / "charts" / "wrong.html"
    wrong.write_text(page, encoding="utf-8")
    assert words in "\n".join(faults(browser, [wrong]))
