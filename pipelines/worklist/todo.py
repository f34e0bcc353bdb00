"""The editors' list: what a person must look at, most urgent first.

Made from committed files alone (curated data, drift, findings), so it is the same on every
machine. Nothing on it changes a page by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipelines.approvals.judge import judge
from pipelines.approvals.states import approval_states
from pipelines.archive.findings import NUMBER_IN_SOURCE, REGISTRY, read_findings
from pipelines.checks.checked import Checked
from pipelines.project import Project
from pipelines.refresh.drift import KINDS, Drift, DriftFile
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.problem import WARNING, Problem
from schemas.typed.in_source import ANSWER, is_missed
from schemas.typed.second_entry import changed_since, read_otherwise

# In this order: what could make a sentence on a page false, then what could make it old.
URGENCY = {
    "retracted": "Take its figures off the pages, or say why they stay; set `standing:`.",
    "expression_of_concern": "Set `standing:` and read the notice.",
    "another_article": "Compare title, year and DOI; correct the number, or the title as entered.",
    "number_gone": "Read the source again.",
    "result_changed": "Compare with the estimates; correct or settle.",
    "result_removed": "Find out why; settle.",
    "registry_differs": "Look at both; correct, or name the right outcome in `registry_outcome:`.",
    "number_not_found": "Read the source again; correct the value or `read_in:`, or answer `printed_so: {{figure-stands-in-its-source: {{reason: …, of: {hint}}}}}`.",
    "corrected": "Read the notice; correct the figures it concerns and set `standing:`.",
    "reinstated": "Read the notice and set `standing:`.",
    "results_posted": "Enter the posted figures as a report of kind registry_posting.",
    "result_added": "Enter it if a page needs it; settle.",
    "newer_report": "Enter it: evidence new report --pmid {subject}",
    "primary_outcome_switched": "Say so on the page if results are judged by the new one; settle.",
    "registry_ambiguous": "Name the right outcome once: registry_outcome: {hint}",
    "registry_not_understood": "Read the outcome in the registry; name it in `registry_outcome:` or settle by eye.",
    "digits_only": "Read it there: correct it, or answer `printed_so: {{figure-stands-in-its-source: {{reason: …, of: {hint}}}}}`.",
    "identifier_moved": "Compare title and year, then enter the new number.",
    "later_version": "Read it; enter it as a report of its own if it brings figures.",
    "publisher_note": "Read the note; set `standing:` if it concerns the figures.",
    "identifier_unknown": "Correct the number, or remove it and note the gap.",
    "entry_changed": "Look at the source; undo the change, or have the figure entered a second time.",
    "read_otherwise": "Look at the source; correct the figure, or read it a third time again.",
    "disputed": "Have a third person settle it: evidence approve {subject} --as NAME --key FILE --settle",
    "unapproved": "Have it approved again: evidence approve {subject} --as NAME --key FILE",
    "review_overdue": "Review the page and set last_reviewed and next_review.",
}
SAYS = KINDS | {
    "registry_differs": "the registry posts another figure",
    "number_not_found": "a figure does not stand in the archived record",
    "digits_only": "only its digits stand in the copy of what it was read in",
    "registry_ambiguous": "several posted figures may be meant",
    "registry_not_understood": "the registry says it in words that are not understood",
    "entry_changed": "changed since the second entry",
    "read_otherwise": "read otherwise on another page",
    "disputed": "reviewers disagree",
    "unapproved": "changed since it was approved",
    "review_overdue": "its review is overdue",
}
QUIET = (
    "registry_ambiguous",
    "registry_not_understood",
    "digits_only",
)  # shown only on request: they ask for work but endanger no page


@dataclass(frozen=True)
class Item:
    """One thing to look at."""

    kind: str
    place: str  # file, or file:line
    line: int
    subject: str
    says: str
    pages: tuple[str, ...]  # pages on which a sentence could change
    estimates: int
    noted: str = ""
    drift: Drift | None = None
    digest: str = ""  # of the figure that an answer would be bound to

    @property
    def todo(self) -> str:
        return URGENCY[self.kind].format(subject=self.subject, hint=self.digest or self.subject)

    @property
    def order(self) -> tuple[object, ...]:
        """Sort key: could a sentence on a page change, by how much, and how many figures."""
        ranks = list(URGENCY)
        return (
            not self.pages,
            ranks.index(self.kind),
            -self.estimates,
            self.place,
            self.line,
            self.subject,
        )

    @property
    def problem(self) -> Problem:
        says = f"{SAYS[self.kind]}: {self.says}" if self.says else f"{SAYS[self.kind]}."
        return Problem(self.place, self.line, "", self.subject, says, self.todo, self.kind, WARNING)


def list_todo(
    project: Project, checked: Checked, as_of: date, *, with_quiet: bool = False
) -> list[Item]:
    """Everything to look at, sorted."""
    evidence = checked.evidence
    items = [
        *_from_drift(project, evidence),
        *_from_findings(project, checked),
        *_entries(evidence),
        *_approvals(project, checked),
        *_reviews(checked, as_of),
    ]
    wanted = [item for item in items if with_quiet or item.kind not in QUIET]
    return sorted(wanted, key=lambda item: item.order)


def _pages(evidence: Evidence, trial: str) -> tuple[str, ...]:
    rows = (row for (own, _), row in evidence.populations.items() if own == trial)
    return tuple(sorted({category for row in rows for category in row.list("categories")}))


def _from_drift(project: Project, evidence: Evidence) -> Iterator[Item]:
    by_trial: dict[str, int] = defaultdict(int)
    for estimate in evidence.estimates:
        by_trial[estimate.trial] += 1
    pmids = {row.get("pmid") for row in evidence.reports.values()}
    for drift in DriftFile(project).rows:
        trial, report = (
            evidence.trials.get(drift.trial),
            evidence.reports.get((drift.trial, drift.report)),
        )
        if drift.settled or trial is None or (drift.report and report is None):
            continue
        if drift.kind == "newer_report" and drift.subject in pmids:
            continue  # entered since
        standing = report.get("standing") if report is not None else ""
        if drift.kind == standing != drift.old:
            continue  # said since; a further notice of the same kind is still news
        row = report or trial
        field = (
            "standing"
            if drift.kind in ("retracted", "expression_of_concern", "corrected", "reinstated")
            else ""
        )
        says = f"{drift.old} → {drift.new}" if drift.old and drift.new else drift.old or drift.new
        count = (
            len(evidence.by_report.get((drift.trial, drift.report), ())) or by_trial[drift.trial]
        )
        yield Item(
            drift.kind,
            row.path,
            row.lines.get(field, row.line),
            drift.subject,
            says,
            _pages(evidence, drift.trial),
            count,
            drift.noted,
            drift,
        )


def _from_findings(project: Project, checked: Checked) -> Iterator[Item]:
    evidence = checked.evidence
    estimates = {estimate.id: estimate for estimate in evidence.estimates}
    findings = [
        row
        for row in read_findings(project)
        if row["estimate_id"] in estimates
        and row["figures"] == estimates[row["estimate_id"]].quoted
    ]
    agreeing = {
        estimates[row["estimate_id"]].subject for row in findings if row["result"] == "agrees"
    }
    gone = {
        (d.trial, d.report, d.subject)
        for d in DriftFile(project).rows
        if d.kind == "number_gone" and not d.settled
    }
    for row in findings:
        estimate = estimates[row["estimate_id"]]
        kind = _kind_of_finding(row, estimate, gone)
        if row["finding"] == NUMBER_IN_SOURCE and (estimate.id, ANSWER) in checked.acknowledged:
            continue  # an editor read it there
        if kind == "digits_only" and not is_missed(estimate, evidence):
            continue
        # the registry shows one data cut; another report of the same figure may be the one it shows
        if not kind or (kind.startswith("registry") and estimate.subject in agreeing):
            continue
        line = estimate.row.lines.get("value", estimate.row.line)
        yield Item(
            kind,
            estimate.row.path,
            line,
            estimate.id,
            row["says"] or ", ".join(row["figures"].split(";")),
            _pages(evidence, estimate.trial),
            1,
            digest=estimate.digest if row["finding"] == NUMBER_IN_SOURCE else "",
        )


def _kind_of_finding(row: dict[str, str], estimate: Estimate, gone: set[tuple[str, ...]]) -> str:
    if row["finding"] == REGISTRY:
        return {
            "differs": "registry_differs",
            "ambiguous": "registry_ambiguous",
            "not_understood": "registry_not_understood",
        }.get(row["result"], "")
    # only of whole copies of what the figure was read in
    if row["finding"] == NUMBER_IN_SOURCE and row["result"] == "not_found":
        return "" if (estimate.trial, estimate.report, estimate.key) in gone else "number_not_found"
    if row["finding"] == NUMBER_IN_SOURCE and row["result"] == "found_apart":
        return "digits_only"
    return ""


def _entries(evidence: Evidence) -> Iterator[Item]:
    for row in evidence.tables["extraction"]:
        estimate = evidence.by_id.get(row.get("estimate_id"))
        if estimate and (changed := changed_since(row, estimate)):
            yield _other("entry_changed", estimate, changed, evidence)
    for row in evidence.tables["third_readings"]:
        estimate = evidence.by_id.get(row.get("estimate_id"))
        if estimate and (other := read_otherwise(row, estimate)):
            yield _other("read_otherwise", estimate, other, evidence)


def _other(
    kind: str, estimate: Estimate, fields: dict[str, tuple[str, str]], evidence: Evidence
) -> Item:
    line = estimate.row.lines.get(next(iter(fields)), estimate.row.line)
    says = "; ".join(f"{was} → {now}" for was, now in fields.values())
    pages = _pages(evidence, estimate.trial)
    return Item(kind, estimate.row.path, line, estimate.id, says, pages, 1)


def _approvals(project: Project, checked: Checked) -> Iterator[Item]:
    reports = checked.evidence.reports
    judged = judge(project, checked.curated)
    for trial, report, state, things in approval_states(checked, judged).itertuples(index=False):
        row = reports.get((trial, report))
        if state in ("void", "words_changed", "disputed") and row is not None:
            count = len(checked.evidence.by_report.get((trial, report), ()))
            pages = _pages(checked.evidence, trial)
            says = things or ""
            kind = "disputed" if state == "disputed" else "unapproved"
            yield Item(kind, row.path, row.line, f"{trial}/{report}", says, pages, count)


def _reviews(checked: Checked, as_of: date) -> Iterator[Item]:
    for table, name in (("categories", "category"), ("guide", "page")):
        for row in checked.curated[table]:
            due = row.get("next_review")
            if due and due < as_of.isoformat():
                line = row.lines.get("next_review", row.line)
                yield Item(
                    "review_overdue",
                    row.path,
                    line,
                    row.get(name),
                    f"due on {due}",
                    (row.get(name),),
                    0,
                )
