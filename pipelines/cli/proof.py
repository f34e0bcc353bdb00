"""The verbs of review and proof: approve, verify, release, diff."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from pipelines.cli.options import (
    EXIT_DATA_ERRORS,
    as_of_option,
    day,
    key_option,
    open_project,
    project_option,
    trust_option,
)
from pipelines.problem_printers import say


@click.command()
@click.argument("target", metavar="TRIAL/REPORT")
@click.option("--as", "by", metavar="NAME", required=True, help="Who you are.")
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the questions to this file, to be answered there; approve nothing.",
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take the answers from a filled-in sheet instead of asking.",
)
@click.option(
    "--seen-by-eye", is_flag=True, help="You saw the figures in a source that is not archived."
)
@click.option("--settle", is_flag=True, help="Decide, as a third person, where others disagree.")
@click.option("--remark", default="", help="A few words for the log.")
@key_option
@project_option
def approve(
    target: str,
    by: str,
    key: Path | None,
    sheet: Path | None,
    answers: Path | None,
    seen_by_eye: bool,
    settle: bool,
    remark: str,
    folder: Path | None,
) -> None:
    """Approve exactly these digits of one report, or record that you disagree.

    Asks fixed questions about each figure, and shows each sentence that says its number. Every yes:
    approved; any no: recorded as a disagreement. One line, signed with your key, is added to
    data/curated/approvals.csv.
    """
    from pipelines.approvals import log
    from pipelines.approvals.signing import Refused
    from pipelines.cli import approve as approving

    project = open_project(folder)
    try:
        if sheet:
            sheet.write_text(approving.blank_sheet(project, target, by), encoding="utf-8")
            say(f"Made {sheet}.")
            return
        says = approving.approve(
            project,
            target,
            by,
            key,
            answers=answers,
            seen_by_eye=seen_by_eye,
            is_settling=settle,
            remark=remark,
        )
    except Refused as refused:
        say(f"Not approved: {refused}", err=True)
        sys.exit(EXIT_DATA_ERRORS)
    except log.BrokenLog as broken:
        say("\n".join(map(str, broken.problems)), err=True)
        say(f"Not approved: {broken}", err=True)
        sys.exit(EXIT_DATA_ERRORS)
    say(says)


@click.command()
@click.argument("release", required=False, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--head", default="", help="Hash of a line of the log, as published or kept elsewhere."
)
@trust_option
@project_option
def verify(release: Path | None, head: str, trust: str, folder: Path | None) -> None:
    """Name every line, record or file that was changed since it was anchored.

    Without RELEASE: the log of approvals, the archive and the releases of this project. With
    RELEASE (zip or folder): that release by itself, offline and without the project. Exit code 10
    if anything was changed. Whoever rewrites all of a release gets another head: --head tells it.
    """
    from pipelines.releases import verify as verifying
    from schemas.problem import errors

    head = head.strip().lower()
    if head and not re.fullmatch("[0-9a-f]{64}", head):
        raise click.UsageError("--head is the whole hash of a line: 64 letters a-f and digits")
    found = (
        verifying.verify_release(release, head, trust)
        if release
        else verifying.verify_project(open_project(folder), head, trust)
    )
    for problem in found.problems:
        say(str(problem))
    for says in found.says:
        say(says)
    changed = errors(found.problems)
    say(f"{len(changed)} changed." if changed else "Nothing was changed.")
    sys.exit(EXIT_DATA_ERRORS if changed else 0)


@click.command()
@click.argument("version")
@click.option(
    "--as", "by", metavar="NAME", default="the project", show_default=True, help="Who releases."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the release. Default: data/releases.",
)
@key_option
@trust_option
@as_of_option
@project_option
def release(
    version: str,
    by: str,
    out: Path | None,
    key: Path | None,
    trust: str,
    as_of: str | None,
    folder: Path | None,
) -> None:
    """Write one folder and zip of everything, and anchor the log of approvals.

    Refuses what is not approved as it stands, unless its pages are marked preview (exit 12). A
    release that was cut short is finished by the same command.
    """
    from pipelines import problem_printers
    from pipelines.approvals import log
    from pipelines.approvals.signing import Refused
    from pipelines.locks import Busy
    from pipelines.publish import steps as publish
    from pipelines.releases import release as releasing

    try:
        made = releasing.make_release(
            open_project(folder), version, day(as_of), by, out, key=key, trust=trust
        )
    except publish.Failed as failed:
        say(problem_printers.as_text(failed.problems), err=True)
        say(f"{failed}: nothing was released.", err=True)
        sys.exit(failed.exit_code)
    except (releasing.CannotRelease, Refused, log.BrokenLog, log.Moved, Busy) as error:
        raise click.ClickException(str(error)) from error
    say(f"Made {made.folder} and {made.archive.name}. Not in it:")
    for says in made.not_carried:
        say(f"  {says}")
    say(f"Head of the chain: {made.head}")
    say(
        f"Commit data/curated/approvals.csv and data/releases/{version}.*, tag the commit, and "
        "publish the head where nobody can change it later."
    )


@click.command()
@click.argument("ref", default="HEAD")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "html", "markdown"]),
    default="text",
    show_default=True,
)
@project_option
def diff(ref: str, style: str, folder: Path | None) -> None:
    """What changed since REF: numbers first, largest effect on a page first.

    REF is a git reference (default: the last commit), a release (its version, zip or folder) or
    another project folder.
    """
    from pipelines.releases import diff_printers, snapshot
    from pipelines.releases.diff import compare

    project = open_project(folder)
    try:
        old = snapshot.find_state(project, ref)
    except snapshot.NoSuchState as error:
        raise click.UsageError(str(error)) from error
    new = snapshot.of_project(project)
    say(diff_printers.STYLES[style](compare(old, new), old.name, new.name))


COMMANDS = (approve, verify, release, diff)
