"""Links in editors' prose: to an http(s) address, or to a page of the site. Nothing else.

Markdown knows more kinds of links than anybody needs. What could be one is judged here before any
Markdown is read, so that no spelling of it (case, entities, references) slips through.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator

from schemas.borders.plain import is_address
from schemas.problem import Problem, nearest
from schemas.prose import BINDING, Page, blanked

RULE = "links-lead-somewhere"
INSIDE = "~/"
ANY = re.compile(
    r"(?P<image>!\[)"
    r"|\]\((?P<target>[^)\n]*)"
    r"|\](?P<reference>:)"
    r"|<(?P<bare>[A-Za-z][A-Za-z0-9+.-]*:[^>\s]*|[^<>\s@]+@[^<>\s]+)>"
)
WRITE = "Write [words](https://…) or [words](~/about/index.html)."

SHOWN_AS_TYPED = (
    (re.compile(r"(?m)^#{1,6}(?=[^#\s])"), "a space is missing behind it: no heading comes of it.", "Add the space."),
    (re.compile(r"(?i)</?(?:br|p|b|i|u|em|strong|div|span|sup|sub|a|img|table|tr|td|th|font|center|h[1-6])\b[^<>]*>"), "HTML is not read here: readers would see it as typed.", "Use Markdown, or leave it out."),
    (re.compile(r"(?m)\]\([^)\n]*$"), "this link is not closed.", "Add `)` behind the address."),
)  # fmt: skip


def check_links(pages: Iterable[Page], known: Collection[str]) -> Iterator[Problem]:
    """Every link of ``pages`` that leads nowhere; ``known`` are the addresses inside the site. And a
    comment that does not end: it would swallow what follows.
    """
    for page in pages:
        if (at := page.text.find("<!--")) >= 0:  # those that end are blanked
            line = page.line + page.text.count("\n", 0, at)
            yield Problem(page.row.path, line, page.field, "<!--", "this comment does not end, and hides what follows.", "Write --> where it ends.", RULE)  # fmt: skip
        text = BINDING.sub(blanked, page.text)
        for pattern, *told in SHOWN_AS_TYPED:
            for match in pattern.finditer(text):
                line = page.line + text.count("\n", 0, match.start())
                yield Problem(page.row.path, line, page.field, match.group(), *told, RULE)
        for match in ANY.finditer(text):
            found = _wrong(match, known)
            if found:
                line = page.line + text.count("\n", 0, match.start())
                yield Problem(page.row.path, line, page.field, match.group(), *found, RULE)


def _wrong(match: re.Match[str], known: Collection[str]) -> tuple[str, str] | None:
    """What is wrong with a link, and what to do."""
    kind = match.lastgroup
    if kind == "image":
        return "pictures are not shown in prose.", "Describe it, or link to it."
    if kind == "reference":
        return "links are written where they stand.", WRITE
    target = html.unescape(match[kind]).strip()
    if kind == "target" and target.startswith(INSIDE):
        path = target.removeprefix(INSIDE).partition("#")[0] or "index.html"
        if path in known:
            return None
        todo = nearest(path, known).capitalize() or "Look at its address in the built site."
        return "there is no such page on the site.", todo
    return None if is_address(target) else ("this link leads nowhere.", WRITE)
