"""Approvals: one reviewer's word for exactly these digits of one report.

An approval binds the sha256 of everything typed in the report's file and its trial's file. Comments
and layout are not part of it; any value is, so any edit of a value voids it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pipelines.check import Checked
from pipelines.curated import Curated
from pipelines.log import sha256
from pipelines.numbers import figures_of
from schemas.evidence import Estimate
from schemas.fields import SEPARATOR
from schemas.problem import Problem, errors
from schemas.row import Row

QUESTIONS = {
    "population": "Is it about the same people as in the source?",
    "endpoint": "Is it the same endpoint, judged in the same way?",
    "time": "Is it the same time point and data cut?",
    "direction": "Does it point the same way: arm and comparator, better and worse?",
    "figures": "Do value, interval and people stand so in the source?",
}
OF_TRIAL = ("trials", "arms", "populations", "population_sizes")
OF_REPORT = ("reports", "estimates")
ALL_YES = "all yes"
SETTLEMENT = re.compile(rf"settles ([^;]*); ({ALL_YES}|no)\b|")
LONGEST_NAME = 80

Answers = Mapping[str, Mapping[str, bool]]  # estimate key → question → yes


class Refused(Exception):
    """The approval is not taken; the message says why and what to do."""


def content_rows(curated: Curated, trial: str, report: str) -> Iterator[tuple[str, Row]]:
    """Everything typed in the report's file and its trial's file."""
    for table in OF_TRIAL:
        yield from ((table, row) for row in curated[table] if row.get("trial") == trial)
    for table in OF_REPORT:
        for row in curated[table]:
            if (row.get("trial"), row.get("report")) == (trial, report):
                yield table, row


def digest_of(rows: Iterable[tuple[str, Row]]) -> str:
    lines = sorted(
        json.dumps([table, row.values], sort_keys=True, ensure_ascii=False) for table, row in rows
    )
    return sha256("\n".join(lines))


def content_digest(curated: Curated, trial: str, report: str) -> str:
    """sha256 of what was typed, whatever its order, layout and comments."""
    return digest_of(content_rows(curated, trial, report))


def state(lines: Iterable[Row], digest: str) -> str:
    """State of a report by the lines of the log about it: approved, disputed, void or none.

    The order of the lines does not matter, because a merge of two branches may mix them.
    """
    lines = list(lines)
    here = [line for line in lines if line.get("digest") == digest]
    if not here:
        return "void" if lines else "none"
    disagreeing = {line.get("by") for line in here if line.get("action") == "disagree"}
    for line in here:
        if line.get("action") == "settle":
            names, verdict = SETTLEMENT.match(line.get("says") + ";").groups()
            if verdict != ALL_YES:
                return "disputed"
            disagreeing -= set(names.split(", "))
    return "disputed" if disagreeing else "approved"


def lines_about(curated: Curated) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in curated["approvals"]:
        trial, slash, report = row.get("target").partition("/")
        if slash and row.get("action") != "release":
            found.setdefault((trial, report), []).append(row)
    return found


def approval_states(checked: Checked) -> pd.DataFrame:
    """State of each report that anybody ever judged: approved, disputed or void."""
    known = {(row.get("trial"), row.get("report")) for row in checked.curated["reports"]}
    rows = [
        (*key, state(lines, content_digest(checked.curated, *key)))
        for key, lines in sorted(lines_about(checked.curated).items())
        if key in known
    ]
    return pd.DataFrame(rows, columns=["trial", "report", "state"], dtype="str")


def unapproved(checked: Checked) -> Iterator[Problem]:
    """Reports that no release may show: not approved as they stand, and not marked preview."""
    curated = checked.curated
    states = {(s.trial, s.report): s.state for s in approval_states(checked).itertuples()}
    preview = preview_categories(curated)
    shown_on: dict[tuple[str, str], set[str]] = {}
    for estimate in checked.evidence.estimates:
        population = checked.evidence.populations.get((estimate.trial, estimate.population))
        pages = set(population.list("categories")) if population else set()
        shown_on.setdefault((estimate.trial, estimate.report), set()).update(pages)
    for row in curated["reports"]:
        key = (row.get("trial"), row.get("report"))
        is_preview = shown_on.get(key) and shown_on[key] <= preview
        if states.get(key) != "approved" and not is_preview:
            message = {
                None: "nobody has approved it.",
                "void": "it was changed since it was approved: the approval is void.",
                "disputed": "reviewers disagree about it.",
            }[states.get(key)]
            yield Problem(
                row.path, 0, "", "/".join(key), message,
                f"Run `evidence approve {'/'.join(key)} --as NAME`, or mark its pages "
                "`is_preview: yes`.", "approved-release",
            )  # fmt: skip


def preview_categories(curated: Curated) -> set[str]:
    return {r.get("category") for r in curated["categories"] if r.get("is_preview") == "yes"}


@dataclass
class Review:
    """One report before one reviewer."""

    checked: Checked
    trial: str
    report: str
    by: str

    def __post_init__(self) -> None:
        self.by = " ".join(self.by.split())
        if not self.by or len(self.by) > LONGEST_NAME or set(self.by) & set(",;"):
            raise Refused(
                f"--as needs one name of 1 to {LONGEST_NAME} characters, without comma or semicolon"
            )
        self.row = next(
            (
                row for row in self.checked.curated["reports"]
                if (row.get("trial"), row.get("report")) == (self.trial, self.report)
            ),
            None,
        )  # fmt: skip
        if self.row is None:
            raise Refused(f"there is no report {self.target}")
        self.digest = content_digest(self.checked.curated, self.trial, self.report)
        self.estimates: list[Estimate] = self.checked.evidence.by_report.get(
            (self.trial, self.report), []
        )
        self.lines = lines_about(self.checked.curated).get((self.trial, self.report), [])

    @property
    def target(self) -> str:
        return f"{self.trial}/{self.report}"

    @property
    def state(self) -> str:
        return state(self.lines, self.digest)

    def refuse(self, seen_by_eye: bool, is_settling: bool) -> None:
        """Raise Refused unless this person may judge this report now."""
        if same_person(self.by, self.row.get("entered_by")):
            raise Refused(
                f"{self.target} was entered by {self.row.get('entered_by')}: "
                "nobody approves their own work. Ask somebody else."
            )
        folder = self.row.path.rpartition("/")[0]
        files = (self.row.path, f"{folder}/trial.yaml")
        open_errors = [p for p in errors(self.checked.problems) if p.path in files]
        if open_errors:
            raise Refused(
                f"{self.target} has errors; mend them first:\n"
                + "\n".join(str(problem) for problem in open_errors)
            )
        if not self.estimates:
            raise Refused(f"{self.target} has no figure to approve")
        if self.unseen and not seen_by_eye:
            raise Refused(
                f"no archived record holds {len(self.unseen)} of {len(self.estimates)} figures "
                f"({', '.join(self.unseen[:3])}{' …' if len(self.unseen) > 3 else ''}). "
                "Look at the source yourself, then say so with --seen-by-eye."
            )
        here = [line for line in self.lines if line.get("digest") == self.digest]
        if any(same_person(self.by, line.get("by")) for line in here):
            raise Refused(
                f"{self.by} has already judged exactly these digits of {self.target}"
                + (": a third person settles." if is_settling else ".")
            )
        if is_settling and self.state != "disputed":
            raise Refused(f"nobody disagrees about {self.target}: there is nothing to settle")

    @property
    def unseen(self) -> list[str]:
        """Keys of figures that were not found in an archived record."""
        found = {
            (row.get("estimate_id"), row.get("figures"))
            for row in self.checked.curated["findings"]
            if row.get("finding") == "number_in_source" and row.get("result") != "not_found"
        }
        return [
            e.key for e in self.estimates
            if (e.id, SEPARATOR.join(figures_of(e.row))) not in found
        ]  # fmt: skip

    def judge(
        self, answers: Answers, is_settling: bool, seen_by_eye: bool, remark: str = ""
    ) -> tuple[str, str]:
        """(action, what the log will say). Raises Refused if a question was not answered."""
        keys = [e.key for e in self.estimates]
        missing = [
            f"{key}: {question}"
            for key in keys
            for question in QUESTIONS
            if question not in answers.get(key, {})
        ]
        unknown = sorted(set(answers) - set(keys))
        if missing or unknown:
            parts = [
                f"not answered: {', '.join(missing[:5])}" if missing else "",
                f"no such figure: {', '.join(unknown[:5])}" if unknown else "",
            ]
            raise Refused("; ".join(part for part in parts if part))
        refusals = [
            f"{key} ({', '.join(q for q in QUESTIONS if not answers[key][q])})"
            for key in keys
            if not all(answers[key][q] for q in QUESTIONS)
        ]
        says = f"no: {', '.join(refusals)}" if refusals else f"{ALL_YES} for {len(keys)} figures"
        if is_settling:
            here = (line for line in self.lines if line.get("digest") == self.digest)
            names = sorted({line.get("by") for line in here if line.get("action") == "disagree"})
            says = f"settles {', '.join(names)}; {says}"
        if seen_by_eye and self.unseen:
            says += f"; {len(self.unseen)} seen by eye"
        if remark:
            says += f"; {' '.join(remark.split())}"
        action = "settle" if is_settling else "disagree" if refusals else "approve"
        return action, says


def same_person(name: str, names: str) -> bool:
    """Is ``name`` one of ``names`` (``A and B``, ``A, B``), whatever case and spaces?"""

    def plain(text: str) -> str:
        return " ".join(re.sub(r"[.\-_]", " ", text).casefold().split())

    parts = re.split(r"[,;&/]|\band\b", names)
    return plain(name) in {plain(part) for part in (*parts, names)}
