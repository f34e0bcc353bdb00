"""One build of the site: what is published, when, where, and the counts its pages show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from reports.published import Published, Record

SITE_NAME = "Remission evidence"


@dataclass
class Site:
    """State shared by all pages of one build."""

    published: Published
    as_of: date
    version: str
    url: str = ""
    funding: str = ""  # who pays for the project, in its owner's words
    history_url: str = ""  # where the edits of a file are shown; {path} stands for the file
    name: str = SITE_NAME
    counts: dict[str, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def is_overdue(self, record: Record) -> bool:
        return str(record["next_review"]) < self.as_of.isoformat()

    def address(self, path: str) -> str:
        """Public address of a page, without ``index.html``; empty where no site_url is set."""
        return f"{self.url.rstrip('/')}/{path.removesuffix('index.html')}" if self.url else ""
