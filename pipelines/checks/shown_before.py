"""Reports that readers have seen: of releases, frozen charts, approvals and the build that stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.curated.frozen import read_copies
from pipelines.curated.reader import Curated
from pipelines.files import MOST_ROWS_BYTES, read_text
from pipelines.project import Project
from schemas.borders.plain import REPORT_NAME, SLUG
from schemas.problem import Unusable

FIGURE = re.compile(rf"(?m)(?:^|,)\"?({SLUG}/{REPORT_NAME})/{SLUG}")


def shown_before(project: Project, curated: Curated) -> set[str]:
    """``trial/report`` of every report that was ever published, as far as the project tells."""
    found = {report for copy in read_copies(project)[0] for report in copy.reports}
    found |= {row.get("target") for row in curated["approvals"]}
    for text in _lists(project):
        found |= set(FIGURE.findall(text))
    return found


def _lists(project: Project) -> Iterator[str]:
    paths = [
        *sorted(project.releases.glob("*.numbers.csv")),
        project.site / "data" / "estimates.csv",
    ]
    for path in paths:
        if path.is_file():
            try:
                yield read_text(path, most=MOST_ROWS_BYTES)
            except Unusable:
                continue  # told by those who need it
