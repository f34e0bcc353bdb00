"""What tests of a refresh share: its days, and looks at what it left."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from pipelines.archive.findings import read_findings
from pipelines.checks.check import check
from pipelines.project import Project
from pipelines.refresh.steps import Refreshed, refresh
from pipelines.worklist.todo import Item, list_todo

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
ORCHARD = "clinicaltrials/NCT09000001.json"


def snapshot(project: Project) -> dict[str, tuple[int, bytes]]:
    files = (path for path in project.raw.rglob("*") if path.is_file())
    return {project.relative(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def todo(project: Project, **kwargs: bool) -> list[Item]:
    return list_todo(project, check(project), date(2026, 11, 23), **kwargs)


def kinds(project: Project) -> list[str]:
    return [item.kind for item in todo(project)]


def again(project: Project, weeks: int = 1) -> Refreshed:
    return refresh(project, now=NOW + weeks * WEEK)


def result_of(project: Project, key: str, finding: str = "registry") -> str:
    rows = {
        (row["estimate_id"].split("/")[-1], row["finding"]): row["result"]
        for row in read_findings(project)
    }
    return rows[key, finding]


def retraction(kind: str, day: list[int]) -> dict:
    return {
        "DOI": "10.5555/n",
        "type": kind,
        "source": "retraction-watch",
        "updated": {"date-parts": [day]},
    }
