"""XML from strangers, and the text in it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from pipelines.sources.http import SourceError
from pipelines.sources.text import shown, tidy

_POINTS = ("·", "∙", "⋅", "•")
DEEPEST = 200  # elements inside each other; records and articles hold some twenty


def read_xml(body: bytes, source: str) -> Element:
    """The document, with entities of its own refused: they are how a small file fills a memory."""
    try:
        root = ElementTree.fromstring(body, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise SourceError(
            f"{source}: sent XML with entities of its own, which are refused"
        ) from error
    except (ParseError, ValueError, LookupError) as error:  # the latter: encodings nobody knows
        raise SourceError(
            f"{source}: sent XML that cannot be read ({shown(str(error))})"
        ) from error
    level, depth = [root], 0
    while level:
        level, depth = [child for element in level for child in element], depth + 1
        if depth > DEEPEST:
            raise SourceError(f"{source}: sent XML nested more than {DEEPEST} deep")
    return root


def plain(element: Element | None) -> str:
    """Text of an element. Raised and lowered signs stay apart (10<sup>5</sup> is not 105), and so
    do digits of different elements, as in formulas."""
    return tidy(_text(element)).strip() if element is not None else ""


def _text(element: Element) -> str:
    if not isinstance(element.tag, str):  # a comment, or an instruction to a program
        return ""
    inner = element.text or ""
    for child in element:
        for part in (_text(child), child.tail or ""):
            inner += (" " if inner[-1:].isdigit() and part[:1].isdigit() else "") + part
    if element.tag in ("br", "break"):
        return " "
    if inner.strip() in _POINTS:  # a raised decimal point, as some publishers set it
        return inner.strip()
    mark = {"sup": "^", "sub": "_"}.get(element.tag, "")
    return mark + " ".join(inner.split()) if mark else inner
