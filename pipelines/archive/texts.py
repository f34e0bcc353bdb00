"""The text of a source as blocks, and its passages: a sentence, or a row of a table.

A passage knows its place (section, page, number, offset in the unified text), so that a finding
can say where a figure stands without a word of the source.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile

from pipelines.archive.figures_in_text import Token, read_tokens, unify
from pipelines.archive.printed_values import Time, Value, read_values
from pipelines.files import sha256
from pipelines.sources.blocks import Block

SHORT = 12  # signs of a hash in a locator
BAR = " | "
# "e.g. (", "vs. Chemotherapy", "Fig. 2": a point that ends no sentence
_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\bvs\.)(?<!\bet al\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bFig\.)(?<!\bNo\.)(?<!\bInc\.)"
    r"(?<!\bF\.)\s+(?=[A-Z(\d≥])|\s*>>>\s*"
)
# parts of an abstract, as printed in it; a colon may follow
_LABEL = re.compile(
    r"\b(BACKGROUND(?: AND \w+)?|INTRODUCTION|CONTEXT|IMPORTANCE|OBJECTIVES?|AIMS?|PURPOSE|RATIONALE"
    r"|(?:PATIENTS |MATERIALS )?(?:AND |& )?METHODS|EXPERIMENTAL DESIGN|DESIGN[A-Z, ]*|TRIAL DESIGN"
    r"|RESULTS?|FINDINGS|MAIN OUTCOMES[A-Z ]*|CONCLUSIONS?(?: AND \w+)?|INTERPRETATION|DISCUSSION|FUNDING)\b:?\s"
)
# what stands here is of other studies, or was only planned
_NOT_RESULTS = re.compile(
    r"background|introduction|context|importance|objective|\baims?\b|purpose|rationale|method|design"
    r"|main outcomes|discussion|references|funding",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Passage:
    """What is judged as a whole. ``heads`` are the words above parts of a row: start, end, words."""

    text: str
    section: str
    place: str
    line: int  # passages of one paragraph share it
    heads: tuple[tuple[int, int, str], ...] = ()
    title: str = ""  # of the table

    @cached_property
    def tokens(self) -> list[Token]:
        return read_tokens(self.text)

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(token.text for token in self.tokens)

    @cached_property
    def values(self) -> tuple[list[Value], list[Time]]:
        return read_values(self.text, self.tokens)

    @property
    def may_hold_results(self) -> bool:
        return not _NOT_RESULTS.search(self.section)


class Text:
    """A whole text, read once for all figures that are looked for in it."""

    def __init__(self, blocks: Iterable[Block]):
        self.blocks = tuple(blocks)

    @cached_property
    def hash(self) -> str:
        """Sha256 of the unified text, in which offsets count."""
        return sha256(self.unified)

    @cached_property
    def unified(self) -> str:
        return "\n".join(unify(_plain(block)) for block in self.blocks)

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset().union(*(passage.numbers for passage in self.passages))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(self._passages())

    def before(self, passage: Passage) -> tuple[str, ...]:
        """The title, and the sentences above a passage in its paragraph."""
        title = unify(self.blocks[0].text) if passage.line else ""
        above = takewhile(lambda p: p is not passage, self._of_line[passage.line])
        return (title, *(p.text for p in above if not passage.heads))

    @cached_property
    def _of_line(self) -> dict[int, list[Passage]]:
        found: dict[int, list[Passage]] = defaultdict(list)
        for passage in self.passages:
            found[passage.line].append(passage)
        return found

    def _passages(self) -> Iterator[Passage]:
        offset, number, row_number = 0, 0, 0
        section = ""
        for line, block in enumerate(self.blocks):
            page = f"page {block.page}" if block.page else ""
            if block.rows:
                title = block.text
                for head, cells in _under_heads(block.rows):
                    row_number += 1
                    text, heads = _row(head, cells)
                    if not re.search(r"\d", text):  # it names the rows below it
                        title = " ".join(dict.fromkeys(filter(None, cells))) or title
                    place = _place(block.section, page, f"table row {row_number}")
                    yield Passage(text, block.section, place, line, heads, unify(title))
            else:
                text = unify(block.text)
                section = block.section
                for start, sentence in _sentences(text):
                    label = _LABEL.match(sentence)
                    section = label[1].capitalize() if label else section
                    number += 1
                    place = _place(section, page, f"sentence {number}", f"sign {offset + start}")
                    yield Passage(sentence, section, place, line)
            offset += len(unify(_plain(block))) + 1


class Excerpt(Text):
    """Some passages of a text; places and hash are those of the whole."""

    def __init__(self, whole: Text, passages: tuple[Passage, ...]):
        super().__init__(whole.blocks)
        self.hash = whole.hash
        self.passages = passages
        self.unified = "\n".join(passage.text for passage in passages)


def of_lines(text: str) -> Text:
    """A text whose paragraphs are its lines."""
    return Text(Block(text=line) for line in text.splitlines() if line.strip())


def _plain(block: Block) -> str:
    return "\n".join((block.text, *(BAR.join(row) for row in block.rows)))


def _place(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences with their starts; the label of a part begins one."""
    cuts = {0, len(text)}
    cuts |= {m.end() for m in _SENTENCE.finditer(text)}
    cuts |= {m.start() for m in _LABEL.finditer(text) if _begins(text, m)}
    ends = sorted(cuts)
    for start, end in pairwise(ends):
        if sentence := text[start:end].strip():
            yield start, sentence


def _begins(text: str, label: re.Match[str]) -> bool:
    before = text[: label.start()].rstrip()
    return label.group().rstrip().endswith(":") or not before or before[-1] in ".>)"


def _under_heads(
    rows: tuple[tuple[str, ...], ...],
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each row with the heads above it; a head is a first row without a number to be looked for."""
    head = rows[0] if rows else ()
    for row in rows:
        yield (head if len(head) == len(row) and row is not head else ()), row


def _row(
    head: tuple[str, ...], cells: tuple[str, ...]
) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    text, heads = "", []
    for number, cell in enumerate(cells):
        part = unify(" ".join(cell.split()))
        if number and head:
            heads.append((len(text), len(text) + len(part), unify(" ".join(head[number].split()))))
        text += part + BAR
    return text.removesuffix(BAR), tuple(heads)
