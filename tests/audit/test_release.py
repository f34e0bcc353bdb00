"""What a release carries, that it is whole, and that two builds are the same."""

from __future__ import annotations

import json
import shutil
import warnings
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipelines.approvals.log import read_log
from pipelines.checks.check import check
from pipelines.cli.command import main
from pipelines.project import Project
from pipelines.releases import descriptions
from pipelines.releases.contents import read_release
from pipelines.releases.release import CannotRelease, make_release
from pipelines.store.as_csv import as_csv, table_names
from pipelines.store.build import build_store
from reports.exports.bibliography import as_csl
from reports.published import read_store

DAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def folder(released: Project) -> Path:
    return released.releases / "1.0"


def test_every_table_equals_the_store_as_csv_and_as_parquet(folder: Path) -> None:
    with duckdb.connect(str(folder / "evidence.duckdb"), read_only=True) as connection:
        names = table_names(connection)
        assert {"estimates", "curated_estimates", "curated_approvals"} <= set(names)
        for name in names:
            assert (folder / f"tables/{name}.csv").read_bytes() == as_csv(connection, name).encode()
            stored = connection.sql(f'SELECT * FROM "{name}"').to_arrow_table()
            assert pq.read_table(folder / f"tables/{name}.parquet").equals(stored), name


def test_every_column_has_a_description(folder: Path) -> None:
    with duckdb.connect(str(folder / "evidence.duckdb"), read_only=True) as connection:
        for table, fields in descriptions.describe(connection).items():
            assert all(f["description"] for f in fields), table


def test_the_data_package_is_valid(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package, system

        with system.use_context(trusted=True):
            package = Package(str(folder / "datapackage.json"))
            report = package.validate()
    assert report.valid, report.flatten(["type", "note", "rowNumber", "fieldName"])[:5]
    assert len(package.resources) == len(list((folder / "tables").glob("*.csv")))


def rendered(entries: list[dict]) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from citeproc import (
            Citation,
            CitationItem,
            CitationStylesBibliography,
            CitationStylesStyle,
            formatter,
        )
        from citeproc.source.json import CiteProcJSON

        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        source = CiteProcJSON(entries)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        for entry in entries:
            bibliography.register(Citation([CitationItem(entry["id"])]))
        return [str(item) for item in bibliography.bibliography()]


def test_a_citation_processor_renders_every_reference(folder: Path) -> None:
    entries = json.loads((folder / "bibliography.csl.json").read_text())
    assert len(entries) == 5
    lines = rendered(entries)
    assert len(lines) == 5
    for entry in entries:
        assert any(
            entry["title"][:40] in line and str(entry["issued"]["date-parts"][0][0]) in line
            for line in lines
        ), entry


def test_a_citation_processor_renders_every_shipped_reference(
    shipped: Project, tmp_path: Path
) -> None:
    checked = check(shipped)
    build_store(shipped, checked, tmp_path / "store.duckdb")
    entries = json.loads(as_csl(read_store(tmp_path / "store.duckdb")))
    assert len(entries) == len(checked.curated["reports"]) + len(checked.curated["references"])
    assert len({entry["id"] for entry in entries}) == len(entries)
    lines = rendered(entries)
    assert len(lines) == len(entries)
    assert all(len(line) > 30 for line in lines)


def test_search_engines_get_a_dataset(folder: Path) -> None:
    dataset = json.loads((folder / "dataset.jsonld").read_text())
    assert (dataset["@type"], dataset["version"]) == ("Dataset", "1.0")
    assert all((folder / part["contentUrl"]).is_file() for part in dataset["distribution"])


def test_it_carries_site_rules_records_dictionary_and_says_what_it_does_not(folder: Path) -> None:
    assert (folder / "site" / "index.html").is_file()
    assert len(json.loads((folder / "rules.json").read_text())["rules"]) > 20
    assert (folder / "records.csv").read_text().count("\n") == 5
    assert "estimates,value," in (folder / "dictionary.csv").read_text()
    says = (folder / "NOT_CARRIED.md").read_text()
    assert "the 4 archived records themselves" in says
    assert "quotations" not in says  # the example keeps one


def test_two_builds_of_one_state_are_the_same_but_for_duckdb_bytes(
    approved: Project, tmp_path: Path
) -> None:
    other = Project((tmp_path / "other").resolve())
    shutil.copytree(approved.root, other.root, symlinks=True)
    one, two = (
        read_release(make_release(project, "1.0", DAY, "Ada").archive)
        for project in (approved, other)
    )
    assert set(one) == set(two)
    different = {name for name in one if one[name] != two[name]}
    assert different <= {"evidence.duckdb", "evidence.duckdb.sha256"}
    assert read_log(approved).heads == read_log(other).heads


def test_what_nobody_approved_is_not_released(example: Project) -> None:
    run = CliRunner().invoke(main, ["release", "1.0", "--project", str(example.root)])
    assert run.exit_code == 12
    assert "nothing was released" in run.output
    assert not list(example.releases.glob("*")) if example.releases.exists() else True
    assert not example.approvals.exists()


@pytest.mark.parametrize("version", ["1.0", "../x", "", "a b", ".hidden"])
def test_a_version_is_new_and_a_plain_name(copied: Project, version: str) -> None:
    before = copied.approvals.read_bytes()
    with pytest.raises(CannotRelease):
        make_release(copied, version, DAY, "Ada")
    assert copied.approvals.read_bytes() == before


def test_the_next_release_tells_the_numbers_that_changed(copied: Project, approve) -> None:
    path = copied.trials / "orchard-1" / "2024-fields.yaml"
    path.write_text(path.read_text().replace("ci_lower: 45,", "ci_lower: 44,"))
    approve(copied, "orchard-1/2024-fields")
    made = make_release(copied, "1.1", DAY, "Ada")
    says = (made.folder / "changelog.md").read_text()
    assert "1 number" in says
    assert r"os-5y-orchardimab ci\_lower | 45 | 44 |" in says
    assert "evidence/orchard-1/2024-fields" in says
    run = CliRunner().invoke(main, ["verify", "--project", str(copied.root)])
    assert run.exit_code == 0, run.output
    assert "20 of 20 lines of the log are protected by 1.0, 1.1." in run.output


def test_releasing_leaves_no_half_made_folder(copied: Project) -> None:
    path = copied.trials / "orchard-1" / "2024-fields.yaml"
    path.write_text(path.read_text().replace("ci_lower: 45,", "ci_lower: 44,"))
    run = CliRunner().invoke(main, ["release", "1.1", "--project", str(copied.root)])
    assert run.exit_code == 12
    assert "the approval is void" in run.output
    assert not [p for p in copied.releases.iterdir() if "1.1" in p.name]
