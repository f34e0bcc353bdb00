"""Figures as they were public before: in frozen charts and in releases, as far as git keeps them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator

from pipelines.approvals.anchors import NUMBERS
from pipelines.approvals.log import read_log
from pipelines.curated.frozen import files_of
from pipelines.files import MOST_ROWS_BYTES, read_text
from pipelines.project import Project
from reports.embeds.entry import Copy
from reports.embeds.feed import Before, figure_text
from schemas.borders.sheets import as_typed


def shown_before(project: Project, copies: list[Copy]) -> list[Before]:
    """What the frozen charts and the releases of a project showed."""
    return [*_of_copies(project, copies), *_of_releases(project)]


def _of_copies(project: Project, copies: list[Copy]) -> Iterator[Before]:
    for copy in copies:
        text = files_of(project, copy)[f"{copy.slug}.csv"].decode()
        rows = csv.DictReader(io.StringIO(text))
        values = {
            row["estimate_id"]: figure_text(
                as_typed(row["value_as_printed"]), row["ci_lower"], row["ci_upper"]
            )
            for row in rows
            if {"estimate_id", "value_as_printed", "ci_lower", "ci_upper"} <= row.keys()
        }
        yield Before(f"the frozen copy of {copy.frozen_on}", copy.frozen_on, values)


def _of_releases(project: Project) -> Iterator[Before]:
    for line in read_log(project).of("release"):
        version, on = line.values["target"], line.values["at"][:10]
        path = project.releases / NUMBERS.format(version)
        if not path.is_file():
            continue  # told by `release` and `verify`
        rows: dict[str, dict[str, str]] = defaultdict(dict)
        for row in csv.DictReader(io.StringIO(read_text(path, most=MOST_ROWS_BYTES))):
            if row["table"] == "estimates":
                rows[row["id"]][row["field"]] = as_typed(row["value"])
        values = {
            id: figure_text(row["value"], row.get("ci_lower", ""), row.get("ci_upper", ""))
            for id, row in rows.items()
            if "value" in row
        }
        yield Before(f"release {version}", on, values)
