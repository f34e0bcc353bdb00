"""Any of many names in a text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from schemas.wording.names import any_of

NAMES = st.lists(st.text("aAbB.-5 ", min_size=1, max_size=4), max_size=8)


@given(NAMES, st.text("aAbB.-5 ", max_size=30))
def test_names_are_found_as_by_trying_one_after_the_other_the_longest_first(
    names: list[str], text: str
) -> None:
    one_by_one = "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"
    found = [match.span() for match in re.finditer(any_of(names), text)]
    assert found == [match.span() for match in re.finditer(one_by_one, text)]
