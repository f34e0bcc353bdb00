"""One state of the project as rows: of a folder, a git commit, a release, or a release's numbers."""

from __future__ import annotations

import csv
import io
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.approvals.anchors import NUMBERS as NUMBERS_OF
from pipelines.approvals.anchors import read_anchors, text_of
from pipelines.approvals.log import read_log
from pipelines.curated.reader import Curated, read_curated
from pipelines.files import sha256
from pipelines.project import Project
from pipelines.releases.contents import read_release, release_problems
from pipelines.releases.packing import Unreadable
from schemas.borders.sheets import as_typed, guarded
from schemas.keys import KEYS, NUMBERS

Key = tuple[str, ...]


class NoSuchState(Exception):
    """Nothing of that name can be read; the message says what was tried."""


@dataclass
class State:
    """Rows by table and key. ``files`` (path → sha256) is None where only rows are known."""

    name: str
    tables: dict[str, dict[Key, dict[str, str]]]
    paths: dict[tuple[str, Key], str] = field(default_factory=dict)
    files: dict[str, str] | None = None
    is_numbers_only: bool = False


def of_curated(curated: Curated, name: str, files: dict[str, str] | None = None) -> State:
    state = State(name, {table: {} for table in KEYS}, files=files)
    for table, names in KEYS.items():
        for row in curated[table]:
            key = tuple(row.get(part) for part in names)
            state.tables[table][key] = row.values
            state.paths[table, key] = row.path
    return state


def of_project(project: Project, name: str = "the files as they are") -> State:
    files = {
        project.relative(path): sha256(path.read_bytes())
        for path in sorted(project.curated.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    return of_curated(read_curated(project), name, files)


def find_state(project: Project, ref: str) -> State:
    """The state named by a folder, a release (file, folder or version) or a git reference."""
    path = Path(ref)
    if (path / "data" / "curated").is_dir():
        return of_project(Project(path.resolve()), ref)
    releases = (path, project.releases / f"{ref}.zip", project.releases / ref)
    for release in releases:
        if release.is_file() or (release / "manifest.json").is_file():
            return of_release(release)
    numbers = project.releases / NUMBERS_OF.format(ref)
    if "/" not in ref and numbers.is_file():
        text = text_of(numbers)
        anchors, _ = read_anchors(project, read_log(project))
        if not any(a.version == ref and a.numbers == sha256(text) for a in anchors):
            raise NoSuchState(
                f"{project.relative(numbers)} was changed since it was released: see evidence verify"
            )
        return of_numbers(text, f"release {ref}")
    return of_commit(project, ref)


def of_release(path: Path) -> State:
    try:
        files = read_release(path)
        if release_problems(files):
            raise NoSuchState(
                f"{path} was changed since it was released: see evidence verify {path}"
            )
    except Unreadable as error:
        raise NoSuchState(f"{path} {error}") from error
    state = State(f"release {path.name}", {table: {} for table in KEYS})
    try:
        for table, names in KEYS.items():
            text = files.get(f"tables/curated_{table}.csv", b"").decode("utf-8")
            for row in csv.DictReader(io.StringIO(text)):
                values = {name: as_typed(value) for name, value in row.items() if name and value}
                state.tables[table][tuple(values.get(part, "") for part in names)] = values
    except (csv.Error, UnicodeDecodeError, Unreadable) as error:
        raise NoSuchState(f"{path} cannot be read: {error}") from error
    if not state.tables["estimates"]:
        raise NoSuchState(f"{path} holds no tables of a release")
    return state


def of_numbers(text: str, name: str) -> State:
    state = State(name, {table: {} for table in NUMBERS}, is_numbers_only=True)
    try:
        for table, id, field_name, value in list(csv.reader(io.StringIO(text)))[1:]:
            key = tuple(id.split("/"))
            row = state.tables[table].setdefault(key, dict(zip(KEYS[table], key, strict=True)))
            row[field_name] = as_typed(value)
    except (csv.Error, ValueError, KeyError) as error:
        raise NoSuchState(f"the numbers of {name} cannot be read: they were edited") from error
    return state


def as_numbers(state: State) -> str:
    """Every number of a state, one line each: the text that a release leaves in the project."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("table", "id", "field", "value"))
    for table, fields in NUMBERS.items():
        for key in sorted(state.tables[table]):
            row = state.tables[table][key]
            writer.writerows((table, "/".join(key), f, guarded(row[f])) for f in fields if f in row)
    return text.getvalue()


def of_commit(project: Project, ref: str) -> State:
    """The curated files as they stand in a commit, tag or branch of the project's git history."""

    def git(*args: str, at: Path = project.root) -> bytes:
        try:
            done = subprocess.run(["git", "-C", str(at), *args], capture_output=True, check=False)
        except OSError as error:
            raise NoSuchState(
                f"{ref!r} is no folder and no release, and git, which keeps earlier states, cannot be "
                f"run here ({error.strerror}). Install git, or name a release or a folder."
            ) from error
        if done.returncode:
            # all that git says: where it refuses, its last lines tell the remedy
            says = " ".join(done.stderr.decode("utf-8", "replace").split())
            raise NoSuchState(
                f"{ref!r} is no folder, no release and no git reference here ({says})"
            )
        return done.stdout

    commit = git("rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}").decode().strip()
    prefix = git("rev-parse", "--show-prefix").decode().strip()
    top = Path(git("rev-parse", "--show-toplevel").decode().strip())
    packed = git("archive", "--format=tar", f"{commit}:{prefix}", at=top)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            wanted = [m for m in tar.getmembers() if m.name.startswith("data/")]
            tar.extractall(folder, wanted, filter="data")
        return of_project(Project(Path(folder).resolve()), ref)
