"""Answers of editors: a rule's doubt is acknowledged for exactly these figures; a second entry is held
against what stands now; a draft is judged and shown nowhere."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from pipelines.checks.check import check
from pipelines.cli.command import main
from pipelines.project import Project
from pipelines.store.build import build_store
from pipelines.store.proofs import rule_results
from reports.pages.audit import Audit
from reports.published import read_store

REPORT = "trials/orchard-1/2022-fields.yaml"
FIGURE = "orr-orchardimab: {arm: orchardimab, endpoint: orr, effect_measure: proportion, value: 58,"
WRONG = FIGURE.replace("58", "61")
ORR = "orchard-1/2022-fields/orr-orchardimab"


def edit(project: Project, path: str, old: str, new: str) -> None:
    file = project.curated / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def told(project: Project, rule: str) -> list[str]:
    return [str(problem) for problem in check(project).problems if problem.rule == rule]


@pytest.fixture
def answered(example: Project) -> Project:
    """The percentage does not fit its people, and an editor answered that it is printed so."""
    edit(example, REPORT, FIGURE, WRONG)
    [says] = told(example, "events-give-percent")
    digest = re.search(r"of: ([0-9a-f]{8})", says)[1]
    answer = (
        f"printed_so: {{events-give-percent: {{reason: adjusted for the centre, of: {digest}}}}}"
    )
    edit(example, REPORT, WRONG, WRONG.replace("{arm", f"{{{answer}, arm"))
    return example


def test_the_message_prints_what_to_paste_and_the_answer_is_taken(answered):
    assert told(answered, "events-give-percent") == []
    assert check(answered).acknowledged == {(ORR, "events-give-percent")}
    assert told(answered, "answers-fit") == []


def test_the_rule_speaks_again_once_the_figure_changes(answered):
    edit(answered, REPORT, "value: 61,", "value: 62,")
    [says] = told(answered, "events-give-percent")
    assert "The answer in `printed_so` was given for other figures." in says


def test_an_answer_that_answers_nothing_is_told(answered):
    edit(answered, REPORT, "value: 61,", "value: 58,")
    [says] = told(answered, "answers-fit")
    assert "answers nothing" in says


@pytest.mark.parametrize("rule", ["parts-within-the-whole", "no-such-rule"])
def test_a_rule_that_no_source_may_break_cannot_be_answered(answered, rule):
    edit(answered, REPORT, "events-give-percent:", f"{rule}:")
    assert told(answered, "answers-fit")


def test_the_proofs_of_a_figure_say_that_it_was_acknowledged(answered):
    rows = rule_results(check(answered))
    found = rows[(rows["estimate_id"] == ORR) & (rows["rule"] == "events-give-percent")]
    assert set(found["outcome"]) == {"acknowledged"}


def test_the_card_of_a_figure_compared_with_an_answered_one_tells_the_answer():
    answer = {"trial": "orchard-1", "report": "2022-fields", "key": "orr-orchardimab"}
    tables = {"printed_so": [answer | {"rule": "events-give-percent", "reason": "adjusted"}]}
    audit = Audit(SimpleNamespace(published=SimpleNamespace(tables=tables)))
    told = (f"{ORR}/events-give-percent", "adjusted")
    beside = [{"outcome": "acknowledged", "others": ORR}]
    assert audit.answer(ORR, "events-give-percent", []) == told
    assert audit.answer("orchard-1/2022-fields/cr", "events-give-percent", beside) == told
    assert audit.answer("orchard-1/2022-fields/cr", "events-give-percent", []) is None


ENTRIES = "estimate_id,entry_1,entry_2,outcome,seen_at,noted\n"


def test_a_figure_changed_since_its_second_entry_is_told_and_published_so(example, tmp_path):
    line = f"{ORR},60 116/200,60 116/200,agreed,https://example.org/a,2026-11-22\n"
    (example.curated / "extraction.csv").write_text(ENTRIES + line, "utf-8")
    [says] = told(example, "second-entry-still-holds")
    assert "has changed since the second entry, which said 60." in says
    build_store(example, check(example), tmp_path / "store.duckdb")
    published = read_store(tmp_path / "store.duckdb")
    assert published.figures[ORR].second_entry == "changed"
    assert {f.second_entry for f in published.figures.values()} == {"changed", "none"}
    todo = CliRunner().invoke(main, ["todo", "--project", str(example.root)]).output
    assert f"changed since the second entry — {ORR}" in todo and "60 → 58" in todo


def test_a_second_entry_that_still_holds_is_silent(example):
    line = f"{ORR},58 116/200,58 –/200,agreed,https://example.org/a,2026-11-22\n"
    (example.curated / "extraction.csv").write_text(ENTRIES + line, "utf-8")
    assert check(example).problems == []


THIRD = "estimate_id,entry,seen_at,noted\n"


@pytest.mark.parametrize(
    ("read", "holds"), [("58 116/200", True), ("57.9", True), ("57", False), ("58 115/200", False)]
)
def test_a_third_reading_is_held_against_what_stands_now_and_may_print_fewer_digits(
    example, tmp_path, read, holds
):
    line = f"{ORR},{read},https://example.org/b,2026-11-23\n"
    (example.curated / "third_readings.csv").write_text(THIRD + line, "utf-8")
    says = told(example, "third-reading-still-holds")
    assert bool(says) is not holds
    assert holds or "was read otherwise on another page" in says[0]
    build_store(example, check(example), tmp_path / "store.duckdb")
    published = read_store(tmp_path / "store.duckdb")
    assert published.figures[ORR].third_reading == ("agreed" if holds else "differs")
    assert {f.third_reading for f in published.figures.values()} - {"agreed", "differs"} == {"none"}
    todo = CliRunner().invoke(main, ["todo", "--project", str(example.root)]).output
    assert (f"read otherwise on another page — {ORR}" in todo) is not holds


def test_a_third_reading_is_of_another_page_than_the_second_entry(example):
    entry = f"{ORR},58,58,agreed,https://example.org/b,2026-11-22\n"
    (example.curated / "extraction.csv").write_text(ENTRIES + entry, "utf-8")
    line = f"{ORR},58,https://example.org/b,2026-11-23\n"
    (example.curated / "third_readings.csv").write_text(THIRD + line, "utf-8")
    [says] = told(example, "second-entries-are-entries")
    assert "is the page of the second entry." in says


DRAFT = "name: MEADOW-2", "status: draft\nname: MEADOW-2"
MEADOW = "trials/meadow-2/trial.yaml"


@pytest.fixture
def half_entered(example: Project) -> Project:
    """A trial kept as a draft, with a gap; no chart and no page shows it, or ever did."""
    edit(example, MEADOW, *DRAFT)
    others = [
        line for line in example.pages.read_text("utf-8").splitlines() if "meadow-2" not in line
    ]
    example.pages.write_text("\n".join([*others, ""]), "utf-8")
    edit(
        example, "trials/meadow-2/2023-grass.yaml", "journal: Fictional Congress of Oncology\n", ""
    )
    return example


def test_the_gaps_of_a_draft_are_told_and_fail_nothing(half_entered):
    checked = check(half_entered)
    assert not checked.has_errors
    assert [p.level for p in checked.problems if "journal" in p.field] == ["warning"]
    assert checked.drafts == ("meadow-2",)


def test_a_draft_is_in_no_table_of_the_store(half_entered, tmp_path):
    build_store(half_entered, check(half_entered), tmp_path / "store.duckdb")
    published = read_store(tmp_path / "store.duckdb")
    assert not [name for name in published.figures if name.startswith("meadow-2/")]
    assert "meadow-2" not in published.trials


def test_prose_that_binds_a_draft_is_an_error(half_entered):
    page = half_entered.curated / "categories/appleoma.md"
    page.write_text(page.read_text("utf-8") + "\nIt was [[meadow-2/2023-grass/orr]].\n", "utf-8")
    [says] = told(half_entered, "drafts-are-not-shown")
    assert "drafts are shown nowhere" in says and "categories/appleoma.md:19" in says


def test_what_was_published_never_becomes_a_draft_again(half_entered):
    half_entered.releases.mkdir(parents=True)
    numbers = half_entered.releases / "1.0.numbers.csv"
    numbers.write_text("table,key\nestimates,meadow-2/2023-grass/orr\n", "utf-8")
    [says] = told(half_entered, "drafts-are-not-shown")
    assert "what was shown must not vanish" in says


def test_a_draft_cannot_be_approved(half_entered):
    more = ["approve", "meadow-2/2023-grass", "--as", "Somebody Else"]
    result = CliRunner().invoke(main, [*more, "--project", str(half_entered.root)])
    assert result.exit_code and "is a draft" in result.output
