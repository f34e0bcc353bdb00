"""What archived records say about estimates, kept in the committed ``data/raw/findings.csv``.

A build reads only that file, so a clone without the (partly copyrighted) records builds the same
pages. An estimate without a line rests on no archived record ("not archived").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from pipelines.archive import held
from pipelines.archive.arms import ArmFinder
from pipelines.archive.cross_check import NOT_POSTED, cross_check
from pipelines.archive.figures_in_text import APART, NOT_FOUND, TOGETHER
from pipelines.archive.held import Held, HeldCopies
from pipelines.archive.mentions import Speaker, Speakers
from pipelines.archive.posted_figures import Figure, figures
from pipelines.archive.records import Archive, record_name
from pipelines.archive.search import NOT_JUDGED, OPEN, PAIRED, about_trial, seek
from pipelines.archive.texts import Text, of_lines
from pipelines.files import read_rows, sha256, write_rows
from pipelines.project import Project
from pipelines.sources import clinicaltrials, europe_pmc, pubmed
from pipelines.sources.europe_pmc import FullText
from pipelines.sources.http import SourceError
from pipelines.sources.text import brief
from schemas import tables
from schemas.endpoints import Endpoints
from schemas.estimate import Estimate
from schemas.evidence import Evidence

COLUMNS = tuple(tables.columns("findings"))
LONGEST = 2000  # signs of what a source says, in one cell
NUMBER_IN_SOURCE, NUMBER_IN_SECONDARY, REGISTRY = (
    "number_in_source",
    "number_in_secondary",
    "registry",
)
# the more a copy says, the earlier
RANK = ((TOGETHER, PAIRED), (TOGETHER, OPEN), (APART, ""), (NOT_FOUND, ""), (NOT_JUDGED, ""))

Row = dict[str, str]
T = TypeVar("T")


def read_findings(project: Project) -> list[Row]:
    return read_rows(project.raw / "findings.csv", COLUMNS)


def write_findings(project: Project, rows: Iterable[Row]) -> bool:
    """Write the file, sorted; False if nothing in it changed."""
    ordered = sorted(rows, key=lambda row: (row["estimate_id"], row["finding"]))
    return write_rows(project.raw / "findings.csv", COLUMNS, ordered)


def find(project: Project, archive: Archive, evidence: Evidence) -> list[Row]:
    """All findings: made anew where the record is here, kept where only its line is known."""
    estimates = {estimate.id: estimate for estimate in evidence.estimates}
    found = {
        (row["estimate_id"], row["finding"]): row
        for row in numbers_in_sources(archive, HeldCopies(project), evidence)
    }
    found |= {
        (row["estimate_id"], row["finding"]): row for row in registry_checks(archive, evidence)
    }
    is_here = _remember(archive.can_be_read)
    for row in read_findings(project):
        estimate = estimates.get(row["estimate_id"])
        is_elsewhere = not is_here(row["record"])
        if is_elsewhere and estimate is not None and row["figures"] == estimate.quoted:
            key = (row["estimate_id"], row["finding"])
            # a record that lacks the figure does not undo what another one, kept elsewhere, holds
            if key not in found or (
                found[key]["result"] in (NOT_FOUND, NOT_JUDGED)
                and found[key]["record"] != row["record"]
            ):
                found[key] = row
    return list(found.values())


@dataclass(frozen=True)
class Copy:
    """A text at hand in which the figures of a report are looked for."""

    record: str
    sha256: str
    text: Text
    kind: str  # abstract, full_text, label, registry, secondary
    is_complete: bool

    def judges(self, estimate: Estimate, kind: str) -> bool:
        """Does a miss in this copy say anything? Only in a whole one, of what the figure was read in."""
        if self.kind == held.ABSTRACT:
            own = "congress_abstract" if kind == "meeting_abstract" else "abstract"
            return self.is_complete and estimate.row.get("read_in") == own
        return self.is_complete and self.kind != held.SECONDARY


def numbers_in_sources(archive: Archive, copies: HeldCopies, evidence: Evidence) -> Iterator[Row]:
    """Are the figures of each estimate in the copies of its report, or of pages that tell of it?"""
    speakers = Speakers(evidence)
    by_report = copies.by_report
    for (trial, report), estimates in sorted(evidence.by_report.items()):
        row = evidence.reports.get((trial, report))
        if row is None:
            continue
        at_hand = [
            *_archived(archive, row.get("pmid")),
            *_held(archive, copies, by_report[trial, report]),
        ]
        speaker = speakers.of(trial)
        for finding, is_secondary in ((NUMBER_IN_SOURCE, False), (NUMBER_IN_SECONDARY, True)):
            own = [copy for copy in at_hand if (copy.kind == held.SECONDARY) == is_secondary]
            if is_secondary:
                own = [replace(copy, text=about_trial(copy.text, speaker)) for copy in own]
            for estimate in estimates if own else ():
                found = _best(estimate, finding, own, speaker, row.get("kind"))
                # what a page about the report does not tell is no finding
                if not (is_secondary and found["result"] == NOT_JUDGED):
                    yield found


def _archived(archive: Archive, pmid: str) -> Iterator[Copy]:
    """What a refresh archived of a report: its abstract, its open full text."""
    if not pmid:
        return
    name = record_name("pubmed", pmid, "xml")
    if (read := record_text(archive, name)) is not None:
        yield Copy(name, read[1], of_lines(read[0]), held.ABSTRACT, is_complete=bool(read[2]))
    name = record_name("europepmc", pmid, "xml")
    if (whole := _full_text(archive, name)) is not None:
        yield Copy(name, whole[1], Text(whole[0].blocks), held.FULL_TEXT, is_complete=True)


def _held(archive: Archive, copies: HeldCopies, rows: Iterable[Held]) -> Iterator[Copy]:
    for row in rows:
        text, entry = copies.text(row.record), archive.entry(row.record)
        if text is not None and entry is not None:
            is_complete = row.is_complete == "yes"
            yield Copy(row.record, entry.sha256, text, row.copy, is_complete=is_complete)


def _best(estimate: Estimate, finding: str, copies: list[Copy], speaker: Speaker, kind: str) -> Row:
    """What the copy says that says most."""
    rows = []
    for copy in copies:
        seen = seek(estimate, copy.text, speaker)
        result, where = seen.result, seen.where
        if result == NOT_FOUND and not copy.judges(estimate, kind):
            result = NOT_JUDGED
        rows.append(
            (
                RANK.index((result, seen.pairing)),
                _row(estimate, finding, result, where, copy.record, copy.sha256)
                | {"pairing": seen.pairing, "copy": copy.kind},
            )
        )
    return min(rows, key=lambda pair: pair[0])[1]


def registry_checks(archive: Archive, evidence: Evidence) -> Iterator[Row]:
    """Each estimate of a trial with posted results, held against them."""
    read = _remember(lambda name: _posted(archive, name, evidence.endpoints))
    arms = ArmFinder(evidence)
    by_trial: dict[str, list[Estimate]] = {}
    for estimate in evidence.estimates:
        by_trial.setdefault(estimate.trial, []).append(estimate)
    for trial, estimates in sorted(by_trial.items()):
        row = evidence.trials.get(trial)
        records = {}
        for number in row.list("registry_ids") if row else []:
            name = record_name("clinicaltrials", number, "json")
            posted = read(name) if number.startswith("NCT") else None
            if posted is not None and posted[0]:
                records[number] = (name, *posted)
        if not records:
            continue
        everything = [figure for _, posted, _ in records.values() for figure in posted]
        for estimate in estimates:
            if not estimate.effect.is_posted:
                continue  # registries' words for such figures are not read
            checked = cross_check(estimate, everything, arms)
            nct = checked.figures[0].nct if checked.figures else next(iter(records))
            name, _, sha256 = records[nct]
            says = "" if checked.result == NOT_POSTED else checked.says
            yield _row(estimate, REGISTRY, checked.result, says, name, sha256)


def _row(estimate: Estimate, finding: str, result: str, says: str, record: str, sha256: str) -> Row:
    return {
        "estimate_id": estimate.id,
        "finding": finding,
        "result": result,
        "figures": estimate.quoted,
        "says": brief(says, LONGEST),
        "record": record,
        "sha256": sha256,
        "pairing": "",
        "copy": held.REGISTRY if finding == REGISTRY else "",
    }


def record_text(archive: Archive, name: str) -> tuple[str, str, str] | None:
    """Title and abstracts of an archived article, the sha256 of its record, and the abstract alone;
    None if it is not here."""
    body = archive.read(name)
    if body is None:
        return None
    try:
        article = pubmed.parse(body)
    except SourceError:
        return None
    return f"{article.title}\n{article.abstract}", sha256(body), article.abstract


def _full_text(archive: Archive, name: str) -> tuple[FullText, str] | None:
    body = archive.read(name)
    if body is None:
        return None
    try:
        return europe_pmc.parse(body), sha256(body)
    except SourceError:
        return None


def _posted(archive: Archive, name: str, endpoints: Endpoints) -> tuple[list[Figure], str] | None:
    body = archive.read(name)
    if body is None:
        return None
    try:
        return list(figures(clinicaltrials.parse(body), endpoints)), sha256(body)
    except SourceError:
        return None


def _remember(read: Callable[[str], T]) -> Callable[[str], T]:
    known: dict[str, T] = {}

    def remembered(name: str) -> T:
        if name not in known:
            known[name] = read(name)
        return known[name]

    return remembered
