"""The verbs of reviewers beside approve: their keys, what typists sign, what is read and drawn for
a check by eye."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from pipelines.cli.options import (
    EXIT_DATA_ERRORS,
    as_of_option,
    day,
    key_option,
    open_project,
    project_option,
)
from pipelines.problem_printers import say

name_option = click.option("--as", "by", metavar="NAME", required=True, help="Who you are.")
remark_option = click.option("--remark", default="", help="A few words for the log.")


@click.command()
@click.argument("reviewer")
@name_option
@key_option
@project_option
def enrol(reviewer: str, by: str, key: Path | None, folder: Path | None) -> None:
    """Take in the key of an entry of data/curated/reviewers.yaml.

    Sign with the trust root (--key): whoever holds it decides who is a reviewer.
    """
    from pipelines.approvals import signing

    _added(folder, key, lambda *state: signing.enrol(*state, reviewer, by, key))


@click.command()
@click.argument("fingerprint")
@name_option
@key_option
@click.option("--since", metavar="DATE", help="Lines of that day or later do not count either.")
@remark_option
@project_option
def revoke(
    fingerprint: str, by: str, key: Path | None, since: str | None, remark: str, folder: Path | None
) -> None:
    """Take back a key that was lost, stolen or is no longer used.

    Sign with the trust root, or with the key itself. What it signed before stays, unless --since.
    """
    from pipelines.approvals import signing

    at = day(since).isoformat() if since else ""
    _added(
        folder,
        key,
        lambda project, _, judged: signing.revoke(
            project, judged, fingerprint, by, key, at, remark
        ),
    )


@click.command("take-over")
@click.argument("old")
@name_option
@key_option
@remark_option
@project_option
def take_over(old: str, by: str, key: Path | None, remark: str, folder: Path | None) -> None:
    """Begin a new trust root, which takes over what the OLD one (a fingerprint) signed so far.

    Sign with the new one, then publish its fingerprint instead of the old one.
    """
    from pipelines.approvals import signing

    _added(
        folder,
        key,
        lambda project, _, judged: signing.take_over(project, judged, old, by, key, remark),
    )


@click.command()
@click.argument("target", metavar="TRIAL/REPORT")
@name_option
@key_option
@project_option
def enter(target: str, by: str, key: Path | None, folder: Path | None) -> None:
    """Sign the figures of a report as the person who entered them, or entered them again.

    An approval needs two people: who entered and a reviewer, or two reviewers.
    """
    from pipelines.approvals import signing

    name = " ".join(by.split())
    _added(folder, key, lambda *state: signing.enter(*state, target.strip("/"), name, key))


@click.command("audit-sample")
@click.option("-n", "number", type=click.IntRange(1), default=20, show_default=True)
@click.option("--seed", type=click.IntRange(0, 999_999_999), help="Draws the same figures again.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the sheet to this file."
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take back a filled-in sheet.",
)
@as_of_option
@project_option
def audit_sample(
    number: int,
    seed: int | None,
    out: Path | None,
    answers: Path | None,
    as_of: str | None,
    folder: Path | None,
) -> None:
    """Draw figures at random to be looked up by eye, or take the answers back.

    Fill in is_right (yes or no), by and says for every line of the sheet. The site's page about
    itself shows how many were checked and how many were wrong.
    """
    from pipelines.approvals import eye_checks
    from pipelines.checks.check import check
    from pipelines.files import read_text

    project = open_project(folder)
    checked = check(project)
    if answers:
        try:
            sheet = read_text(answers)
            taken = eye_checks.take_back(project, checked, sheet, day(as_of))
        except eye_checks.BadSheet as bad:
            say(f"Nothing was taken: {bad}", err=True)
            sys.exit(EXIT_DATA_ERRORS)
        say(f"Took {taken} answers. {eye_checks.summary(project, check(project).curated)}")
    elif seed is None:
        raise click.UsageError("name a --seed, decided before the draw, or hand in --answers")
    else:
        sheet = eye_checks.draw(checked, number, seed)
        if out:
            out.write_text(sheet, encoding="utf-8")
        else:
            say(sheet, nl=False)


def _added(folder: Path | None, key: Path | None, add: Callable) -> None:
    """Add a line to the log of a project as it stands, and say which."""
    from pipelines.approvals import log
    from pipelines.approvals.judge import judge
    from pipelines.approvals.signing import Refused
    from pipelines.checks.check import check

    project = open_project(folder)
    checked = check(project)
    try:
        if key is None:
            raise Refused("every line is signed: name the file of your key with --key")
        longer = add(project, checked.curated, judge(project, checked.curated))
    except (Refused, log.Moved) as refused:
        say(f"Nothing was added to the log: {refused}", err=True)
        sys.exit(EXIT_DATA_ERRORS)
    except log.BrokenLog as broken:
        say("\n".join(map(str, broken.problems)), err=True)
        say(f"Nothing was added to the log: {broken}", err=True)
        sys.exit(EXIT_DATA_ERRORS)
    entry = longer.entries[-1]
    say(f"Line {entry.line}: {entry}. Commit {project.relative(project.approvals)}.")


COMMANDS = (enrol, revoke, take_over, enter, audit_sample)
