"""Blank files to fill in, each key explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from pipelines.curated.reader import read_curated
from pipelines.curated.yamltext import Mapping as Mapping_
from pipelines.curated.yamltext import parse
from pipelines.drafts.editor_schemas import schema_line
from pipelines.files import read_text
from pipelines.project import Project
from schemas import tables
from schemas.borders.plain import REPORT_NAME, SLUG_WORDS, is_file_name, visible
from schemas.forms import Codes, codes_of, form_lines
from schemas.problem import Unusable

NOTHING: Mapping = {}
TWO_ARMS = {"treatment": {"role": "tested"}, "control": {"role": "control"}}


class CannotMake(Exception):
    """The file cannot be made; the message says why and what to do."""


def new_trial(
    project: Project,
    slug: str,
    known: Mapping[str, str] = NOTHING,
    arms: Mapping[str, Mapping[str, str]] = NOTHING,
    remarks: Iterable[str] = (),
) -> Path:
    """Make ``data/curated/trials/<slug>/trial.yaml``. Raises CannotMake.

    ``known`` and ``arms`` fill in what a record tells; ``remarks`` stand on top as comments.
    """
    if not is_file_name(slug):
        raise CannotMake(f"{slug!r} cannot be a name: use {SLUG_WORDS}, such as checkmate-067")
    hint = [] if arms else ["  # A trial of one group has one arm: delete the other, and write `role: single`."]  # fmt: skip
    arms = arms or TWO_ARMS
    codes = codes_of(read_curated(project).tables)
    lines = [
        schema_line("trial"),
        *comments(remarks),
        *form_lines("trials", "", dict(known), codes),
        "arms:",
        *hint,
        *(line for key, values in arms.items() for line in _arm_lines(key, values, codes)),
        "populations:",
        "  randomised:  # a short key of your choice",
        *form_lines("populations", "    ", {}, codes),
        f"    n: {{}}  # people per arm, such as {{{', '.join(f'{key}: 100' for key in arms)}}}; {{}} if not stated",
        "    # took_part:  # who these people were when they joined; a list of such groups for several sources or arms",
        *(f"    #   {line}" for line in _people_lines(codes)),
    ]
    return _write_new(project, project.trials / slug / "trial.yaml", lines)


def _arm_lines(key: str, values: Mapping[str, str], codes: Codes) -> list[str]:
    lines = form_lines("arms", "    ", dict(values), codes)
    return [f"  {key}:  # a short key of your choice", *lines]


def _people_lines(codes: Codes) -> list[str]:
    """Keys of who took part, then a line of examples and all characteristics that are known."""
    lines = form_lines("took_part", "", {}, codes)
    return [
        *(line.removeprefix("# ") for line in lines),
        "age_median: 61",
        f"women: 350 of 556  # also: {', '.join(codes['characteristics'])}",
    ]


def new_report(
    project: Project,
    name: str,
    known: Mapping[str, str] = NOTHING,
    remarks: Iterable[str] = (),
    offered: Iterable[str] = (),
) -> Path:
    """Make ``data/curated/trials/<trial>/<year>-<author>.yaml``. Raises CannotMake.

    ``known`` fills in what a record tells; ``offered`` are lines of estimates, put in as comments.
    """
    trial, _, report = name.partition("/")
    if not re.fullmatch(REPORT_NAME, report):
        raise CannotMake(f"{name!r} is not TRIAL/YEAR-AUTHOR, such as checkmate-067/2025-wolchok")
    if not is_file_name(trial) or not (project.trials / trial / "trial.yaml").is_file():
        raise CannotMake(f"there is no trial {trial!r}; make it first: evidence new trial {trial}")
    codes = codes_of(read_curated(project).tables)
    defaults = tuple(name for name in tables.report_defaults() if name != "arm")
    shared = [
        line for line in form_lines("estimates", "", dict(known), codes) if _key(line) in defaults
    ]
    lines = [
        schema_line(f"{trial}.report"),
        *comments(remarks),
        *form_lines("reports", "", {"year": report[:4], "entered": _today(), **known}, codes),
        "# What follows holds for every estimate below, unless an estimate says otherwise.",
        *shared,
        *comments(_keys_of_trial(project, trial)),
        "estimates:",
        "  os-5y-treatment:  # endpoint, time, arm: a key of your choice",
        *form_lines("estimates", "    ", {}, codes, skip=defaults),
        "    # and any of the keys above, where this estimate differs",
        *comments(offered),
    ]
    return _write_new(project, project.trials / trial / f"{report}.yaml", lines)


def _keys_of_trial(project: Project, trial: str) -> list[str]:
    """What the trial's arms and populations are called, for those who fill in the report."""
    try:
        node, _ = parse(read_text(project.trials / trial / "trial.yaml"), "")
    except Unusable:
        return []
    groups = {name: node.items.get(name) for name in ("arms", "populations")}
    return [
        f"{name.capitalize()} of this trial: {', '.join(group.items)}"
        for name, group in groups.items()
        if isinstance(group, Mapping_)
    ]


def comments(lines: Iterable[str]) -> list[str]:
    """Each line behind a `#`, and nothing of it on a line of its own, whatever a source sent."""
    return [f"# {visible(' '.join(line.splitlines()))}".rstrip() for line in lines]


def _key(line: str) -> str:
    return line.removeprefix("# ").partition(":")[0]


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _write_new(project: Project, path: Path, lines: list[str]) -> Path:
    if not path.resolve().is_relative_to(project.root):
        raise CannotMake(f"{path} lies outside the project")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except FileExistsError as error:
        raise CannotMake(f"{project.relative(path)} exists already") from error
    return path
