"""YAML read as text: every scalar stays what was typed, every value knows its line.

``0.80`` stays ``0.80``, ``NO`` stays ``NO``. Anchors, aliases, tags, repeated keys, several
documents and deep nesting are refused: curated files need none of them.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import yaml

from pipelines.curated.yaml_slips import slip_of
from schemas.borders.plain import HIDES, LONGEST_VALUE, RETYPE, hidden_sign, too_long, visible
from schemas.problem import WARNING, Problem, shorten

DEEPEST = 8
REPEATED = "\0"  # a key whose value is not taken
HIDDEN_RULE = "no-hidden-sign"


class Scalar(NamedTuple):
    text: str
    line: int


@dataclass
class Sequence:
    items: list[Node]
    line: int


@dataclass
class Mapping:
    line: int
    items: dict[str, Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)  # line of each key


Node = Scalar | Sequence | Mapping


class Unreadable(Exception):
    def __init__(self, line: int, value: str, message: str, todo: str):
        self.line, self.value, self.message, self.todo = line, value, message, todo


Root = TypeVar("Root", Mapping, Sequence)
EXPECTED = {Mapping: "a list of `key: value` lines", Sequence: "a list of entries, each after `-`,"}


def parse(text: str, path: str, root: type[Root] = Mapping) -> tuple[Root, list[Problem]]:
    """The mapping (or list) that ``text`` holds. With problems, the part that could be read."""
    empty = Mapping(1) if root is Mapping else Sequence([], 1)
    problems: list[Problem] = []
    try:
        node = _compose(text, path, problems, root)
    except Unreadable as error:
        problem = Problem(
            path, error.line, "", error.value, error.message, error.todo, "readable-yaml"
        )
        return empty, [*problems, problem]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = getattr(error, "position", None)  # of a sign that YAML does not allow
        line = mark.line + 1 if mark else text.count("\n", 0, at) + 1 if at is not None else 0
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        slip = slip_of(text, line, what)
        return empty, [Problem(path, *slip, "readable-yaml")]
    return node, problems


def _compose(text: str, path: str, problems: list[Problem], expected: type[Root]) -> Root:
    root: Node | None = None
    stack: list[tuple[Node, str | None]] = []  # open collections and the key waiting for a value

    def place(node: Node, line: int) -> None:
        nonlocal root
        if not stack:
            root = node
            return
        parent, key = stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif key is None:
            if not isinstance(node, Scalar):
                raise Unreadable(
                    line, "", "a key must be a single word.", "Write it as `key: value`."
                )
            stack[-1] = (parent, node.text)
            if node.text in parent.items:
                stack[-1] = (parent, REPEATED)  # the first one stands until a person chose
                problems.append(
                    Problem(
                        path,
                        line,
                        node.text,
                        "",
                        f"this key stands twice, first on line {parent.lines[node.text]}.",
                        "Keep one of them.",
                        "no-repeated-key",
                    )
                )
            else:
                parent.lines[node.text] = line
        else:
            if key is not REPEATED:
                parent.items[key] = node
            stack[-1] = (parent, None)

    documents = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        kind = type(event)
        if kind is yaml.ScalarEvent:
            line = event.start_mark.line + 1
            _refuse_extras(event, line)
            if event.style is None and event.value in ("", "~"):
                place(Scalar("", line), line)
                continue
            value = event.value.strip()
            if len(value) > LONGEST_VALUE:
                raise Unreadable(line, shorten(value), *too_long(value))
            if event.style == '"' and hidden_sign(value):  # an escape: the text itself has none
                key = stack[-1][1] if stack else None
                sign = hidden_sign(value)
                problems.append(Problem(path, line, key or "", sign, HIDES, RETYPE, HIDDEN_RULE))
                value = visible(value)
            place(Scalar(sys.intern(value), line), line)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            line = event.start_mark.line + 1
            _refuse_extras(event, line)
            if len(stack) >= DEEPEST:
                raise Unreadable(
                    line, "", "this is nested too deeply.", "Keep to the keys of the form."
                )
            node = Mapping(line) if kind is yaml.MappingStartEvent else Sequence([], line)
            place(node, line)
            stack.append((node, None))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            stack.pop()
        elif kind is yaml.AliasEvent:
            raise Unreadable(
                event.start_mark.line + 1,
                f"*{event.anchor}",
                "references to other places (`*name`) are not used here.",
                "Write the value out, or put it between quotation marks.",
            )
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise Unreadable(
                    event.start_mark.line + 1,
                    "---",
                    "the file holds more than one document.",
                    "Remove the line `---`.",
                )
    if not isinstance(root, expected):
        line = root.line if root else 1
        raise Unreadable(line, "", f"{EXPECTED[expected]} is expected.", "See EDITING.md.")
    _warn_cut_texts(text, path, problems)
    _warn_curly_quotes(text, path, problems)
    return root


def _refuse_extras(event: yaml.Event, line: int) -> None:
    if event.anchor:
        raise Unreadable(
            line,
            f"&{event.anchor}",
            "marks such as `&name` are not used here.",
            "Remove it, or put the value between quotation marks.",
        )
    if event.tag:
        raise Unreadable(
            line,
            event.tag,
            "type marks such as `!name` are not used here.",
            "Remove it, or put the value between quotation marks.",
        )


def _warn_cut_texts(text: str, path: str, problems: list[Problem]) -> None:
    """` #` begins a comment: in the middle of prose that silently cuts the sentence."""
    lines = text.split("\n") if " #" in text else []
    for number, line in enumerate(lines, start=1):
        head, mark, tail = line.partition(" #")
        if mark and tail[:1].isdigit() and ":" in head and head.strip()[:1] != "#":
            quoted = head.count('"') % 2 or head.count("'") % 2
            if not quoted:
                problems.append(
                    Problem(
                        path,
                        number,
                        head.split(":")[0].strip(),
                        f"#{tail}",
                        "everything after ` #` is a comment and is not read.",
                        "If it belongs to the value, put the value between quotation marks.",
                        "no-cut-text",
                        WARNING,
                    )
                )


def _warn_curly_quotes(text: str, path: str, problems: list[Problem]) -> None:
    """A word processor's quotation marks enclose nothing here: readers would see them."""
    for number, line in enumerate(text.split("\n") if set("“„”") & set(text) else (), start=1):
        if match := re.match(r"\s*(?:- )?([\w-]+): ([“„”][^“„”]*[“”])\s*$", line):
            message = "stands in quotation marks of a word processor, which readers would see."
            todo = "Type straight ones, or none."
            problems.append(
                Problem(path, number, match[1], match[2], message, todo, "no-curly-quotes", WARNING)
            )
