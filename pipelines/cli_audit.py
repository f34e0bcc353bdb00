"""The verbs of review and proof: approve, verify, release, diff, audit-sample."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipelines.options import EXIT_DATA_ERRORS, as_of_option, day, open_project, project_option


@click.command()
@click.argument("target", metavar="TRIAL/REPORT")
@click.option("--as", "by", metavar="NAME", required=True, help="Who you are.")
@click.option(
    "--sheet", type=click.Path(path_type=Path, dir_okay=False),
    help="Write the questions to this file, to be answered there; approve nothing.",
)  # fmt: skip
@click.option(
    "--answers", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take the answers from a filled-in sheet instead of asking.",
)  # fmt: skip
@click.option(
    "--seen-by-eye", is_flag=True, help="You saw the figures in a source that is not archived."
)
@click.option("--settle", is_flag=True, help="Decide, as a third person, where others disagree.")
@click.option("--remark", default="", help="A few words for the log.")
@project_option
def approve(
    target: str, by: str, sheet: Path | None, answers: Path | None, seen_by_eye: bool,
    settle: bool, remark: str, folder: Path | None,
) -> None:  # fmt: skip
    """Approve exactly these digits of one report, or record that you disagree.

    Asks five fixed questions about each figure. Every yes: approved; any no: recorded as a
    disagreement. One line is added to data/curated/approvals.csv.
    """
    from pipelines import approving, log
    from pipelines.review import Refused

    project = open_project(folder)
    try:
        if sheet:
            sheet.write_text(approving.blank_sheet(project, target, by), encoding="utf-8")
            click.echo(f"Made {sheet}.")
            return
        says = approving.approve(
            project, target, by, answers=answers, seen_by_eye=seen_by_eye, is_settling=settle,
            remark=remark,
        )  # fmt: skip
    except Refused as refused:
        click.echo(f"Not approved: {refused}", err=True)
        sys.exit(EXIT_DATA_ERRORS)
    except log.BrokenLog as broken:
        click.echo("\n".join(map(str, broken.problems)), err=True)
        click.echo(f"Not approved: {broken}", err=True)
        sys.exit(EXIT_DATA_ERRORS)
    click.echo(says)


@click.command()
@click.argument("release", required=False, type=click.Path(path_type=Path, exists=True))
@project_option
def verify(release: Path | None, folder: Path | None) -> None:
    """Name every line, record or file that was changed since it was anchored.

    Without RELEASE: the log of approvals, the archive and the releases of this project. With
    RELEASE (zip or folder): that release by itself, offline and without the project. Exit code 10
    if anything was changed.
    """
    from pipelines import verify as verifying
    from schemas.problem import errors

    found = (
        verifying.verify_release(release)
        if release
        else verifying.verify_project(open_project(folder))
    )
    for problem in found.problems:
        click.echo(str(problem))
    for says in found.says:
        click.echo(says)
    click.echo(
        f"{len(errors(found.problems))} changed." if found.problems else "Nothing was changed."
    )
    sys.exit(EXIT_DATA_ERRORS if errors(found.problems) else 0)


@click.command()
@click.argument("version")
@click.option(
    "--as", "by", metavar="NAME", default="the project", show_default=True, help="Who releases."
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the release. Default: data/releases.",
)  # fmt: skip
@as_of_option
@project_option
def release(
    version: str, by: str, out: Path | None, as_of: str | None, folder: Path | None
) -> None:
    """Write one folder and zip of everything, and anchor the log of approvals.

    Refuses what is not approved as it stands, unless its pages are marked preview (exit 12).
    """
    from pipelines import log, messages, publish
    from pipelines import release as releasing
    from pipelines.places import Busy

    try:
        made = releasing.make_release(open_project(folder), version, day(as_of), by, out)
    except publish.Failed as failed:
        click.echo(messages.as_text(failed.problems), err=True)
        click.echo(f"{failed}: nothing was released.", err=True)
        sys.exit(failed.exit_code)
    except (releasing.CannotRelease, log.BrokenLog, log.Moved, Busy) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Made {made.folder} and {made.archive.name}. Not in it:")
    for says in made.not_carried:
        click.echo(f"  {says}")
    click.echo(f"Head of the chain: {made.head}")
    click.echo(
        f"Commit data/curated/approvals.csv and data/releases/{version}.*, tag the commit, and "
        "publish the head where nobody can change it later."
    )


@click.command()
@click.argument("ref", default="HEAD")
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "html", "markdown"]), default="text",
    show_default=True,
)  # fmt: skip
@project_option
def diff(ref: str, style: str, folder: Path | None) -> None:
    """What changed since REF: numbers first, largest effect on a page first.

    REF is a git reference (default: the last commit), a release (its version, zip or folder) or
    another project folder.
    """
    from pipelines import changes, states
    from pipelines.diff import compare

    project = open_project(folder)
    try:
        old = states.find_state(project, ref)
    except states.NoSuchState as error:
        raise click.UsageError(str(error)) from error
    new = states.of_project(project)
    click.echo(changes.STYLES[style](compare(old, new), old.name, new.name))


@click.command("audit-sample")
@click.option("-n", "number", type=click.IntRange(1), default=20, show_default=True)
@click.option("--seed", type=click.IntRange(0), help="Draws the same figures again.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the sheet to this file."
)
@click.option(
    "--answers", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take back a filled-in sheet.",
)  # fmt: skip
@as_of_option
@project_option
def audit_sample(
    number: int, seed: int | None, out: Path | None, answers: Path | None, as_of: str | None,
    folder: Path | None,
) -> None:  # fmt: skip
    """Draw figures at random to be looked up by eye, or take the answers back.

    Fill in is_right (yes or no), by and says for every line of the sheet. The site's page about
    itself shows how many were checked and how many were wrong.
    """
    from pipelines import sampling
    from pipelines.check import check

    project = open_project(folder)
    checked = check(project)
    if answers:
        try:
            sheet = answers.read_text("utf-8-sig")
            taken = sampling.take_back(project, checked, sheet, day(as_of))
        except sampling.BadSheet as bad:
            click.echo(f"Nothing was taken: {bad}", err=True)
            sys.exit(EXIT_DATA_ERRORS)
        click.echo(f"Took {taken} answers. {sampling.summary(check(project))}")
    elif seed is None:
        raise click.UsageError("name a --seed, decided before the draw, or hand in --answers")
    else:
        sheet = sampling.draw(checked, number, seed)
        if out:
            out.write_text(sheet, encoding="utf-8")
        else:
            click.echo(sheet, nl=False)


COMMANDS = (approve, verify, release, diff, audit_sample)
