"""A built page or drawing, read and walked through once for all that is asked of it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from reports.gate.numerals import Bound, Element, is_technical, parse
from reports.gate.page_marks import around, marked_as

SPOKEN = ("alt", "title", "aria-label", "aria-description", "placeholder", "content")
BINDING = ("data-field", "data-estimate", "data-fact", "data-count")
MARKS = frozenset((*SPOKEN, *BINDING))
DIGIT = re.compile("[0-9]")


class Spoken(NamedTuple):
    """An attribute that is read aloud."""

    name: str
    says: str
    element: Element


class Page:
    """What stands on a page: its figures, texts and spoken attributes.

    bound    elements that show a stored value, and which
    texts    all pieces of text, scripts and styles included, and the element right in which each stands
    digits   those of them with digits that do not stand right in a bound element
    spoken   attributes that are read aloud
    """

    def __init__(self, root: Element):
        self.root = root
        self.bound: list[tuple[Element, Bound]] = []
        self.texts: list[tuple[str, Element]] = []
        self.spoken: list[Spoken] = []
        for node in root.iter():
            if isinstance(node.tag, str):
                if not MARKS.isdisjoint(node.keys()):
                    self._note(node)
                if node.text:
                    self.texts.append((node.text, node))
            if node.tail:
                self.texts.append((node.tail, node.getparent()))
        self.digits = [
            (text, holder)
            for text, holder in self.texts
            if DIGIT.search(text) and Bound.of(holder) is None
        ]

    @classmethod
    def of(cls, text: str, is_drawing: bool = False) -> Page:
        return cls(parse(text, is_drawing))

    def _note(self, element: Element) -> None:
        if bound := Bound.of(element):
            self.bound.append((element, bound))
        for name in SPOKEN:
            says = element.get(name)
            if says and not is_technical(element, name):
                self.spoken.append(Spoken(name, says, element))

    @property
    def body(self) -> Element:
        return self.root.find("body")

    @property
    def kind(self) -> str | None:
        return self.body.get("data-page")

    @cached_property
    def main_text(self) -> str:
        """All text of the main part."""
        return self.root.xpath("string(//main)")

    @cached_property
    def panels(self) -> list[Element]:
        return self.root.xpath(f"//*[{marked_as('panel')}]")

    @cached_property
    def shares(self) -> list[Element]:
        """Shares of a hundred that are told as people, outside prose, tables and ladders."""
        shown = "//main//*[@data-as = 'of_100' or @data-as = 'per_100'][@data-estimate]"
        apart = ("prose", "ladder", "summary", "line", "sentences", "beside")
        return [share for share in self.root.xpath(shown) if around(share, *apart) is None]
