"""A release: one folder and one zip that prove themselves, and the anchor they leave behind."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version as installed
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from pipelines import changes, descriptions, log, states
from pipelines.anchors import Anchor
from pipelines.check import Checked
from pipelines.diff import compare
from pipelines.dump import as_csv
from pipelines.log import sha256
from pipelines.places import build_place
from pipelines.project import Project
from pipelines.publish import Run, publish
from pipelines.sealed import UNLISTED
from pipelines.verify import records
from schemas.problem import warnings
from schemas.rules import RULES

VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,40}")
EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip must say some time; it is the same in every build


class CannotRelease(Exception):
    """The message says why and what to do."""


@dataclass
class Released:
    folder: Path
    archive: Path
    head: str
    not_carried: list[str]


def make_release(
    project: Project, version: str, as_of: date, by: str, out: Path | None = None
) -> Released:
    """Build, pack, chain and anchor ``version``. Raises CannotRelease, Failed, BrokenLog or Moved."""
    before = log.read_log(project)
    if not VERSION.fullmatch(version):
        raise CannotRelease(f"{version!r} is no version such as 1.0 or 2026-11-22")
    if any(entry.values["target"] == version for entry in before.of("release")):
        raise CannotRelease(f"version {version} has been released already; choose the next one")
    folder = (out or project.releases) / version
    if folder.exists():
        raise CannotRelease(f"{folder} is there already; move it away")
    partial = folder.with_name(f".{version}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        not_carried = _fill(project, partial, version, as_of, before)
        manifest = _manifest(partial, version, as_of)
        (partial / "manifest.json").write_text(manifest, encoding="utf-8")
        at = f"{as_of.isoformat()}T00:00:00Z"
        longer = log.append(project, "release", version, sha256(manifest), by, at, onto=before)
        anchor = Anchor.of(longer, version, records(project))
        for name, text in (("approvals.csv", longer.text), ("anchor.json", anchor.as_json())):
            log.write_whole(partial / name, text)
        project.releases.mkdir(parents=True, exist_ok=True)
        log.write_whole(project.releases / f"{version}.anchor.json", anchor.as_json())
        numbers = states.as_numbers(states.of_project(project))
        log.write_whole(project.releases / f"{version}.numbers.csv", numbers)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    archive = folder.with_name(f"{version}.zip")
    pack(folder, archive)
    return Released(folder, archive, anchor.head, not_carried)


def _fill(project: Project, folder: Path, version: str, as_of: date, before: log.Log) -> list[str]:
    """Everything that the manifest lists. Returns what could not be carried."""
    with tempfile.TemporaryDirectory() as scratch:
        with build_place(project, Path(scratch) / "build") as place:
            run = publish(Run(project, place, as_of, is_release=True))
        built = Path(scratch) / "build"
        shutil.copytree(built / "site", folder / "site")
        shutil.copyfile(built / "evidence.duckdb", folder / "evidence.duckdb")
    store = folder / "evidence.duckdb"
    noted = f"{sha256(store.read_bytes())}  evidence.duckdb\n"
    (folder / "evidence.duckdb.sha256").write_text(noted, encoding="utf-8")
    fields = _write_tables(store, folder / "tables")
    url = str(project.settings().get("site_url", ""))
    changelog, last = _changelog(project, before)
    not_carried = list(_not_carried(project, run.checked, last))
    texts = {
        "dictionary.csv": descriptions.dictionary_csv(fields),
        "datapackage.json": descriptions.data_package(fields, version, as_of.isoformat(), url),
        "dataset.jsonld": descriptions.linked_data(fields, version, as_of.isoformat(), url),
        "bibliography.csl.json": _bibliography(store),
        "rules.json": _rule_report(run.checked),
        "records.csv": _records_csv(project),
        "changelog.md": changelog,
        "NOT_CARRIED.md": "# Not in this release\n\n" + "".join(f"- {s}\n" for s in not_carried),
        "README.md": _readme(version, as_of),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return not_carried


def _write_tables(store: Path, folder: Path) -> dict[str, list[dict]]:
    folder.mkdir()
    with duckdb.connect(str(store), read_only=True) as connection:
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
    from reports.bibliography import as_csl
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
    found = records(project)
    columns = list(next(iter(found.values()), {"path": "", "sha256": ""}))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(found[path] for path in sorted(found))
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
    old = states.of_numbers(path.read_text("utf-8"), f"release {last}")
    new = states.of_project(project, "this release")
    return (
        f"# Numbers changed\n\n{changes.as_markdown(compare(old, new), old.name, new.name)}\n",
        "",
    )


def _not_carried(project: Project, checked: Checked, last: str) -> list[str]:
    curated = checked.curated
    total = len(curated["estimates"])
    twice = len(curated["extraction"])
    archived = records(project)
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
        "Tables show values as typed: a spreadsheet may take texts that begin with = as formulas. "
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


def pack(folder: Path, archive: Path) -> None:
    """The folder as a zip: the same files always give the same bytes."""
    fresh = archive.with_name(f".{archive.name}.new")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EARLIEST)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                file.writestr(info, path.read_bytes())
    fresh.replace(archive)
    digest = sha256(archive.read_bytes())
    archive.with_name(f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n")
