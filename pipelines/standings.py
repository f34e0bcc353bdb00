"""What the archived records say of reports today: do they stand, and are there newer ones?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipelines.archive import record_name
from pipelines.drift import Drift
from pipelines.identity import another_article
from pipelines.lanes import RETRACTIONS, found_reports
from pipelines.round import Round
from pipelines.sources import crossref, pubmed, retraction_watch
from pipelines.sources.http import SourceError
from pipelines.targets import ReportTarget
from schemas.evidence import Evidence
from schemas.notices import Notice, standing

Archived = tuple[
    str, str, crossref.Work | pubmed.Article
]  # name of the record, identifier, content
GRAVE = ("retracted", "expression_of_concern")
# kinds of publication that bring no results of their own
WITHOUT_RESULTS = frozenset(
    ("Comment", "Letter", "Editorial", "News", "Published Erratum", "Retraction of Publication",
     "Review", "Systematic Review", "Meta-Analysis", "Clinical Trial Protocol", "Expression of Concern",
     "Case Reports", "Lecture", "Interview")
)  # fmt: skip


def judge_states(round: Round, evidence: Evidence) -> None:
    """Renew the states of everything that was asked for."""
    listed = _listed_notices(round)
    archived = {target: list(_archived(round, target)) for target in round.targets.reports}
    records = {_record(target) for target in round.targets.reports}
    kinds = {"retracted", "expression_of_concern", "corrected", "reinstated"}
    found = [
        drift
        for target in round.targets.reports
        for drift in _standing(target, archived[target], evidence, listed)
    ]
    round.drift.renew(kinds, records, found, round.today)
    asked = {(target.trial, target.report) for target in archived}
    # also of a number that an editor has put right since: its record is nobody's any more
    records = {row.record for row in round.drift.rows if (row.trial, row.report) in asked}
    found = [drift for t, own in archived.items() for drift in _identity(t, own, evidence)]
    round.drift.renew({"another_article"}, records, found, round.today)
    searches = {record_name("pubmed-search", trial.trial, "json") for trial in round.targets.trials}
    round.drift.renew(
        {"newer_report"}, searches, list(_newer_reports(round, evidence)), round.today
    )


def _record(target: ReportTarget) -> str:
    if target.doi:
        return record_name("crossref", target.doi, "json")
    return (
        record_name("pubmed", target.pmid, "xml")
        if target.pmid
        else f"{target.trial}/{target.report}"
    )


def _archived(round: Round, target: ReportTarget) -> Iterator[Archived]:
    """The archived records of a report that can be read."""
    for source, id, extension in (("crossref", target.doi, "json"), ("pubmed", target.pmid, "xml")):
        name = record_name(source, id, extension)
        body = round.archive.read(name) if id else None
        if body is None:
            continue
        try:
            yield name, id, crossref.parse(body) if source == "crossref" else pubmed.parse(body)
        except SourceError as error:
            round.failed(name, f"{error}.")


def _identity(
    target: ReportTarget, archived: list[Archived], evidence: Evidence
) -> Iterator[Drift]:
    """Identifiers of the report that lead to another article."""
    report = evidence.reports[target.trial, target.report]
    for name, id, record in archived:
        if isinstance(record, crossref.Work):
            says = another_article(report, title=" ".join(record.title), year=record.year)
        else:
            says = another_article(report, title=record.title, year=record.year, doi=record.doi)
        if says:
            yield Drift(target.trial, target.report, "another_article", name, id, "", says)


def _listed_notices(round: Round) -> dict[str, list[Notice]]:
    """Notices of the Retraction Watch list about our reports."""
    body = round.archive.read(RETRACTIONS)
    wanted = {r.doi.lower() for r in round.targets.reports} | {
        f"pmid:{r.pmid}" for r in round.targets.reports
    }
    found = defaultdict(list)
    if body is not None:
        for notice in retraction_watch.parse(body):
            if notice.target in wanted:
                found[notice.target].append(notice)
    return found


def _standing(
    target: ReportTarget,
    archived: list[Archived],
    evidence: Evidence,
    listed: dict[str, list[Notice]],
) -> Iterator[Drift]:
    row = evidence.reports[target.trial, target.report]
    notices = [*listed.get(target.doi.lower(), ()), *listed.get(f"pmid:{target.pmid}", ())]
    own = (target.doi.lower(), f"pmid:{target.pmid}")
    for _, _, record in archived:
        # a work that is itself a notice speaks of others
        notices += [notice for notice in record.notices if notice.target in own]
    now, typed = standing(notices), row.get("standing")
    is_news = now != typed
    if now == typed == "corrected":  # is there a correction after the one we know?
        is_news = any(n.kind == "correction" and n.date[:10] > row.get("entered") for n in notices)
    if not is_news or (not notices and typed != "current"):
        return  # an editor may know more than these sources
    kind = "reinstated" if typed in GRAVE and now not in GRAVE else now
    if kind == "current":
        return
    last = max((n for n in notices if _speaks_for(n, kind)), default=max(notices))
    says = f"{now} since {last.date or 'an unknown day'} ({last.source})"
    yield Drift(target.trial, target.report, kind, _record(target), last.notice, typed, says)


def _speaks_for(notice: Notice, kind: str) -> bool:
    kinds = {
        "retracted": ("retraction",),
        "expression_of_concern": ("expression_of_concern", "partial_retraction"),
        "corrected": ("correction",),
        "reinstated": ("reinstatement",),
    }
    return notice.kind in kinds[kind]


def _newer_reports(round: Round, evidence: Evidence) -> Iterator[Drift]:
    known = {row.get("pmid") for row in evidence.reports.values()}
    newest: dict[str, str] = defaultdict(str)
    for (trial, _), row in evidence.reports.items():
        newest[trial] = max(newest[trial], row.get("year"))
    for trial in round.targets.trials:
        record = record_name("pubmed-search", trial.trial, "json")
        for pmid in found_reports(round.archive, trial.trial):
            body = None if pmid in known else round.archive.read(record_name("pubmed", pmid, "xml"))
            if body is None:
                continue
            article = pubmed.parse(body)
            if article.year < newest[trial.trial] or WITHOUT_RESULTS.intersection(article.types):
                continue
            says = f"{article.journal} {article.year}: {article.title}"[:240]
            yield Drift(trial.trial, "", "newer_report", record, pmid, "", says)
