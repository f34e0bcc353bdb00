"""XML from strangers, and the text in it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from pipelines.sources.http import SourceError


def read_xml(body: bytes, source: str) -> Element:
    """The document, with entities of its own refused: they are how a small file fills a memory."""
    try:
        return ElementTree.fromstring(body, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise SourceError(
            f"{source}: sent XML with entities of its own, which are refused"
        ) from error
    except ParseError as error:
        raise SourceError(f"{source}: sent XML that cannot be read ({error})") from error


def plain(element: Element | None) -> str:
    """Text of an element. Raised and lowered signs stay apart: 10<sup>5</sup> is not 105."""
    return _text(element).strip() if element is not None else ""


def _text(element: Element) -> str:
    inner = "".join((element.text or "", *(_text(child) + (child.tail or "") for child in element)))
    mark = {"sup": "^", "sub": "_"}.get(element.tag, "")
    return mark + " ".join(inner.split()) if mark else inner
