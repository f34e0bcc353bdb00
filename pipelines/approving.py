"""The verb ``approve``: show each figure, ask the fixed questions, add one line to the log."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from pipelines import log
from pipelines.approvals import ALL_YES
from pipelines.check import check
from pipelines.project import Project
from pipelines.review import QUESTIONS, Answers, Refused, Review
from pipelines.yamltext import Mapping, Scalar, parse
from schemas.evidence import Estimate
from schemas.problem import warnings
from schemas.terms import FINDING_RESULT

YES_NO = {"yes": True, "no": False}


def approve(
    project: Project,
    target: str,
    by: str,
    *,
    answers: Path | None = None,
    seen_by_eye: bool = False,
    is_settling: bool = False,
    remark: str = "",
) -> str:
    """Judge one report as ``by``. Returns what happened; raises Refused or log.BrokenLog."""
    review = Review(check(project), target, by)
    review.refuse(seen_by_eye, is_settling)
    given = read_answers(answers, review) if answers else ask(review)
    action, says = review.judge(given, is_settling, seen_by_eye, remark)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    longer = log.append(project, action, review.target, review.digest, review.by, at, says)
    entry = longer.entries[-1]
    done = {
        "approve": "Approved",
        "disagree": "Recorded as disagreement; a third person settles it with --settle",
        "settle": "Settled: approved" if f"; {ALL_YES}" in says else "Settled: not approved",
    }[action]
    return f"{done}. {review.target}, line {entry.line}: {says}. Commit {project.relative(project.approvals)}."


def blank_sheet(project: Project, target: str, by: str) -> str:
    """Questions to be answered in a file, bound to the digits as they stand."""
    review = Review(check(project), target, by)
    lines = [
        f"# {review.target}: answer yes or no to each question, then: evidence approve "
        f"{review.target} --as NAME --answers FILE",
        *(f"# {name}: {question}" for name, question in QUESTIONS.items()),
        f"digest: {review.digest}",
        "figures:",
    ]
    for estimate in review.estimates:
        lines += [f"  {estimate.key}:  # {in_words(estimate)}"]
        lines += [f"    {name}:" for name in QUESTIONS]
    return "\n".join(lines) + "\n"


def read_answers(path: Path, review: Review) -> Answers:
    """Answers of a filled-in sheet. Raises Refused if it is about other digits."""
    node, problems = parse(path.read_text("utf-8"), path.name)
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
            if question not in QUESTIONS or word not in YES_NO:
                line = answered.lines[question]
                raise Refused(f"{path.name}:{line}: write `{question}: yes` or `{question}: no`")
            found[key][question] = YES_NO[word]
    return found


def ask(review: Review) -> Answers:
    """Ask on the terminal, figure by figure."""
    row = review.row
    click.echo(f"{row.get('authors')} {row.get('title')}. {row.get('journal')} {row.get('year')}")
    for problem in warnings(review.checked.problems):
        if problem.path == row.path:
            click.echo(str(problem))
    found: dict[str, dict[str, bool]] = {}
    for number, estimate in enumerate(review.estimates, start=1):
        get = estimate.row.get
        click.echo(f"\n{number} of {len(review.estimates)}  {in_words(estimate)}")
        click.echo(f"  {get('locator')} ({get('read_in')}): {get('seen_at').replace(';', ' ')}")
        for finding in review.findings_of(estimate):
            says = f": {finding.get('says')}" if finding.get("says") else ""
            click.echo(f"  {finding.get('record')}: {FINDING_RESULT[finding.get('result')]}{says}")
        found[estimate.key] = {
            name: click.confirm(f"  {question}") for name, question in QUESTIONS.items()
        }
    return found


def in_words(e: Estimate) -> str:
    """One figure on one line, as typed."""
    get = e.row.get
    parts = [
        f"{e.key}: {get('endpoint')} {get('effect_measure')}",
        f"at {get('timepoint')}" if get("timepoint") else "",
        f"{get('value_qualifier')}{get('value')} {get('unit')}",
        f"[{get('ci_lower')} to {get('ci_upper')}, {get('ci_level')}%]" if get("ci_lower") else "",
        f"{get('n_events') or '?'}/{get('n_analysed')}" if get("n_analysed") else "",
        f"arm {e.arm}" + (f" against {e.comparator}" if e.comparator else ""),
        f"population {e.population}",
        f"cut {get('data_cutoff')}" if get("data_cutoff") else "",
    ]
    return "; ".join(part for part in parts if part)
