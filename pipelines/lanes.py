"""One lane a source: its records one after the other. Lanes run side by side, so that every
service sees one polite client and a slow one delays nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from pipelines.archive import Archive, record_name
from pipelines.drift import Drift, compare_studies
from pipelines.round import Round, each
from pipelines.sources import clinicaltrials, crossref, europe_pmc, pubmed, retraction_watch
from pipelines.sources.http import Answer, NotFound, SourceError
from pipelines.targets import TrialTarget

RETRACTIONS = record_name("retraction_watch", "retraction_watch", "csv")
OPEN_TEXTS = "europepmc"  # the search and all it found


def ask_registry(round: Round) -> None:
    """Registry records; a change in one is noted before the old record goes."""
    each(
        "ClinicalTrials.gov",
        round,
        [_study_job(round, trial, nct) for trial, nct in round.targets.registry],
    )


def _study_job(round: Round, trial: str, nct: str) -> tuple[str, Callable[[], None]]:
    name = record_name("clinicaltrials", nct, "json")

    def job() -> None:
        host = round.hosts.clinicaltrials
        unknown = Drift(
            trial, "", "identifier_unknown", name, nct, "", "ClinicalTrials.gov has no such study"
        )
        try:
            answer = clinicaltrials.fetch(round.client, host, nct, **round.archive.tags(name))
        except NotFound:
            round.count("unknown")
            round.drift.renew({"identifier_unknown"}, {name}, [unknown], round.today)
            return
        old = round.archive.read(name)
        if old is not None and not answer.is_unchanged:
            try:
                before = clinicaltrials.parse(old)
            except SourceError:
                before = None  # a damaged file is simply replaced
            if before is not None:
                new = clinicaltrials.parse(answer.body)
                round.drift.note(compare_studies(trial, name, before, new), round.today)
        round.drift.renew({"identifier_unknown"}, {name}, [], round.today)
        round.keep(name, host, answer, clinicaltrials.is_same)

    return name, job


def ask_pubmed(round: Round) -> None:
    """Searches for reports of each trial, then the records of all known and found reports."""
    batches = _batches(round, round.targets.pmids, known=True)
    trials = [trial for trial in round.targets.trials if not trial.is_pooled and _term(trial)]
    each("PubMed", round, [*batches, *(_search_job(round, trial) for trial in trials)])
    curated = set(round.targets.pmids)
    found = (pmid for trial in trials for pmid in found_reports(round.archive, trial.trial))
    fresh = sorted(set(found) - curated, key=int)
    missing = [
        pmid for pmid in fresh if round.archive.read(record_name("pubmed", pmid, "xml")) is None
    ]
    if missing:
        each("PubMed, new reports", round, _batches(round, missing, known=False))


def _batches(
    round: Round, pmids: list[str], *, known: bool
) -> Iterator[tuple[str, Callable[[], None]]]:
    pmids = [pmid for pmid in pmids if record_name("pubmed", pmid, "xml") not in round.done]
    for start in range(0, len(pmids), pubmed.BATCH):
        yield _batch_job(round, pmids[start : start + pubmed.BATCH], known=known)


def _batch_job(round: Round, pmids: list[str], *, known: bool) -> tuple[str, Callable[[], None]]:
    names = {pmid: record_name("pubmed", pmid, "xml") for pmid in pmids}

    def job() -> None:
        host = round.hosts.pubmed
        missing = set(pmids)
        url = f"{host.address}/efetch.fcgi"
        for pmid, record in pubmed.fetch(round.client, round.hosts, pmids):
            missing.discard(pmid)
            round.keep(names[pmid], host, Answer(url, 200, record), bytes.__eq__)
            round.finish(names[pmid])
        unknown = [
            Drift(
                r.trial,
                r.report,
                "identifier_unknown",
                names[r.pmid],
                r.pmid,
                "",
                "PubMed has no such record",
            )
            for r in round.targets.reports
            if known and r.pmid in missing
        ]
        round.drift.renew({"identifier_unknown"}, set(names.values()), unknown, round.today)
        for _ in missing:
            round.count("unknown")

    return names[pmids[0]] + (f" and {len(pmids) - 1} more" if len(pmids) > 1 else ""), job


def _term(trial: TrialTarget) -> str:
    """Search for a trial: by registry number, and by its name in titles of trial reports."""
    numbers = [pubmed.registry_term(number) for number in trial.registry_ids]
    name = [f"({pubmed.name_term(trial.name)} AND clinical trial[pt])"] if trial.name else []
    return " OR ".join([*numbers, *name])


def found_reports(archive: Archive, trial: str) -> list[str]:
    """PMIDs that the archived search for a trial holds."""
    body = archive.read(record_name("pubmed-search", trial, "json"))
    return pubmed.parse_search(body) if body is not None else []


def _search_job(round: Round, trial: TrialTarget) -> tuple[str, Callable[[], None]]:
    name = record_name("pubmed-search", trial.trial, "json")

    def job() -> None:
        host = round.hosts.pubmed
        _, body = pubmed.search(round.client, round.hosts, _term(trial))
        answer = Answer(f"{host.address}/esearch.fcgi", 200, body)
        round.keep(
            name,
            host,
            answer,
            lambda old, new: pubmed.parse_search(old) == pubmed.parse_search(new),
        )

    return name, job


def ask_crossref(round: Round) -> None:
    each("Crossref", round, [_work_job(round, doi) for doi in round.targets.dois])


def _work_job(round: Round, doi: str) -> tuple[str, Callable[[], None]]:
    name = record_name("crossref", doi, "json")

    def job() -> None:
        reports = [r for r in round.targets.reports if r.doi.lower() == doi]
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
            round.drift.renew({"identifier_unknown"}, {name}, unknown, round.today)
            return
        round.drift.renew({"identifier_unknown"}, {name}, [], round.today)
        round.keep(name, round.hosts.crossref, answer, crossref.is_same)

    return name, job


def ask_retraction_watch(round: Round) -> None:
    def job() -> None:
        answer = retraction_watch.fetch(
            round.client, round.hosts, **round.archive.tags(RETRACTIONS)
        )
        round.keep(RETRACTIONS, round.hosts.retraction_watch, answer, bytes.__eq__)

    each("Retraction Watch", round, [(RETRACTIONS, job)] if round.targets.reports else [])


def ask_europe_pmc(round: Round) -> None:
    """Open full texts of our reports that are not here yet: they hardly ever change."""
    host = round.hosts.europe_pmc
    missing = [
        pmid
        for pmid in round.targets.pmids
        if round.archive.read(record_name("europepmc", pmid, "xml")) is None
    ]
    if not missing or OPEN_TEXTS in round.done:
        return
    try:
        found = list(europe_pmc.search(round.client, host, missing))
    except SourceError as error:
        round.failed(OPEN_TEXTS, f"{error}.")
        return

    def job(article: europe_pmc.Open) -> Callable[[], None]:
        def keep() -> None:
            try:
                answer = europe_pmc.fetch(round.client, host, article)
            except NotFound:  # some open articles are kept as a PDF only
                return
            own = replace(host, licence=article.licence)
            round.keep(record_name("europepmc", article.pmid, "xml"), own, answer, bytes.__eq__)

        return keep

    jobs = [(record_name("europepmc", article.pmid, "xml"), job(article)) for article in found]
    each("Europe PMC", round, jobs)
    if all(name in round.done for name, _ in jobs):
        round.finish(OPEN_TEXTS)


LANES: dict[str, Callable[[Round], None]] = {
    "ClinicalTrials.gov": ask_registry,
    "PubMed": ask_pubmed,
    "Crossref": ask_crossref,
    "Retraction Watch": ask_retraction_watch,
    "Europe PMC": ask_europe_pmc,
}
