"""A check by eye of figures drawn at random: a sheet out, the answers back in."""

from __future__ import annotations

import csv
import io
import random
from datetime import date

from pipelines import log
from pipelines.approvals import digest_of
from pipelines.check import Checked
from pipelines.project import Project
from schemas import tables
from schemas.exact import exact_interval
from schemas.row import Row

ASKED = ("is_right", "by", "says")
SHOWN = (
    "arm", "comparator", "population", "endpoint", "effect_measure", "timepoint", "value_qualifier",
    "value", "unit", "ci_lower", "ci_upper", "ci_level", "n_events", "n_analysed", "locator", "seen_at",
)  # fmt: skip
HEAD = ("estimate_id", "digest", "seed", "of", *ASKED, *SHOWN)


class BadSheet(Exception):
    """The answers cannot be taken; the message says why."""


def figure_id(row: Row) -> str:
    return f"{row.get('trial')}/{row.get('report')}/{row.get('key')}"


def draw(checked: Checked, number: int, seed: int) -> str:
    """``number`` figures, each equally likely, as a sheet. The same seed draws the same figures."""
    rows = sorted(checked.curated["estimates"], key=figure_id)
    drawn = random.Random(seed).sample(rows, min(number, len(rows)))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for row in drawn:
        asked = [""] * len(ASKED)
        shown = [row.get(name) for name in SHOWN]
        digest = digest_of([("estimates", row)])
        writer.writerow((figure_id(row), digest, seed, len(drawn), *asked, *shown))
    return text.getvalue()


def take_back(project: Project, checked: Checked, sheet: str, day: date) -> int:
    """Add the answers of a filled-in sheet to eye_checks.csv. Returns how many; raises BadSheet.

    A sheet is taken only as a whole: leaving out lines would make the sample a choice.
    """
    current = {figure_id(r): digest_of([("estimates", r)]) for r in checked.curated["estimates"]}
    columns = list(tables.columns("eye_checks"))
    rows = []
    for line, row in enumerate(csv.DictReader(io.StringIO(sheet)), start=2):
        id, answer = row.get("estimate_id") or "", (row.get("is_right") or "").strip().lower()
        if id not in current:
            raise BadSheet(f"line {line}: there is no figure {id!r}")
        if row.get("digest") != current[id]:
            raise BadSheet(f"line {line}: {id} was changed since the sheet was drawn; draw again")
        if answer not in ("yes", "no"):
            raise BadSheet(f"line {line}: write yes or no in is_right for {id}")
        if not (row.get("by") or "").strip():
            raise BadSheet(f"line {line}: write your name in by for {id}")
        given = {**row, "is_right": answer, "at": day.isoformat()}
        rows.append([" ".join((given.get(name) or "").split()) for name in columns])
    if not rows or len({row[0] for row in rows}) != len(rows) or str(len(rows)) != row.get("of"):
        raise BadSheet("the sheet does not hold every figure that was drawn, each once")
    path = project.eye_checks
    text = path.read_text("utf-8") if path.is_file() else ",".join(columns) + "\n"
    known = {(r["estimate_id"], r["digest"], r["by"]) for r in csv.DictReader(io.StringIO(text))}
    for row in rows:
        if (row[0], row[1], row[columns.index("by")]) in known:
            raise BadSheet(f"{row[0]} has been answered by {row[columns.index('by')]} already")
    added = io.StringIO()
    csv.writer(added, lineterminator="\n").writerows(rows)
    log.write_whole(path, text + added.getvalue())
    return len(rows)


def summary(checked: Checked) -> str:
    """What all checks so far say."""
    rows = checked.curated["eye_checks"]
    if not rows:
        return "No figure drawn at random has been looked up in its source by eye yet."
    wrong = sum(row.get("is_right") == "no" for row in rows)
    lower, upper = exact_interval(wrong, len(rows))
    return (
        f"{len(rows)} figures drawn at random were looked up by eye; {wrong} were wrong: "
        f"{100 * lower:.1f} to {100 * upper:.1f}% (exact 95% interval)."
    )
