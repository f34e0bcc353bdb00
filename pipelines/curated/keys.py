"""One curated file while it is taken apart: its rows, and its keys and values against their columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from pipelines.curated.yamltext import Mapping, Node, Scalar, Sequence
from schemas import tables
from schemas.borders.plain import SLUG, SLUG_WORDS
from schemas.fields import SEPARATOR
from schemas.problem import Problem, nearest
from schemas.row import Row

MOST_GUESSES = 50  # at what was meant by an unknown key; each takes a while
ONE_VALUE = {"is_list": False, "expects": "", "is_required": True}
NAMED = ("arms", "populations")  # groups to whose keys other files refer
# what people type under one key and the files hold under several
APART = {
    "ci": "Write the ends apart: `ci_lower:` and `ci_upper:`.",
    "range": "Write the ends apart: `range_lower:`, `range_upper:` and `range_kind: range`.",
    "iqr": "Write the ends apart: `range_lower:`, `range_upper:` and `range_kind: iqr`.",
    "p": "Write `p_value:`.",
    "hr": "Write `effect_measure: hazard_ratio` and `value:`.",
    "n": "Write `n_analysed:` for people analysed, `n_events:` for those with the endpoint.",
}


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
        self.misnamed: set[str] = set()  # keys of arms and populations that cannot be keys
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
        columns = tables.columns(name) if name in tables.MODELS else {}
        is_loose = False  # do the lines of an entry stand no deeper than its name?
        for key, entry in group.items.items():
            if name in NAMED and not re.fullmatch(SLUG, key):
                self.misnamed.add(key)
                todo = f"Write `{'-'.join(re.findall('[a-z0-9]+', key.lower()))}:`."
                message = f"a key may hold only {SLUG_WORDS}."
                self.report(group.lines[key], key, "", message, todo, "good-name")
            elif isinstance(entry, Mapping):
                entry.line = group.lines[key]
                yield key, entry
            elif key in columns and isinstance(entry, Scalar):
                if not is_loose:
                    message = f"stands no deeper than the entries of `{name}:`."
                    todo = "Indent it, and the lines that belong with it, by two more spaces."
                    self.report(group.lines[key], key, "", message, todo, "right-type")
                is_loose = True
            elif entry != Scalar("", group.lines[key]) or not _is_next_a_column(
                group, key, columns
            ):
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
        self.respell(node, known, nested)
        self.rejoin(node, lambda key: known[key][1]["pattern"] or "" if key in known else "")
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
                elif value == Sequence([], value.line) and known[name][1]["is_required"]:
                    self.tell_empty(line, name, *known[name])
                elif text := self.value(line, name, value, *known[name]):
                    row.values[name] = text
        missing = [] if is_part else self.missing(row, table)
        if unknown:
            self.tell_unknown(node, unknown, table, nested, fixed, missing)
        else:
            self.tell_missing(row, table, missing)
        return row

    def respell(self, node: Mapping, known: Iterable[str], nested: Iterable[str]) -> None:
        """Keys in another spelling (``Value``, ``ci lower``) are told, and read as what they are."""
        for name in list(node.items):
            meant = re.sub(r"[\s-]+", "_", name.strip().lower())
            line = node.lines[name]
            if (
                name not in known
                and name not in nested
                and meant in {*known, *nested} - {*node.items}
            ):
                self.report(line, name, "", "this key is spelt otherwise here.", f"Write `{meant}:`.", "known-key")  # fmt: skip
                node.items[meant], node.lines[meant] = node.items.pop(name), node.lines.pop(name)

    def rejoin(self, node: Mapping, pattern_of: Callable[[str], str]) -> None:
        """Numbers that a comma cut in two (``{value: 19,9}``) are told, and read as what they are."""
        before = ""
        for name in list(node.items):
            whole = node.items.get(before)
            cut = name.isdecimal() and node.items[name] == Scalar("", node.lines[name])
            if not cut or not isinstance(whole, Scalar) or not re.fullmatch(r"[<>=≤≥]? ?-?\d+", whole.text):  # fmt: skip
                before = name
                continue
            is_thousands = len(name) == 3 and whole.text.lstrip("<>=≤≥ -").strip("0")
            number = f"{whole.text}{'' if is_thousands else '.'}{name}"
            if re.fullmatch(pattern_of(before), number):
                self.report(node.lines[name], before, f"{whole.text},{name}", "a comma ends a value between brackets.", f"Write {number}.", "known-key")  # fmt: skip
                node.items[before] = Scalar(number, whole.line)
                del node.items[name], node.lines[name]

    def value(
        self,
        line: int,
        name: str,
        node: Node,
        description: str = "",
        meta: dict[str, Any] = ONE_VALUE,
    ) -> str:
        """The text of ``node``, under the key ``name`` of a column with that description."""
        is_list = meta["is_list"]
        if isinstance(node, Scalar):
            if node.text == "":
                self.tell_empty(line, name, description, meta)
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
            return SEPARATOR.join(part.strip() for text in texts for part in text.split(SEPARATOR))
        if isinstance(node, Sequence) and not is_list:
            self.report(line, name, "", "one value is expected here, not a list.", "Write it behind the colon, without a dash or brackets.", "right-type")  # fmt: skip
            return ""
        self.wrong_type(line, name, "a list such as [a, b]" if is_list else "one value")
        return ""

    def tell_empty(self, line: int, name: str, description: str, meta: dict[str, Any]) -> None:
        is_told = meta["expects"] not in ("", SLUG_WORDS)
        says = f": {description}" if description else ""
        todo = f"Write {meta['expects']}" if is_told else f"Fill it in{says}"
        if not meta["is_required"]:
            todo += ", or delete the line"
        self.report(line, name, "", "this key has no value.", f"{todo}.", "no-empty-value")

    def is_glued(self, line: int, name: str) -> bool:
        """Does ``name`` hold a colon that no space follows, as in ``{arm:26}``? It is told."""
        key, colon, rest = name.partition(":")
        if colon and rest:
            slip = "a space is missing after the colon."
            self.report(line, key, rest, slip, f"Write `{key}: {rest}`.", "right-form")
        return bool(colon and rest)

    def wrong_type(
        self,
        line: int,
        name: str,
        expected: str,
        todo: str = "Compare with another file of the same kind.",
    ) -> None:
        self.report(line, name, "", f"{expected} is expected here.", todo, "right-type")

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
            if self.is_glued(node.lines[name], name):
                continue
            if self.is_behind_a_comma(node, name):
                message = "stands behind a comma, which ends a value between brackets."
                todo = "Put the whole text before it and this in quotation marks."
                self.report(node.lines[name], name, "", message, todo, "known-key")
                continue
            self.unknown += 1
            near = nearest(name, known) if self.unknown <= MOST_GUESSES else ""
            near = near or APART.get(name, "")
            lack = f"Missing here: {', '.join(f'`{one}:`' for one in missing)}. " if missing else ""
            todo = near[:1].upper() + near[1:] or _belongs(name, table) or f"{lack}{OTHERWISE.get(table, '')}Known keys: {', '.join(sorted(known))}."  # fmt: skip
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
            and name not in row.lines
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


# where a key stands that is known in another place only
PLACES = {
    "trials": "the top of trial.yaml", "arms": "an arm in trial.yaml", "populations": "a population in trial.yaml",
    "reports": "the top of a report", "estimates": "a figure under `estimates:` of a report", "categories": "the head of a page",
}  # fmt: skip

OTHERWISE = {"estimates": "What has no key here (a margin, a level of a test) is said in `note:`. "}


def _belongs(name: str, table: str) -> str:
    places = [PLACES[other] for other in PLACES if other != table and name in tables.columns(other)]
    return f"It belongs to {' or '.join(places)}." if places else ""


def _is_next_a_column(group: Mapping, key: str, columns: Iterable[str]) -> bool:
    names = list(group.items)
    after = names[names.index(key) + 1 :][:1]
    return bool(after) and after[0] in columns and isinstance(group.items[after[0]], Scalar)
