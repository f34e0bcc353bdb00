"""Built pages and drawings read back as trees, the same way for everything that judges them."""

from __future__ import annotations

from lxml import etree, html

Element = etree._Element


def parse(text: str, is_drawing: bool = False) -> Element:
    """The root of a page, or of an SVG drawing."""
    if is_drawing:
        return etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
    parser = etree.HTMLParser(encoding="utf-8")
    # lxml.html asks Python for the class of every element; one class for all is found in C
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return etree.fromstring(text.encode(), parser)
