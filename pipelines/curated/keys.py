"""One curated file while it is taken apart: its rows, and its keys and values against their columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.curated.yamltext import Mapping, Node, Scalar, Sequence
from schemas import tables
from schemas.fields import SEPARATOR
from schemas.problem import Problem, nearest
from schemas.row import Row

MOST_GUESSES = 50  # at what was meant by an unknown key; each takes a while


@dataclass
class Part:
    """The rows of one file with their tables, and what is wrong with it."""

    rows: list[tuple[str, Row]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class File:
    """What was found in the file at ``place``, and the words for what is wrong there."""

    def __init__(self, place: str):
        self.place = place
        self.part = Part()
        self.unknown = 0  # keys
        self.typed: list[str] = []  # lines of the file, or of its head
        self.told_above: set[str] = set()  # keys that a report lacks for all of its figures

    def add(self, table: str, row: Row) -> None:
        self.part.rows.append((table, row))

    def report(self, line: int, name: str, value: str, *words: str) -> None:
        message, todo, rule = words
        self.part.problems.append(Problem(self.place, line, name, value, message, todo, rule))

    def named(self, node: Mapping, name: str) -> Iterable[tuple[str, Mapping]]:
        group = node.items.get(name)
        singular = name.removesuffix("s")
        if group is None and singular in node.items:
            message, todo = f"this key is written `{name}:`.", "Add the s."
            self.report(node.lines[singular], name, singular, message, todo, "no-missing-key")
            return
        if (
            group is None
            or group == Mapping(group.line)
            or (isinstance(group, Scalar) and not group.text)
        ):
            self.report(
                node.lines.get(name, node.line),
                name,
                "",
                "this key is missing or empty.",
                f"Add `{name}:` with at least one entry.",
                "no-missing-key",
            )
            return
        if not isinstance(group, Mapping):
            self.wrong_type(node.lines[name], name, "a group of `key:` entries")
            return
        for key, entry in group.items.items():
            if isinstance(entry, Mapping):
                entry.line = group.lines[key]
                yield key, entry
            else:
                self.wrong_type(group.lines[key], key, "a group of `key: value` lines")

    def row(
        self,
        table: str,
        node: Mapping,
        fixed: dict[str, str],
        *,
        nested: tuple[str, ...] = (),
        inherited: Row | None = None,
        is_part: bool = False,
    ) -> Row:
        known = tables.columns(table)
        unknown = self.unknown_keys(node.lines, table, {*nested}, fixed)
        row = Row(self.place, node.line, dict(fixed))
        if inherited is not None:
            row.values.update(inherited.values)
            row.lines.update(inherited.lines)
        for name, value in node.items.items():
            if name in known and name not in fixed and name not in nested:
                line = row.lines[name] = node.lines[name]
                if type(value) is Scalar and value.text:
                    row.values[name] = value.text
                elif text := self.value(line, name, value, known[name][1]["is_list"]):
                    row.values[name] = text
        missing = [] if is_part else self.missing(row, table)
        if unknown:
            self.tell_unknown(node, unknown, table, nested, fixed, missing)
        else:
            self.tell_missing(row, table, missing)
        return row

    def value(self, line: int, name: str, node: Node, is_list: bool) -> str:
        if isinstance(node, Scalar):
            if node.text == "":
                self.report(
                    line,
                    name,
                    "",
                    "this key has no value.",
                    "Fill it in, write not_stated where that is allowed, or delete the line.",
                    "no-empty-value",
                )
            return node.text
        if (
            isinstance(node, Sequence)
            and is_list
            and all(isinstance(i, Scalar) for i in node.items)
        ):
            texts = [item.text for item in node.items]
            for text in texts:
                if SEPARATOR in text:
                    self.report(
                        line,
                        name,
                        text,
                        f"an item may not contain `{SEPARATOR}`.",
                        "Write it as two items, or use a comma.",
                        "good-list",
                    )
            return SEPARATOR.join(texts)
        self.wrong_type(line, name, "a list such as [a, b]" if is_list else "one value")
        return ""

    def wrong_type(self, line: int, name: str, expected: str) -> None:
        self.report(
            line,
            name,
            "",
            f"{expected} is expected here.",
            "Compare with another file of the same kind.",
            "right-type",
        )

    def unknown_keys(
        self, keys: Iterable[str], table: str, nested: set[str], fixed: Iterable[str] = ()
    ) -> list[str]:
        columns = tables.columns(table)
        return [n for n in keys if n in fixed or (n not in columns and n not in nested)]

    def tell_unknown(
        self,
        node: Mapping,
        unknown: list[str],
        table: str,
        nested: Iterable[str],
        fixed: Iterable[str],
        missing: list[str],
    ) -> None:
        """Each unknown key, with what is missing beside it: most often it is that one, misspelled."""
        known = (set(tables.columns(table)) | {*nested}) - {*fixed}
        groups = [name for name in nested if isinstance(node.items.get(name), Mapping)]
        for name in unknown:
            if f"{name}s" in nested and f"{name}s" not in node.items:
                continue  # told where the group is looked for
            if isinstance(node.items.get(name), Mapping) and groups:
                todo = f"Indent it by two spaces, so that it stands under `{groups[-1]}:`."
                self.report(node.lines[name], name, "", "stands outside its group.", todo, "right-type")  # fmt: skip
                continue
            if self.is_behind_a_comma(node, name):
                message = "stands behind a comma, which ends a value between brackets."
                todo = "Put the whole text before it and this in quotation marks."
                self.report(node.lines[name], name, "", message, todo, "known-key")
                continue
            self.unknown += 1
            near = nearest(name, known) if self.unknown <= MOST_GUESSES else ""
            lack = f"Missing here: {', '.join(f'`{one}:`' for one in missing)}. " if missing else ""
            todo = near.capitalize() or f"{lack}Known keys: {', '.join(sorted(known))}."
            self.report(node.lines[name], name, "", "this key is not known here.", todo, "known-key")  # fmt: skip

    def is_behind_a_comma(self, node: Mapping, name: str) -> bool:
        """Is this key no key but the rest of a text, as in ``{reason: rounded, as printed}``?"""
        value, line = node.items.get(name), node.lines[name]
        typed = self.typed[line - 1] if line <= len(self.typed) else ""
        return value == Scalar("", line) and name in typed and f"{name}:" not in typed

    def missing(self, row: Row, table: str) -> list[str]:
        """Required columns that a row lacks. One left without a value is told where it stands."""
        if tables.required(table) <= row.values.keys():
            return []
        return [
            name
            for name, (_, meta) in tables.columns(table).items()
            if meta["is_required"]
            and name not in row.values
            and not (table == "estimates" and name in self.told_above)
            and (name not in row.lines or meta["is_list"])
            and not (name == "subgroups" and row.get("categories"))  # told with those of the pages
        ]

    def tell_missing(self, row: Row, table: str, missing: list[str]) -> None:
        for name in missing:
            description, meta = tables.columns(table)[name]
            expects = f" ({meta['expects']})." if meta["expects"] else "."
            self.report(
                row.line,
                name,
                "",
                f"this key is missing: {description}.",
                f"Add `{name}:`{expects}",
                "no-missing-key",
            )
