"""The verb ``queue``: what waits for a reviewer, and working through it, report by report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.options import (
    EXIT_DATA_ERRORS,
    key_option,
    open_project,
    project_option,
    trust_option,
)
from pipelines.problem_printers import say

if TYPE_CHECKING:
    from pipelines.project import Project

CHOICES = ("judge", "skip", "stop")


@click.command()
@click.argument("page", default="")
@click.option("--as", "by", metavar="NAME", default="", help="Only what NAME may judge now.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "html"]),
    default="text",
    show_default=True,
    help="html: a page with sentence and figure side by side.",
)
@key_option
@trust_option
@project_option
def queue(
    page: str, by: str, style: str, key: Path | None, trust: str, folder: Path | None
) -> None:
    """Show each sentence with a number beside the figure's own sentence, made from its fields.

    Most urgent reports first; with PAGE (the file name of a page), only those that stand on it. With
    --as and --key you work through them: judge each, skip it or stop; each judgement is one signed
    line, kept as soon as it is given. Where reviewers disagree, a third person is asked to settle.
    """
    from pipelines.approvals.judge import judge
    from pipelines.approvals.signing import Refused
    from pipelines.checks.check import check
    from pipelines.worklist import queue as reviewing

    if key and not by:
        raise click.UsageError("say who you are, with --as")
    project = open_project(folder)
    try:
        if key:
            _work_through(project, page, by, key, trust)
            return
        checked = check(project)
        judged = judge(project, checked.curated, trust)
        found = reviewing.tasks(checked, judged, page, by)
        read = reviewing.as_read(project, checked, judged)
        say(reviewing.STYLES[style](found, checked.evidence, read))
    except Refused as refused:
        say(f"Nothing was judged: {refused}", err=True)
        sys.exit(EXIT_DATA_ERRORS)


def _work_through(project: Project, page: str, by: str, key: Path, trust: str) -> None:
    """Ask about one report after the other. What was given stays, however this ends."""
    from pipelines.approvals import log
    from pipelines.approvals.judge import judge
    from pipelines.approvals.review import Desk, Review
    from pipelines.approvals.signing import Refused, refuse_key
    from pipelines.checks.check import check
    from pipelines.cli.approve import approve
    from pipelines.worklist.queue import tasks

    skipped: set[str] = set()
    while True:
        checked = check(project)
        judged = judge(project, checked.curated, trust)
        refuse_key(judged.keys, key, by)
        found = [t for t in tasks(checked, judged, page, by) if t.target not in skipped]
        if not found:
            break
        task = found[0]
        say(f"\n{task.target} — {task.waits}. {len(found)} to judge.")
        for line in judged.about.get(task.target, ()):
            if line.values["action"] != "enter":
                say(f"  {line}: {line.values['says']}")
        choice = click.prompt("  Judge it, skip it or stop", type=click.Choice(CHOICES))
        if choice == "stop":
            break
        skipped.add(task.target)  # also where it is refused: nobody is asked twice in one sitting
        if choice == "skip":
            continue
        review = Review(Desk(checked, judged), task.target, by)
        is_seen = not review.unseen or click.confirm(
            f"  No archived record holds {len(review.unseen)} of {len(review.estimates)} figures. "
            "Do you have the source before you?"
        )
        try:
            says = approve(
                project, task.target, by, key, seen_by_eye=is_seen, is_settling=review.is_disputed
            )
            say(says)
        except (Refused, log.BrokenLog) as refused:
            say(f"Not recorded: {refused}", err=True)
    say(f"{len(tasks(checked, judged, page, by))} still wait for {by}.")


COMMANDS = (queue,)
