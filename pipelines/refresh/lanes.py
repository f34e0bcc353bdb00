"""One lane a source: its records one after the other. Lanes run side by side, so that every
service sees one polite client and a slow one delays nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from pipelines.archive.records import record_name
from pipelines.refresh.drift import Drift, compare_studies
from pipelines.refresh.round import Job, Round, each
from pipelines.refresh.targets import ReportTarget, TrialTarget, named
from pipelines.sources import clinicaltrials, crossref, europe_pmc, pubmed, retraction_watch
from pipelines.sources.http import Answer, Moved, NotFound, SourceError
from pipelines.sources.text import brief

RETRACTIONS = record_name("retraction_watch", "retraction_watch", "csv")
OPEN_TEXTS = "europepmc"  # the search and all it found
NOTHING: Mapping[str, str] = {}
NUMBERS = {"identifier_unknown", "identifier_moved"}
LONGEST_TITLE = 160


def ask_registry(round: Round) -> None:
    """Registry records; a change in one is noted before the old record goes."""
    each(
        clinicaltrials.NAME,
        round,
        [_study_job(round, trial, nct) for trial, nct in round.targets.registry],
    )


def _study_job(round: Round, trial: str, nct: str) -> Job:
    name = record_name("clinicaltrials", nct, "json")

    def job() -> None:
        host = round.hosts["clinicaltrials"]
        unknown = Drift(
            trial, "", "identifier_unknown", name, nct, "", "ClinicalTrials.gov has no such study"
        )
        try:
            answer = clinicaltrials.fetch(round.client, host, nct, **round.archive.tags(name))
        except NotFound:
            round.count("unknown")
            round.drift.renew(NUMBERS, {name}, [unknown], round.today)
            return
        except Moved as moved:
            round.count("unknown")
            item = Drift(trial, "", "identifier_moved", name, nct, nct, moved.new)
            round.drift.renew(NUMBERS, {name}, [item], round.today)
            return
        old = round.archive.read(name)
        if old is not None and not answer.is_unchanged:
            try:
                before = clinicaltrials.parse(old)
            except SourceError:
                before = None  # a damaged file is simply replaced
            if before is not None:
                new = clinicaltrials.parse(answer.body)
                changes = compare_studies(trial, name, before, new, round.endpoints)
                round.drift.note(changes, round.today)
        round.drift.renew(NUMBERS, {name}, [], round.today)
        round.keep(name, host, answer, clinicaltrials.is_same)

    return Job(name, trial, job)


def ask_pubmed(round: Round) -> None:
    """Searches for reports of each trial, then the records of all known and found reports."""
    batches = _batches(round, round.targets.pmids)
    trials = [trial for trial in round.targets.trials if not trial.is_pooled and _term(trial)]
    each(pubmed.NAME, round, [*batches, *(_search_job(round, trial) for trial in trials)])
    curated = set(round.targets.pmids)
    found = {pmid: t.trial for t in trials for pmid in found_reports(round, t.trial)}
    missing = [
        pmid
        for pmid in sorted(found.keys() - curated, key=int)
        if not round.archive.can_be_read(record_name("pubmed", pmid, "xml"))
    ]
    if missing:
        each(f"{pubmed.NAME}, new reports", round, _batches(round, missing, about=found))


def _batches(round: Round, pmids: list[str], about: Mapping[str, str] = NOTHING) -> Iterator[Job]:
    """Jobs of many records each. ``about``: the trial of each number that no report has yet."""
    pmids = [pmid for pmid in pmids if record_name("pubmed", pmid, "xml") not in round.done]
    for start in range(0, len(pmids), pubmed.BATCH):
        yield _batch_job(round, pmids[start : start + pubmed.BATCH], about)


def _batch_job(round: Round, pmids: list[str], about: Mapping[str, str]) -> Job:
    names = {pmid: record_name("pubmed", pmid, "xml") for pmid in pmids}

    def job() -> None:
        host = round.hosts["pubmed"]
        missing = set(pmids)
        strangers: dict[str, pubmed.Article] = {}
        url = f"{host.address}/efetch.fcgi"
        for pmid, record in pubmed.fetch(round.client, round.hosts, pmids):
            if pmid not in names:
                strangers[pmid] = pubmed.parse(record)
                continue
            missing.discard(pmid)
            round.keep(names[pmid], host, Answer(url, 200, record), bytes.__eq__)
            round.finish(names[pmid])
        unknown = [
            _missing(r, names[r.pmid], strangers, is_only=len(missing) == 1)
            for r in round.targets.reports
            if r.pmid in missing
        ]
        round.drift.renew(NUMBERS, set(names.values()), unknown, round.today)
        for pmid in missing:
            round.count("unknown")
            round.finish(names[pmid])

    reports = [r.name for pmid in pmids for r in round.targets.reports_of(pmid)]
    more = f" and {len(pmids) - 1} more" if len(pmids) > 1 else ""
    return Job(names[pmids[0]] + more, named(reports or map(about.get, pmids)), job)


def _missing(
    report: ReportTarget, name: str, strangers: Mapping[str, pubmed.Article], *, is_only: bool
) -> Drift:
    """What to tell of a number for which PubMed sent no record: it was merged into another that
    came instead (the only one, or the one of the same DOI), or there is none."""
    same = [p for p, a in strangers.items() if a.doi and a.doi.lower() == report.doi.lower()]
    instead = same or (list(strangers) if is_only and len(strangers) == 1 else [])
    place = (report.trial, report.report)
    if instead:
        title = brief(strangers[instead[0]].title, LONGEST_TITLE)
        says = f"{instead[0]}: {title}" if title else instead[0]
        return Drift(*place, "identifier_moved", name, report.pmid, report.pmid, says)
    sent = f"; it sent {', '.join(sorted(strangers))} instead" if strangers else ""
    says = f"PubMed has no such record{sent}"
    return Drift(*place, "identifier_unknown", name, report.pmid, "", says)


def _term(trial: TrialTarget) -> str:
    """Search for a trial: by registry number, and by its name in titles of trial reports."""
    numbers = [pubmed.registry_term(number) for number in trial.registry_ids]
    name = [f"({pubmed.name_term(trial.name)} AND clinical trial[pt])"] if trial.name else []
    return " OR ".join([*numbers, *name])


def found_reports(round: Round, trial: str) -> list[str]:
    """PMIDs that the archived search for a trial holds."""
    name = record_name("pubmed-search", trial, "json")
    body = round.archive.read(name)
    try:
        return pubmed.parse_search(body) if body is not None else []
    except SourceError as error:
        round.failed(name, trial, f"{error}.")
        return []


def _search_job(round: Round, trial: TrialTarget) -> Job:
    name = record_name("pubmed-search", trial.trial, "json")

    def job() -> None:
        host = round.hosts["pubmed"]
        _, body = pubmed.search(round.client, round.hosts, _term(trial))
        answer = Answer(f"{host.address}/esearch.fcgi", 200, body)
        round.keep(
            name,
            host,
            answer,
            lambda old, new: pubmed.parse_search(old) == pubmed.parse_search(new),
        )

    return Job(name, trial.trial, job)


def ask_crossref(round: Round) -> None:
    each(crossref.NAME, round, [_work_job(round, doi) for doi in round.targets.dois])


def _work_job(round: Round, doi: str) -> Job:
    name = record_name("crossref", doi, "json")
    reports = round.targets.reports_of(doi)

    def job() -> None:
        try:
            answer = crossref.fetch(round.client, round.hosts, doi, **round.archive.tags(name))
        except NotFound:
            round.count("unknown")
            unknown = [
                Drift(
                    r.trial,
                    r.report,
                    "identifier_unknown",
                    name,
                    doi,
                    "",
                    "Crossref has no such DOI",
                )
                for r in reports
            ]
            round.drift.renew(NUMBERS, {name}, unknown, round.today)
            return
        except Moved as moved:
            round.count("unknown")
            says = f"{moved.new}: {brief(moved.says, LONGEST_TITLE)}" if moved.says else moved.new
            items = [
                Drift(r.trial, r.report, "identifier_moved", name, doi, doi, says) for r in reports
            ]
            round.drift.renew(NUMBERS, {name}, items, round.today)
            return
        round.drift.renew(NUMBERS, {name}, [], round.today)
        round.keep(name, round.hosts["crossref"], answer, crossref.is_same)

    return Job(name, named(r.name for r in reports), job)


def ask_retraction_watch(round: Round) -> None:
    def job() -> None:
        answer = retraction_watch.fetch(
            round.client, round.hosts, **round.archive.tags(RETRACTIONS)
        )
        round.keep(RETRACTIONS, round.hosts["retraction_watch"], answer, bytes.__eq__)

    jobs = [Job(RETRACTIONS, "all reports", job)] if round.targets.reports else []
    each(retraction_watch.NAME, round, jobs)


def ask_europe_pmc(round: Round) -> None:
    """Open full texts of our reports that are not here yet: they hardly ever change."""
    host = round.hosts["europe_pmc"]
    missing = [
        pmid
        for pmid in round.targets.pmids
        if not round.archive.can_be_read(record_name("europepmc", pmid, "xml"))
    ]
    if not missing or OPEN_TEXTS in round.done:
        return
    try:
        found = list(europe_pmc.search(round.client, host, missing))
    except SourceError as error:
        about = named(r.name for pmid in missing for r in round.targets.reports_of(pmid))
        round.failed(OPEN_TEXTS, about, f"{error}.")
        return

    def job(article: europe_pmc.Open) -> Job:
        name = record_name("europepmc", article.pmid, "xml")

        def keep() -> None:
            try:
                answer = europe_pmc.fetch(round.client, host, article)
            except NotFound:  # some open articles are kept as a PDF only
                return
            own = replace(host, licence=article.licence)
            round.keep(name, own, answer, bytes.__eq__)

        return Job(name, named(r.name for r in round.targets.reports_of(article.pmid)), keep)

    jobs = [job(article) for article in found]
    each(europe_pmc.NAME, round, jobs)
    if all(job.name in round.done for job in jobs):
        round.finish(OPEN_TEXTS)


LANES: dict[str, Callable[[Round], None]] = {
    clinicaltrials.NAME: ask_registry,
    pubmed.NAME: ask_pubmed,
    crossref.NAME: ask_crossref,
    retraction_watch.NAME: ask_retraction_watch,
    europe_pmc.NAME: ask_europe_pmc,
}
