"""The text of a file that an editor has: PDF, HTML, text, Markdown, DOCX, XML or JSON.

Only `evidence archive` comes here; the libraries that read such files are loaded by what needs them.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from xml.etree.ElementTree import Element

from pipelines.sources import europe_pmc, pubmed
from pipelines.sources.blocks import Block, table_rows
from pipelines.sources.http import SourceError
from pipelines.sources.json import read_json
from pipelines.sources.text import shown, tidy
from pipelines.sources.xml import plain, read_xml

MOST_BYTES = 60 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_PAGES = 1500
# a line of a PDF that is the title of a section
_SECTION = re.compile(
    r"(?:\d+\.?\s*)?(abstract|background|introduction|(?:patients|materials)?(?: and )?methods|results|"
    r"findings|discussion|conclusions?|interpretation|references|funding|acknowledge?ments)\.?",
    re.IGNORECASE,
)
_SKIPPED = ("script", "style", "nav", "header", "footer", "noscript", "form", "svg", "head")
_HTML_BLOCKS = ("p", "li", "dd", "dt", "blockquote", "figcaption", "caption", "pre")
_CITATION = re.compile(r"\[\[[^\]]*\](?:\([^)]*\))?\](?:\([^)]*\))?")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"\*\*|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|`")


class Unreadable(Exception):
    """Why a file cannot be read; the text is one sentence."""


def read_document(body: bytes, suffix: str) -> tuple[Block, ...]:
    """The blocks of a file; ``suffix`` is the end of its name, such as ``.pdf``. Raises Unreadable."""
    reader = READERS.get(suffix.lower())
    if reader is None:
        raise Unreadable(f"files of kind '{suffix}' are not read; known: {', '.join(READERS)}.")
    if len(body) > MOST_BYTES:
        raise Unreadable(f"it is larger than {MOST_BYTES // 1024 // 1024} MB.")
    try:
        blocks = tuple(b for b in reader(body) if b.text.strip() or b.rows)
    except SourceError as error:
        raise Unreadable(f"{error}.") from error
    if not any(re.search(r"[A-Za-z]{3}", b.text) or b.rows for b in blocks):
        raise Unreadable("no text stands in it; a scan must be read by a program for scans first.")
    return blocks


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"it is not UTF-8 text (byte 0x{body[error.start]:02x}).") from error


def _of_text(body: bytes) -> Iterator[Block]:
    for line in _text(body).splitlines():
        yield Block(tidy(line).strip())


def _of_markdown(body: bytes) -> Iterator[Block]:
    section, rows = "", []
    for line in [*_text(body).splitlines(), ""]:
        line = tidy(_EMPHASIS.sub("", _LINK.sub(r"\1", _CITATION.sub("", line)))).strip()
        if line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            if not all(re.fullmatch(r":?-*:?", cell) for cell in cells):
                rows.append(cells)
            continue
        if rows:
            yield Block("", section, rows=tuple(rows))
            rows = []
        if heading := re.match(r"#+\s+(.*)", line):
            section = unescape(heading[1])
            yield Block(section, section)
        elif line:
            yield Block(unescape(re.sub(r"^(?:[-*+]|\d+\.)\s+", "", line)), section)


def _of_html(body: bytes) -> Iterator[Block]:
    from lxml import etree, html

    try:
        root = html.fromstring(body, parser=html.HTMLParser(encoding=_charset(body)))
    except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise Unreadable(f"the HTML cannot be read ({shown(str(error))}).") from error
    yield from _html_blocks(root, [""])


def _charset(body: bytes) -> str:
    found = re.search(rb"charset=[\"']?([\w-]+)", body[:2048])
    return found[1].decode("ascii") if found else "utf-8"


def _html_blocks(element: Element, section: list[str]) -> Iterator[Block]:
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in _SKIPPED:
        return
    if re.fullmatch("h[1-6]", tag):
        section[0] = _flat(element)
        yield Block(section[0], section[0])
    elif tag == "table":
        caption = element.find("caption")
        text = _flat(caption) if caption is not None else ""
        yield Block(text, section[0], rows=table_rows(element, _flat, lambda e: str(e.tag)))
    elif tag in _HTML_BLOCKS and not any(
        child.tag in ("table", "p", "li", "ul", "ol") for child in element
    ):
        yield Block(_flat(element), section[0])
    else:
        if element.text and element.text.strip():
            yield Block(tidy(element.text).strip(), section[0])
        for child in element:
            yield from _html_blocks(child, section)
            if child.tail and child.tail.strip():
                yield Block(tidy(child.tail).strip(), section[0])


def _flat(element: Element) -> str:
    return " ".join(plain(element).split())


def _of_xml(body: bytes) -> Iterator[Block]:
    root = read_xml(body, "the file")
    if root.tag == pubmed.SET:
        article = pubmed.parse(body)
        yield Block(article.title)
        yield from (Block(line) for line in article.abstract.splitlines())
    elif root.find("front") is not None or root.find("body") is not None:
        yield from europe_pmc.blocks_of(root)
    else:
        for element in root.iter():
            if element.text and element.text.strip():
                yield Block(tidy(" ".join(element.text.split())))


def _of_json(body: bytes) -> Iterator[Block]:
    try:
        yield from _json_blocks(read_json(body, dict, "the file", "a record"), "")
    except (RecursionError, json.JSONDecodeError) as error:
        raise Unreadable("the JSON cannot be read.") from error


def _json_blocks(value: object, name: str) -> Iterator[Block]:
    """Every text with its key as section; texts that are HTML tables as tables (openFDA has them)."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _json_blocks(inner, key.replace("_", " "))
    elif isinstance(value, list):
        for inner in value:
            yield from _json_blocks(inner, name)
    elif isinstance(value, str) and value.lstrip().startswith("<table"):
        yield from _renamed(_of_html(value.encode()), name)
    elif isinstance(value, str):
        yield Block(tidy(" ".join(value.split())), name)


def _renamed(blocks: Iterator[Block], section: str) -> Iterator[Block]:
    for block in blocks:
        yield Block(block.text, section, rows=block.rows)


def _of_pdf(body: bytes) -> Iterator[Block]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    section = ""
    try:
        reader = PdfReader(io.BytesIO(body))
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable(f"it has more than {MOST_PAGES} pages.")
        for number, page in enumerate(reader.pages, start=1):
            lines: list[str] = []
            for line in [*page.extract_text().splitlines(), ""]:
                found = _SECTION.fullmatch(line.strip())
                if (found or not line.strip()) and lines:
                    yield Block(tidy(_joined(lines)), section, number)
                    lines = []
                if found:
                    section = found[1].capitalize()
                elif line.strip():
                    lines.append(line.strip())
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        raise Unreadable(f"the PDF cannot be read ({shown(str(error))}).") from error


def _joined(lines: list[str]) -> str:
    """Lines of a page as running text; a word that was cut at a line's end is whole again."""
    return re.sub(r"(?<=[a-z])- (?=[a-z])", "", " ".join(lines))


def _of_docx(body: bytes) -> Iterator[Block]:
    from docx import Document
    from docx.opc.exceptions import OpcError
    from docx.table import Table

    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if sum(info.file_size for info in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable("it is far larger when unpacked than a text can be.")
        document, section = Document(io.BytesIO(body)), ""
        for part in document.iter_inner_content():
            if isinstance(part, Table):
                rows = tuple(tuple(cell.text for cell in row.cells) for row in part.rows)
                yield Block("", section, rows=rows)
                continue
            if (part.style.name if part.style else "").startswith(("Heading", "Title")):
                section = tidy(part.text).strip()
            yield Block(tidy(part.text).strip(), section)
    except (zipfile.BadZipFile, OpcError, KeyError, ValueError) as error:
        raise Unreadable(f"the DOCX cannot be read ({shown(str(error))}).") from error


READERS: dict[str, Callable[[bytes], Iterator[Block]]] = {
    ".pdf": _of_pdf,
    ".html": _of_html,
    ".htm": _of_html,
    ".txt": _of_text,
    ".md": _of_markdown,
    ".docx": _of_docx,
    ".xml": _of_xml,
    ".json": _of_json,
}
