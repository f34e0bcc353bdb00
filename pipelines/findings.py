"""What archived records say about estimates, kept in the committed ``data/raw/findings.csv``.

A build reads only that file, so a clone without the (partly copyrighted) records builds the same
pages. An estimate without a line rests on no archived record ("not archived").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from pipelines.archive import Archive, digest, read_rows, record_name, write_rows
from pipelines.numbers import NOT_FOUND, TOGETHER, figures_of, look_for
from pipelines.posted import Figure, figures
from pipelines.project import Project
from pipelines.registry import NOT_POSTED, cross_check
from pipelines.sources import clinicaltrials, europe_pmc, pubmed
from pipelines.sources.europe_pmc import FullText
from pipelines.sources.http import SourceError
from schemas import tables
from schemas.evidence import Estimate, Evidence
from schemas.fields import SEPARATOR

COLUMNS = tuple(tables.columns("findings"))
NUMBER_IN_SOURCE, REGISTRY = "number_in_source", "registry"

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
        (row["estimate_id"], row["finding"]): row for row in numbers_in_sources(archive, evidence)
    }
    found |= {
        (row["estimate_id"], row["finding"]): row for row in registry_checks(archive, evidence)
    }
    for row in read_findings(project):
        estimate = estimates.get(row["estimate_id"])
        is_elsewhere = archive.read(row["record"]) is None
        if is_elsewhere and estimate is not None and row["figures"] == listed(estimate):
            key = (row["estimate_id"], row["finding"])
            # a record that lacks the figure does not undo what another one, kept elsewhere, holds
            if key not in found or (
                found[key]["result"] == NOT_FOUND and found[key]["record"] != row["record"]
            ):
                found[key] = row
    return list(found.values())


def listed(estimate: Estimate) -> str:
    """The figures a finding is about, as one cell."""
    return SEPARATOR.join(figures_of(estimate.row))


def numbers_in_sources(archive: Archive, evidence: Evidence) -> Iterator[Row]:
    """Are the figures of each estimate in the archived records of its report?"""
    read = _remember(lambda name: record_text(archive, name))
    read_whole = _remember(lambda name: _full_text(archive, name))
    for (trial, report), estimates in sorted(evidence.by_report.items()):
        row = evidence.reports.get((trial, report))
        if row is None or not row.get("pmid"):
            continue
        name = record_name("pubmed", row.get("pmid"), "xml")
        whole_name = record_name("europepmc", row.get("pmid"), "xml")
        article, whole = read(name), read_whole(whole_name)
        for estimate in estimates:
            result, where = NOT_FOUND, ""
            if article is not None:
                result, where = number_in_source(estimate, article[0])
            if result != TOGETHER and whole is not None:
                place = place_in_full_text(estimate, whole[0])
                if place or article is None:
                    found = TOGETHER if place else NOT_FOUND
                    yield _row(estimate, NUMBER_IN_SOURCE, found, place, whole_name, whole[1])
                    continue
            if article is not None:
                yield _row(estimate, NUMBER_IN_SOURCE, result, where, name, article[1])


def place_in_full_text(estimate: Estimate, text: FullText) -> str:
    """Where a full text holds the figures together; empty if nowhere.

    A full text holds nearly every small number somewhere, so figures that stand apart say nothing;
    in a table, where units stand elsewhere, a value alone says nothing either.
    """
    figures = figures_of(estimate.row)
    result, where = look_for(figures, estimate.unit, "\n".join(text.paragraphs))
    if result == TOGETHER:
        return f"full text, {where}"
    if len(figures) > 1:
        result, where = look_for(figures, "", "\n".join(text.rows))
        if result == TOGETHER:
            return f"full text, {where.replace('sentence', 'table row')}"
    return ""


def number_in_source(estimate: Estimate, text: str) -> tuple[str, str]:
    """(result, where) for one estimate in the text of its report's record."""
    result, where = look_for(figures_of(estimate.row), estimate.unit, text)
    if result == NOT_FOUND and estimate.row.get("read_in") == "full_text":
        where += "; only title and abstract are archived, it was read in the full text"
    return result, where


def registry_checks(archive: Archive, evidence: Evidence) -> Iterator[Row]:
    """Each estimate of a trial with posted results, held against them."""
    read = _remember(lambda name: _posted(archive, name))
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
            checked = cross_check(estimate, everything, evidence)
            nct = checked.figures[0].nct if checked.figures else next(iter(records))
            name, _, sha256 = records[nct]
            says = "" if checked.result == NOT_POSTED else checked.says
            yield _row(estimate, REGISTRY, checked.result, says, name, sha256)


def _row(estimate: Estimate, finding: str, result: str, says: str, record: str, sha256: str) -> Row:
    return {
        "estimate_id": estimate.id,
        "finding": finding,
        "result": result,
        "figures": listed(estimate),
        "says": says,
        "record": record,
        "sha256": sha256,
    }


def record_text(archive: Archive, name: str) -> tuple[str, str] | None:
    """Title and abstract of an archived article, and the sha256 of its record; None if not here."""
    body = archive.read(name)
    if body is None:
        return None
    try:
        article = pubmed.parse(body)
    except SourceError:
        return None
    return f"{article.title}\n{article.abstract}", digest(body)


def _full_text(archive: Archive, name: str) -> tuple[FullText, str] | None:
    body = archive.read(name)
    if body is None:
        return None
    try:
        return europe_pmc.parse(body), digest(body)
    except SourceError:
        return None


def _posted(archive: Archive, name: str) -> tuple[list[Figure], str] | None:
    body = archive.read(name)
    if body is None:
        return None
    try:
        return list(figures(clinicaltrials.parse(body))), digest(body)
    except SourceError:
        return None


def _remember(read: Callable[[str], T]) -> Callable[[str], T]:
    known: dict[str, T] = {}

    def remembered(name: str) -> T:
        if name not in known:
            known[name] = read(name)
        return known[name]

    return remembered
