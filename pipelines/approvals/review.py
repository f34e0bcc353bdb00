"""One report before one reviewer: may they judge it, and what do their answers come to?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipelines.approvals.digests import Meanings, as_cell, content_digests
from pipelines.approvals.judge import Judged
from pipelines.approvals.log import ALL_YES, LONGEST_REMARK
from pipelines.approvals.people import name_fault, same_person
from pipelines.approvals.signing import Refused
from pipelines.approvals.states import is_disputed, not_overtaken
from pipelines.approvals.work import Work
from pipelines.checks.checked import Checked
from schemas.borders.plain import text_fault
from schemas.estimate import Estimate
from schemas.problem import errors, shorten
from schemas.prose import SENTENCE, passages
from schemas.row import Row

QUESTIONS = {
    "population": "Is it about the same people as in the source?",
    "endpoint": "Is it the same endpoint, judged in the same way?",
    "time": "Is it the same time point and data cut?",
    "direction": "Does it point the same way: arm and comparator, better and worse?",
    "figures": "Do value, interval and people stand so in the source?",
}
OF_WORDS = {"words": "Do the sentences that hold its number say what it says?"}

Answers = Mapping[str, Mapping[str, bool]]  # estimate key → question → yes


class Desk:
    """One state of the project, as every review of it needs it."""

    def __init__(self, checked: Checked, judged: Judged):
        self.checked, self.judged = checked, judged
        self.meanings = Meanings(checked.curated)
        self.work = Work(checked.curated, judged.log)
        keys = [tuple(target.split("/")) for target in self.work.reports]
        self.digests = dict(
            zip(self.work.reports, content_digests(checked.curated, keys), strict=True)
        )
        self.findings: dict[str, list[Row]] = {}
        for row in checked.curated["findings"]:
            self.findings.setdefault(row.get("estimate_id"), []).append(row)


class Review:
    """Raises Refused for a name that cannot stand in the log, and for an unknown report."""

    def __init__(self, desk: Desk, target: str, by: str):
        checked, judged = desk.checked, desk.judged
        self.desk, self.checked, self.judged = desk, checked, judged
        self.target, self.by = target.strip("/"), " ".join(by.split())
        if fault := name_fault(self.by):
            raise Refused(f"--as needs one name; {shorten(self.by) or 'nothing'} {fault}")
        trial, _, report = self.target.partition("/")
        if self.target not in desk.work.reports:
            if trial in checked.drafts or self.target in checked.drafts:
                raise Refused(f"{self.target} is a draft: nobody sees it, so nobody approves it")
            raise Refused(f"there is no report {self.target}")
        self.row: Row = desk.work.reports[self.target]
        self.digest = desk.digests[self.target]
        self.estimates: list[Estimate] = checked.evidence.by_report.get((trial, report), [])
        good = [e for e in judged.about.get(self.target, ()) if e.hash not in judged.refused]
        self.judgements = [e for e in good if e.values["digest"] == self.digest]
        self._last = not_overtaken(self.judgements, good, judged)
        self.words = as_cell(desk.meanings.of(self.target))
        self.paragraphs = desk.meanings.said(self.target)

    @property
    def is_disputed(self) -> bool:
        return is_disputed(self.judgements, self.judged)

    @property
    def has_judged(self) -> bool:
        """Did this person judge exactly these digits and words?"""
        return any(
            same_person(self.by, entry.values["by"]) and entry.values["words"] == self.words
            for entry in self._last
        )

    @property
    def is_third(self) -> bool:
        """Has this person said nothing yet of these digits, whatever the words around them?"""
        return not any(same_person(self.by, e.values["by"]) for e in self.judgements)

    @property
    def is_own(self) -> bool:
        return self.desk.work.is_own(self.by, self.target)

    def refuse(self, seen_by_eye: bool, is_settling: bool) -> None:
        """Raise Refused unless this person may judge this report now."""
        for reason in self._reasons(seen_by_eye, is_settling):
            raise Refused(reason)

    def _reasons(self, seen_by_eye: bool, is_settling: bool) -> Iterator[str]:
        if self.is_own:
            yield (
                f"{self.target} was entered by {self.by}: "
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
        if is_settling and not self.is_third:
            yield f"{self.by} has already judged these digits of {self.target}: a third person settles."
        elif self.has_judged:
            yield f"{self.by} has already judged exactly these digits of {self.target}."
        if is_settling and not self.is_disputed:
            yield f"nobody disagrees about {self.target}: there is nothing to settle"

    def questions(self, e: Estimate) -> dict[str, str]:
        """Question by its name; that about sentences only where a page says the number."""
        return QUESTIONS | OF_WORDS if self.said(e) else QUESTIONS

    def said(self, e: Estimate) -> list[tuple[str, str]]:
        """(Page, sentence as typed) for each sentence that holds a number of this figure."""
        return [
            (page, sentence.text)
            for page, paragraphs in self.paragraphs.items()
            for paragraph in paragraphs
            for sentence in passages(paragraph.text, SENTENCE)
            if any(b.target == e.id for b in sentence.bindings)
        ]

    @property
    def unseen(self) -> list[str]:
        """Keys of figures that were not found, beyond doubt, in an archived copy of the report."""
        return [
            e.key
            for e in self.estimates
            if not any(
                row.get("finding") == "number_in_source" and row.get("pairing") == "paired"
                for row in self.findings_of(e)
            )
        ]

    def findings_of(self, e: Estimate) -> list[Row]:
        """What archived records say about exactly these digits."""
        return [row for row in self.desk.findings.get(e.id, ()) if row.get("figures") == e.quoted]

    def judge(
        self, answers: Answers, is_settling: bool, seen_by_eye: bool, remark: str = ""
    ) -> tuple[str, str]:
        """(action, what the log will say). Raises Refused if a question was not answered."""
        self._refuse_incomplete(answers)
        if fault := text_fault(remark, LONGEST_REMARK):
            raise Refused(f"--remark {fault}")
        refusals = [
            f"{e.key} ({', '.join(q for q in self.questions(e) if not answers[e.key][q])})"
            for e in self.estimates
            if not all(answers[e.key].values())
        ]
        says = [
            f"no: {', '.join(refusals)}"
            if refusals
            else f"{ALL_YES} for {len(self.estimates)} figures"
        ]
        if is_settling:
            against = {
                entry.values["by"]
                for entry in self.judgements
                if entry.values["action"] == "disagree"
            }
            says.insert(0, f"settles {', '.join(sorted(against))}")
        if seen_by_eye and self.unseen:
            says.append(f"{len(self.unseen)} seen by eye")
        if remark:
            says.append(" ".join(remark.split()))
        action = "settle" if is_settling else "disagree" if refusals else "approve"
        return action, "; ".join(says)

    def _refuse_incomplete(self, answers: Answers) -> None:
        keys = [e.key for e in self.estimates]
        missing = [
            f"{e.key}: {q}"
            for e in self.estimates
            for q in self.questions(e)
            if q not in answers.get(e.key, {})
        ]
        unknown = sorted(set(answers) - set(keys))
        wrong = {"not answered": missing, "no such figure": unknown}
        says = [f"{what}: {', '.join(which[:5])}" for what, which in wrong.items() if which]
        if says:
            raise Refused("; ".join(says))
