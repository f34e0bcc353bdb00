"""How elements of a document say which stored value they show, and what answers for a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree, html

Element = etree._Element
TICK_ROLES = {"role-axis-label", "role-legend-label", "role-legend-title", "role-axis-title"}
SILENT = ("style", "template", "script")


def parse(text: str, is_drawing: bool = False) -> Element:
    """The root of a page, or of an SVG drawing."""
    if is_drawing:
        return etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
    parser = etree.HTMLParser(encoding="utf-8")
    # lxml.html asks Python for the class of every element; one class for all is found in C
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return etree.fromstring(text.encode(), parser)


class Bound(NamedTuple):
    """What an element says that it shows, and how."""

    kind: str
    key: str
    how: str = "as it stands"

    @classmethod
    def of(cls, element: etree._Element) -> Bound | None:
        field, estimate = element.get("data-field"), element.get("data-estimate")
        if field and estimate:
            return cls("columns", estimate, field)
        if field:
            return cls("field", field)
        if estimate:
            return cls("estimate", estimate, element.get("data-as", "as_printed"))
        if fact := element.get("data-fact"):
            return cls("fact", fact)
        if count := element.get("data-count"):
            return cls("count", count)
        return None


def texts_of(value: object) -> Iterator[str]:
    """Every text inside structured data."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from texts_of(item)
    elif value is not None:
        yield str(value)


def visible_text(page: etree._ElementTree) -> str:
    """The text of a page's body as a reader sees it, on one line."""
    texts = page.xpath("//body//text()[not(parent::script or parent::style or parent::template)]")
    return " ".join("".join(texts).split())


def cover_of(element: etree._Element | None) -> etree._Element | None:
    """The element that answers for a text: the nearest bound, ticked or silent one around it."""
    while element is not None:
        if isinstance(element.tag, str) and (
            Bound.of(element) is not None
            or etree.QName(element).localname in SILENT
            or not TICK_ROLES.isdisjoint((element.get("class") or "").split())
        ):
            return element
        element = element.getparent()
    return None


def is_technical(element: etree._Element, name: str) -> bool:
    """``content`` of a meta element that addresses machines (viewport, refresh, policy)."""
    if element.get("http-equiv"):
        return name == "content"
    return name == "content" and element.get("name") not in ("description", None)


def own_text(element: etree._Element) -> str:
    """Text of the element without that of elements bound on their own."""
    if not len(element):
        return " ".join((element.text or "").split())
    parts: list[str] = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and Bound.of(child) is None:
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())
