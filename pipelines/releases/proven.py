"""Is what a release calls approved borne out by the log it carries? By that log and its tables alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import suppress

from pipelines.approvals.digests import content_digests, report_of
from pipelines.approvals.judge import NO_TOOL, NO_TRUST, judge_log
from pipelines.approvals.log import Log
from pipelines.approvals.states import has_two_people, is_disputed
from pipelines.curated.reader import Curated
from pipelines.releases.contents import problem
from schemas import tables
from schemas.borders.sheets import as_typed
from schemas.problem import Problem
from schemas.row import Row

APPROVED = ("approval approved", "pproved by a reviewer.")  # how a page says it
UNKNOWN = {
    NO_TRUST: "Keys not verified: no trust root was named (--trust, or EVIDENCE_TRUST).",
    NO_TOOL: "Signatures not verified: ssh-keygen is not on this machine (openssh-client).",
}


def approvals_of(files: Mapping[str, bytes], trust: str) -> tuple[list[Problem], str]:
    """(What the release claims and its log does not prove, a sentence on what is proven)."""
    curated = _tables_of(files)
    log = Log(files.get("approvals.csv", b"").decode("utf-8", "replace"), "approvals.csv")
    reports = {report_of(row): row for row in curated["reports"]}
    judged = judge_log(log, curated, trust)
    proven = set()
    keys = [tuple(target.split("/")) for target in reports]
    for target, digest in zip(reports, content_digests(curated, keys), strict=True):
        lines = [
            line
            for line in judged.about.get(target, ())
            if line.values["digest"] == digest and line.hash not in judged.refused
        ]
        if not judged.standing and has_two_people(lines) and not is_disputed(lines, judged):
            proven.add(target)
    says = UNKNOWN.get(judged.standing) or f"{len(proven)} of {len(reports)} reports are approved by two people whose keys the trust root vouches for."  # fmt: skip
    unknown = judged.standing in UNKNOWN
    claims = [] if unknown else list(_claims(files, reports, proven))
    return [*judged.problems, *claims], says


def _claims(files: Mapping[str, bytes], reports: Mapping[str, Row], proven: set[str]) -> Iterator[Problem]:  # fmt: skip
    """Places that call something approved which is not."""
    message = "says that it is approved; the log does not prove that."
    text = files.get("tables/approval_states.csv", b"").decode("utf-8", "replace")
    for row in csv.DictReader(io.StringIO(text)):
        target = f"{row.get('trial')}/{row.get('report')}"
        if row.get("state") == "approved" and target not in proven:
            yield problem("tables/approval_states.csv", target, message)
    for target in reports.keys() - proven:
        page = f"site/evidence/{target}/index.html"
        said = files.get(page, b"").decode("utf-8", "replace")
        if any(words in said for words in APPROVED):
            yield problem(page, target, message)
    front = files.get("site/index.html", b"").decode("utf-8", "replace")
    if proven < reports.keys() and "Every figure on this site has been approved" in front:
        yield problem("site/index.html", "", message)


def _tables_of(files: Mapping[str, bytes]) -> Curated:
    """The curated tables of a release. What cannot be read in them is left out."""
    found = Curated()
    for table in tables.MODELS:
        text = files.get(f"tables/curated_{table}.csv", b"").decode("utf-8", "replace")
        with suppress(csv.Error):
            for line, row in enumerate(csv.DictReader(io.StringIO(text, newline="")), start=2):
                values = {name: as_typed(cell) for name, cell in row.items() if name and cell}
                found.tables[table].append(Row(f"tables/curated_{table}.csv", line, values))
    return found
