"""Rows of one curated file: its text taken apart, with the line on which each value was typed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.curated.yamltext import Mapping, Node, Scalar, Sequence, parse
from schemas import tables
from schemas.borders.plain import LONGEST_VALUE, too_long
from schemas.borders.sheets import as_typed
from schemas.fields import SEPARATOR
from schemas.problem import Problem, nearest, shorten
from schemas.row import Row

VOCABULARIES = (
    "endpoints",
    "criteria",
    "drugs",
    "biomarkers",
    "cancers",
)  # nothing is right without
MOST_GUESSES = 50  # at what was meant by an unknown key; each takes a while


@dataclass
class Part:
    """The rows of one file with their tables, and what is wrong with it."""

    rows: list[tuple[str, Row]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def rows_of(kind: str, text: str, place: str, *names: str) -> Part:
    """Rows of the file at ``place``, which holds ``text``: a method of ``_File``, with its names."""
    file = _File(place)
    getattr(file, kind)(text, *names)
    return file.part


class _File:
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

    def mapping(self, text: str) -> Mapping | None:
        self.typed = text.split("\n")
        node, problems = parse(text, self.place)
        self.part.problems += problems
        return node if node.items or not problems else None

    # kinds of files --------------------------------------------------------

    def trial(self, text: str, trial: str) -> None:
        node = self.mapping(text)
        if node is None:
            return
        fixed = {"trial": trial}
        self.add("trials", self.row("trials", node, fixed, nested=("arms", "populations", "leads")))
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
                line = sizes.lines[arm_key]
                value = self.value(line, "n", size, is_list=False)
                if not value:
                    continue
                values = {**named, "arm": arm_key, "n": value}
                self.add(
                    "population_sizes", Row(self.place, line, values, dict.fromkeys(values, line))
                )

        leads = node.items.get("leads")
        if isinstance(leads, Mapping):
            for key, reason in leads.items.items():
                line = leads.lines[key]
                values = {**fixed, "estimate": key}
                values["reason"] = self.value(line, "reason", reason, is_list=False)
                self.add("leads", Row(self.place, line, values, dict.fromkeys(values, line)))
        elif leads is not None:
            self.wrong_type(node.lines["leads"], "leads", "`report/key: why it leads` lines")

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
        figures = list(self.named(node, "estimates"))
        self.tell_missing_above(node, figures)
        for key, estimate in figures:
            own = {**fixed, "key": key}
            row = self.row("estimates", estimate, own, nested=("printed_so",), inherited=inherited)
            self.add("estimates", row)
            if "printed_so" in estimate.items:
                for rule, answer in self.named(estimate, "printed_so"):
                    self.add("printed_so", self.row("printed_so", answer, {**own, "rule": rule}))

    def tell_missing_above(self, node: Mapping, figures: list[tuple[str, Mapping]]) -> None:
        """What no figure has and the report does not give for all of them, told once."""
        self.told_above = {
            name
            for name in tables.required("estimates")
            if len(figures) > 1
            and name in tables.report_defaults()
            and not any(name in part.items for part in (node, *(figure for _, figure in figures)))
        }
        for name in sorted(self.told_above):
            description = tables.columns("estimates")[name][0]
            todo = f"Add `{name}:` above `estimates:`, where it holds for all of them."
            self.report(node.lines["estimates"], name, "", f"this key is missing: {description}.", todo, "no-missing-key")  # fmt: skip

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
                node.line,
                "subgroups",
                "",
                "the sections of the page are missing.",
                "Write `subgroups:` with `key: Title` lines.",
                "no-missing-key",
            )
            return
        for key, title in groups.items.items():
            values = {**fixed, "subgroup": key}
            line = groups.lines[key]
            values["title"] = self.value(line, "title", title, is_list=False)
            self.add("subgroups", Row(self.place, line, values, dict.fromkeys(values, line)))

    def guide_page(self, text: str, page: str) -> None:
        node = self.front_matter(text)
        if node is not None:
            self.add("guide", self.row("guide", node, {"page": page}))

    def front_matter(self, text: str) -> Mapping | None:
        match = re.match(r"---\n(.*?\n)---[ \t]*(?:\n|$)(.*)", text, re.DOTALL)
        if match is None:
            self.report(
                1,
                "",
                "",
                "the file must begin with its settings between two lines `---`.",
                "Copy the head of another page of this folder.",
                "readable-yaml",
            )
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
        reader = csv.reader(io.StringIO(text), strict=True)
        try:
            header = self.header(next(reader), table)
            lines = [(reader.line_num, cells) for cells in reader if cells]
        except csv.Error as error:
            self.report(
                reader.line_num,
                "",
                "",
                f"this is not readable CSV: {error}.",
                "Check the quotation marks of this line.",
                "readable-csv",
            )
            return
        if not header:
            return
        if not lines and table in VOCABULARIES:
            todo = "Restore its lines from the project's history."
            self.report(1, "", "", "this list holds nothing but its head.", todo, "readable-csv")
        self.tell_empty_lines([line for line, cells in lines if not any(c.strip() for c in cells)])
        for line, cells in lines:
            while len(cells) > len(header) and not cells[-1].strip():
                cells.pop()  # commas that a spreadsheet added: told once, at the head
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                self.report(
                    line,
                    "",
                    ",".join(cells),
                    f"this line has {len(cells)} cells, the head has {len(header)}.",
                    "Put texts that contain commas between quotation marks.",
                    "readable-csv",
                )
                continue
            if long := next((cell for cell in cells if len(cell) > LONGEST_VALUE), ""):
                self.report(line, "", shorten(long), *too_long(long), "readable-csv")
                continue
            typed = (as_typed(cell.strip()) for cell in cells)
            values = {name: cell for name, cell in zip(header, typed, strict=True) if cell}
            row = Row(self.place, line, values, {})
            self.tell_missing(row, table, self.missing(row, table))
            self.add(table, row)

    def header(self, cells: list[str], table: str) -> list[str]:
        """The columns that the first line names; none where it is not the head of this list."""
        wanted = tables.columns(table)
        for sign, name in ((";", "semicolons"), ("\t", "tabs")):
            if len(cells) == 1 and sign in cells[0]:
                message = f"the cells of this list are parted by {name}, not by commas."
                todo = "Save it as CSV with commas."
                self.report(1, "", "", message, todo, "readable-csv")
                return []
        named = [cell.strip() for cell in cells]
        while named and not named[-1]:
            named.pop()
        if len(named) < len(cells):
            message = "the head ends with empty cells: a spreadsheet added commas to every line."
            todo = "Delete the commas at the ends of the lines."
            self.report(1, "", "", message, todo, "readable-csv")
        if not tables.required(table) <= {*named}:
            message = "the first line is not the head of this list."
            todo = f"It must be: {','.join(wanted)}"
            self.report(1, "", ",".join(cells), message, todo, "readable-csv")
            return []
        for name in self.unknown_keys(named, table, set()):
            todo = f"Columns: {', '.join(wanted)}."
            self.report(1, name, "", "this column is not known here.", todo, "known-key")
        return named

    def tell_empty_lines(self, lines: list[int]) -> None:
        if lines:
            more = f", and so do {len(lines) - 1} more" if len(lines) > 1 else ""
            self.report(
                lines[0],
                "",
                "",
                f"this line holds nothing but commas{more}.",
                "Delete it.",
                "readable-csv",
            )

    def entries(self, text: str, table: str, key: str) -> None:
        """A mapping from ``key`` to the other fields of ``table``, or to a list of such groups."""
        node = self.mapping(text)
        if node is None:
            return
        for name, entry in node.items.items():
            several = entry.items if isinstance(entry, Sequence) else [entry]
            if several and all(isinstance(one, Mapping) for one in several):
                for one in several:
                    self.add(table, self.row(table, one, {key: name}))
            else:
                self.wrong_type(node.lines[name], name, "a group of `key: value` lines")

    # rows ------------------------------------------------------------------

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
