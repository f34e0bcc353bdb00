"""Reading the curated files into tables of text, with file and line for every value."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.project import Project
from pipelines.textfile import read_text, real_folder
from pipelines.yamltext import Mapping, Node, Scalar, Sequence, parse, parsed_ahead
from schemas import tables
from schemas.fields import SEPARATOR, SLUG
from schemas.problem import Problem, nearest
from schemas.row import Row


@dataclass
class Curated:
    """Everything typed, as tables of rows, and what could not be read."""

    tables: dict[str, list[Row]] = field(
        default_factory=lambda: {name: [] for name in tables.MODELS}
    )
    problems: list[Problem] = field(default_factory=list)
    files: int = 0

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]


def read_curated(project: Project) -> Curated:
    """Read every curated file of ``project``. Never raises for what an editor typed."""
    real_folder.cache_clear()
    found = Curated()
    reader = _Reader(project, found)
    reader.read_trials()
    reader.read_folder(project.references, "*.yaml", reader.read_reference)
    reader.read_folder(project.categories, "*.md", reader.read_category)
    reader.read_folder(project.guide, "*.md", reader.read_guide_page)
    for name in ("endpoints", "criteria", "drugs", "biomarkers", "cancers"):
        reader.read_csv(project.vocabularies / f"{name}.csv", name, required=True)
    for name in ("gaps", "redirects", "approvals", "eye_checks", "extraction"):
        reader.read_csv(project.curated / f"{name}.csv", name)
    reader.read_csv(project.raw / "findings.csv", "findings")
    reader.read_csv(project.raw / "manifest.csv", "records")
    reader.read_list(project.curated / "glossary.yaml", "glossary", "term")
    reader.read_list(project.curated / "corrections.yaml", "corrections", "target")
    parsed_ahead.clear()  # also what was not asked for, such as files with a wrong name
    return found


def is_hidden(name: str) -> bool:
    """Names such as ``.DS_Store`` are left alone; ``..x`` is not, it only looks hidden."""
    return name.startswith(".") and not name.startswith("..")


class _Reader:
    def __init__(self, project: Project, found: Curated):
        self.project = project
        self.found = found

    def add(self, table: str, row: Row) -> None:
        self.found.tables[table].append(row)

    def report(self, path: str, line: int, name: str, value: str, *words: str) -> None:
        message, todo, rule = words
        self.found.problems.append(Problem(path, line, name, value, message, todo, rule))

    # files -----------------------------------------------------------------

    def text(self, path: Path) -> tuple[str, str]:
        self.found.files += 1
        text, problems = read_text(self.project, path)
        self.found.problems += problems
        return self.project.relative(path), text

    def mapping(self, path: Path) -> tuple[str, Mapping | None]:
        place, text = self.text(path)
        if not text:
            return place, None
        node, problems = parse(text, place)
        self.found.problems += problems
        return place, node if node.items or not problems else None

    def children(self, folder: Path) -> list[Path]:
        return (
            sorted(p for p in folder.iterdir() if not is_hidden(p.name)) if folder.is_dir() else []
        )

    def read_folder(self, folder: Path, pattern: str, read: Callable[[Path], None]) -> None:
        for path in self.children(folder):
            if not path.match(pattern):
                self.report(
                    self.project.relative(path), 0, "", "",
                    "this file is not read: its name does not fit.",
                    f"Name it {pattern}, or move it elsewhere.",
                    "known-file",
                )  # fmt: skip
            elif self.good_name(path):
                read(path)

    def good_name(self, path: Path) -> bool:
        if re.fullmatch(SLUG, path.stem if path.suffix else path.name):
            return True
        self.report(
            self.project.relative(path), 0, "", path.name,
            "a name may hold only lower-case letters, digits and single hyphens.",
            "Rename it.",
            "good-name",
        )  # fmt: skip
        return False

    # trials ----------------------------------------------------------------

    def read_trials(self) -> None:
        for folder in self.children(self.project.trials):
            if not self.good_name(folder):
                continue
            if not folder.is_dir() or not (folder / "trial.yaml").is_file():
                self.report(
                    self.project.relative(folder), 0, "", "",
                    "each trial is a folder with a file trial.yaml.",
                    "Make it with `evidence new trial`, or remove it.",
                    "known-file",
                )  # fmt: skip
                continue
            if not folder.resolve().is_relative_to(self.project.root):
                self.report(
                    self.project.relative(folder), 0, "", "",
                    "this link leads out of the project folder.",
                    "Replace it with the folder itself.",
                    "readable-file",
                )  # fmt: skip
                continue
            self.read_trial(folder / "trial.yaml", folder.name)
            self.read_folder(
                folder, "*.yaml", lambda path, trial=folder.name: self.read_report(path, trial)
            )

    def read_trial(self, path: Path, trial: str) -> None:
        place, node = self.mapping(path)
        if node is None:
            return
        fixed = {"trial": trial}
        self.add("trials", self.row("trials", place, node, fixed, nested=("arms", "populations")))
        for key, arm in self.named(place, node, "arms"):
            self.add("arms", self.row("arms", place, arm, {**fixed, "arm": key}))
        for key, population in self.named(place, node, "populations"):
            named = {**fixed, "population": key}
            self.add(
                "populations", self.row("populations", place, population, named, nested=("n",))
            )
            sizes = population.items.get("n")
            if sizes is None or (isinstance(sizes, Scalar) and not sizes.text):
                continue  # the source does not say
            if not isinstance(sizes, Mapping):
                self.wrong_type(place, population.lines["n"], "n", "`{arm: number}`")
                continue
            for arm_key, size in sizes.items.items():
                value = size.text if isinstance(size, Scalar) else ""
                line = sizes.lines[arm_key]
                values = {**named, "arm": arm_key, "n": value}
                self.add("population_sizes", Row(place, line, values, dict.fromkeys(values, line)))

    def read_report(self, path: Path, trial: str) -> None:
        if path.name == "trial.yaml":
            return
        place, node = self.mapping(path)
        if node is None:
            return
        fixed = {"trial": trial, "report": path.stem}
        defaults = tables.report_defaults()
        nested = ("estimates", *(d for d in defaults if d not in tables.columns("reports")))
        self.add("reports", self.row("reports", place, node, fixed, nested=nested))
        given = Mapping(node.line)
        for name in defaults:
            if name in node.items:
                given.items[name], given.lines[name] = node.items[name], node.lines[name]
        inherited = self.row("estimates", place, given, {}, is_part=True)
        for key, estimate in self.named(place, node, "estimates"):
            self.add(
                "estimates",
                self.row("estimates", place, estimate, {**fixed, "key": key}, inherited=inherited),
            )

    # other files -----------------------------------------------------------

    def read_reference(self, path: Path) -> None:
        place, node = self.mapping(path)
        if node is None:
            return
        fixed = {"reference": path.stem}
        self.add("references", self.row("references", place, node, fixed, nested=("facts",)))
        for key, fact in self.named(place, node, "facts"):
            self.add("facts", self.row("facts", place, fact, {**fixed, "fact": key}))

    def read_category(self, path: Path) -> None:
        node, place = self.front_matter(path)
        if node is None:
            return
        fixed = {"category": path.stem}
        self.add("categories", self.row("categories", place, node, fixed, nested=("subgroups",)))
        groups = node.items.get("subgroups")
        if not isinstance(groups, Mapping):
            self.report(
                place, node.line, "subgroups", "", "the sections of the page are missing.",
                "Write `subgroups:` with `key: Title` lines.", "no-missing-key",
            )  # fmt: skip
            return
        for key, title in groups.items.items():
            values = {**fixed, "subgroup": key}
            values["title"] = title.text if isinstance(title, Scalar) else ""
            line = groups.lines[key]
            self.add("subgroups", Row(place, line, values, dict.fromkeys(values, line)))

    def read_guide_page(self, path: Path) -> None:
        node, place = self.front_matter(path)
        if node is not None:
            self.add("guide", self.row("guide", place, node, {"page": path.stem}))

    def front_matter(self, path: Path) -> tuple[Mapping | None, str]:
        place, text = self.text(path)
        if not text:
            return None, place
        match = re.match(r"---\n(.*?\n)---[ \t]*(?:\n|$)(.*)", text, re.DOTALL)
        if match is None:
            self.report(
                place, 1, "", "", "the file must begin with its settings between two lines `---`.",
                "Copy the head of another page of this folder.", "readable-yaml",
            )  # fmt: skip
            return None, place
        node, problems = parse("\n" + match.group(1), place)
        self.found.problems += problems
        if problems and not node.items:
            return None, place
        line = text[: match.start(2)].count("\n") + 1
        node.items["prose"], node.lines["prose"] = Scalar(match.group(2), line), line
        return node, place

    def read_csv(self, path: Path, table: str, *, required: bool = False) -> None:
        if not path.is_file() and not path.is_symlink():
            if required:
                self.report(
                    self.project.relative(path), 0, "", "", "this list is missing.",
                    "Restore it from the project's history.", "known-file",
                )  # fmt: skip
            return
        place, text = self.text(path)
        if not text:
            return
        try:
            reader = csv.reader(io.StringIO(text), strict=True)
            header = next(reader)
            self.check_keys(place, dict.fromkeys(header, 1), table, set(), 1)
            for cells in reader:
                if not cells:
                    continue
                line = reader.line_num
                if len(cells) != len(header):
                    self.report(
                        place, line, "", SEPARATOR.join(cells),
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
                row = Row(place, line, values, {})
                self.check_missing(row, table)
                self.add(table, row)
        except csv.Error as error:
            self.report(
                place, reader.line_num, "", "", f"this is not readable CSV: {error}.",
                "Check the quotation marks of this line.", "readable-csv",
            )  # fmt: skip

    def read_list(self, path: Path, table: str, key: str) -> None:
        """A mapping from ``key`` to the other fields of the table."""
        if not path.is_file() and not path.is_symlink():
            return
        place, node = self.mapping(path)
        if node is None:
            return
        for name, entry in node.items.items():
            if isinstance(entry, Mapping):
                self.add(table, self.row(table, place, entry, {key: name}))
            else:
                self.wrong_type(place, node.lines[name], name, "a group of `key: value` lines")

    # rows ------------------------------------------------------------------

    def named(self, place: str, node: Mapping, name: str) -> Iterable[tuple[str, Mapping]]:
        group = node.items.get(name)
        if group is None or (isinstance(group, Scalar) and not group.text):
            self.report(
                place, node.lines.get(name, node.line), name, "", "this key is missing or empty.",
                f"Add `{name}:` with at least one entry.", "no-missing-key",
            )  # fmt: skip
            return
        if not isinstance(group, Mapping):
            self.wrong_type(place, node.lines[name], name, "a group of `key:` entries")
            return
        for key, entry in group.items.items():
            if isinstance(entry, Mapping):
                entry.line = group.lines[key]
                yield key, entry
            else:
                self.wrong_type(place, group.lines[key], key, "a group of `key: value` lines")

    def row(
        self,
        table: str,
        place: str,
        node: Mapping,
        fixed: dict[str, str],
        *,
        nested: tuple[str, ...] = (),
        inherited: Row | None = None,
        is_part: bool = False,
    ) -> Row:
        known = tables.columns(table)
        self.check_keys(place, node.lines, table, {*nested}, node.line, fixed)
        row = Row(place, node.line, dict(fixed))
        if inherited is not None:
            row.values.update(inherited.values)
            row.lines.update(inherited.lines)
        for name, value in node.items.items():
            if name in known and name not in fixed and name not in nested:
                line = row.lines[name] = node.lines[name]
                if type(value) is Scalar and value.text:
                    row.values[name] = value.text
                elif text := self.value(place, line, name, value, known[name][1]["is_list"]):
                    row.values[name] = text
        if not is_part:
            self.check_missing(row, table)
        return row

    def value(self, place: str, line: int, name: str, node: Node, is_list: bool) -> str:
        if isinstance(node, Scalar):
            if node.text == "":
                self.report(
                    place, line, name, "", "this key has no value.",
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
                        place, line, name, text, f"an item may not contain `{SEPARATOR}`.",
                        "Write it as two items, or use a comma.", "good-list",
                    )  # fmt: skip
            return SEPARATOR.join(texts)
        self.wrong_type(place, line, name, "a list such as [a, b]" if is_list else "one value")
        return ""

    def wrong_type(self, place: str, line: int, name: str, expected: str) -> None:
        self.report(
            place, line, name, "", f"{expected} is expected here.",
            "Compare with another file of the same kind.", "right-type",
        )  # fmt: skip

    def check_keys(
        self,
        place: str,
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
                place, lines[name], name, "", "this key is not known here.",
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
                self.found.problems.append(
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
