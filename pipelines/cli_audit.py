"""The verbs of review and proof: approve, verify, release, diff, audit-sample."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipelines.options import EXIT_DATA_ERRORS, open_project, project_option


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
    from pipelines.approvals import Refused

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


COMMANDS = (approve,)
