"""One build of the site: what is published, when, where, and the counts its pages show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from urllib.parse import urlsplit

from reports.published import Published, Record
from schemas.borders import site_map

SITE_NAME = "Remission evidence"


@dataclass
class Site:
    """State shared by all pages of one build."""

    published: Published
    as_of: date
    version: str
    url: str = ""
    funding: str = ""  # who pays for the project, in its owner's words
    charts: tuple[tuple[str, str], ...] = ()  # slug and title of each chart to use elsewhere
    report_errors_to: str = ""  # link to whoever mends errors
    history_url: str = ""  # where the edits of a file are shown; {path} stands for the file
    name: str = SITE_NAME
    counts: dict[str, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def is_overdue(self, record: Record) -> bool:
        return str(record["next_review"]) < self.as_of.isoformat()

    def root_of(self, path: str) -> str:
        """Way from a page to the root of the site; absolute for the one that stands in for all others."""
        if path == site_map.PAGES["missing"]:
            return f"{urlsplit(self.url).path.rstrip('/')}/"
        return "../" * path.count("/")

    @cached_property
    def newest(self) -> Record | None:
        """The report that was entered last."""
        reports = self.published.tables["reports"]
        return max(reports, key=lambda r: (r["entered"], r["trial"], r["report"]), default=None)

    def address(self, path: str) -> str:
        """Public address of a page, without ``index.html``; empty where no site_url is set."""
        return f"{self.url.rstrip('/')}/{path.removesuffix('index.html')}" if self.url else ""
