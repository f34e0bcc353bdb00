"""What killed runs left behind: nothing reads it, and it is named until it is gone."""

from __future__ import annotations

from pathlib import Path

from pipelines.approvals.log import read_log
from pipelines.archive.manifest import INTENTS
from pipelines.files import abandoned
from pipelines.project import Project
from pipelines.releases.stage import stages
from schemas.problem import WARNING, Problem

RULE = "nothing-left-over"


def leftovers(project: Project) -> list[Problem]:
    """A warning for each file or folder of a run that was ended, with what finishes or removes it."""
    log = read_log(project)
    found = [
        _left(project, stage.folder, f"Run `evidence release {stage.version}` to finish it.")
        if stage.anchor(log)
        else _left(project, stage.folder, "The next release removes it.")
        for stage in stages(project)
    ]
    frozen = project.root / "reports" / "frozen"
    for folder, verb in ((project.curated, "approve"), (project.raw, "refresh")):
        found += [_left(project, p, f"The next {verb} removes it.") for p in abandoned(folder)]
    found += [
        _left(project, path, "The next refresh takes it over.")
        for path in [project.raw / INTENTS]
        if path.is_file()
    ]
    return [
        *found,
        *(
            _left(project, p, "The next freeze removes it.")
            for p in sorted(frozen.glob(".*.partial"))
        ),
    ]


def _left(project: Project, path: Path, todo: str) -> Problem:
    message = "is left of a run that was ended, or belongs to one under way."
    return Problem(project.relative(path), 0, "", "", message, todo, RULE, WARNING)
