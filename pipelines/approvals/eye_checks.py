"""A check by eye of figures drawn at random: a sheet out, the answers back in, and which of them count.

A draw can be made again by anybody: from its seed, how many were drawn, and the list of figures that it
names by its hash. Answers whose draw cannot be made again, or that their own typist gave, count for
nothing; and a figure counts once, however many people looked.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterable, Iterator
from datetime import date

import pandas as pd

from pipelines.approvals.digests import digest_of, report_of
from pipelines.approvals.log import LONGEST_REMARK, read_log
from pipelines.approvals.people import name_fault
from pipelines.approvals.work import Work
from pipelines.checks.checked import Checked
from pipelines.curated.reader import Curated
from pipelines.files import read_text, sha256, write_whole
from pipelines.locks import alone
from pipelines.project import Project
from schemas import tables
from schemas.borders.plain import text_fault, visible
from schemas.borders.sheets import as_typed, guarded
from schemas.exact import exact_interval
from schemas.row import Row

ASKED = ("is_right", "by", "says")
SHOWN = (
    "arm", "comparator", "population", "endpoint", "effect_measure", "timepoint", "value_qualifier",
    "value", "unit", "ci_lower", "ci_upper", "ci_level", "n_events", "n_analysed", "locator", "seen_at",
)  # fmt: skip
HEAD = ("estimate_id", "digest", "seed", "drawn", "state", *ASKED, *SHOWN)
MOST_DRAWN = 100_000


class BadSheet(Exception):
    """The answers cannot be taken; the message says why."""


def figure_id(row: Row) -> str:
    return f"{report_of(row)}/{row.get('key')}"


def state_of(ids: Iterable[str]) -> str:
    """sha256 of a list of figures, in the order in which they are drawn from."""
    return sha256("\n".join(sorted(ids)))


def drawn_from(ids: Iterable[str], number: int, seed: int) -> list[str]:
    """``number`` of the figures, each equally likely; the same seed draws the same."""
    ordered = sorted(ids)
    return random.Random(seed).sample(ordered, min(number, len(ordered)))


def draw(checked: Checked, number: int, seed: int) -> str:
    """Figures drawn at random, as a sheet to fill in."""
    rows = {figure_id(row): row for row in checked.curated["estimates"]}
    drawn, state = drawn_from(rows, number, seed), state_of(rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for id in drawn:
        asked = [""] * len(ASKED)
        shown = [rows[id].get(name) for name in SHOWN]
        digest = digest_of([("estimates", rows[id])])
        cells = (id, digest, seed, len(drawn), state, *asked, *shown)
        writer.writerow(guarded(visible(str(cell))) for cell in cells)
    return text.getvalue()


def _filled_in(sheet: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines of a sheet with their numbers. Raises BadSheet."""
    reader = csv.DictReader(io.StringIO(sheet, newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, {k: as_typed(v) for k, v in row.items() if k and v}
    except csv.Error as error:
        raise BadSheet(f"line {reader.line_num}: this is not readable CSV: {error}") from error


def take_back(project: Project, checked: Checked, sheet: str, day: date) -> int:
    """Add the answers of a filled-in sheet to eye_checks.csv. Returns how many; raises BadSheet.

    A sheet is taken only as a whole: leaving out lines would make the sample a choice.
    """
    current = {figure_id(row): row for row in checked.curated["estimates"]}
    own = Work(checked.curated, read_log(project))
    columns = list(tables.columns("eye_checks"))
    rows = []
    for line, row in _filled_in(sheet):
        if fault := _fault(row, current, own):
            raise BadSheet(f"line {line}: {fault}")
        answer = row["is_right"].strip().lower()
        given = {**row, "is_right": answer, "at": day.isoformat()}
        rows.append([guarded(" ".join((given.get(name) or "").split())) for name in columns])
    draws = {tuple(row[columns.index(name)] for name in ("seed", "drawn", "state")) for row in rows}
    if len(draws) != 1:
        raise BadSheet("the sheet does not hold every figure that was drawn, each once")
    seed, drawn, state = draws.pop()
    if state != state_of(current):
        raise BadSheet("figures were added or removed since the sheet was drawn; draw again")
    if sorted(row[0] for row in rows) != sorted(drawn_from(current, int(drawn), int(seed))):
        raise BadSheet("the sheet does not hold every figure that was drawn, each once")
    with alone(project.builds / "eye_checks.lock", "answer", is_waiting=True):
        _add(project, columns, rows)
    return len(rows)


def _fault(row: dict[str, str], current: dict[str, Row], own: Work) -> str:
    """Why one answer cannot be taken; empty if it can."""
    id, by = row.get("estimate_id") or "", " ".join((row.get("by") or "").split())
    if id not in current:
        return f"there is no figure {id!r}"
    if row.get("digest") != digest_of([("estimates", current[id])]):
        return f"{id} was changed since the sheet was drawn; draw again"
    if (row.get("is_right") or "").strip().lower() not in ("yes", "no"):
        return f"write yes or no in is_right for {id}"
    if fault := name_fault(by):
        return f"write your name in by for {id}: it {fault}"
    if own.is_own(by, id.rpartition("/")[0]):
        return f"{by} entered {id}: nobody checks their own work"
    if fault := text_fault(row.get("says") or "", LONGEST_REMARK):
        return f"what {id} says {fault}"
    for name in ("seed", "drawn"):
        if not re.fullmatch("[0-9]{1,9}", row.get(name) or "", re.ASCII):
            return f"the seed of {id} is not the one it was drawn with"
    return ""


def _add(project: Project, columns: list[str], rows: list[list[str]]) -> None:
    """Add ``rows`` to what the file holds now. Raises BadSheet where somebody answers again."""
    path, head = project.eye_checks, ",".join(columns) + "\n"
    text = read_text(path, project.root) if path.exists() else head
    known = {(r["estimate_id"], r["digest"], r["by"]) for r in csv.DictReader(io.StringIO(text))}
    for row in rows:
        if (row[0], row[1], row[columns.index("by")]) in known:
            raise BadSheet(f"{row[0]} has been answered by {row[columns.index('by')]} already")
    added = io.StringIO()
    csv.writer(added, lineterminator="\n").writerows(rows)
    write_whole(path, (text + added.getvalue()).encode())


def eye_results(project: Project, curated: Curated) -> pd.DataFrame:
    """Each answer, and why it does not count: empty where it does."""
    own = Work(curated, read_log(project))
    lists = {state_of(ids): ids for ids in (_ids_now(curated), *_ids_of_releases(project))}
    whole: dict[tuple[str, ...], set[str]] = {}
    for row in curated["eye_checks"]:
        whole.setdefault(_draw_of(row), set()).add(row.get("estimate_id"))
    sound = {draw for draw, ids in whole.items() if _is_whole(draw, ids, lists)}
    rows = []
    for row in curated["eye_checks"]:
        id, by = row.get("estimate_id"), row.get("by")
        why = ""
        if _draw_of(row) not in sound:
            why = "its draw cannot be made again, or is not whole"
        elif own.is_own(by, id.rpartition("/")[0]):
            why = "nobody checks their own work"
        rows.append((id, row.get("is_right"), by, row.get("at"), why or None))
    return pd.DataFrame(rows, columns=["estimate_id", "is_right", "by", "at", "says"], dtype="str")


def _draw_of(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name) for name in ("seed", "drawn", "state", "by"))


def _is_whole(draw: tuple[str, ...], ids: set[str], lists: dict[str, list[str]]) -> bool:
    seed, drawn, state, _ = draw
    if not all(re.fullmatch("[0-9]{1,9}", number) for number in (seed, drawn)):
        return False
    if state not in lists or not 0 < int(drawn) <= MOST_DRAWN:
        return False
    return ids == set(drawn_from(lists[state], int(drawn), int(seed)))


def _ids_now(curated: Curated) -> list[str]:
    return [figure_id(row) for row in curated["estimates"]]


def _ids_of_releases(project: Project) -> Iterator[list[str]]:
    """The figures of each release, from the list of numbers that it left in the project."""
    for path in sorted(project.releases.glob("*.numbers.csv")):
        rows = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig", "replace")))
        yield sorted({row[1] for row in rows if len(row) == 4 and row[0] == "estimates"})


def summary(project: Project, curated: Curated) -> str:
    """What all checks so far say."""
    results = eye_results(project, curated)
    counted = results[results["says"].isna()]
    figures = counted.groupby("estimate_id")["is_right"].apply(lambda answers: "no" in set(answers))
    left_out = f" {len(results) - len(counted)} answers do not count." if len(counted) < len(results) else ""  # fmt: skip
    if figures.empty:
        return f"No figure drawn at random has been looked up in its source by eye yet.{left_out}"
    wrong = int(figures.sum())
    lower, upper = exact_interval(wrong, len(figures))
    return (
        f"{len(figures)} figures drawn at random were looked up by eye; {wrong} were wrong: "
        f"{100 * lower:.1f} to {100 * upper:.1f}% (exact 95% interval).{left_out}"
    )
