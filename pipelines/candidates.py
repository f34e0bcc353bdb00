"""Files for new trials and reports, filled with what public records tell; the rest is the editor's.

Nothing here becomes evidence by itself: figures that a registry has posted are offered as comments.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines import scaffold
from pipelines.archive import Archive, record_name
from pipelines.posted import Figure, figures
from pipelines.project import Project
from pipelines.registry import drugs_in, match_arm
from pipelines.scaffold import CannotMake
from pipelines.sources import clinicaltrials, crossref, pubmed
from pipelines.sources.hosts import Host, Hosts, read_hosts
from pipelines.sources.http import Answer, Client, SourceError
from pipelines.sources.study import Study
from schemas.evidence import Evidence
from schemas.notices import standing
from schemas.terms import NOT_STATED

PHASES = {"PHASE1": "1", "PHASE2": "2", "PHASE3": "3", "PHASE4": "4", "NA": "not_applicable"}
MASKING = {
    "NONE": "open_label",
    "DOUBLE": "double_blind",
    "TRIPLE": "double_blind",
    "QUADRUPLE": "double_blind",
}
ROLES = {"EXPERIMENTAL": "tested", "ACTIVE_COMPARATOR": "control", "PLACEBO_COMPARATOR": "control"}
MOST_REMARKS = 300


@dataclass
class Maker:
    """Makes files of one project from records, which it archives on the way."""

    project: Project
    evidence: Evidence
    client: Client

    def __post_init__(self) -> None:
        self.hosts: Hosts = read_hosts(self.project.settings())
        self.archive = Archive(self.project)

    def _keep(self, name: str, host: Host, answer: Answer) -> None:
        self.archive.put(
            name, answer.body, url=answer.url.partition("?")[0], licence=host.licence, status=answer.status,
            now=datetime.now(UTC).isoformat(timespec="seconds"), etag=answer.etag, last_modified=answer.last_modified,
        )  # fmt: skip
        self.archive.save()

    def study(self, nct: str) -> Study:
        answer = clinicaltrials.fetch(self.client, self.hosts.clinicaltrials, nct)
        self._keep(record_name("clinicaltrials", nct, "json"), self.hosts.clinicaltrials, answer)
        return clinicaltrials.parse(answer.body)

    def new_trial(self, nct: str, slug: str = "") -> list[Path]:
        """A trial file, and a report file of its posted results if it has any."""
        for own, row in self.evidence.trials.items():
            if nct in row.list("registry_ids"):
                raise CannotMake(f"{nct} is there already: data/curated/trials/{own}")
        study = self.study(nct)
        slug = slug or slugify(study.protocol_section.identification_module.acronym) or nct.lower()
        arms = dict(_arms(study, self.evidence))
        made = [scaffold.new_trial(self.project, slug, _trial_values(study), arms, _remarks(study))]
        if study.outcomes:
            year = study.protocol_section.status_module.results_first_post_date_struct.date[:4]
            url = f"https://clinicaltrials.gov/study/{nct}?tab=results"
            known = {
                "kind": "registry_posting", "standing": "current", "read_in": "registry", "url": url,
                "title": quoted(f"Results posted for {nct}"), "journal": "ClinicalTrials.gov",
                "authors": quoted(study.protocol_section.sponsor_collaborators_module.lead_sponsor.name),
                "seen_at": f"[{quoted(url)}]",
            }  # fmt: skip
            offered = offers(figures(study), slug, self.evidence)
            made.append(
                scaffold.new_report(self.project, f"{slug}/{year}-registry", known, offered=offered)
            )
        return made

    def new_report(self, trial: str, *, pmid: str = "", doi: str = "") -> Path:
        """A report file from PubMed or Crossref. ``trial`` may be empty if the record names it."""
        known, registry_ids, author = self._from_pubmed(pmid) if pmid else self._from_crossref(doi)
        for (own, report), row in self.evidence.reports.items():
            is_there = (pmid and row.get("pmid") == pmid) or (
                doi and row.get("doi").lower() == doi.lower()
            )
            if is_there and trial in ("", own):
                raise CannotMake(f"it is there already: data/curated/trials/{own}/{report}.yaml")
        slug, _, name = trial.partition("/")
        slug = slug or self._trial_of(registry_ids)
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
            posted += figures(clinicaltrials.parse(body)) if body is not None else []
        return offers(posted, slug, self.evidence)

    def _from_pubmed(self, pmid: str) -> tuple[dict[str, str], tuple[str, ...], str]:
        records = dict(pubmed.fetch(self.client, self.hosts, [pmid]))
        if pmid not in records:
            raise SourceError(f"PubMed: has no record {pmid}")
        host = self.hosts.pubmed
        self._keep(
            record_name("pubmed", pmid, "xml"),
            host,
            Answer(f"{host.address}/efetch.fcgi", 200, records[pmid]),
        )
        article = pubmed.parse(records[pmid])
        first = article.authors[0] if article.authors else ""
        known = citation(
            title=article.title.rstrip("."), first=first, several=len(article.authors) > 1, journal=article.journal,
            year=article.year, volume=article.volume, issue=article.issue, pages=article.pages,
            doi=article.doi, pmid=pmid, standing=standing(article.notices),
        )  # fmt: skip
        return known, article.registry_ids, first.rpartition(" ")[0] or first

    def _from_crossref(self, doi: str) -> tuple[dict[str, str], tuple[str, ...], str]:
        answer = crossref.fetch(self.client, self.hosts, doi)
        self._keep(record_name("crossref", doi, "json"), self.hosts.crossref, answer)
        work = crossref.parse(answer.body, doi)
        author = work.author[0] if work.author else crossref.Author()
        initials = "".join(part[:1] for part in re.split(r"[\s.-]+", author.given))
        journals = work.short_container_title or work.container_title
        own = [notice for notice in work.notices if notice.target == doi.lower()]
        known = citation(
            title=" ".join(work.title), first=f"{author.family or author.name} {initials}".strip(),
            several=len(work.author) > 1, journal=journals[0] if journals else "", year=work.year,
            volume=work.volume, issue=work.issue, pages=work.page, doi=work.DOI, standing=standing(own),
        )  # fmt: skip
        return known, (), author.family or author.name


def citation(*, first: str, several: bool, standing: str, **parts: str) -> dict[str, str]:
    """Citation keys of a report file, as YAML."""
    authors = f"{first} et al." if several else first
    values = {"kind": "journal_article", "standing": standing, "authors": authors, **parts}
    return {
        name: quoted(value) if name != "year" else value for name, value in values.items() if value
    }


def _trial_values(study: Study) -> dict[str, str]:
    protocol = study.protocol_section
    design = protocol.design_module
    phases = "/".join(PHASES.get(phase, "") for phase in design.phases if phase in PHASES)
    allocation = design.design_info.allocation
    name = protocol.identification_module.acronym or study.nct
    one_arm = len(protocol.arms_interventions_module.arm_groups) == 1
    values = {
        "name": quoted(name),
        "registry_ids": f"[{study.nct}]",
        "design": {"RANDOMIZED": "randomised", "NON_RANDOMIZED": "non_randomised"}.get(
            allocation, "single_arm" if one_arm else ""
        ),
        "phase": quoted(phases),
        "masking": MASKING.get(design.design_info.masking_info.masking, ""),
        "sponsor": quoted(protocol.sponsor_collaborators_module.lead_sponsor.name),
    }
    if allocation == "RANDOMIZED" and design.enrollment_info.type == "ACTUAL":
        values["n_randomised"] = str(design.enrollment_info.count)
    return {name: value for name, value in values.items() if value}


def _arms(study: Study, evidence: Evidence) -> Iterator[tuple[str, dict[str, str]]]:
    groups = study.protocol_section.arms_interventions_module.arm_groups
    seen: set[str] = set()
    for number, group in enumerate(groups, start=1):
        key = slugify(group.label)[:40].strip("-") or f"arm-{number}"
        key = f"{key}-{number}" if key in seen else key
        seen.add(key)
        codes = sorted(drugs_in(" ; ".join(group.intervention_names), evidence))
        role = "single" if len(groups) == 1 else ROLES.get(group.type, "")
        yield (
            key,
            {
                "label": quoted(group.label),
                "drugs": f"[{', '.join(codes)}]",
                "regimen": NOT_STATED,
                "role": role,
            },
        )


def _remarks(study: Study) -> list[str]:
    protocol = study.protocol_section
    countries = sorted(
        {place.country for place in protocol.contacts_locations_module.locations if place.country}
    )
    criteria = " ".join(protocol.eligibility_module.eligibility_criteria.split())
    remarks = {
        "title": protocol.identification_module.official_title
        or protocol.identification_module.brief_title,
        "conditions": "; ".join(protocol.conditions_module.conditions),
        "countries": ", ".join(countries),
        "who could join (write it in your own words)": criteria[:MOST_REMARKS]
        + ("…" if len(criteria) > MOST_REMARKS else ""),
    }
    return [
        "The registry record also says:",
        *(f"- {name}: {says}" for name, says in remarks.items() if says),
    ]


def offers(posted: Iterable[Figure], slug: str, evidence: Evidence) -> list[str]:
    """Posted figures as estimates to take over, with the outcome each comes from."""
    lines: list[str] = []
    used: set[str] = set()
    for figure in posted:
        if not figure.measure:
            continue
        figure = in_percent(figure)
        arms = [match_arm(slug, group, evidence) or slugify(group.title) for group in figure.groups]
        key = "-".join(
            (figure.endpoint.replace("_", "-"), figure.measure.replace("_", "-"), *arms[:1])
        )
        key = next(k for k in (key, *(f"{key}-{n}" for n in range(2, 999))) if k not in used)
        used.add(key)
        values = {
            "arm": arms[0] if arms else "", "comparator": arms[1] if len(arms) > 1 else "",
            "endpoint": figure.endpoint, "effect_measure": figure.measure, "value": figure.value, "unit": figure.unit,
            "ci_lower": figure.lower, "ci_upper": figure.upper, "ci_level": figure.level,
            "n_analysed": str(figure.n) if figure.n is not None and len(figure.groups) == 1 else "",
            "timepoint": f"{figure.timepoint_months:g} months" if figure.timepoint_months else "",
            "assessor": figure.assessor, "registry_outcome": quoted(f"{figure.nct} #{figure.outcome}"),
        }  # fmt: skip
        lines.append(f"  {key}:  # {figure.place[:120]}")
        lines += [f"    {name}: {value}" for name, value in values.items() if value]
    return (
        ["Posted in the registry; take over what is right and complete it:", *lines]
        if lines
        else []
    )


def in_percent(figure: Figure) -> Figure:
    """A posted fraction as the percentage that an estimate holds."""
    if figure.unit != "fraction":
        return figure
    texts = {name: getattr(figure, name) for name in ("value", "lower", "upper")}
    numbers = {name: figure.convert(text, "proportion", "percent") for name, text in texts.items()}
    return replace(
        figure, unit="percent", **{k: f"{v[0]:.10g}" if v else texts[k] for k, v in numbers.items()}
    )


def quoted(text: str) -> str:
    """``text`` as a YAML value on one line."""
    text = " ".join(text.split())
    is_plain = re.fullmatch(r"[A-Za-z][\w .()/+-]*", text) and text.lower() not in (
        "yes",
        "no",
        "null",
        "true",
        "false",
    )
    return text if is_plain or not text else json.dumps(text, ensure_ascii=False)


def slugify(text: str) -> str:
    """``text`` as a name for files and keys."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
