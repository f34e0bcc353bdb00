"""Files for new trials and reports, filled with what public records tell; the rest is the editor's.

Nothing here becomes evidence by itself: figures that a registry has posted are offered as comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.archive.posted_figures import Figure, figures
from pipelines.archive.records import Archive, record_name
from pipelines.curated.settings import settings_of
from pipelines.drafts import blank as scaffold
from pipelines.drafts.blank import CannotMake
from pipelines.drafts.prefill import (
    arms_of,
    citation,
    offers,
    quoted,
    remarks_of,
    slugify,
    trial_values,
    who_took_part,
)
from pipelines.project import Project
from pipelines.sources import clinicaltrials, crossref, pubmed
from pipelines.sources.hosts import read_hosts
from pipelines.sources.http import Answer, Client, SourceError
from pipelines.sources.source import Host, Hosts
from pipelines.sources.study import Study
from schemas.evidence import Evidence
from schemas.notices import standing

YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass
class Maker:
    """Makes files of one project from records, which it archives on the way."""

    project: Project
    evidence: Evidence
    client: Client

    def __post_init__(self) -> None:
        self.hosts: Hosts = read_hosts(settings_of(self.project).sources)
        self.archive = Archive(self.project)

    def _keep(self, name: str, host: Host, answer: Answer) -> None:
        self.archive.put(
            name,
            answer.body,
            url=answer.url,
            licence=host.licence,
            status=answer.status,
            now=datetime.now(UTC).isoformat(timespec="seconds"),
            etag=answer.etag,
            last_modified=answer.last_modified,
        )
        self.archive.save()

    def study(self, nct: str) -> Study:
        answer = clinicaltrials.fetch(self.client, self.hosts["clinicaltrials"], nct)
        self._keep(record_name("clinicaltrials", nct, "json"), self.hosts["clinicaltrials"], answer)
        return clinicaltrials.parse(answer.body)

    def new_trial(self, nct: str, slug: str = "") -> list[Path]:
        """A trial file, and a report file of its posted results if it has any."""
        for own, row in self.evidence.trials.items():
            if nct in row.list("registry_ids"):
                raise CannotMake(f"{nct} is there already: data/curated/trials/{own}")
        if not re.fullmatch(r"NCT[0-9]{8}", nct):
            raise CannotMake(f"{nct!r} is no number of ClinicalTrials.gov, such as NCT01844505")
        study = self.study(nct)
        slug = slug or slugify(study.protocol_section.identification_module.acronym) or nct.lower()
        arms = dict(arms_of(study, self.evidence))
        year = study.protocol_section.status_module.results_first_post_date_struct.date[:4]
        if study.outcomes and not YEAR.fullmatch(year):
            raise CannotMake(
                f"{nct} does not tell when its results were posted; make the files by hand: "
                f"evidence new trial {slug}"
            )
        made = [
            scaffold.new_trial(
                self.project,
                slug,
                trial_values(study),
                arms,
                [*remarks_of(study), *who_took_part(study)],
            )
        ]
        if study.outcomes:
            url = f"https://clinicaltrials.gov/study/{nct}?tab=results"
            known = {
                "kind": "registry_posting", "standing": "current", "read_in": "registry", "url": url,
                "title": quoted(f"Results posted for {nct}"), "journal": "ClinicalTrials.gov",
                "authors": quoted(study.protocol_section.sponsor_collaborators_module.lead_sponsor.name),
                "seen_at": f"[{quoted(url)}]",
            }  # fmt: skip
            offered = offers(figures(study, self.evidence.endpoints), slug, self.evidence)
            made.append(
                scaffold.new_report(self.project, f"{slug}/{year}-registry", known, offered=offered)
            )
        return made

    def new_report(self, trial: str, *, pmid: str = "", doi: str = "") -> Path:
        """A report file from PubMed or Crossref. ``trial`` may be empty if the record names it."""
        if pmid and not pubmed.NUMBER.fullmatch(pmid):
            raise CannotMake(f"{pmid!r} is no PMID, such as 26027431")
        known, registry_ids, author = self._from_pubmed(pmid) if pmid else self._from_crossref(doi)
        for (own, report), row in self.evidence.reports.items():
            is_there = (pmid and row.get("pmid") == pmid) or (
                doi and row.get("doi").lower() == doi.lower()
            )
            if is_there and trial in ("", own):
                raise CannotMake(f"it is there already: data/curated/trials/{own}/{report}.yaml")
        slug, _, name = trial.partition("/")
        slug = slug or self._trial_of(registry_ids)
        if not name and "year" not in known:
            raise CannotMake(f"the record names no year: name the report, such as {slug}/2025-doe")
        name = name or self._free_name(slug, f"{known['year']}-{slugify(author) or 'unknown'}")
        return scaffold.new_report(
            self.project, f"{slug}/{name}", known, offered=self._offers(slug)
        )

    def _trial_of(self, registry_ids: Iterable[str]) -> str:
        wanted = set(registry_ids)
        found = [
            slug
            for slug, row in self.evidence.trials.items()
            if wanted & set(row.list("registry_ids"))
        ]
        if len(found) != 1:
            raise CannotMake(
                "the record does not say to which trial it belongs: name the trial too"
            )
        return found[0]

    def _free_name(self, slug: str, name: str) -> str:
        folder, number = self.project.trials / slug, 0
        free = name
        while (folder / f"{free}.yaml").exists():
            number += 1
            free = f"{name}-{chr(ord('a') + number)}"
        return free

    def _offers(self, slug: str) -> list[str]:
        row = self.evidence.trials.get(slug)
        posted: list[Figure] = []
        for number in row.list("registry_ids") if row else []:
            body = self.archive.read(record_name("clinicaltrials", number, "json"))
            try:
                study = clinicaltrials.parse(body) if body is not None else None
            except SourceError as error:
                return [f"No posted figures: {error}. Run `evidence refresh {slug}`."]
            posted += figures(study, self.evidence.endpoints) if study else ()
        return offers(posted, slug, self.evidence)

    def _from_pubmed(self, pmid: str) -> tuple[dict[str, str], tuple[str, ...], str]:
        records = dict(pubmed.fetch(self.client, self.hosts, [pmid]))
        if pmid not in records:
            raise SourceError(f"PubMed: has no record {pmid}")
        host = self.hosts["pubmed"]
        self._keep(
            record_name("pubmed", pmid, "xml"),
            host,
            Answer(f"{host.address}/efetch.fcgi", 200, records[pmid]),
        )
        article = pubmed.parse(records[pmid])
        first = article.authors[0] if article.authors else ""
        known = citation(
            title=article.title.rstrip("."),
            first=first,
            several=len(article.authors) > 1,
            journal=article.journal,
            year=article.year,
            volume=article.volume,
            issue=article.issue,
            pages=article.pages,
            doi=article.doi,
            pmid=pmid,
            standing=standing(article.notices),
        )
        return known, article.registry_ids, first.rpartition(" ")[0] or first

    def _from_crossref(self, doi: str) -> tuple[dict[str, str], tuple[str, ...], str]:
        answer = crossref.fetch(self.client, self.hosts, doi)
        self._keep(record_name("crossref", doi, "json"), self.hosts["crossref"], answer)
        work = crossref.parse(answer.body, doi)
        author = work.author[0] if work.author else crossref.Author()
        initials = "".join(part[:1] for part in re.split(r"[\s.-]+", author.given))
        journals = work.short_container_title or work.container_title
        own = [notice for notice in work.notices if notice.target == doi.lower()]
        known = citation(
            title=" ".join(work.title),
            first=f"{author.family or author.name} {initials}".strip(),
            several=len(work.author) > 1,
            journal=journals[0] if journals else "",
            year=work.year,
            volume=work.volume,
            issue=work.issue,
            pages=work.page,
            doi=work.DOI,
            standing=standing(own),
        )
        return known, (), author.family or author.name
