"""Signs that no reader sees, names of files and addresses: what each may be."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from schemas.borders.plain import HIDDEN, is_address, is_file_name, visible


def test_every_sign_without_a_glyph_is_hidden() -> None:
    """Control, format, surrogate, private and separator signs of this Python's Unicode."""
    missed = [
        sign
        for sign in map(chr, range(0x110000))
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        and sign not in "\t\n"
        and not HIDDEN.match(sign)
    ]
    assert missed == []


@given(st.text())
def test_what_is_made_visible_stays_so_and_is_what_json_says(text: str) -> None:
    shown = visible(text)
    assert not HIDDEN.search(shown) and visible(shown) == shown
    assert json.loads(f'"{visible(json.dumps(text, ensure_ascii=False)[1:-1])}"') == text


@given(st.text(max_size=100))
def test_a_name_for_files_is_one_on_every_system(text: str) -> None:
    if is_file_name(text):
        assert text.isascii() and text == text.lower() and Path(text).name == text
        assert len(text) <= 80


@given(
    st.text(max_size=60),
    st.sampled_from(["", "https://", "HTTPS://a.example/", "javascript:", "http:"]),
)
def test_an_address_is_of_the_web(text: str, start: str) -> None:
    if is_address(start + text):
        assert (start + text).lower().startswith(("http://", "https://"))
        assert not set(text) & set("<>\"'`\\ \n\t")
