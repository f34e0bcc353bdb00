"""Files of editors with anything wrong: problems with their lines, never a traceback."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.approvals.judge import judge
from pipelines.approvals.review import Desk, Review
from pipelines.approvals.signing import Refused
from pipelines.archive.records import record_name
from pipelines.checks.check import Checker, check
from pipelines.checks.checked import Checked
from pipelines.cli.approve import read_answers
from pipelines.drafts import blank
from pipelines.drafts.blank import CannotMake
from pipelines.project import Project
from pipelines.sources.hosts import read_hosts
from pipelines.store.build import build_store
from reports.published import Published, read_store
from reports.text.prose import check_bindings, render
from schemas.problem import Problem, Unusable
from tests.conftest import HERE
from tests.fuzz.guard import guarded, inputs
from tests.fuzz.mutations import blobs, texts

EXAMPLE = HERE / "example"
YAML = sorted(EXAMPLE.rglob("*.yaml"))
CSV = sorted(EXAMPLE.rglob("*.csv"))
PROSE = sorted(EXAMPLE.rglob("*.md"))
TOML = """site_url = "https://site.example/"
funding = "Nobody."
history_url = "https://site.example/commits/{path}"
[sources]
contact = "editors@example.org"
[sources.crossref]
address = "https://api.crossref.org"
per_second = 5
most_bytes = 1000
patience = 3.5
"""
POLICY = 'allowed_hosts = ["https://*.example.org", "http://a.example:8080"]\n'


@contextmanager
def instead(path: Path, body: bytes) -> Iterator[None]:
    """``path`` holding ``body`` for a while."""
    before = path.read_bytes() if path.is_file() else None
    path.write_bytes(body)
    try:
        yield
    finally:
        path.unlink() if before is None else path.write_bytes(before)


def checked(checker: Checker) -> Checked:
    with guarded(checker.project.root):
        found = checker.check()
        for problem in found.problems:
            assert_told(problem)
    return found


def assert_told(problem: Problem) -> None:
    """One line that a terminal can show, whatever was typed."""
    line = str(problem)
    assert len(line.splitlines()) == 1, ascii(line)
    assert problem.message


def changed(paths: list[Path]) -> st.SearchStrategy[tuple[Path, bytes]]:
    """A file of the example, and odd bytes for it."""
    return st.sampled_from(paths).flatmap(
        lambda path: st.tuples(st.just(path.relative_to(EXAMPLE)), blobs([path.read_text("utf-8")]))
    )


@pytest.fixture
def checker(example: Project) -> Checker:
    """Judges again only what an input changed, as a preview does: thousands take minutes so."""
    return Checker(example)


@inputs(25)
@given(odd=changed(YAML))
def test_yaml_ends_in_problems(example: Project, checker: Checker, odd: tuple[Path, bytes]) -> None:
    path, body = odd
    with instead(example.root / path, body):
        checked(checker)


@inputs(25)
@given(odd=changed(CSV))
def test_csv_ends_in_problems(example: Project, checker: Checker, odd: tuple[Path, bytes]) -> None:
    path, body = odd
    with instead(example.root / path, body):
        checked(checker)


@inputs(25)
@given(settings=blobs([TOML]), policy=blobs([POLICY]))
def test_toml_ends_in_problems(
    example: Project, checker: Checker, settings: bytes, policy: bytes
) -> None:
    embedding = example.root / "reports" / "embed.toml"
    with instead(example.settings_file, settings), instead(embedding, policy):
        checked(checker)
    for body in (settings, policy):
        try:
            read = tomllib.loads(body.decode("utf-8"))
        except (ValueError, RecursionError):
            continue
        try:
            read_hosts(read)
        except Unusable as error:
            assert_told(error.problem)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    store = tmp_path_factory.mktemp("store") / "evidence.duckdb"
    project = Project(EXAMPLE)
    build_store(project, check(project), store)
    return read_store(store)


@inputs(25)
@given(odd=changed(PROSE))
def test_prose_ends_in_problems_or_on_a_page(
    example: Project, checker: Checker, published: Published, odd: tuple[Path, bytes]
) -> None:
    path, body = odd
    with instead(example.root / path, body):
        found = checked(checker)
        with guarded(example.root):
            for table in ("categories", "guide"):
                for row in found.curated[table]:
                    unbound = check_bindings([(row.path, 1, row.get("prose"))], published)
                    if not unbound and not any(p.path == row.path for p in found.problems):
                        assert "<script" not in render(row.get("prose"), published, "../")


@inputs(25)
@given(
    odd=texts(
        ["digest: x\nfigures:\n  os-5y-orchardimab:\n    population: yes\n    endpoint: no\n"]
    )
)
def test_a_sheet_of_answers_is_read_or_refused(example: Project, odd: str) -> None:
    read = check(example)
    review = Review(Desk(read, judge(example, read.curated)), "orchard-1/2024-fields", "A Reader")
    sheet = example.root / "sheet.yaml"
    sheet.write_text(
        odd.replace("digest: x", f"digest: {review.digest}"), "utf-8", errors="replace"
    )
    with guarded(example.root):
        try:
            review.judge(read_answers(sheet, review), False, True)
        except (Refused, Unusable) as error:
            assert str(error)


SIGNS = st.characters(blacklist_categories=("Cs",), blacklist_characters="/\x00")
NAMES = st.one_of(
    st.text(SIGNS, min_size=1, max_size=20),
    st.sampled_from(
        (
            "a",
            "orchard-1",
            "2024-fields",
            "trial.yaml",
            "..a",
            ".hidden",
            "CON",
            "a b",
            "-rf",
            "~",
            "\u202etxt.exe",
            "\x1b[31m",
            "x" * 200,
            "a\nb",
            "%2e%2e",
            "trial.yaml ",
            "TRIAL.YAML",
            "é",
            "a.yaml",
            "a.md",
            "a.csv",
            "'",
            '"',
            "$(id)",
            "#",
            "?",
        )
    ),
)
FOLDERS = (
    "data/curated", "data/curated/trials", "data/curated/trials/orchard-1", "data/curated/references", "data/curated/categories",
    "data/curated/guide", "data/curated/vocabularies", "data/raw", "data/raw/pubmed", "reports", "data/releases",
)  # fmt: skip


def a_file(path: Path, outside: Path) -> None:
    path.write_text("a: 1\n")


def a_folder(path: Path, outside: Path) -> None:
    path.mkdir()
    (path / "trial.yaml").write_text("name: x\n")


def a_link_to_a_file(path: Path, outside: Path) -> None:
    path.symlink_to(outside / "trial.yaml")


def a_link_to_a_folder(path: Path, outside: Path) -> None:
    path.symlink_to(outside)


def a_link_to_itself(path: Path, outside: Path) -> None:
    path.symlink_to(path)


def a_link_to_nothing(path: Path, outside: Path) -> None:
    path.symlink_to(outside / "nothing")


def a_pipe(path: Path, outside: Path) -> None:
    os.mkfifo(path)


def a_closed_folder(path: Path, outside: Path) -> None:
    path.mkdir(mode=0)


def a_large_file(path: Path, outside: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**12)


KINDS = (a_file, a_folder, a_link_to_a_file, a_link_to_a_folder, a_link_to_itself, a_link_to_nothing, a_pipe, a_closed_folder, a_large_file)  # fmt: skip


@inputs(60)
@given(
    kind=st.sampled_from(KINDS),
    folder=st.sampled_from(FOLDERS),
    name=NAMES,
    end=st.sampled_from(("", ".yaml", ".md", ".csv")),
)
def test_a_name_in_a_folder_of_the_project_ends_in_problems(
    example: Project, checker: Checker, tmp_path: Path, kind, folder: str, name: str, end: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "trial.yaml").write_text("name: secret\n")
    path = example.root / folder / f"{name}{end}"
    path.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(path) or name in (".", ".."):
        return
    try:
        kind(path, outside)
    except OSError:  # no name for this file system
        return
    try:
        found = checked(checker)
        assert not any(
            row.get("name") == "secret" for rows in found.curated.tables.values() for row in rows
        )
    finally:
        path.chmod(0o700) if path.is_dir() and not path.is_symlink() else None
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


@inputs(25)
@given(
    name=st.one_of(
        NAMES,
        st.builds("/".join, st.lists(NAMES, min_size=2, max_size=4)),
        st.sampled_from(("../x", "..", "", "/", "orchard-1/../../x")),
    )
)
def test_a_typed_name_stays_in_the_project_or_is_refused(example: Project, name: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in example.trials.rglob("*")}
    for make in (blank.new_trial, blank.new_report):
        with guarded(example.root):
            try:
                make(example, name)
            except CannotMake as error:
                assert str(error)
    for source in ("crossref", "pubmed"):
        record = example.raw / record_name(source, name, "json")
        assert record.parent == example.raw / source
    for path in sorted(set(example.trials.rglob("*")) - before.keys(), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
