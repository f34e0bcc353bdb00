"""Text from strangers: what may stand in a file or a message of ours."""

from __future__ import annotations

import json
import re
import unicodedata

_ODD = re.compile(r"[^\t\n\r -~]")


def tidy(text: str) -> str:
    """``text`` without signs that nobody sees: controls, marks that turn text, halves of signs.

    Our own files refuse them, so that one in a title would keep the next check from reading what
    was noted of it. Spaces of other widths stay; separators of lines become spaces.
    """
    return text if text.isprintable() else _ODD.sub(_seen, text)


def _seen(match: re.Match[str]) -> str:
    sign = match.group()
    if sign.isprintable() or unicodedata.category(sign) == "Zs":
        return sign
    return " " if sign.isspace() else ""


def brief(text: str, most: int) -> str:
    """``text`` cut to ``most`` characters, with a sign that it was cut."""
    return text if len(text) <= most else text[: most - 1] + "…"


def shown(text: str) -> str:
    """Foreign text in a message: one line, not long."""
    return json.dumps(text[:100], ensure_ascii=True)[1:-1]
