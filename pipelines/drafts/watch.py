"""The verb ``watch``: trials with newly posted results that nobody has entered yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.checks.check import check
from pipelines.curated.settings import settings_of
from pipelines.project import Project
from pipelines.sources import clinicaltrials
from pipelines.sources.hosts import read_hosts
from pipelines.sources.http import Client
from schemas.evidence import Evidence
from schemas.problem import shorten
from schemas.row import Row

FIRST_LOOK = timedelta(days=365)  # where a page was never reviewed


@dataclass(frozen=True, order=True)
class Candidate:
    posted: str
    nct: str
    name: str
    title: str
    people: int

    def __str__(self) -> str:
        name = shorten(self.name) or "-"
        return (
            f"{self.posted}  {self.nct}  {self.people} people  {name}  {shorten(self.title, 200)}"
        )


def look(
    project: Project, client: Client, words: str, as_of: date, since: date | None = None
) -> tuple[date, list[Candidate]]:
    """(day since when, candidates newest first) for a category or for search words."""
    checked = check(project)
    cancers = checked.evidence.vocabulary("cancers")
    search, start = scope(words, checked.curated["categories"], cancers, as_of)
    start = since or start
    found = find_candidates(project, client, checked.evidence, search, start)
    return start, sorted(found, reverse=True)


def scope(
    words: str, categories: list[Row], cancers: dict[str, Row], as_of: date
) -> tuple[str, date]:
    """(search words, day since when) of a category, or of the words themselves."""
    for row in categories:
        if row.get("category") == words:
            names = [cancers[code].get("name") for code in row.list("cancers") if code in cancers]
            reviewed = row.get("last_reviewed")
            since = (
                as_of - FIRST_LOOK
                if reviewed in ("", "never")
                else date.fromisoformat(f"{reviewed}-01-01"[:10])
            )
            return " OR ".join(f'"{name}"' for name in names) or words, since
    return words, as_of - FIRST_LOOK


def find_candidates(
    project: Project, client: Client, evidence: Evidence, words: str, since: date
) -> Iterator[Candidate]:
    """Trials that fit ``words`` and posted results on or after ``since``, without those entered."""
    known = {number for row in evidence.trials.values() for number in row.list("registry_ids")}
    query = {
        "query.term": words,
        "aggFilters": "results:with,studyType:int",
        "filter.advanced": f"AREA[ResultsFirstPostDate]RANGE[{since.isoformat()},MAX]",
    }
    for study in clinicaltrials.search(
        client, read_hosts(settings_of(project).sources)["clinicaltrials"], query
    ):
        protocol = study.protocol_section
        posted = protocol.status_module.results_first_post_date_struct.date
        if study.nct in known or posted < since.isoformat():
            continue
        identity = protocol.identification_module
        yield Candidate(
            posted,
            study.nct,
            identity.acronym,
            identity.brief_title,
            protocol.design_module.enrollment_info.count,
        )
