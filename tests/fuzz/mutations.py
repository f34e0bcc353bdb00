"""Inputs a little or very wrong: good ones with parts replaced, cut, doubled or put in."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from hypothesis import strategies as st

# what has ended in a traceback somewhere: signs, numbers, nesting, references, paths, formulas
PIECES = (
    "", " ", "0", "-1", "1e999", "NaN", "Infinity", "9" * 400, "9" * 5000, "1/0", "0x10", "1_000", "0.", ".5", "٣٤",
    "²", "½", "−5", "NR", "not_stated", "null", "~", "true", "NO", "2024-13-45", "0000-00-00", "99999-01-01",
    "9999999 years", "-3 months", "x" * 20_000, "a b " * 3000, "[" * 3000, "{" * 3000, "]", "}", "- " * 500, "&a ", "*a", "!!python/object:os.system ",
    "<<: ", "---\n", "...\n", "\n", "\r", "\r\n", "\t", "\x00", "\x1b[31m", "\x7f", "\x85", "\u00a0", "\u200b", "\u202e", "\u2028",
    "\ufeff", "\ue000", "\U0010ffff", "é", "漢", '"', "'", '""', "`", "|", ">", "#", " #1", ": ", ", ", ";", "=1+1", "@cmd", "../../x", "/etc/passwd",
    "%2e%2e", "\\u202e", "\\ud800", "[[", "]]", "[[a/b/c]]", "[[orchard-1/2024-fields/os-5y-orchardimab|of_100]]", "[x](javascript:alert)", "![x](//e.org/x)",
    "<script>", "<!--", "-->", "]]>", "<![CDATA[", "&amp;", "&x;", "<a>" * 500, "{{", "}}", "{%", "$$", "```", "***", "> " * 300, "* " * 300, "1. ",
)  # fmt: skip
NODES = (
    None, True, False, 0, -1, 5, 1.5, 10**300, -(10**300), 1e300, "", " ", "x", "9" * 400, "9" * 5000, "NaN", "-", "2024-13-45", "99999-12-31",
    "x" * 200_000, "\u202e\u0000\ud800", "a\nname: injected", "²", "٣", "../../x", "</script>", [], [[]], {}, [None], {"": None}, [[[[[]]]]], {"a": {"a": {}}},
)  # fmt: skip


@st.composite
def texts(draw, seeds: Sequence[str]) -> str:
    """One of ``seeds``, with a few of its places changed; now and then no text of ours at all."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.text(max_size=200))
    text = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 4))):
        text = _changed(
            text,
            draw(st.integers(0, 5)),
            draw(st.integers(0, 10**6)),
            draw(st.sampled_from(PIECES)),
        )
    return text


def _changed(text: str, how: int, place: int, piece: str) -> str:
    lines = text.split("\n")
    number = place % len(lines)
    if how == 0:  # the value of a line, or a cell of it
        head, mark, _ = lines[number].partition(": " if ": " in lines[number] else ",")
        lines[number] = head + mark + piece
        return "\n".join(lines)
    if how == 1:  # a line twice, or with another one
        lines.insert(number, lines[place % 97 % len(lines)])
        return "\n".join(lines)
    if how == 2:
        del lines[number]
        return "\n".join(lines)
    at = place % (len(text) + 1)
    if how == 3:
        return text[:at]
    if how == 4:
        return text[:at] + text[at + 1 + place % 13 :]
    return text[:at] + piece + text[at:]


@st.composite
def blobs(draw, seeds: Sequence[str]) -> bytes:
    """Such a text in the bytes of an editor, a spreadsheet or nobody."""
    text = draw(texts(seeds))
    encoding = draw(st.sampled_from(("utf-8",) * 12 + ("utf-8-sig", "utf-16", "latin-1", "cp1252")))
    body = text.encode(encoding, "replace")
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(body)))
        body = body[:at] + draw(st.binary(min_size=1, max_size=8)) + body[at:]
    return body


@st.composite
def bytes_of(draw, seeds: Sequence[bytes]) -> bytes:
    """One of ``seeds``, with some of its bytes changed, cut or put in."""
    body = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(body)))
        how = draw(st.integers(0, 3))
        if how == 0:
            body[at : at + 1] = draw(st.binary(min_size=1, max_size=4))
        elif how == 1:
            del body[at : at + draw(st.integers(1, 64))]
        elif how == 2:
            body[at:at] = draw(st.binary(max_size=16))
        else:
            del body[at:]
    return bytes(body)


@st.composite
def trees(draw, seeds: Sequence[object]) -> object:
    """One of ``seeds`` (of dictionaries and lists), with a few nodes replaced, doubled or gone."""
    tree = copy.deepcopy(seeds[draw(st.integers(0, len(seeds) - 1))])
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(tree))
        if not places:
            return draw(st.sampled_from(NODES))
        parent, key = places[draw(st.integers(0, len(places) - 1))]
        how = draw(st.integers(0, 5))
        if how == 0:
            del parent[key]
        elif how == 1:
            parent[key] = [parent[key]]
        elif how == 2:
            parent[key] = {"x": parent[key]}
        else:
            parent[key] = copy.deepcopy(draw(st.sampled_from(NODES)))
    return tree


def _places(node: object):
    """Every (parent, key) in a tree."""
    items = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, child in items:
        yield node, key
        yield from _places(child)
