"""Lists and files beside the log that a release anchors: what was edited or removed since is named.

Checks by eye are only ever added. Findings change with the digits and records that they are about, and
entries with the digits; what says something else of the same digits was edited. Frozen copies stay.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from pipelines.approvals.anchors import (
    ANCHOR,
    NUMBERS,
    RESTORE,
    Anchor,
    Rows,
    anchor_files,
    text_of,
)
from pipelines.archive.manifest import with_intents
from pipelines.curated.reader import Curated
from pipelines.files import MOST_ROWS_BYTES, read_text, sha256
from pipelines.project import Project
from schemas.borders.sheets import as_typed
from schemas.problem import WARNING, Problem, Unusable
from schemas.row import Row

RULE = "unchanged-lists"
LENGTH = 32  # hexadecimal digits of a row's sha256: whoever writes two rows cannot make them one

# table → (its file, key of a row, columns with what the row is about)
LISTS = {
    "eye_checks": ("data/curated/eye_checks.csv", ("estimate_id", "by", "at"), ()),
    "findings": ("data/raw/findings.csv", ("estimate_id", "finding"), ("figures", "sha256")),
    "extraction": ("data/curated/extraction.csv", ("estimate_id",), ("entry_1",)),
    "third_readings": ("data/curated/third_readings.csv", ("estimate_id",), ("entry",)),
}
FROZEN = "reports/frozen"

Lists = dict[str, dict[str, str]]


def changed_since(project: Project, curated: Curated, anchors: list[Anchor]) -> Iterator[Problem]:
    """Everything beside the log that is not as the releases of this project left it."""
    kept = {path.name for path in anchor_files(project)}
    for anchor in anchors:
        if ANCHOR.format(anchor.version) in kept:
            yield from numbers_problems(project, anchor)
    if anchors:
        latest = max(anchors, key=lambda anchor: len(anchor.log))
        yield from list_problems(latest, lists_of(project, curated))
        place = project.relative(project.raw / "manifest.csv")
        yield from latest.record_problems(records(read_manifest(project)), place)


def numbers_problems(project: Project, anchor: Anchor) -> Iterator[Problem]:
    """The list of numbers that the next release is compared with."""
    path = project.releases / NUMBERS.format(anchor.version)
    place = project.relative(path)
    if not path.is_file():
        yield Problem(place, 0, "", "", "this file is missing.", RESTORE, RULE)
        return
    try:
        now = read_text(path, project.root, MOST_ROWS_BYTES)  # other line ends say the same
    except Unusable as error:
        yield error.problem
        return
    if sha256(now) != anchor.numbers:
        yield Problem(place, 0, "", "", "this file was changed.", RESTORE, RULE)


def read_manifest(project: Project) -> list[dict[str, str]]:
    """Lines of the manifest as it will be when a run that was ended is taken up again."""
    path = project.raw / "manifest.csv"
    rows = csv.DictReader(io.StringIO(text_of(path) if path.is_file() else ""))
    return list(with_intents(project.raw, rows))


def records(manifest: Iterable[dict[str, str]]) -> Rows:
    return {
        row["path"]: {k: as_typed(v or "") for k, v in row.items() if k}
        for row in manifest
        if row.get("path")
    }


def lists_of(project: Project, curated: Curated) -> Lists:
    """File → key of each row → what it is about, and what it says, as hashes; frozen files likewise."""
    found: Lists = {}
    for table, (place, key, about) in LISTS.items():
        found[place] = {
            "/".join(
                row.get(name) for name in key
            ): f"{_hash(row, about)} {_hash(row, (*row.values,))}"
            for row in curated[table]
        }
    found[FROZEN] = {
        path.relative_to(project.frozen).as_posix(): sha256(path.read_bytes())
        for path in (sorted(project.frozen.rglob("*")) if project.frozen.is_dir() else ())
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    }
    return found


def _hash(row: Row, names: tuple[str, ...]) -> str:
    return sha256("\n".join(f"{name}={row.get(name)}" for name in sorted(names)))[:LENGTH]


def list_problems(anchor: Anchor, now: Lists) -> Iterator[Problem]:
    """Everything that says something else than when the release was made."""
    for place, rows in anchor.lists.items():
        current = now.get(place, {})
        for key, old in rows.items():
            new = current.get(key)
            if new == old:
                continue
            if place == FROZEN:
                message = "this frozen file was removed." if new is None else "this frozen file was changed."  # fmt: skip
                yield _problem(f"{FROZEN}/{key}", "", message, anchor)
            elif new is None:
                is_kept = place == LISTS["eye_checks"][0]
                level = {} if is_kept else {"level": WARNING}
                yield _problem(place, key, "this row was removed.", anchor, **level)
            elif new.partition(" ")[0] == old.partition(" ")[0]:
                yield _problem(place, key, "this row was edited.", anchor)


def unprotected_rows(anchors: list[Anchor], now: Lists) -> Iterator[str]:
    """How much of each list no release protects yet."""
    for place, rows in now.items():
        known = {cell for anchor in anchors for cell in anchor.lists.get(place, {}).items()}
        loose = sum(cell not in known for cell in rows.items())
        if loose:
            yield f"{place}: {loose} of {len(rows)} rows or files are unprotected until the next release."


def _problem(place: str, value: str, message: str, anchor: Anchor, **level: str) -> Problem:
    return Problem(
        place, 0, "", value, f"{message} (anchor {anchor.version})", RESTORE, RULE, **level
    )
