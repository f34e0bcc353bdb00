"""Is what a release calls approved borne out by the log it carries? By that log and its tables alone."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from pipelines.approvals.digests import Meanings, changed, content_digests, report_of
from pipelines.approvals.judge import NO_TOOL, NO_TRUST, judge_log
from pipelines.approvals.log import Log
from pipelines.approvals.states import has_two_people, is_disputed, not_overtaken
from pipelines.curated.reader import Curated
from pipelines.releases.contents import problem
from schemas import tables
from schemas.borders.sheets import as_typed
from schemas.problem import Problem
from schemas.row import Row
from schemas.wording.approval import says_approved

TEXTS = (".html", ".csv", ".json", ".md", ".svg", ".xml", ".txt", ".jsonld")
PAGE_OF_REPORT = re.compile("site/evidence/([^/]+/[^/]+)/index\\.html")
SHOWN = re.compile('data-estimate="([^"/]+/[^"/]+)/')  # reports of the figures on a page
NOT_CARRIED = ("chart ", "transforms")  # words that no table of a release holds
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
    proven, meanings = set(), Meanings(curated)
    keys = [tuple(target.split("/")) for target in reports]
    for target, digest in zip(reports, content_digests(curated, keys), strict=True):
        good = [e for e in judged.about.get(target, ()) if e.hash not in judged.refused]
        here = [line for line in good if line.values["digest"] == digest]
        now = meanings.of(target) if here else {}
        as_it_stands = [
            line
            for line in not_overtaken(here, good, judged)
            if all(thing.startswith(NOT_CARRIED) for thing in changed(line.values["words"], now))
        ]
        if not judged.standing and has_two_people(as_it_stands) and not is_disputed(here, judged):
            proven.add(target)
    says = UNKNOWN.get(judged.standing) or f"{len(proven)} of {len(reports)} reports are approved by two people whose keys the trust root vouches for."  # fmt: skip
    unknown = judged.standing in UNKNOWN
    claims = [] if unknown else list(_claims(files, reports, proven))
    return [*judged.problems, *claims], says


def _claims(files: Mapping[str, bytes], reports: Mapping[str, Row], proven: set[str]) -> Iterator[Problem]:  # fmt: skip
    """Places that call something approved which is not."""
    message = "says that it is approved; the log does not prove that."
    for name in sorted(files) if proven < reports.keys() else ():
        if not name.endswith(TEXTS):
            continue
        text = files[name].decode("utf-8", "replace")
        if "approved" not in text.lower():
            continue
        wrong = {target for target in _called_approved(name, text) if target not in proven}
        page = PAGE_OF_REPORT.fullmatch(name)
        about = {page[1]} if page else set(SHOWN.findall(text))
        is_of_others = not name.endswith(".csv") and not about & proven
        if is_of_others and not wrong and says_approved(text):
            wrong = {page[1]} if page else {""}
        yield from (problem(name, target, message) for target in sorted(wrong))
    front = files.get("site/index.html", b"").decode("utf-8", "replace")
    if proven < reports.keys() and "Every figure on this site has been approved" in front:
        yield problem("site/index.html", "", message)


def _called_approved(name: str, text: str) -> Iterator[str]:
    """Reports that a table calls approved."""
    rows: Iterable[object] = ()
    with suppress(csv.Error, ValueError, RecursionError):
        if name.endswith(".csv"):
            rows = list(csv.DictReader(io.StringIO(text, newline="")))
        elif name.endswith(".json"):
            told = json.loads(text)
            rows = told if isinstance(told, list) else ()
    for row in rows:
        if isinstance(row, dict) and "approved" in (row.get("approval"), row.get("state")):
            yield f"{row.get('trial')}/{row.get('report')}"


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
