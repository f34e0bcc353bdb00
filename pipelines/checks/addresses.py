"""Reports that readers have seen, and what became of their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipelines.curated.noted import is_report, read_pages
from pipelines.curated.reader import Curated
from pipelines.files import MOST_ROWS_BYTES, read_text
from pipelines.project import Project
from schemas.borders.plain import REPORT_NAME, SLUG
from schemas.problem import Problem, Unusable
from schemas.typed.redirects import Redirects

FIGURE = re.compile(rf"(?m)(?:^|,)\"?({SLUG}/{REPORT_NAME})/{SLUG}")
RULE = "addresses-stay"


def published(project: Project, curated: Curated) -> set[str]:
    """``trial/report`` of every report that was published: as noted, frozen, approved or released."""
    found = read_pages(project)[0]
    found |= {report for copy in curated.frozen for report in copy.reports}
    found |= {row.get("target") for row in curated["approvals"] if is_report(row.get("target"))}
    return found | _named_in(sorted(project.releases.glob("*.numbers.csv")))


def shown_before(project: Project, curated: Curated) -> set[str]:
    """The same, and what the build that stands on this machine shows."""
    return published(project, curated) | _named_in([project.site / "data" / "estimates.csv"])


def _named_in(paths: Iterable[Path]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        if path.is_file():
            try:
                found |= set(FIGURE.findall(read_text(path, most=MOST_ROWS_BYTES)))
            except Unusable:
                continue  # told by those who need it
    return found


def lost(project: Project, curated: Curated) -> Iterator[Problem]:
    """Published addresses that lead nowhere now. Of a trial that is gone as a whole, one."""
    yield from read_pages(project)[1]
    redirects = Redirects(curated["redirects"])
    trials = {row.get("trial") for row in curated["trials"]}
    reports = {f"{row.get('trial')}/{row.get('report')}" for row in curated["reports"]}
    told = set()
    for report in sorted(published(project, curated) - reports):
        trial = report.partition("/")[0]
        if redirects.target(report) or curated.unread.hides("reports", report):
            continue
        gone = report if trial in trials else trial
        if gone not in told and not curated.unread.hides("trials", gone):
            told.add(gone)
            yield _lost(gone)


def _lost(id: str) -> Problem:
    file = f"{id}.yaml" if "/" in id else f"{id}/trial.yaml"
    return Problem(
        f"data/curated/trials/{file}",
        0,
        "",
        id,
        "was published, and nothing leads on from its address now.",
        f"Put it back and use `evidence rename`, or add the line {id},NEW-NAME,DAY to redirects.csv; "
        "a withdrawn report keeps its file, with `standing:`.",
        RULE,
    )
