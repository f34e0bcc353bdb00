"""What README and EDITING show is there, small, and told in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


@pytest.mark.parametrize("name", ["README.md", "EDITING.md"])
def test_a_page_a_chart_and_a_message_are_shown_small_and_with_words(name):
    shown = {path: words for words, path in PICTURE.findall((ROOT / name).read_text("utf-8"))}
    assert {Path(path).stem for path in shown} >= {"page", "chart", "check"}
    for path, words in shown.items():
        assert len(words.split()) > 5, path
        assert 0 < (ROOT / path).stat().st_size <= 60_000, path
    assert sum((ROOT / path).stat().st_size for path in shown) <= 150_000
