"""The picture that travels alone: a chart with its title, people, warnings, source and dates.

Standalone SVG and PNG carry everything a reader must know, because they are pasted without a page.
Lines with numerals are bound like any other text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from lxml import etree, html
from markupsafe import Markup, escape

from reports import theme
from reports.charts.converter import svg_to_png
from reports.charts.layout import text_width, wrap
from reports.charts.render import SVG, set_name

WIDTH = theme.WIDE + 40
SIDE = 20
STYLE = (
    "svg{{color-scheme:light dark}}{light}"
    "@media (prefers-color-scheme: dark){{{dark}}}"
)  # fmt: skip


class Card:
    """Lines and drawings stacked from top to bottom."""

    def __init__(self, slug: str, title: str, description: str):
        self.slug, self.title, self.description = slug, title, description
        self.parts: list[str] = []
        self.y = 16.0

    def text(
        self, words: str | Markup, size: int = 12, tone: str = "ink", weight: int = 400
    ) -> None:
        """A paragraph, broken into lines; elements in it keep their ``data-`` attributes."""
        for line in _lines(words, WIDTH - 2 * SIDE, size):
            self.y += round(size * 1.4)
            self.parts.append(
                f'<text x="{SIDE}" y="{self.y:g}" font-size="{size}" font-weight="{weight}" '
                f'fill="{_colour(tone)}">{line}</text>'
            )
        self.y += 3

    def strip(self, words: str | Markup, tone: str) -> None:
        """A warning on a band of its own colour."""
        lines = _lines(words, WIDTH - 2 * SIDE - 24, 13)
        self.y += 8
        tall = 18 * len(lines) + 12
        self.parts.append(
            f'<rect class="re-strip" x="{SIDE}" y="{self.y:g}" width="{WIDTH - 2 * SIDE}" height="{tall}" '
            f'rx="4" fill="{_colour(f"{tone}-paper")}" stroke="{_colour(tone)}"/>'
        )
        for number, line in enumerate(lines):
            self.parts.append(
                f'<text x="{SIDE + 12}" y="{self.y + 20 + 18 * number:g}" font-size="13" '
                f'font-weight="600" fill="{_colour(tone)}">{line}</text>'
            )
        self.y += tall + 6

    def drawing(self, svg: str) -> None:
        """A finished chart, without its name: the card has one."""
        root = etree.fromstring(svg.encode())
        for child in list(root)[:2]:
            if etree.QName(child).localname in ("title", "desc"):
                root.remove(child)
        for attribute in ("role", "aria-labelledby"):
            root.attrib.pop(attribute, None)
        self.y += 8
        root.set("x", str(SIDE))
        root.set("y", f"{self.y:g}")
        self.parts.append(etree.tostring(root, encoding="unicode"))
        self.y += float(root.get("height")) + 8

    def gap(self, px: int = 8) -> None:
        self.y += px

    @property
    def height(self) -> int:
        return round(self.y + 16)

    def svg(self) -> str:
        """The card as a file of its own, with colours for light and dark."""
        light = ";".join(f"{t.property}:{t.light}" for t in theme.TOKENS)
        dark = ";".join(f"{t.property}:{t.dark}" for t in theme.TOKENS)
        style = STYLE.format(light=f"svg{{{light}}}", dark=f"svg{{{dark}}}")
        root = etree.fromstring(
            f'<svg xmlns="{SVG}" class="re-card" width="{WIDTH}" height="{self.height}" '
            f'viewBox="0 0 {WIDTH} {self.height}" font-family="{escape(theme.CHART_FONT)}"><style>{style}</style>'
            f'<rect width="{WIDTH}" height="{self.height}" fill="{_colour("paper")}"/>'
            f"{''.join(self.parts)}</svg>".encode()
        )
        set_name(root, self.title, self.description, self.slug)
        return etree.tostring(root, encoding="unicode")


GLUE = "\u00a0"
_BEFORE_NUMBER = re.compile(r" (?=\d)")
_VARIABLE = re.compile(r"var\(--re-[a-z0-9-]+,(#[0-9a-f]{6})\)")


def to_png(svg: str) -> bytes:
    """The card as a picture of twice its size, in light colours."""
    return svg_to_png(_VARIABLE.sub(r"\1", svg), scale=2)


def _colour(tone: str) -> str:
    return f"var(--re-{tone},{theme.LIGHT[tone]})"


def _lines(words: str | Markup, width: float, size: int) -> list[str]:
    """Lines of SVG text. A bound element is never broken."""
    if not isinstance(words, Markup):
        kept = _BEFORE_NUMBER.sub(GLUE, words)  # a name such as CheckMate 067 stays in one line
        return [str(escape(line.replace(GLUE, " "))) for line in wrap(kept, width, size)]
    lines, line, used = [], "", 0.0
    for piece, attributes in _pieces(words):
        wide = text_width(piece, size)
        if line and used + wide > width and piece.strip():
            lines.append(line.rstrip())
            line, used, piece = "", 0.0, piece.lstrip()
        line += f"<tspan{attributes}>{escape(piece)}</tspan>" if attributes else str(escape(piece))
        used += wide
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(words: Markup) -> Iterable[tuple[str, str]]:
    """Words outside elements one by one, bound elements whole with their attributes."""
    root = html.fragment_fromstring(str(words), create_parent="div")

    def loose(text: str | None) -> Iterable[tuple[str, str]]:
        for word in re.findall(r"\s*\S+(?: \d\S*)*|\s+$", text or ""):
            yield word, ""

    yield from loose(root.text)
    for child in root:
        attributes = "".join(
            f' {name}="{escape(value)}"'
            for name, value in child.items()
            if name.startswith("data-")
        )
        text = unescape("".join(child.itertext()))
        if attributes:
            yield text, attributes
        else:
            yield from loose(text)
        yield from loose(child.tail)
