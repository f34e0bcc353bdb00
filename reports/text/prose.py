"""Markdown of the editors as HTML, with every binding resolved to a bound number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from reports.published import Published
from reports.text.shown import CannotShow, bound, bound_fact, is_withheld
from schemas.problem import Problem, nearest
from schemas.prose import BINDING, SENTENCE

# A Kaplan-Meier rate says "about" by itself; prose often says it too.
TWICE_ABOUT = re.compile(r'(?i)(\babout\s)(<a class="num"[^>]*>)about ')
# A wide table scrolls by itself, by keyboard too; it never makes the page scroll sideways.
TABLE = '<div class="table-wrap" tabindex="0" role="region" aria-label="{}"><table>'
TWICE_PEOPLE = re.compile(r"( people</a>) people\b")
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def anchor(title: str) -> str:
    """The place of a heading or word on its page."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def sections(prose: str) -> Iterator[tuple[str, str, str]]:
    """Headings of Markdown: their marks (``##``), their words, and the text below up to the next."""
    _, *found = re.split(r"(?m)^(#+) (.+)$", prose)
    for marks, title, text in zip(found[::3], found[1::3], found[2::3], strict=True):
        yield marks, title.strip(), text.strip()


def render(prose: str, published: Published, root: str, has_anchors: bool = False) -> Markup:
    """HTML of ``prose``. Raises UnboundNumber for a binding that leads nowhere.

    ``has_anchors`` gives each heading an address; only one text of a page may have them.
    """
    held: list[Markup] = []

    def hold(match) -> str:  # noqa: ANN001
        held.append(_resolve(match.group(1), match.group(2) or "as_printed", published, root))
        return f"\ue000{len(held) - 1}\ue001"

    prose = without_withdrawn(prose, published)
    tokens = _markdown.parse(BINDING.sub(hold, prose))
    labels = _label_cells(tokens)
    for token, following in pairwise(tokens) if has_anchors else ():
        if token.type == "heading_open":
            token.attrSet("id", anchor(following.content))
    text = _markdown.renderer.render(tokens, _markdown.options, {})
    for number, markup in enumerate(held):
        text = text.replace(f"\ue000{number}\ue001", markup)
    text = TWICE_PEOPLE.sub(r"\1", TWICE_ABOUT.sub(r"\1\2", text))
    for label in labels:
        text = text.replace("\n<table>", f"\n{TABLE.format(escape(label))}", 1)
    text = text.replace("</table>", "</table></div>")
    return Markup(text.replace('href="~/', f'href="{root}'))


def without_withdrawn(prose: str, published: Published) -> str:
    """The prose without sentences that rest on a report that was withdrawn; rows of tables stay, where
    each figure says so itself.
    """

    def left_out(match: re.Match[str]) -> str:
        sentence = match.group()
        gone = (b.group(1) for b in BINDING.finditer(sentence) if _is_gone(b, published))
        target = next(gone, "")
        if not target or sentence.startswith("|"):
            return sentence
        end = sentence[len(sentence.rstrip()) :]
        return f"{BEGINNING.match(sentence).group()}{LEFT_OUT.format(target)}{end}"

    return SENTENCE.sub(left_out, prose)


def _is_gone(binding: re.Match[str], published: Published) -> bool:
    figure = published.figures.get(binding.group(1))
    return figure is not None and is_withheld(figure, binding.group(2) or "as_printed")


BEGINNING = re.compile(r"(?:(?:[-*>]|\d+\.)\s+)*")  # of an item of a list
LEFT_OUT = "A sentence is left out here: its report was [[{}]]."


def _label_cells(tokens: list[Token]) -> list[str]:
    """Give each cell the head of its column: narrow screens show tables as lists.

    Returns a name for each table, made of its heads.
    """
    heads: list[str] = []
    tables: list[list[str]] = []
    column = 0
    for token, following in pairwise(tokens):
        if token.type == "table_open":
            heads = []
            tables.append(heads)
        elif token.type == "th_open":
            heads.append(following.content)
        elif token.type == "tr_open":
            column = 0
        elif token.type == "td_open":
            token.attrSet("data-label", heads[column] if column < len(heads) else "")
            column += 1
    return [f"Table: {', '.join(heads)}" for heads in tables]


class UnboundNumber(ValueError):
    """A binding in prose that names nothing in the store."""


def _resolve(target: str, transform: str, published: Published, root: str) -> Markup:
    if target.count("/") == 2:
        figure = published.figures.get(target)
        if figure is None:
            raise UnboundNumber(
                f"[[{target}]]: no such estimate. {nearest(target, published.figures)}"
            )
        try:
            return bound(figure, transform, root)
        except (CannotShow, KeyError) as error:
            raise UnboundNumber(f"[[{target}|{transform}]]: {error}") from error
    fact = published.facts.get(target)
    if fact is None:
        raise UnboundNumber(f"[[{target}]]: no such fact. {nearest(target, published.facts)}")
    if fact["value"] == "yes":  # a statement without a figure: only its source is shown
        return Markup('<a class="source" href="{}references/index.html#{}">source</a>').format(
            root, target.replace("/", "-")
        )
    return bound_fact(fact, root)


def check_bindings(pages: list[tuple[str, int, str]], published: Published) -> list[Problem]:
    """Problems of bindings in (path, first line, prose) triples."""
    problems = []
    for path, line, prose in pages:
        for match in BINDING.finditer(prose):
            try:
                _resolve(match.group(1), match.group(2) or "as_printed", published, "")
            except UnboundNumber as error:
                at = line + prose.count("\n", 0, match.start())
                problems.append(
                    Problem(path, at, "prose", match.group(), str(error), "", "bound-numbers")
                )
    return problems
