"""The reviewers' queue: reports that wait for somebody's word, each sentence of a page that says one of
their numbers beside the figure's own sentence.

What lies with one person stands in it for that person alone: nobody is asked about their own work, about
digits and words that they have judged, or to settle what they disagree about.
"""

from __future__ import annotations

import html
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.approvals.digests import report_of
from pipelines.approvals.judge import Judged
from pipelines.approvals.log import ALL_YES
from pipelines.approvals.review import Desk, Review
from pipelines.approvals.sentences import Sentence, own_sentence, sentences
from pipelines.approvals.states import approval_states
from pipelines.checks.checked import Checked
from pipelines.problem_printers import plural
from pipelines.project import Project
from pipelines.worklist.printers import page_of
from schemas.estimate import Estimate
from schemas.evidence import Evidence

# In this order: what holds others up, what an edit undid, what lacks one key, what nobody has judged.
WAITS = {
    "disputed": "reviewers disagree: a third person settles it",
    "void": "changed since it was approved",
    "words_changed": "words changed since it was approved",
    "not_proven": "its approval is not proven",
    "one_key": "one person stands behind it: a second key is missing",
    "none": "nobody has judged it",
    "keys_not_verified": "judged, but no trust root was named here: keys are not verified",
    "not_verified": "judged, but ssh-keygen is not on this machine: not verified",
}
Read = Callable[[str], str]  # prose as typed → as readers see it


@dataclass(frozen=True)
class Task:
    """One report that waits. ``unsaid`` are its figures that stand in tables and charts only."""

    target: str
    state: str
    changed: str
    said: tuple[Sentence, ...]
    unsaid: tuple[Estimate, ...]

    @property
    def is_disputed(self) -> bool:
        return self.state == "disputed"

    @property
    def waits(self) -> str:
        return WAITS[self.state] + (f": {self.changed}" if self.changed else "")

    @property
    def command(self) -> str:
        settle = " --settle" if self.is_disputed else ""
        return f"evidence approve {self.target} --as NAME --key FILE{settle}"


def tasks(checked: Checked, judged: Judged, page: str = "", by: str = "") -> list[Task]:
    """What waits for a reviewer, most urgent first; of one page, if named, and for ``by``, if named.

    Raises Refused for a name that cannot stand in the log.
    """
    evidence, desk = checked.evidence, Desk(checked, judged)
    states = {
        f"{row.trial}/{row.report}": (row.state, row.words_changed or "")
        for row in approval_states(checked, judged).fillna("").itertuples()
    }
    said: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences(evidence, page):
        for target in dict.fromkeys(report_of(e.row) for e in sentence.figures):
            said[target].append(sentence)
    found = []
    for (trial, report), figures in evidence.by_report.items():
        target = f"{trial}/{report}"
        state, changed = states.get(target, ("none", ""))
        is_on_page = (
            not page or target in said or any(_stands_on(page, e, evidence) for e in figures)
        )
        if state == "approved" or not is_on_page:
            continue
        if by and not _may_judge(Review(desk, target, by)):
            continue
        shown = {e.id for sentence in said[target] for e in sentence.figures}
        unsaid = tuple(e for e in figures if e.id not in shown)
        found.append(Task(target, state, changed, tuple(said[target]), unsaid))
    order = list(WAITS)
    return sorted(found, key=lambda t: (order.index(t.state), -len(t.said), t.target))


def _stands_on(page: str, e: Estimate, evidence: Evidence) -> bool:
    population = evidence.populations.get((e.trial, e.population))
    return population is not None and page in population.list("categories")


def _may_judge(review: Review) -> bool:
    if review.is_own or any(e.settles[1] not in ("", ALL_YES) for e in review.judgements):
        return False  # their own work, or settled against the figures: editors are to correct them
    return review.is_third if review.is_disputed else not review.has_judged


def as_read(project: Project, checked: Checked, judged: Judged) -> Read:
    """What makes of typed prose the words of the page; where files hold errors, the words as typed."""
    if checked.has_errors:
        return lambda prose: " ".join(prose.split())
    from pipelines.store.build import build_store
    from reports.published import read_store
    from reports.text.prose import UnboundNumber, render

    with tempfile.TemporaryDirectory() as folder:
        build_store(project, checked, Path(folder) / "store.duckdb", judged)
        published = read_store(Path(folder) / "store.duckdb")

    def read(prose: str) -> str:
        try:
            return " ".join(
                html.unescape(re.sub("<[^>]*>", "", render(prose, published, ""))).split()
            )
        except UnboundNumber:
            return prose

    return read


def as_text(found: Sequence[Task], evidence: Evidence, read: Read) -> str:
    lines = []
    for number, task in enumerate(found, start=1):
        lines += [f"{number:3}. {task.target} — {task.waits}", f"     {task.command}"]
        for place, says, figures in _beside(task, evidence, read):
            lines += ["", f"     {place}", f"       page:   {says}"]
            lines += [f"       figure: {own}" for own in figures]
        if task.unsaid:
            lines += ["", f"     {plural(len(task.unsaid), 'figure')} in tables and charts alone:"]
            lines += [f"       figure: {own_sentence(e, evidence)} [{e.key}]" for e in task.unsaid]
        lines.append("")
    return "\n".join([*lines, f"{plural(len(found), 'report')} to judge."])


def as_html(found: Sequence[Task], evidence: Evidence, read: Read) -> str:
    """A page for reviewers, sentence and figure side by side; it is not part of the site."""
    rows = []
    for task in found:
        rows.append(f"<h2>{_text(task.target)}</h2>\n<p>{_text(task.waits)}. <code>{_text(task.command)}</code></p>\n<table>")  # fmt: skip
        rows.append("<tr><th>The page says<th>The figure’s own sentence</tr>")
        for place, says, figures in _beside(task, evidence, read):
            own = "".join(f"<p>{_text(sentence)}</p>" for sentence in figures)
            rows.append(f"<tr><td>{_text(says)}<br><small>{_text(place)}</small><td>{own}</tr>")
        for e in task.unsaid:
            own = f"{own_sentence(e, evidence)} [{e.key}]"
            rows.append(f"<tr><td><small>in tables and charts alone</small><td>{_text(own)}</tr>")
        rows.append("</table>")
    return page_of(f"To judge: {plural(len(found), 'report')}", "\n".join(rows))


def _beside(task: Task, evidence: Evidence, read: Read) -> Iterator[tuple[str, str, list[str]]]:
    """(Where, the sentence as readers see it, own sentences of its figures; this report's first)."""
    for sentence in task.said:
        under = " › ".join(title for title in sentence.under if title)
        figures = sorted(sentence.figures, key=lambda e: report_of(e.row) != task.target)
        own = [f"{own_sentence(e, evidence)} [{e.id}]" for e in figures]
        yield f"{sentence.place}  {sentence.page}: {under}", read(sentence.text), own


def _text(text: str) -> str:
    return html.escape(text)


STYLES: dict[str, Callable[[Sequence[Task], Evidence, Read], str]] = {
    "text": as_text,
    "html": as_html,
}
