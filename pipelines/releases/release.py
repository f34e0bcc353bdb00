"""A release: one folder and one zip that prove themselves, and the anchor they leave behind."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version as installed
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from pipelines.approvals import log
from pipelines.approvals.anchors import Anchor, binding
from pipelines.approvals.judge import judge
from pipelines.approvals.keys import CannotSign, NoTool, signer
from pipelines.approvals.people import name_fault
from pipelines.approvals.protected import lists_of, read_manifest, records
from pipelines.approvals.signing import refuse_key
from pipelines.checks.checked import Checked
from pipelines.curated.reader import read_curated
from pipelines.curated.settings import settings_of
from pipelines.files import sha256, sweep
from pipelines.locks import alone
from pipelines.project import Project
from pipelines.publish.place import build_place
from pipelines.publish.steps import Run, publish
from pipelines.releases import descriptions, diff_printers, snapshot
from pipelines.releases.contents import UNLISTED
from pipelines.releases.database import write_tables
from pipelines.releases.diff import compare
from pipelines.releases.packing import Unreadable, pack, sha256_of
from pipelines.releases.stage import Stage, stages
from pipelines.store.as_csv import as_csv
from reports.workers import Workers
from schemas.borders.sheets import guarded
from schemas.problem import warnings
from schemas.rules import RULES

NOT_CARRIED = "NOT_CARRIED.md"
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,40}")


class CannotRelease(Exception):
    """The message says why and what to do."""


@dataclass
class Released:
    folder: Path
    archive: Path
    head: str
    not_carried: list[str]


def make_release(
    project: Project,
    version: str,
    as_of: date,
    by: str,
    out: Path | None = None,
    *,
    key: Path | None = None,
    trust: str = "",
) -> Released:
    """Build, pack, chain and anchor ``version``, or finish it where that was cut short.

    With ``key`` its line is signed, so that ``check`` need not look at every earlier signature again.
    Raises CannotRelease, Failed, BrokenLog, Moved, Refused or Busy.
    """
    if not VERSION.fullmatch(version):
        raise CannotRelease(f"{version!r} is no version such as 1.0 or 2026-11-22")
    if fault := name_fault(by):
        raise CannotRelease(f"{by!r} {fault}")
    with alone(project.builds / "release.lock", "release"):
        before = log.read_log(project)
        latest = max((e.values["at"] for e in before.entries if e.values), default="")
        if as_of.isoformat() < latest[:10]:
            raise CannotRelease(f"the last line of the log is of {latest}, after {as_of}")
        if key:
            refuse_key(judge(project, read_curated(project), trust).keys, key, by)
        sign = signer(key) if key else log.unsigned
        place = (out or project.releases).resolve()
        finished = _finish(project, version, place, before)
        if finished:
            return finished
        if any(entry.values["target"] == version for entry in before.of("release")):
            raise CannotRelease(f"version {version} has been released already; choose the next one")
        if (place / version).exists():
            raise CannotRelease(f"{place / version} is there already; move it away")
        at = max(f"{as_of.isoformat()}T00:00:00Z", latest)
        try:
            return _release(Stage(project, version), as_of, by, place, before, at, sign, trust)
        except (CannotSign, NoTool) as error:
            raise CannotRelease(str(error)) from error


def _finish(project: Project, version: str, place: Path, log: log.Log) -> Released | None:
    """Put in place what was released and cut short, and remove what was not released."""
    finished = None
    sweep(project.releases)
    for stage in stages(project):
        anchor = stage.anchor(log)
        if anchor is None:
            stage.remove()
            continue
        is_ours = stage.version == version
        target = place if is_ours else project.releases
        stage.put_in_place(target)
        if is_ours:
            finished = _released(target, version, anchor)
    return finished


def _release(
    stage: Stage,
    as_of: date,
    by: str,
    place: Path,
    before: log.Log,
    at: str,
    sign: log.Sign,
    trust: str,
) -> Released:
    project, version, folder = stage.project, stage.version, stage.ready / stage.version
    stage.begin()
    try:
        _fill(stage, folder, as_of, before, trust)
        manifest = _manifest(folder, version, as_of)
        (folder / "manifest.json").write_text(manifest, encoding="utf-8")
        curated = read_curated(project)
        numbers = snapshot.as_numbers(snapshot.of_curated(curated, version))
        held = (records(read_manifest(project)), sha256(numbers), lists_of(project, curated))
        line = ("release", version, sha256(manifest), by, at)
        longer = before.followed_by(*line, words=binding(*held), sign=sign)
        anchor = Anchor.of(longer, version, held[0], numbers, held[2])
        (folder / "approvals.csv").write_text(longer.text, encoding="utf-8", newline="")
        (folder / "anchor.json").write_text(anchor.as_json(), encoding="utf-8")
        _pack(folder)
        stage.keep(anchor, numbers)
        log.put(project, lambda _: longer, before)  # from here on it is released
    except BaseException:
        if stage.anchor(log.read_log(project)) is None:
            stage.remove()
        raise
    stage.put_in_place(place)
    return _released(place, version, anchor)


def _released(place: Path, version: str, anchor: Anchor) -> Released:
    folder = place / version
    lines = (folder / NOT_CARRIED).read_text("utf-8").splitlines()
    not_carried = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
    return Released(folder, place / f"{version}.zip", anchor.head, not_carried)


def _pack(folder: Path) -> None:
    """The folder as a zip beside it, with its hash. Raises CannotRelease where it is too large."""
    archive = folder.with_name(f"{folder.name}.zip")
    try:
        pack(folder, archive)
    except Unreadable as error:
        raise CannotRelease(f"the release {error}") from error
    beside = archive.with_name(f"{archive.name}.sha256")
    beside.write_text(f"{sha256_of(archive)}  {archive.name}\n", encoding="utf-8")


def _fill(stage: Stage, folder: Path, as_of: date, before: log.Log, trust: str) -> None:
    """Everything that the manifest lists."""
    project, version, built = stage.project, stage.version, stage.folder / "build"
    with Workers() as workers, build_place(project, built) as place:
        run = publish(Run(project, place, as_of, is_release=True, workers=workers, trust=trust))
    folder.mkdir()
    (built / "site").rename(folder / "site")
    store = folder / "evidence.duckdb"
    write_tables(built / "evidence.duckdb", store)
    bibliography = _bibliography(built / "evidence.duckdb")
    shutil.rmtree(built)
    noted = f"{sha256(store.read_bytes())}  evidence.duckdb\n"
    (folder / "evidence.duckdb.sha256").write_text(noted, encoding="utf-8")
    fields = _write_tables(store, folder / "tables")
    url = settings_of(project).site_url
    changelog, last = _changelog(project, before)
    not_carried = list(_not_carried(project, run.checked, last))
    texts = {
        "dictionary.csv": descriptions.dictionary_csv(fields),
        "datapackage.json": descriptions.data_package(fields, version, as_of.isoformat(), url),
        "dataset.jsonld": descriptions.linked_data(fields, version, as_of.isoformat(), url),
        "bibliography.csl.json": bibliography,
        "rules.json": _rule_report(run.checked),
        "records.csv": _records_csv(project),
        "changelog.md": changelog,
        NOT_CARRIED: "# Not in this release\n\n" + "".join(f"- {s}\n" for s in not_carried),
        "README.md": _readme(version, as_of),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def _write_tables(store: Path, folder: Path) -> dict[str, list[dict]]:
    from reports.published.store import name_for_duckdb

    folder.mkdir()
    with duckdb.connect(name_for_duckdb(store), read_only=True) as connection:
        connection.execute("SET threads = 1")
        fields = descriptions.describe(connection)
        for table in fields:
            (folder / f"{table}.csv").write_text(
                as_csv(connection, table), encoding="utf-8", newline=""
            )
            rows = connection.sql(f'SELECT * FROM "{table}"').to_arrow_table()
            pq.write_table(rows, folder / f"{table}.parquet")
    return fields


def _bibliography(store: Path) -> str:
    from reports.exports.bibliography import as_csl
    from reports.published import read_store

    return as_csl(read_store(store))


def _rule_report(checked: Checked) -> str:
    counts = Counter(problem.rule for problem in checked.problems)
    report = {
        "figures": len(checked.evidence.estimates),
        "rules": [
            {"rule": r.id, "says": r.sentence, "level": r.level, "found": counts[r.id]}
            for r in RULES
        ],
        "warnings": [problem.as_dict() for problem in warnings(checked.problems)],
    }
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


def _records_csv(project: Project) -> str:
    found = records(read_manifest(project))
    columns = list(next(iter(found.values()), {"path": "", "sha256": ""}))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for path in sorted(found):
        writer.writerow({name: guarded(cell) for name, cell in found[path].items()})
    return text.getvalue()


def _changelog(project: Project, before: log.Log) -> tuple[str, str]:
    """(Numbers changed since the last release, why there is no such list or "")."""
    releases = list(before.of("release"))
    if not releases:
        return "# Numbers changed\n\nThis is the first release.\n", ""
    last = releases[-1].values["target"]
    path = project.releases / f"{last}.numbers.csv"
    if not path.is_file():
        return f"# Numbers changed\n\nThe numbers of {last} are not here.\n", last
    try:
        old = snapshot.of_numbers(path.read_text("utf-8-sig", "replace"), f"release {last}")
    except snapshot.NoSuchState as error:
        raise CannotRelease(f"{error}: restore {project.relative(path)}") from error
    new = snapshot.of_project(project, "this release")
    return (
        f"# Numbers changed\n\n{diff_printers.as_markdown(compare(old, new), old.name, new.name)}\n",
        "",
    )


def _not_carried(project: Project, checked: Checked, last: str) -> list[str]:
    curated = checked.curated
    total = len(curated["estimates"])
    twice = len(curated["extraction"])
    archived = records(read_manifest(project))
    quotes = sum(bool(row.get("quote")) for row in curated["estimates"])
    says = [
        f"the {len(archived)} archived records themselves, whose owners keep their rights: "
        "records.csv has address, time and sha256 of each"
        if archived
        else "archived records: none are kept",
        f"a second entry of {total - twice} of {total} figures, which were entered once",
        "approvals of prose, vocabularies, guidelines and methods: an approval covers the figures "
        "of one report and its trial",
        "a clinician's rating of how certain a finding is: nobody has rated it",
        f"the program: this was made by version {installed('remission-evidence')}",
        "the history of edits, which is in the project's version control",
    ]
    if not quotes:
        says.insert(1, "quotations of the sources: none are kept")
    if last:
        says.append(f"what changed since {last}: data/releases/{last}.numbers.csv is missing")
    return says


def _readme(version: str, as_of: date) -> str:
    return (
        f"# Remission evidence {version}\n\nData of {as_of.isoformat()}. Not medical advice.\n\n"
        "| file | what it is |\n|---|---|\n"
        "| tables/ | every table as CSV and Parquet, described in dictionary.csv and datapackage.json |\n"
        "| evidence.duckdb | the same tables as one database |\n"
        "| site/ | the pages; open site/index.html |\n"
        "| bibliography.csl.json | all sources for citation programs |\n"
        "| dataset.jsonld | description for search engines |\n"
        "| rules.json | what each rule found |\n"
        "| records.csv | address, time and sha256 of each archived source |\n"
        "| changelog.md | numbers changed since the last release |\n"
        "| NOT_CARRIED.md | what is not here |\n"
        "| manifest.json, approvals.csv, anchor.json | proof: `evidence verify` this folder or zip |\n\n"
        "In CSV a text that a spreadsheet would take for a formula has an apostrophe before it; Parquet "
        "and the database hold it as typed. "
        "A retracted report keeps its values here, with its standing; no page shows them.\n"
    )


def _manifest(folder: Path, version: str, as_of: date) -> str:
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in UNLISTED:
            data = path.read_bytes()
            files[name] = {"sha256": sha256(data), "bytes": len(data)}
    found = {"version": version, "as_of": as_of.isoformat(), "files": files}
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"
