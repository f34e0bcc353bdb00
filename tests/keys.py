"""People with keys, for the tests of approvals: the trust root and whoever is asked for, made once."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.approvals.digests import content_digest
from pipelines.approvals.judge import Judged, judge
from pipelines.approvals.keys import VARIABLE, NoTool, fingerprint, public_of, tool
from pipelines.approvals.signing import enrol, enter
from pipelines.cli.command import main
from pipelines.curated.reader import read_curated
from pipelines.project import Project

OWNER, TYPIST = "Olga Owner", "Tim Typist"
PEOPLE = (TYPIST, "Ada Reader", "Ada", "Bo", "Bo Critic", "Cy", "Cy Third", "Di")
EXAMPLE = Path(__file__).parent / "example"
REPORTS = (
    "orchard-1/2022-fields",
    "orchard-1/2024-fields",
    "meadow-2/2023-grass",
    "brook-3/2025-stream",
)
EPOCH = "1795305600"  # 2026-11-22


@functools.cache
def _folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory()


@functools.cache
def key_of(name: str) -> Path:
    """The key file of a person. Skips the test by name where there is no ssh-keygen."""
    try:
        command = [tool(), "-q", "-t", "ed25519", "-N", "", "-C", "", "-f"]
    except NoTool as missing:
        pytest.skip(str(missing))
    path = Path(_folder().name) / "".join(f"{ord(sign):x}" for sign in name)
    subprocess.run([*command, str(path)], check=True)
    return path


def trust() -> str:
    return fingerprint(public_of(key_of(OWNER)))


def judged(project: Project, root: str | None = None) -> Judged:
    return judge(project, read_curated(project), trust() if root is None else root)


def enrolled(project: Project, *names: str) -> None:
    """Write each person into reviewers.yaml, and enrol their keys, unless that was done."""
    _begin(project)
    known = {row.get("name") for row in read_curated(project)["reviewers"]}
    new = [name for name in dict.fromkeys(names) if name not in known]
    _enrol(project, {f"person-{len(known) + n}": name for n, name in enumerate(new)})


def entered(project: Project, target: str, by: str = TYPIST) -> None:
    """Have the figures of a report signed by who entered them, unless that was done."""
    enrolled(project, by)
    curated = read_curated(project)
    digest = content_digest(curated, *target.split("/"))
    lines = judged(project).about.get(target, ())
    if not any((e.values["action"], e.values["digest"]) == ("enter", digest) for e in lines):
        enter(project, curated, judged(project), target, by, key_of(by))


def _begin(project: Project) -> None:
    """A project without a log gets one in which everybody is enrolled and everything entered."""
    if not project.approvals.exists():
        project.approvals.write_bytes(_ready().approvals.read_bytes())
        project.reviewers.write_bytes(_ready().reviewers.read_bytes())


@functools.cache
def _ready() -> Project:
    folder = Path(_folder().name) / "ready"
    ignored = shutil.ignore_patterns(".builds", "evidence.duckdb", "site", "releases")
    shutil.copytree(EXAMPLE, folder, symlinks=True, ignore=ignored)
    project = Project(folder.resolve())
    with pytest.MonkeyPatch.context() as here:
        here.setenv("SOURCE_DATE_EPOCH", EPOCH)
        _enrol(project, {f"person-{number}": name for number, name in enumerate(PEOPLE)})
        curated = read_curated(project)
        for target in REPORTS:
            enter(project, curated, judge(project, curated), target, TYPIST, key_of(TYPIST))
    return project


def _enrol(project: Project, people: dict[str, str]) -> None:
    with project.reviewers.open("a", encoding="utf-8") as file:
        for slug, name in people.items():
            file.write(
                f"{slug}:\n  name: {name}\n  key: {public_of(key_of(name))}\n"
                "  valid_from: 2026-01-01\n  valid_until: 2027-12-31\n"
                "  conflicts: none\n  conflicts_noted: 2026-11-01\n"
            )
    curated = read_curated(project) if people else None
    for slug in people:
        enrol(project, curated, judge(project, curated), slug, OWNER, key_of(OWNER))


def evidence(project: Project, *words: object, code: int = 0, **options: str) -> Result:
    """Run a verb; it must end with ``code``."""
    result = CliRunner().invoke(main, [*map(str, words), "--project", str(project.root)], **options)
    assert result.exit_code == code, result.output
    return result


def in_trust() -> dict[str, str]:
    """The environment of a machine that knows the trust root, on the day of the tests."""
    return {**os.environ, VARIABLE: trust(), "SOURCE_DATE_EPOCH": EPOCH}
