"""One report before one reviewer: may they judge it, and what do their answers come to?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipelines.approvals import ALL_YES, content_digest, lines_about, state
from pipelines.check import Checked
from pipelines.numbers import figures_of
from schemas.evidence import Estimate
from schemas.fields import SEPARATOR
from schemas.problem import errors
from schemas.row import Row

QUESTIONS = {
    "population": "Is it about the same people as in the source?",
    "endpoint": "Is it the same endpoint, judged in the same way?",
    "time": "Is it the same time point and data cut?",
    "direction": "Does it point the same way: arm and comparator, better and worse?",
    "figures": "Do value, interval and people stand so in the source?",
}
LONGEST_NAME = 80

Answers = Mapping[str, Mapping[str, bool]]  # estimate key → question → yes


class Refused(Exception):
    """The approval is not taken; the message says why and what to do."""


class Review:
    """Raises Refused for a name that cannot stand in the log, and for an unknown report."""

    def __init__(self, checked: Checked, target: str, by: str):
        self.checked, self.target, self.by = checked, target.strip("/"), " ".join(by.split())
        if not self.by or len(self.by) > LONGEST_NAME or set(self.by) & set(",;"):
            raise Refused(
                f"--as needs one name of 1 to {LONGEST_NAME} characters, without comma or semicolon"
            )
        trial, _, report = self.target.partition("/")
        reports = {(r.get("trial"), r.get("report")): r for r in checked.curated["reports"]}
        if (trial, report) not in reports:
            raise Refused(f"there is no report {self.target}")
        self.row: Row = reports[trial, report]
        self.digest = content_digest(checked.curated, trial, report)
        self.estimates: list[Estimate] = checked.evidence.by_report.get((trial, report), [])
        lines = lines_about(checked.curated).get((trial, report), [])
        self.judgements = [line for line in lines if line.get("digest") == self.digest]
        self.state = state(lines, self.digest)
        self._findings: dict[str, list[Row]] = {}
        for row in checked.curated["findings"]:
            self._findings.setdefault(row.get("estimate_id"), []).append(row)

    def refuse(self, seen_by_eye: bool, is_settling: bool) -> None:
        """Raise Refused unless this person may judge this report now."""
        for reason in self._reasons(seen_by_eye, is_settling):
            raise Refused(reason)

    def _reasons(self, seen_by_eye: bool, is_settling: bool) -> Iterator[str]:
        if same_person(self.by, self.row.get("entered_by")):
            yield (
                f"{self.target} was entered by {self.row.get('entered_by')}: "
                "nobody approves their own work. Ask somebody else."
            )
        files = (self.row.path, f"{self.row.path.rpartition('/')[0]}/trial.yaml")
        open_errors = [str(p) for p in errors(self.checked.problems) if p.path in files]
        if open_errors:
            yield "\n".join((f"{self.target} has errors; mend them first:", *open_errors))
        if not self.estimates:
            yield f"{self.target} has no figure to approve"
        if self.unseen and not seen_by_eye:
            yield (
                f"no archived record holds {len(self.unseen)} of {len(self.estimates)} figures "
                f"({', '.join(self.unseen[:3])}{' …' if len(self.unseen) > 3 else ''}). "
                "Look at the source yourself, then say so with --seen-by-eye."
            )
        if any(same_person(self.by, line.get("by")) for line in self.judgements):
            yield f"{self.by} has already judged exactly these digits of {self.target}" + (
                ": a third person settles." if is_settling else "."
            )
        if is_settling and self.state != "disputed":
            yield f"nobody disagrees about {self.target}: there is nothing to settle"

    @property
    def unseen(self) -> list[str]:
        """Keys of figures that were not found in an archived record."""
        return [
            e.key for e in self.estimates
            if not any(
                row.get("finding") == "number_in_source" and row.get("result") != "not_found"
                for row in self.findings_of(e)
            )
        ]  # fmt: skip

    def findings_of(self, e: Estimate) -> list[Row]:
        """What archived records say about exactly these digits."""
        typed = SEPARATOR.join(figures_of(e.row))
        return [row for row in self._findings.get(e.id, ()) if row.get("figures") == typed]

    def judge(
        self, answers: Answers, is_settling: bool, seen_by_eye: bool, remark: str = ""
    ) -> tuple[str, str]:
        """(action, what the log will say). Raises Refused if a question was not answered."""
        self._refuse_incomplete(answers)
        refusals = [
            f"{e.key} ({', '.join(q for q in QUESTIONS if not answers[e.key][q])})"
            for e in self.estimates
            if not all(answers[e.key].values())
        ]
        says = [
            f"no: {', '.join(refusals)}"
            if refusals
            else f"{ALL_YES} for {len(self.estimates)} figures"
        ]
        if is_settling:
            against = {j.get("by") for j in self.judgements if j.get("action") == "disagree"}
            says.insert(0, f"settles {', '.join(sorted(against))}")
        if seen_by_eye and self.unseen:
            says.append(f"{len(self.unseen)} seen by eye")
        if remark:
            says.append(" ".join(remark.split()))
        action = "settle" if is_settling else "disagree" if refusals else "approve"
        return action, "; ".join(says)

    def _refuse_incomplete(self, answers: Answers) -> None:
        keys = [e.key for e in self.estimates]
        missing = [f"{k}: {q}" for k in keys for q in QUESTIONS if q not in answers.get(k, {})]
        unknown = sorted(set(answers) - set(keys))
        wrong = {"not answered": missing, "no such figure": unknown}
        says = [f"{what}: {', '.join(which[:5])}" for what, which in wrong.items() if which]
        if says:
            raise Refused("; ".join(says))


def same_person(name: str, names: str) -> bool:
    """Is ``name`` one of ``names`` (``A and B``, ``A, B``), whatever case and spaces?"""

    def plain(text: str) -> str:
        return " ".join(re.sub(r"[.\-_]", " ", text).casefold().split())

    parts = re.split(r"[,;&/]|\band\b", names)
    return plain(name) in {plain(part) for part in (*parts, names)}
