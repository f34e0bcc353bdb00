"""New entries at the right place of a file: an estimate, an arm, a population, a drug, an endpoint.

Only lines are put in: what stood in the file, its comments too, stays as it was typed.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.checks.shape import check_shape
from pipelines.curated.keys import Part
from pipelines.curated.reader import read_curated
from pipelines.curated.rows import rows_of
from pipelines.curated.yamltext import Mapping as Group
from pipelines.curated.yamltext import parse
from pipelines.drafts.blank import CannotMake
from pipelines.files import read_text, write_whole
from pipelines.project import Project
from schemas import tables
from schemas.borders.plain import SLUG, SLUG_WORDS
from schemas.forms import PATH_KEYS
from schemas.problem import in_order
from schemas.references import check_references
from schemas.typed.repairs import fits

GROUPS = {"estimate": "estimates", "arm": "arms", "population": "populations"}
LISTS = {"drug": "drugs", "endpoint": "endpoints"}
KINDS = (*GROUPS, *LISTS)
ADDRESSES = {"estimate": "TRIAL/REPORT/KEY", "arm": "TRIAL/KEY", "population": "TRIAL/KEY"}


def add(project: Project, kind: str, address: str, values: Mapping[str, str]) -> tuple[Path, int]:
    """Put a new entry in. ``kind``: one of ``KINDS``. Returns its file and line. Raises CannotMake."""
    if kind in LISTS:
        return _add_row(project, LISTS[kind], address, values)
    *folders, key = address.split("/")
    if len(folders) != ADDRESSES[kind].count("/") or not all(
        re.fullmatch(SLUG, part) for part in (*folders, key)
    ):
        raise CannotMake(f"{address!r} is not {ADDRESSES[kind]}, each of {SLUG_WORDS}")
    name = folders[1] if kind == "estimate" else "trial"
    path = project.trials / folders[0] / f"{name}.yaml"
    if not path.is_file():
        raise CannotMake(f"there is no {project.relative(path)}; make it first: evidence new")
    return _add_entry(project, path, GROUPS[kind], key, values)


def _known(table: str, values: Mapping[str, str], more: tuple[str, ...] = ()) -> None:
    known = [*(n for n in tables.columns(table) if n not in PATH_KEYS.get(table, ())), *more]
    for name in values:
        if name not in known:
            raise CannotMake(f"{name!r} is no key of {table}; known: {', '.join(known)}")


def _add_entry(
    project: Project, path: Path, group: str, key: str, values: Mapping[str, str]
) -> tuple[Path, int]:
    _known(group, values, ("n",) if group == "populations" else ())
    text = read_text(path)
    node, problems = parse(text, path.name)
    entries = node.items.get(group)
    if problems or not isinstance(entries, Group) or not entries.items:
        raise CannotMake(
            f"{path.name} has no `{group}:` that can be read; run evidence check first"
        )
    if key in entries.items:
        raise CannotMake(f"{key!r} stands already in {path.name}, line {entries.lines[key]}")
    lines = text.rstrip("\n").split("\n")
    later = [line for line in node.lines.values() if line > node.lines[group]]
    at = min(later) - 1 if later else len(lines)
    while not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#"):
        at -= 1  # what stands above the next key belongs to it
    first = lines[next(iter(entries.lines.values())) - 1]
    own = first[: len(first) - len(first.lstrip(" "))]
    new = [f"{own}{key}:", *(f"{own}  {name}: {written(value)}" for name, value in values.items())]
    made = "\n".join([*lines[:at], *new, *lines[at:]]) + "\n"
    if parse(made, path.name)[1]:
        raise CannotMake("the values cannot be written so; put texts between quotation marks")
    kind, *names = (
        ("trial_report", path.parent.name, path.stem)
        if group == "estimates"
        else ("trial", path.parent.name)
    )
    _refuse_wrong(project, path, rows_of(kind, made, project.relative(path), *names), (at + 1, at + len(new)))  # fmt: skip
    write_whole(path, made.encode())
    return path, at + 1


def _refuse_wrong(project: Project, path: Path, part: Part, own: tuple[int, int]) -> None:
    """Raises CannotMake if the lines ``own`` (first and last) of the file as it would stand, of which
    ``part`` holds the rows, lack a key, hold a value in another form, or name what does not exist.
    """
    place, curated = project.relative(path), read_curated(project)
    fresh = defaultdict(list)
    for table, row in part.rows:
        fresh[table].append(row)
    given = {
        table: [*(row for row in rows if row.path != place), *fresh[table]]
        for table, rows in curated.tables.items()
    }
    found = [*part.problems, *check_references(given, curated.unread)]
    for table, rows in fresh.items():
        found += [problem for problem, _ in check_shape(table, rows)]
    first, last = own
    wrong = [p for p in in_order(found) if p.path == place and first <= p.line <= last]
    if wrong:
        says = "\n".join(str(replace(problem, path="", line=0)).strip() for problem in wrong)
        raise CannotMake(f"nothing was added\n{says}")


def written(value: str) -> str:
    """A value as YAML reads it back unchanged; lists and groups in brackets stay as they are."""
    if value[:1] in "[{" and "\n" not in value:
        return value
    node, problems = parse(f"x: {value}", "")
    read = node.items.get("x")
    is_plain = not problems and getattr(read, "text", None) == value
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def _add_row(
    project: Project, table: str, code: str, values: Mapping[str, str]
) -> tuple[Path, int]:
    path = project.vocabularies / f"{table}.csv"
    _known(table, values)
    text = read_text(path)
    rows = list(csv.reader(io.StringIO(text)))
    names = rows[0]
    for number, row in enumerate(rows[1:], start=2):
        if row and row[0] == code:
            raise CannotMake(f"{code!r} stands already in {path.name}, line {number}")
    out = io.StringIO()
    columns = tables.columns(table)
    cells = {"code": code, **{n: _cell(value, columns[n][1]) for n, value in values.items()}}
    csv.writer(out, lineterminator="\n").writerow(cells.get(name, "") for name in names)
    made = text.rstrip("\n") + "\n" + out.getvalue()
    line = made.count("\n")
    _refuse_wrong(project, path, rows_of("table", made, project.relative(path), table), (line, line))  # fmt: skip
    write_whole(path, made.encode())
    return path, line


def _cell(value: str, meta: Mapping[str, Any]) -> str:
    """A list in brackets as its column holds it: codes with spaces between them, else with `;`."""
    if not re.fullmatch(r"\[.*\]", value):
        return value
    items = [item.strip() for item in value[1:-1].split(",")]
    codes = " ".join(items)
    return codes if fits(codes, meta) else "; ".join(items)
