"""Safe repairs of what was typed: signs, spaces, separators and endings. Never a figure, never a word."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.curated.noted import as_list, read_pages, read_slugs
from pipelines.curated.reader import read_curated
from pipelines.curated.rows import rows_of
from pipelines.files import write_whole
from pipelines.project import Project
from schemas import tables
from schemas.problem import errors
from schemas.row import Row
from schemas.typed.drafts import Drafts
from schemas.typed.repairs import SPELLING, fits, repaired

ENDINGS = re.compile(r"(?i)\.(?:yml|yaml)(?:\.txt)?$")


@dataclass(frozen=True)
class Fix:
    """One file as it would be. ``new_path`` differs from ``path`` where only its name is wrong."""

    path: Path
    before: str
    after: str
    new_path: Path

    def diff(self, project: Project) -> str:
        old, new = project.relative(self.path), project.relative(self.new_path)
        lines = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), old, new, lineterm="", n=0
        )
        head = [f"{old} → {new}"] if old != new else []
        return "\n".join([*head, *lines])

    def make(self) -> None:
        self.write()
        self.path.rename(self.new_path)  # in one step: it never stands at both places

    def write(self) -> None:
        """Its new text, at its old place."""
        write_whole(self.path, self.after.encode())


def fixes(project: Project) -> Iterator[Fix]:
    """Every file that a safe repair changes, and the lists of addresses that have new ones."""
    for path in sorted(project.curated.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name.startswith("."):
            continue
        try:
            before = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # a person must choose what its signs were
        new_path = path
        if ENDINGS.search(path.name) and path.parent != project.curated:
            named = path.with_name(f"{ENDINGS.sub('', path.name)}.yaml")
            new_path = path if named.exists() else named
        after = _repaired(before, new_path, project)
        if after != before or new_path != path:
            yield Fix(path, before, after, new_path)
    yield from _new_addresses(project)


def _new_addresses(project: Project) -> Iterator[Fix]:
    """Slugs of new charts, and reports that get a page: once published they stay."""
    curated = read_curated(project)
    if errors(curated.problems):
        return  # what cannot be read may be no address at all
    slugs, pages = read_slugs(project)[0], read_pages(project)[0]
    hidden = Drafts.of(curated.tables)
    reports = {f"{row.get('trial')}/{row.get('report')}" for row in curated["reports"]}
    for what, path, noted, now in (
        ("Charts", project.slugs, slugs, {*curated.catalogue.slugs()}),
        ("Reports", project.pages, pages, {id for id in reports if not hidden.holds(id)}),
    ):
        if now - noted:
            before = path.read_text("utf-8") if path.exists() else ""
            yield Fix(path, before, as_list(what, noted | now), path)


def _repaired(text: str, path: Path, project: Project) -> str:
    text = text.removeprefix("\ufeff")
    if path.suffix == ".csv":
        return _list(text) if path.name != project.approvals.name else text
    if path.suffix != ".yaml":
        return text
    return _values("\n".join(_spaces(text.split("\n"))), path, project)


def _spaces(lines: list[str]) -> Iterator[str]:
    """Tabs and no-break spaces where spaces belong, and spaces at ends of lines."""
    depth = ""
    for line in lines:
        match = re.match(r"([ \t\u00a0]*)((?:- )?[\w-]+:)([ \t\u00a0]*)(.*)$", line)
        if match and set("\t\u00a0") & set(match[1] + match[3]):
            own = depth if "\t" in match[1] else match[1].replace("\u00a0", " ")
            line = f"{own}{match[2]}{' ' if match[4] else ''}{match[4]}"
        line = line.rstrip(" \t\u00a0") if line.strip() else ""
        if line:
            depth = line[: len(line) - len(line.lstrip(" "))]
        yield line


def _values(text: str, path: Path, project: Project) -> str:
    """Numbers with a percent sign, a decimal comma or a printed minus sign."""
    kind = _kind(path, project)
    if not kind:
        return text
    lines = text.split("\n")
    for table, row in rows_of(*kind[:1], text, "", *kind[1:]).rows:
        for name, (_, meta) in tables.columns(table).items():
            typed = row.get(name)
            if not typed or not meta["pattern"] or meta["is_list"] or fits(typed, meta):
                continue
            if meant := repaired(typed, meta, SPELLING):
                _retype(lines, row, name, typed, meant)
    return "\n".join(lines)


def _retype(lines: list[str], row: Row, name: str, typed: str, meant: str) -> None:
    at = row.lines.get(name, row.line) - 1
    if 0 <= at < len(lines):
        old = re.compile(rf"(\b{name}:\s*)([\"']?){re.escape(typed)}\2(?=\s*(?:[,}}#]|$))")
        lines[at] = old.sub(lambda m: f"{m[1]}{m[2]}{meant}{m[2]}", lines[at], count=1)


def _kind(path: Path, project: Project) -> tuple[str, ...]:
    if path.parent.parent == project.trials:
        if path.name == "trial.yaml":
            return ("trial", path.parent.name)
        return ("trial_report", path.parent.name, path.stem)
    return ("reference", path.stem) if path.parent == project.references else ()


def _list(text: str) -> str:
    """A list with commas between its cells, without the columns and lines that a spreadsheet added."""
    head = text.split("\n", 1)[0]
    sign = next((s for s in (";", "\t") if s in head and "," not in head), ",")
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=sign, strict=True))
    except csv.Error:
        return text
    is_wide = bool(rows) and bool(rows[0]) and not rows[0][-1].strip()
    is_empty = any(row and not any(cell.strip() for cell in row) for row in rows)
    if sign == "," and not is_wide and not is_empty:
        return text
    width = len([cell for cell in rows[0] if cell.strip()])
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    if any(any(cell.strip() for cell in row[width:]) for row in kept):
        return text  # cells outside the columns: a person must look
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(row[:width] for row in kept)
    return out.getvalue()
