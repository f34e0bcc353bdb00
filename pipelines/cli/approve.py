"""The verb ``approve``: show each figure, ask the fixed questions, add one line to the log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from pipelines.approvals import log
from pipelines.approvals.judge import judge
from pipelines.approvals.log import ALL_YES
from pipelines.approvals.review import OF_WORDS, QUESTIONS, Answers, Desk, Review
from pipelines.approvals.sentences import own_sentence
from pipelines.approvals.signing import Refused, add, moment, refuse_key
from pipelines.checks.check import check
from pipelines.curated.yamltext import Mapping, Scalar, parse
from pipelines.files import read_text
from pipelines.problem_printers import say
from pipelines.project import Project
from pipelines.worklist.queue import as_read
from schemas.borders.plain import one_line
from schemas.problem import warnings
from schemas.terms import FINDING_RESULT

YES_NO = {"yes": True, "no": False}


def approve(
    project: Project,
    target: str,
    by: str,
    key: Path | None = None,
    *,
    answers: Path | None = None,
    seen_by_eye: bool = False,
    is_settling: bool = False,
    remark: str = "",
) -> str:
    """Judge one report as ``by``. Returns what happened; raises Refused or log.BrokenLog."""
    asked: tuple[str, Answers] | None = None
    while True:  # until nobody else has added a line since it was read
        before = log.read_log(project)
        checked = check(project)
        judged = judge(project, checked.curated)
        review = Review(Desk(checked, judged), target, by)
        review.refuse(seen_by_eye, is_settling)
        refuse_key(judged.keys, key, review.by)
        if answers:
            given = read_answers(answers, review)
        else:
            digest, given = asked = asked or (
                review.digest,
                ask(review, as_read(project, checked, judged)),
            )
            if digest != review.digest:
                raise Refused(f"{review.target} was changed while you answered; look again.")
            if not remark and not all(all(answers.values()) for answers in given.values()):
                remark = click.prompt("What is wrong, in a few words", "", show_default=False)
        action, says = review.judge(given, is_settling, seen_by_eye, remark)
        line = (action, review.target, review.digest, review.by, moment(before), says)
        try:
            longer = add(project, line, key, before, review.words)
            break
        except log.Moved:
            continue
    entry = longer.entries[-1]
    done = {
        "approve": "Approved",
        "disagree": "Recorded as disagreement; a third person settles it with --settle",
        "settle": "Settled: approved" if f"; {ALL_YES}" in says else "Settled: not approved",
    }[action]
    return (
        f"{done}. {review.target}, line {entry.line}: {says}. Commit {project.relative(project.approvals)}. "
        f"Keep the hash of your line: evidence verify --head {entry.hash} tells if it is ever gone."
    )


def blank_sheet(project: Project, target: str, by: str) -> str:
    """Questions to be answered in a file, bound to the digits as they stand."""
    checked = check(project)
    judged = judge(project, checked.curated)
    review = Review(Desk(checked, judged), target, by)
    read = as_read(project, checked, judged)
    lines = [
        f"# {review.target}: answer yes or no to each question, then: evidence approve "
        f"{review.target} --as NAME --answers FILE",
        *(f"# {name}: {question}" for name, question in (QUESTIONS | OF_WORDS).items()),
        f"digest: {review.digest}",
        "figures:",
    ]
    for estimate in review.estimates:
        lines += [f"  {estimate.key}:  # {own_sentence(estimate, review.checked.evidence)}"]
        lines += [f"    # {page}: {one_line(read(text))}" for page, text in review.said(estimate)]
        lines += [f"    {name}:" for name in review.questions(estimate)]
    return "\n".join(lines) + "\n"


def read_answers(path: Path, review: Review) -> Answers:
    """Answers of a filled-in sheet. Raises Refused if it is about other digits."""
    node, problems = parse(read_text(path), path.name)
    if problems:
        raise Refused("\n".join(str(problem) for problem in problems))
    digest, figures = node.items.get("digest"), node.items.get("figures")
    if not isinstance(digest, Scalar) or not isinstance(figures, Mapping):
        raise Refused(f"{path.name} is not a sheet made by `evidence approve --sheet`")
    if digest.text != review.digest:
        raise Refused(
            f"{path.name} was answered for other digits: {review.target} was changed since. "
            "Make a new sheet."
        )
    found: dict[str, dict[str, bool]] = {}
    for key, answered in figures.items.items():
        found[key] = {}
        for question, answer in answered.items.items() if isinstance(answered, Mapping) else ():
            word = answer.text.lower() if isinstance(answer, Scalar) else ""
            if question not in QUESTIONS | OF_WORDS or word not in YES_NO:
                line = answered.lines[question]
                raise Refused(f"{path.name}:{line}: write `{question}: yes` or `{question}: no`")
            found[key][question] = YES_NO[word]
    return found


def ask(review: Review, read: Callable[[str], str]) -> Answers:
    """Ask on the terminal, figure by figure. ``read`` makes of typed prose what readers see."""
    row = review.row
    say(f"{row.get('authors')} {row.get('title')}. {row.get('journal')} {row.get('year')}")
    for problem in warnings(review.checked.problems):
        if problem.path == row.path:
            say(str(problem))
    found: dict[str, dict[str, bool]] = {}
    for number, estimate in enumerate(review.estimates, start=1):
        get = estimate.row.get
        say(
            f"\n{number} of {len(review.estimates)}  {own_sentence(estimate, review.checked.evidence)}"
        )
        say(f"  {get('locator')} ({get('read_in')}): {get('seen_at').replace(';', ' ')}")
        for finding in review.findings_of(estimate):
            says = f": {finding.get('says')}" if finding.get("says") else ""
            say(f"  {finding.get('record')}: {FINDING_RESULT[finding.get('result')]}{says}")
        for page, text in review.said(estimate):
            say(f"  {page} says: {one_line(read(text))}")
        found[estimate.key] = {
            name: click.confirm(f"  {question}")
            for name, question in review.questions(estimate).items()
        }
    return found
