"""The picture that travels alone: a chart with its title, people, warnings, source and dates.

Standalone SVG and PNG carry everything a reader must know, because they are pasted without a page.
Lines with numerals are bound like any other text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html
from markupsafe import Markup, escape

from reports import theme
from reports.charts.layout import text_width
from reports.charts.render import SVG

WIDTH = theme.WIDE + 40
SIDE = 20
_WORD = re.compile(r"\s*\S+(?: \d\S*)*|\s+$")  # a name such as CheckMate 067 stays in one line


class Card:
    """Lines and drawings stacked from top to bottom."""

    def __init__(
        self,
        slug: str,
        title: str,
        description: Markup,
        width: int = WIDTH,
        column: int = WIDTH - 2 * SIDE,
        side: int = SIDE,
    ):
        self.slug, self.title, self.description = slug, title, description
        self.width, self.column = width, column  # of the card, and of its texts
        self.side = side  # where texts begin
        self.parts: list[str] = []
        self.y = 16.0

    def text(
        self, words: str | Markup, size: int = 12, tone: str = "ink", weight: int = 400
    ) -> None:
        """A paragraph, broken between words; elements in it keep their ``data-`` attributes."""
        high = round(size * 1.4)
        lines, text = _broken(words, self.column, self.side, size, high, weight)
        self.parts.append(
            f'<text x="{self.side}" y="{self.y + high:g}" font-size="{size}" font-weight="{weight}" '
            f'fill="{_colour(tone)}">{text}</text>'
        )
        self.y += high * lines + 3

    def strip(self, words: str | Markup, tone: str) -> None:
        """A warning on a band of its own colour."""
        lines, text = _broken(words, self.column - 24, SIDE + 12, 13, 18, 600)
        self.y += 8
        tall = 18 * lines + 12
        self.parts.append(
            f'<rect class="re-strip" x="{SIDE}" y="{self.y:g}" width="{self.column}" height="{tall}" '
            f'rx="4" fill="{_colour(f"{tone}-paper")}" stroke="{_colour(tone)}"/>'
            f'<text x="{SIDE + 12}" y="{self.y + 20:g}" font-size="13" font-weight="600" '
            f'fill="{_colour(tone)}">{text}</text>'
        )
        self.y += tall + 6

    def drawing(self, svg: str) -> None:
        """A finished chart below the last text."""
        self.y += 8
        self.y += self.place(svg, SIDE, self.y) + 8

    def place(self, svg: str, x: float, y: float) -> float:
        """A finished chart anywhere on the card, without its name: the card has one. Its height.

        As a group: renderers keep a mask of the whole card for an ``svg`` inside another.
        """
        root = etree.fromstring(svg.encode())
        height = float(root.get("height"))
        for child in list(root)[:2]:
            if etree.QName(child).localname in ("title", "desc"):
                root.remove(child)
        look = root.get("class")
        root.attrib.clear()
        root.tag = f"{{{SVG}}}g"
        root.set("class", look)
        root.set("transform", f"translate({x:g},{y:g})")
        self.parts.append(etree.tostring(root, encoding="unicode"))
        return height

    @property
    def height(self) -> int:
        return round(self.y + 16)

    def svg(self, height: int = 0) -> str:
        """The card, as high as its parts or ``height``; its colours are properties, which
        ``scheme.coloured`` replaces.
        """
        size = f'width="{self.width}" height="{height or self.height}"'
        words = "".join(
            f"<tspan{attributes}>{_plain(text)}</tspan>" if attributes else _plain(text)
            for text, attributes in _pieces(self.description)
        )
        return (
            f'<svg xmlns="{SVG}" class="re-card" {size} viewBox="0 0 {self.width} {height or self.height}" '
            f'font-family="{escape(theme.CHART_FONT)}" role="img" '
            f'aria-labelledby="{self.slug}-title {self.slug}-desc">'
            f'<title id="{self.slug}-title">{escape(self.title)}</title>'
            f'<desc id="{self.slug}-desc">{words}</desc>'
            f'<rect {size} fill="{_colour("paper")}"/>{"".join(self.parts)}</svg>'
        )


def _colour(tone: str) -> str:
    return f"var(--re-{tone},{theme.LIGHT[tone]})"


def _broken(
    words: str | Markup, width: float, x: float, size: int, high: int, weight: int
) -> tuple[int, str]:
    """Number of lines and SVG text. A line begins inside what its words are bound to."""
    lines, used, made = 1, 0.0, ""
    for text, attributes in _pieces(Markup(escape(words))):
        shown = ""
        for word in map(str, _WORD.findall(text)):
            wide = text_width(word, size, weight)
            if used and used + wide > width and word.strip():
                lines, used, word = lines + 1, 0.0, word.lstrip()
                wide = text_width(word, size, weight)
                shown += f' <tspan x="{x:g}" dy="{high}">{_plain(word)}</tspan>'
            else:
                shown += _plain(word)
            used += wide
        made += f"<tspan{attributes}>{shown}</tspan>" if attributes else shown
    return lines, made


def _plain(text: str) -> str:
    return str(escape(text))


def _pieces(words: Markup) -> Iterator[tuple[str, str]]:
    """Texts, each with the ``data-`` attributes of the element around it, if there is one."""
    root = html.fragment_fromstring(str(words), create_parent="div")
    if root.text:
        yield root.text, ""
    for child in root:
        attributes = "".join(
            f' {name}="{_plain(value)}"'
            for name, value in child.items()
            if name.startswith("data-")
        )
        yield "".join(child.itertext()), attributes
        if child.tail:
            yield child.tail, ""
