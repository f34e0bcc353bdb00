"""A slip is told once, first at the file in which it was made, in the words that SLIPS.md shows."""

from __future__ import annotations

import pytest

from tests.slips.slips import SLIPS
from tests.slips.table import DOCUMENT, all_told, document, place_of


@pytest.fixture(scope="module")
def found():
    return list(all_told())


def test_every_slip_is_told_first_where_it_was_made(found):
    wrong = {
        slip.words: [str(problem) for problem in problems]
        for slip, problems in found
        if not problems or problems[0].path != place_of(slip.path)
    }
    assert wrong == {}


def test_one_slip_is_told_once_and_accuses_no_other_file(found):
    wrong = {
        slip.words: [str(problem) for problem in problems]
        for slip, problems in found
        if len(problems) > slip.most
        or {p.path for p in problems} - {place_of(path) for path in (slip.path, *slip.also)}
    }
    assert wrong == {}


def test_the_page_of_slips_shows_what_is_said_today(found):
    assert DOCUMENT.read_text("utf-8") == document(found), "run: python -m tests.slips.table"


def test_no_slip_stands_twice():
    names = [(slip.group, slip.words) for slip in SLIPS]
    assert len(names) == len(set(names))
