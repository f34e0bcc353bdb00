"""The verb ``archive``: files that an editor has become archived copies, searched at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from pipelines.archive import held
from pipelines.archive.documents import READERS, Unreadable, read_document
from pipelines.archive.findings import (
    NUMBER_IN_SECONDARY,
    NUMBER_IN_SOURCE,
    find,
    read_findings,
    write_findings,
)
from pipelines.archive.held import HeldCopies
from pipelines.archive.records import Archive
from pipelines.checks.check import check
from pipelines.files import read_plain, refuse_links
from pipelines.locks import alone
from pipelines.problem_printers import plural, say
from pipelines.project import Project
from schemas.borders.plain import ADDRESS
from schemas.evidence import Evidence
from schemas.problem import Unusable
from schemas.row import Row

MOST = 60 * 1024 * 1024  # bytes of a file
# which copies may stand for a report: a label proves no article, an article no label
OF_KIND = {"label": ("label",), "registry_posting": ("registry",)}
OUTCOMES = {
    ("found_together", "paired"): "found",
    ("found_together", "open"): "together, arm open",
    ("found_apart", ""): "digits only",
    ("not_found", ""): "not found",
    ("not_judged", ""): "not judged",
}


def run(
    project: Project,
    target: str,
    files: Sequence[Path],
    url: str,
    read_on: date,
    copy: str,
    is_complete: str,
) -> None:
    """Archive the files, look for the figures of the report in them, and say what came of it."""
    refuse_links(project)
    evidence = check(project).evidence
    trial, _, name = target.strip("/").partition("/")
    report = evidence.reports.get((trial, name))
    if report is None:
        raise click.UsageError(
            f"{target}: no such report; give TRIAL/REPORT, such as flaura/2018-soria."
        )
    _refuse_other_copies(report, copy)
    address = url or _address_of(report)
    if not re.fullmatch(ADDRESS, address):
        raise click.UsageError(f"--url {address}: give the http(s) address at which it was read.")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    read = [(path, *_read(path)) for path in files]
    with alone(project.builds / "refresh.lock", "refresh"):
        archive, copies = Archive(project), HeldCopies(project)
        names = []
        for path, body, blocks in read:
            row = (trial, name, copy, is_complete, read_on.isoformat())
            names.append(copies.keep(archive, body, path.suffix, blocks, address, now, [row]))
        write_findings(project, find(project, archive, evidence))
    for (path, _, blocks), record in zip(read, names, strict=True):
        say(f"Archived {path.name} as data/raw/{record}: {plural(len(blocks), 'part')} of text.")
    _say_findings(project, evidence, trial, name, copy)


def _refuse_other_copies(report: Row, copy: str) -> None:
    own = OF_KIND.get(report.get("kind"), (held.ABSTRACT, held.FULL_TEXT))
    if copy not in (*own, held.SECONDARY):
        raise click.UsageError(
            f"--kind {copy.replace('_', ' ')}: this report is a {report.get('kind').replace('_', ' ')}. "
            f"Its own copy is: {' or '.join(own).replace('_', ' ')}; anything else is secondary."
        )


def _address_of(report: Row) -> str:
    if report.get("url"):
        return report.get("url")
    if report.get("doi"):
        return f"https://doi.org/{report.get('doi')}"
    pmid = report.get("pmid")
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else ""


def _read(path: Path) -> tuple[bytes, tuple]:
    try:
        body = read_plain(path, most=MOST)
        return body, read_document(body, path.suffix)
    except Unusable as error:
        raise click.ClickException(str(error)) from error
    except Unreadable as error:
        kinds = ", ".join(READERS)
        raise click.ClickException(
            f"{path.name}: {error} Nothing was archived. Read are: {kinds}."
        ) from error


def _say_findings(project: Project, evidence: Evidence, trial: str, report: str, copy: str) -> None:
    finding = NUMBER_IN_SECONDARY if copy == held.SECONDARY else NUMBER_IN_SOURCE
    rows = {r["estimate_id"]: r for r in read_findings(project) if r["finding"] == finding}
    for estimate in evidence.by_report.get((trial, report), ()):
        row = rows.get(estimate.id)
        if row is not None:
            result = OUTCOMES.get((row["result"], row["pairing"]), row["result"])
            secondary = " in secondary" if finding == NUMBER_IN_SECONDARY else ""
            place = f" ({row['says']})" if row["says"] else ""
            say(
                f"  {estimate.key}: {estimate.quoted.replace(';', ', ')} {result}{secondary}{place}"
            )
