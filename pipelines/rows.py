"""Rows of one curated file: its text taken apart, with the line on which each value was typed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.yamltext import Mapping, Node, Scalar, Sequence, parse
from schemas import tables
from schemas.fields import SEPARATOR
from schemas.problem import Problem, nearest
from schemas.row import Row


@dataclass
class Part:
    """The rows of one file with their tables, and what is wrong with it."""

    rows: list[tuple[str, Row]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@lru_cache(maxsize=20_000)
def rows_of(kind: str, text: str, place: str, *names: str) -> Part:
    """Rows of the file at ``place``, which holds ``text``: a method of ``_File``, with its names.

    Remembered, so that watching reads only what was saved and rows of other files stay the same
    objects: callers leave them as they are.
    """
    file = _File(place)
    getattr(file, kind)(text, *names)
    return file.part


class _File:
    def __init__(self, place: str):
        self.place = place
        self.part = Part()

    def add(self, table: str, row: Row) -> None:
        self.part.rows.append((table, row))

    def report(self, line: int, name: str, value: str, *words: str) -> None:
        message, todo, rule = words
        self.part.problems.append(Problem(self.place, line, name, value, message, todo, rule))

    def mapping(self, text: str) -> Mapping | None:
        node, problems = parse(text, self.place)
        self.part.problems += problems
        return node if node.items or not problems else None

    # kinds of files --------------------------------------------------------

    def trial(self, text: str, trial: str) -> None:
        node = self.mapping(text)
        if node is None:
            return
        fixed = {"trial": trial}
        self.add("trials", self.row("trials", node, fixed, nested=("arms", "populations")))
        for key, arm in self.named(node, "arms"):
            self.add("arms", self.row("arms", arm, {**fixed, "arm": key}))
        for key, population in self.named(node, "populations"):
            named = {**fixed, "population": key}
            self.add("populations", self.row("populations", population, named, nested=("n",)))
            sizes = population.items.get("n")
            if sizes is None or (isinstance(sizes, Scalar) and not sizes.text):
                continue  # the source does not say
            if not isinstance(sizes, Mapping):
                self.wrong_type(population.lines["n"], "n", "`{arm: number}`")
                continue
            for arm_key, size in sizes.items.items():
                value = size.text if isinstance(size, Scalar) else ""
                line = sizes.lines[arm_key]
                values = {**named, "arm": arm_key, "n": value}
                self.add(
                    "population_sizes", Row(self.place, line, values, dict.fromkeys(values, line))
                )

    def trial_report(self, text: str, trial: str, report: str) -> None:
        node = self.mapping(text)
        if node is None:
            return
        fixed = {"trial": trial, "report": report}
        defaults = tables.report_defaults()
        nested = ("estimates", *(d for d in defaults if d not in tables.columns("reports")))
        self.add("reports", self.row("reports", node, fixed, nested=nested))
        given = Mapping(node.line)
        for name in defaults:
            if name in node.items:
                given.items[name], given.lines[name] = node.items[name], node.lines[name]
        inherited = self.row("estimates", given, {}, is_part=True)
        for key, estimate in self.named(node, "estimates"):
            self.add(
                "estimates",
                self.row("estimates", estimate, {**fixed, "key": key}, inherited=inherited),
            )

    def reference(self, text: str, reference: str) -> None:
        node = self.mapping(text)
        if node is None:
            return
        fixed = {"reference": reference}
        self.add("references", self.row("references", node, fixed, nested=("facts",)))
        for key, fact in self.named(node, "facts"):
            self.add("facts", self.row("facts", fact, {**fixed, "fact": key}))

    def category(self, text: str, category: str) -> None:
        node = self.front_matter(text)
        if node is None:
            return
        fixed = {"category": category}
        self.add("categories", self.row("categories", node, fixed, nested=("subgroups",)))
        groups = node.items.get("subgroups")
        if not isinstance(groups, Mapping):
            self.report(
                node.line, "subgroups", "", "the sections of the page are missing.",
                "Write `subgroups:` with `key: Title` lines.", "no-missing-key",
            )  # fmt: skip
            return
        for key, title in groups.items.items():
            values = {**fixed, "subgroup": key}
            values["title"] = title.text if isinstance(title, Scalar) else ""
            line = groups.lines[key]
            self.add("subgroups", Row(self.place, line, values, dict.fromkeys(values, line)))

    def guide_page(self, text: str, page: str) -> None:
        node = self.front_matter(text)
        if node is not None:
            self.add("guide", self.row("guide", node, {"page": page}))

    def front_matter(self, text: str) -> Mapping | None:
        match = re.match(r"---\n(.*?\n)---[ \t]*(?:\n|$)(.*)", text, re.DOTALL)
        if match is None:
            self.report(
                1, "", "", "the file must begin with its settings between two lines `---`.",
                "Copy the head of another page of this folder.", "readable-yaml",
            )  # fmt: skip
            return None
        node, problems = parse("\n" + match.group(1), self.place)
        self.part.problems += problems
        if problems and not node.items:
            return None
        line = text[: match.start(2)].count("\n") + 1
        node.items["prose"], node.lines["prose"] = Scalar(match.group(2), line), line
        return node

    def table(self, text: str, table: str) -> None:
        """A CSV file with the columns of ``table``."""
        try:
            reader = csv.reader(io.StringIO(text), strict=True)
            header = next(reader)
            self.check_keys(dict.fromkeys(header, 1), table, set(), 1)
            for cells in reader:
                if not cells:
                    continue
                line = reader.line_num
                if len(cells) != len(header):
                    self.report(
                        line, "", SEPARATOR.join(cells),
                        f"this line has {len(cells)} cells, the head has {len(header)}.",
                        "Put texts that contain commas between quotation marks.",
                        "readable-csv",
                    )  # fmt: skip
                    continue
                values = {
                    name: cell.strip()
                    for name, cell in zip(header, cells, strict=True)
                    if cell.strip()
                }
                row = Row(self.place, line, values, {})
                self.check_missing(row, table)
                self.add(table, row)
        except csv.Error as error:
            self.report(
                reader.line_num, "", "", f"this is not readable CSV: {error}.",
                "Check the quotation marks of this line.", "readable-csv",
            )  # fmt: skip

    def entries(self, text: str, table: str, key: str) -> None:
        """A mapping from ``key`` to the other fields of ``table``."""
        node = self.mapping(text)
        if node is None:
            return
        for name, entry in node.items.items():
            if isinstance(entry, Mapping):
                self.add(table, self.row(table, entry, {key: name}))
            else:
                self.wrong_type(node.lines[name], name, "a group of `key: value` lines")

    # rows ------------------------------------------------------------------

    def named(self, node: Mapping, name: str) -> Iterable[tuple[str, Mapping]]:
        group = node.items.get(name)
        if group is None or (isinstance(group, Scalar) and not group.text):
            self.report(
                node.lines.get(name, node.line), name, "", "this key is missing or empty.",
                f"Add `{name}:` with at least one entry.", "no-missing-key",
            )  # fmt: skip
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
        self.check_keys(node.lines, table, {*nested}, node.line, fixed)
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
        if not is_part:
            self.check_missing(row, table)
        return row

    def value(self, line: int, name: str, node: Node, is_list: bool) -> str:
        if isinstance(node, Scalar):
            if node.text == "":
                self.report(
                    line, name, "", "this key has no value.",
                    "Fill it in, write not_stated where that is allowed, or delete the line.",
                    "no-empty-value",
                )  # fmt: skip
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
                        line, name, text, f"an item may not contain `{SEPARATOR}`.",
                        "Write it as two items, or use a comma.", "good-list",
                    )  # fmt: skip
            return SEPARATOR.join(texts)
        self.wrong_type(line, name, "a list such as [a, b]" if is_list else "one value")
        return ""

    def wrong_type(self, line: int, name: str, expected: str) -> None:
        self.report(
            line, name, "", f"{expected} is expected here.",
            "Compare with another file of the same kind.", "right-type",
        )  # fmt: skip

    def check_keys(
        self,
        lines: dict[str, int],
        table: str,
        nested: set[str],
        line: int,
        fixed: Iterable[str] = (),
    ) -> None:
        columns = tables.columns(table)
        unknown = [n for n in lines if n in fixed or (n not in columns and n not in nested)]
        known = (set(columns) | nested) - set(fixed) if unknown else set()
        for name in unknown:
            self.report(
                lines[name], name, "", "this key is not known here.",
                nearest(name, known).capitalize() or f"Known keys: {', '.join(sorted(known))}.",
                "known-key",
            )  # fmt: skip

    def check_missing(self, row: Row, table: str) -> None:
        if tables.required(table) <= row.values.keys():
            return
        for name, (description, meta) in tables.columns(table).items():
            is_empty_list = meta["is_list"] and name in row.lines and name not in row.values
            if (
                meta["is_required"]
                and name not in row.values
                and (name not in row.lines or is_empty_list)
            ):
                self.part.problems.append(
                    Problem(
                        row.path,
                        row.line,
                        name,
                        "",
                        f"this key is missing: {description}.",
                        f"Add `{name}:`" + (f" ({meta['expects']})." if meta["expects"] else "."),
                        "no-missing-key",
                    )
                )
