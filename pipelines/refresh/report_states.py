"""What the archived records say of reports today: do they stand, and are there newer ones?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from pipelines.archive.records import record_name
from pipelines.refresh.drift import Drift
from pipelines.refresh.lanes import RETRACTIONS, found_reports
from pipelines.refresh.round import Round
from pipelines.refresh.targets import ReportTarget
from pipelines.sources import crossref, pubmed, retraction_watch
from pipelines.sources.http import SourceError
from pipelines.sources.text import brief
from schemas.evidence import Evidence
from schemas.notices import Notice, standing
from schemas.row import Row
from schemas.terms import NOT_STATED

Archived = tuple[
    str, str, crossref.Work | pubmed.Article
]  # name of the record, identifier, content
LEAST_LIKENESS = 0.5  # of titles, word by word: sources shorten them and spell names their own way
MOST_WORDS = 200  # of a title that are compared
YEARS_APART = 1  # online first and in print
GRAVE = ("retracted", "expression_of_concern")
# kinds of publication that bring no results of their own
WITHOUT_RESULTS = frozenset(
    ("Comment", "Letter", "Editorial", "News", "Published Erratum", "Retraction of Publication",
     "Review", "Systematic Review", "Meta-Analysis", "Clinical Trial Protocol", "Expression of Concern",
     "Case Reports", "Lecture", "Interview")
)  # fmt: skip


def judge_states(round: Round, evidence: Evidence) -> None:
    """Renew the states of everything that was asked for. Where a source did not answer, or its
    record cannot be read, what was known stays, and only grave news is added."""
    listed, is_listed = _listed_notices(round)
    archived = {target: list(_archived(round, target)) for target in round.targets.reports}
    read = {target for target in archived if _is_read(round, target)}
    kinds = {
        "retracted", "expression_of_concern", "corrected", "reinstated", "later_version",
        "publisher_note",
    }  # fmt: skip
    found = [
        drift
        for target, own in archived.items()
        for drift in _standing(target, own, evidence, listed)
        if (is_listed and target in read) or drift.kind in GRAVE
    ]
    records = {_record(target) for target in read} if is_listed else set()
    round.drift.renew(kinds, records, found, round.today)
    asked = {(target.trial, target.report) for target in read}
    # also of a number that an editor has put right since: its record is nobody's any more
    records = {row.record for row in round.drift.rows if (row.trial, row.report) in asked}
    found = [drift for t, own in archived.items() for drift in _identity(t, own, evidence)]
    round.drift.renew({"another_article"}, records, found, round.today)
    known = {row.get("pmid") for row in evidence.reports.values()}
    for trial in round.targets.trials:
        search = record_name("pubmed-search", trial.trial, "json")
        fresh = [pmid for pmid in found_reports(round, trial.trial) if pmid not in known]
        names = [search, *(record_name("pubmed", pmid, "xml") for pmid in fresh)]
        records = {search} if all(round.is_known(name) for name in names) else set()
        newer = list(_newer_reports(round, evidence, trial.trial, fresh))
        round.drift.renew({"newer_report"}, records, newer, round.today)


def _is_read(round: Round, target: ReportTarget) -> bool:
    """Did all sources of a report answer, in this run or before?"""
    return all(round.is_known(name) for _, name, id in _records(target) if id)


def _records(target: ReportTarget) -> tuple[tuple[str, str, str], ...]:
    """Source, name of the record and identifier."""
    return (
        ("crossref", record_name("crossref", target.doi, "json"), target.doi),
        ("pubmed", record_name("pubmed", target.pmid, "xml"), target.pmid),
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
    for source, name, id in _records(target):
        body = round.archive.read(name) if id else None
        if body is None:
            continue
        try:
            record = crossref.parse(body) if source == "crossref" else pubmed.parse(body)
        except SourceError as error:
            round.failed(name, target.name, f"{error}.")
            continue
        if isinstance(record, crossref.Work) and record.damaged:
            lists = ", ".join(record.damaged)
            says = f"Crossref: the list of notices ({lists}) is damaged; what could be read was."
            round.failed(name, target.name, says)
        yield name, id, record


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


def _listed_notices(round: Round) -> tuple[dict[str, list[Notice]], bool]:
    """Notices of the Retraction Watch list about our reports, and whether it could be read."""
    body = round.archive.read(RETRACTIONS)
    wanted = {r.doi.lower() for r in round.targets.reports} | {
        f"pmid:{r.pmid}" for r in round.targets.reports
    }
    found = defaultdict(list)
    try:
        for notice in retraction_watch.parse(body) if body is not None else ():
            if notice.target in wanted:
                found[notice.target].append(notice)
    except SourceError as error:
        round.failed(RETRACTIONS, "all reports", f"{error}.")
        return found, False
    return found, body is not None or RETRACTIONS in round.done


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
    yield from _remarks(target, notices)
    is_news = now != typed
    if now == typed != "current":  # is there a further notice after what we know?
        is_news = any(_speaks_for(n, now) and n.date[:10] > row.get("entered") for n in notices)
    if not is_news or (not notices and typed != "current"):
        return  # an editor may know more than these sources
    kind = "reinstated" if typed in GRAVE and now not in GRAVE else now
    if kind == "current":
        return
    last = max((n for n in notices if _speaks_for(n, kind)), default=max(notices))
    says = f"{now} since {last.date or 'an unknown day'} ({last.source})"
    yield Drift(target.trial, target.report, kind, _record(target), last.notice, typed, says)


def _remarks(target: ReportTarget, notices: list[Notice]) -> Iterator[Drift]:
    """Later versions and notes: they change no standing, but an editor should read them."""
    kinds = {"replacement": "later_version", "note": "publisher_note"}
    for notice in sorted(set(notices)):
        if notice.kind in kinds and notice.notice:
            says = f"since {notice.date or 'an unknown day'} ({notice.source})"
            kind = kinds[notice.kind]
            yield Drift(target.trial, target.report, kind, _record(target), notice.notice, "", says)


def _speaks_for(notice: Notice, kind: str) -> bool:
    kinds = {
        "retracted": ("retraction",),
        "expression_of_concern": ("expression_of_concern", "partial_retraction"),
        "corrected": ("correction",),
        "reinstated": ("reinstatement",),
    }
    return notice.kind in kinds[kind]


def _newer_reports(
    round: Round, evidence: Evidence, trial: str, fresh: list[str]
) -> Iterator[Drift]:
    """Of the reports found for a trial that nobody has entered, those that may bring results."""
    newest = max(
        (r.get("year") for (own, _), r in evidence.reports.items() if own == trial), default=""
    )
    for pmid in fresh:
        name = record_name("pubmed", pmid, "xml")
        body = round.archive.read(name)
        try:
            article = pubmed.parse(body) if body is not None else None
        except SourceError as error:
            round.failed(name, trial, f"{error}.")
            continue
        if article is None or article.year < newest or WITHOUT_RESULTS.intersection(article.types):
            continue
        says = brief(f"{article.journal} {article.year}: {article.title}", 240)
        search = record_name("pubmed-search", trial, "json")
        yield Drift(trial, "", "newer_report", search, pmid, "", says)


def another_article(report: Row, *, title: str, year: str, doi: str = "") -> str:
    """What in a source's record does not fit the report; empty if it may be the same article."""
    typed_doi, typed_title = report.get("doi"), report.get("title")
    if doi and typed_doi and doi.lower() != typed_doi.lower():
        return f"its DOI is {doi}"
    if title and typed_title not in ("", NOT_STATED):
        if likeness(title, typed_title) < LEAST_LIKENESS:
            return f"its title is “{title}”"
    if year and abs(int(year) - int(report.get("year"))) > YEARS_APART:
        return f"it is of {year}: “{title}”"
    return ""


def likeness(first: str, second: str) -> float:
    """Share of words that two titles have in common, in the same order: 0 to 1."""
    return SequenceMatcher(None, _words(first), _words(second), autojunk=False).ratio()


def _words(title: str) -> list[str]:
    return re.findall(r"[^\W_]+", title.lower())[:MOST_WORDS]
