"""The verb ``build``, as an editor runs it."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli.command import main
from pipelines.project import Project

DAY = "2026-11-22"


def build(project: Project, *options: str):
    return CliRunner().invoke(
        main, ["build", "--plain", "--as-of", DAY, "--project", str(project.root), *options]
    )


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def report_file(project: Project) -> Path:
    return project.trials / "orchard-1" / "2024-fields.yaml"


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def store_content(path: Path) -> list[object]:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = [
            row[0]
            for row in connection.sql(
                "SELECT table_name FROM information_schema.tables ORDER BY 1"
            ).fetchall()
        ]
        return [(name, connection.sql(f'SELECT * FROM "{name}"').fetchall()) for name in names]


def test_a_build_publishes_store_and_site_together_and_says_where(example):
    result = build(example)

    assert result.exit_code == 0, result.output
    assert "Made " in result.output and "52 estimates" in result.output
    assert (example.site / "appleoma" / "index.html").is_file()
    assert duckdb.connect(str(example.store), read_only=True).sql(
        "SELECT count(*) FROM estimates"
    ).fetchall() == [(52,)]


MACHINES = {
    "a plain path": {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
    "a path with spaces": {"PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai", "LC_ALL": "C"},
    "ścieżka-果樹園": {"PYTHONHASHSEED": "3", "TZ": "Pacific/Kiritimati", "PYTHONUTF8": "0"},
}


def on_four_pages(project: Project) -> None:
    """The trial orchard-1 stands on the pages of four cancers."""
    page = (project.categories / "appleoma.md").read_text("utf-8")
    others = ("pearoma", "plumoma", "quinceoma")
    for name in others:
        text = page.replace("Appleoma", name.title()).split("\n---\n")[0]
        (project.categories / f"{name}.md").write_text(f"{text}\n---\nInvented.\n", "utf-8")
    path = project.trials / "orchard-1" / "trial.yaml"
    everywhere = f"categories: [appleoma, {', '.join(others)}]"
    path.write_text(path.read_text("utf-8").replace("categories: [appleoma]", everywhere), "utf-8")


def test_builds_of_the_same_files_have_the_same_bytes_on_every_machine(example, tmp_path):
    on_four_pages(example)
    outputs = []
    for name, environment in MACHINES.items():
        project = tmp_path / name / "project"
        shutil.copytree(example.root, project)
        out = tmp_path / name / "out"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pipelines",
                "build",
                "--plain",
                "--as-of",
                DAY,
                "--out",
                str(out),
                "--project",
                str(project),
            ],
            check=True,
            env={**os.environ, **environment},
            capture_output=True,
        )
        outputs.append(out)
    one = outputs[0]
    text = [f for f in files(one) if f != "evidence.duckdb"]
    for two in outputs[1:]:
        assert files(one) == files(two)
        _, different, trouble = filecmp.cmpfiles(one, two, text, shallow=False)
        assert (different, trouble) == ([], [])
        assert store_content(one / "evidence.duckdb") == store_content(two / "evidence.duckdb")


def test_an_error_in_the_data_leaves_the_old_site_and_store_untouched(example):
    assert build(example).exit_code == 0
    before = example.site.resolve()
    replace(report_file(example), "value: 52,", "value: 92,")

    result = build(example)

    assert result.exit_code == 10
    assert "data/curated/trials/orchard-1/2024-fields.yaml:" in result.output
    assert "nothing was published" in result.output
    assert example.site.resolve() == before
    assert (example.site / "appleoma" / "index.html").is_file()


def test_removing_an_estimate_that_a_page_binds_fails_and_names_the_page(example):
    path = report_file(example)
    lines = [
        line for line in path.read_text("utf-8").splitlines() if "os-5y-orchardimab" not in line
    ]
    path.write_text("\n".join(lines), "utf-8")

    result = build(example)

    assert result.exit_code == 10
    assert "categories/appleoma.md:" in result.output


@pytest.mark.parametrize(
    "key", ["kind", "title", "year", "entered", "locator", "read_in", "seen_at", "population"]
)
def test_deleting_a_required_key_of_a_report_fails(example, key):
    path = report_file(example)
    lines = path.read_text("utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{key}:"))
    end = start + 1
    while lines[end].startswith("  "):
        end += 1
    path.write_text("\n".join(lines[:start] + lines[end:]), "utf-8")

    result = build(example)

    assert result.exit_code == 10
    assert f"{key}: this key is missing" in result.output


def test_a_template_with_a_bare_number_fails_with_place_and_way_out(example, monkeypatch):
    from reports.pages import writer as pages

    bad = '{% extends "base.html" %}{% block content %}<p>Some 52% were alive.</p>{% endblock %}'
    original = pages.Writer.__init__

    def with_bad_template(self, *args):
        original(self, *args)
        loader = self.environment.loader
        load = loader.get_source
        loader.get_source = lambda env, name: (
            (bad, None, None) if name == "about.html" else load(env, name)
        )

    monkeypatch.setattr(pages.Writer, "__init__", with_bad_template)
    result = build(example)

    assert result.exit_code == 10
    assert "site/about/index.html:" in result.output
    assert "a bare number" in result.output and "Some 52% were alive." in result.output
    assert "Bind it" in result.output


def test_a_bound_number_with_one_digit_changed_fails(example, monkeypatch):
    from reports.text import shown as numbers

    monkeypatch.setitem(numbers.TRANSFORMS, "of_100", numbers.of_100)
    real = numbers.bound
    from reports.pages import writer as pages

    def lying(figure, how="as_printed", root="", link=True):
        return type(real(figure, how, root, link))(
            str(real(figure, how, root, link)).replace("52%", "53%")
        )

    monkeypatch.setattr(pages, "bound", lying)
    result = build(example)

    assert result.exit_code == 10
    assert (
        "differs from its source estimate orchard-1/2024-fields/os-5y-orchardimab" in result.output
    )


def test_out_refuses_a_folder_that_holds_other_things(example, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("keep me")

    result = build(example, "--out", str(tmp_path / "letters"))

    assert result.exit_code == 1
    assert "is not empty and not an earlier build" in result.output
    assert (tmp_path / "letters" / "dear.txt").read_text() == "keep me"


def test_a_date_that_is_none_is_refused_in_words(example):
    result = CliRunner().invoke(main, ["build", "--as-of", "soon", "--project", str(example.root)])

    assert result.exit_code == 2
    assert "soon is not a date such as 2026-11-22" in result.output


def test_outside_a_project_the_command_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(main, ["build"])

    assert result.exit_code == 2
    assert "--project" in result.output


def test_the_export_has_the_published_columns_in_order(example):
    from schemas.views import PUBLIC_COLUMNS

    build(example)
    head = (example.site / "data" / "estimates.csv").read_text("utf-8").splitlines()[0]

    assert tuple(head.split(",")) == PUBLIC_COLUMNS


def test_the_export_converts_times_and_keeps_what_was_printed(example):
    import csv

    build(example)
    with (example.site / "data" / "estimates.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["estimate_id"]: row for row in csv.DictReader(file)}

    years = rows["meadow-2/2023-grass/dor-median"]
    assert (years["value"], years["unit"]) == ("18", "months")
    assert (years["value_as_printed"], years["unit_as_printed"]) == ("1.5", "years")
    open_end = rows["orchard-1/2024-fields/os-median-orchardimab"]
    assert (open_end["value"], open_end["is_reached"], open_end["ci_upper_status"]) == (
        "",
        "false",
        "not_reached",
    )
    earlier = rows["orchard-1/2022-fields/os-2y-orchardimab"]
    assert earlier["is_current"] == "false"
    assert rows["orchard-1/2022-fields/ae-orchardimab"]["is_current"] == "true"
    assert rows["orchard-1/2022-fields/orr-orchardimab"]["approval"] == "none"


@pytest.mark.parametrize(
    ("settings", "says", "errors_to"),
    [
        ("", "Who pays for this project has not been stated by its owner yet.", None),
        (
            'funding = "The Fictional Water Board pays."\nreport_errors_to = "errors@example.org"',
            "The Fictional Water Board pays.",
            "mailto:errors@example.org",
        ),
    ],
)
def test_about_tells_who_pays_and_who_mends_errors_in_the_owners_words_only(
    example, settings, says, errors_to
):
    example.settings_file.parent.mkdir(exist_ok=True)
    example.settings_file.write_text(settings, encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "--plain", "--project", str(example.root)])
    assert result.exit_code == 0, result.output
    about = (example.site / "about" / "index.html").read_text("utf-8")
    assert says in about
    assert ("Found an error?" in about) == bool(errors_to)
    assert errors_to is None or f'href="{errors_to}"' in about


def test_a_project_without_a_trial_is_built(example):
    """The first build of a new project: its pages say what they will hold."""
    for path in (
        example.trials,
        example.raw / "findings.csv",
        example.charts,
        example.curated / "corrections.yaml",
    ):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for path in (*example.curated.glob("*.csv"), *example.charts.parent.glob("*.txt")):
        path.unlink()
    for page in (*example.categories.glob("*.md"), *example.guide.glob("*.md")):
        head, _, _ = page.read_text("utf-8").partition("\n---\n")
        page.write_text(f"{head}\n---\nNothing is held here yet.\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "--plain", "--project", str(example.root)])
    assert result.exit_code == 0, result.output
    assert "0 estimates" in result.output
