"""``evidence rename`` moves a name with all that refers to it, and its address leads on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.checks.check import check
from pipelines.cli.command import main
from pipelines.drafts.renaming import rename
from pipelines.project import Project
from tests.conftest import HERE

FIGURE = "orchard-1/2022-fields/ae-orchardimab"
NAMES = {  # old → (new, what no file says any longer)
    "orchard-1": ("orchard-9", "orchard-1/"),
    "orchard-1/2024-fields": ("2024-meadows", "2024-fields"),
    FIGURE: ("severe-orchardimab", "ae-orchardimab"),
    "orchard-1/standard": ("usual-care", "arm: standard"),
    "orchard-1/treated": ("dosed", "population: treated"),
}


def run(project: Project, *words: str, answer: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(main, [*words, "--project", str(project.root)], input=answer)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def texts(project: Project) -> dict[str, str]:
    """Everything typed and found, but what says how things were called before."""
    paths = [*project.curated.rglob("*.*"), project.charts, project.raw / "findings.csv"]
    kept = (path for path in paths if path.is_file() and path.name != "redirects.csv")
    return {project.relative(path): path.read_text("utf-8") for path in kept}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with everything that may name a figure."""
    root = tmp_path_factory.mktemp("full") / "example"
    kept = shutil.ignore_patterns(".builds", "evidence.duckdb", "site")
    shutil.copytree(HERE / "example", root, symlinks=True, ignore=kept)
    example = Project(root.resolve())
    (example.curated / "extraction.csv").write_text(
        f"estimate_id,entry_1,entry_2,outcome,seen_at,noted\n{FIGURE},41.4,41.4,agreed,,2026-11-22\n", "utf-8"
    )  # fmt: skip
    (example.curated / "third_readings.csv").write_text(
        f"estimate_id,entry,seen_at,noted\n{FIGURE},41.4,https://example.org/b,2026-11-23\n",
        "utf-8",
    )
    trial = example.trials / "orchard-1" / "trial.yaml"
    leads = "leads:\n  2024-fields/os-5y-orchardimab: it is the plan of the trial\nprimary_populations: [randomised]\n"
    trial.write_text(trial.read_text("utf-8") + leads, "utf-8")
    meadow = example.trials / "meadow-2" / "trial.yaml"
    pooled = meadow.read_text("utf-8").replace("design: single_arm", "design: pooled")
    meadow.write_text(pooled + "pools: [orchard-1]\n", "utf-8")
    with (example.curated / "gaps.csv").open("a", encoding="utf-8") as gaps:
        gaps.write("orchard-1,quality of life,not_readable,the abstract,2026-11-22\n")
    report = example.trials / "orchard-1" / "2022-fields.yaml"
    doubtful = "  ae-doubtful: {arm: standard, population: treated, endpoint: infection, effect_measure: proportion, attribution: any, grades: 3-4, value: 30.3, unit: percent, n_events: 60, n_analysed: 195"  # fmt: skip
    report.write_text(f"{report.read_text('utf-8').rstrip()}\n{doubtful}}}\n", "utf-8")
    digest = next(p.todo for p in check(example).problems if p.rule == "events-give-percent").split("of: ")[1][:8]  # fmt: skip
    answer = f", printed_so: {{events-give-percent: {{reason: adjusted, of: {digest}}}}}"
    report.write_text(report.read_text("utf-8").replace(doubtful, doubtful + answer), "utf-8")
    checked = check(example)
    assert (checked.problems, len(checked.acknowledged)) == ([], 1)
    return root


@pytest.fixture
def full(made: Path, tmp_path: Path) -> Project:
    shutil.copytree(made, tmp_path / "full")
    return Project((tmp_path / "full").resolve())


@pytest.mark.parametrize("old", NAMES)
def test_everything_that_names_it_follows_and_nothing_else_changes(full: Project, old: str) -> None:
    new, gone = NAMES[old]
    before = texts(full)
    code, shown = run(full, "rename", old, new, answer="n\n")
    assert code == 0 and gone.rpartition(" ")[2].rstrip("/") in shown and texts(full) == before

    code, said = run(full, "rename", old, new, "--yes")
    assert (code, "Changed" in said) == (0, True)
    own = {path: text for path, text in texts(full).items() if "/meadow-2/" not in path}
    assert [path for path, text in own.items() if gone in text] == []
    checked = check(full)
    assert ([str(p) for p in checked.problems], len(checked.acknowledged)) == ([], 1)
    assert sum(map(len, texts(full).values())) == pytest.approx(sum(map(len, before.values())), abs=3000)  # fmt: skip


@pytest.mark.parametrize("old", NAMES)
def test_a_renaming_that_was_killed_is_finished_by_asking_again(
    full: Project, tmp_path: Path, old: str
) -> None:
    """After each text; what moves, moves last and in one step."""
    whole = copied(full, tmp_path / "whole")
    assert run(whole, "rename", old, NAMES[old][0], "--yes")[0] == 0
    fixes = rename(full, old, NAMES[old][0])[0]
    is_moved = any(fix.path != fix.new_path for fix in fixes)
    for written in range(len(fixes) + is_moved):
        half = copied(full, tmp_path / f"killed-{written}")
        for fix in rename(half, old, NAMES[old][0])[0][:written]:
            fix.write()
        code, says = run(half, "rename", old, NAMES[old][0], "--yes")
        assert code == 0, says
        assert texts(half) == texts(whole)
        redirects = [p.curated / "redirects.csv" for p in (half, whole)]
        assert len({p.read_text() if p.exists() else "" for p in redirects}) == 1


def copied(project: Project, to: Path) -> Project:
    shutil.copytree(project.root, to)
    return Project(to.resolve())


def test_what_is_renamed_back_leads_on_in_no_circle(full: Project) -> None:
    before = texts(full)
    run(full, "rename", "orchard-1", "orchard-9", "--yes")
    run(full, "rename", "orchard-9", "orchard-1", "--yes")
    assert texts(full) == before
    assert check(full).problems == []


def test_a_chart_of_several_trials_goes_on_showing_all_of_them(full: Project) -> None:
    run(full, "rename", "meadow-2/meadowtinib", "orchardimab", "--yes")
    text = full.charts.read_text("utf-8")
    chosen = "filter: {endpoint: orr, arm_key: orchardimab, "
    full.charts.write_text(text.replace("filter: {endpoint: orr, ", chosen), "utf-8")
    run(full, "rename", "meadow-2/orchardimab", "tablets", "--yes")
    assert "arm_key: [orchardimab, tablets]" in full.charts.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("orchard-7", "orchard-8"), "there is no trial, report, figure, arm or population 'orchard-7'"),
        (("orchard-1", "meadow-2"), "stands already"),
        (("orchard-1", "Orchard 9"), "cannot be a name"),
        (("orchard-1/2022-fields", "fields"), "is no name of a report"),
        (("orchard-1/2022-fields", "meadow-2/2022-fields"), "is renamed where it stands"),
    ],
)  # fmt: skip
def test_what_cannot_be_renamed_is_said(full: Project, words: tuple[str, str], says: str) -> None:
    before = texts(full)
    code, said = run(full, "rename", *words)
    assert (code, says in said, texts(full) == before) == (1, True, True), said


def test_a_name_of_two_things_is_asked_for(full: Project) -> None:
    run(full, "rename", "orchard-1/randomised", "standard", "--yes")
    code, said = run(full, "rename", "orchard-1/standard", "other")
    assert code == 1 and "--kind" in said
    assert (
        run(full, "rename", "orchard-1/standard", "other", "--kind", "population", "--yes")[0] == 0
    )
    assert check(full).problems == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("orchard-1/2022-fields.yaml", "orchard-1/2021-fields.yaml", "trials/orchard-1/2022-fields.yaml  orchard-1/2022-fields: was published"),
        ("meadow-2", "meadow-9", "trials/meadow-2/trial.yaml  meadow-2: was published"),
    ],
)  # fmt: skip
def test_a_published_page_that_vanishes_without_a_redirect_is_told(
    example: Project, old: str, new: str, says: str
) -> None:
    (example.trials / old).rename(example.trials / new)
    told = [str(p) for p in check(example).problems if p.rule == "addresses-stay"]
    assert len(told) == 1 and says in told[0] and "redirects.csv" in told[0]
    with (example.curated / "redirects.csv").open("a", encoding="utf-8") as redirects:
        redirects.write(f"{old},{new},2026-11-22\n".replace(".yaml", ""))
    assert [p for p in check(example).problems if p.rule == "addresses-stay"] == []


def test_a_new_report_is_noted_as_published_by_fix(example: Project) -> None:
    report = example.trials / "brook-3" / "2025-stream.yaml"
    text = report.read_text("utf-8").replace("doi: 10.5555/brook.2025", "doi: 10.5555/later")
    (example.trials / "brook-3" / "2026-stream.yaml").write_text(text.replace("year: 2025", "year: 2026"), "utf-8")  # fmt: skip
    assert "+brook-3/2026-stream" in run(example, "fix", "--yes")[1]
    assert "brook-3/2026-stream\n" in example.pages.read_text("utf-8")
