"""One reviewer's word for exactly these digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.approvals.digests import content_digest
from pipelines.approvals.log import read_log
from pipelines.approvals.people import same_person
from pipelines.approvals.signing import Refused
from pipelines.approvals.states import approval_states, unapproved
from pipelines.archive.findings import read_findings, write_findings
from pipelines.checks.check import check
from pipelines.cli import approve as approving
from pipelines.cli.command import main
from pipelines.curated.reader import read_curated
from pipelines.project import Project
from tests.keys import TYPIST, enrolled, entered, evidence, judged, key_of

TARGET = "orchard-1/2024-fields"
Judge = Callable[..., str]
REPORT = Path("data/curated/trials/orchard-1/2024-fields.yaml")
TRIAL = Path("data/curated/trials/orchard-1/trial.yaml")


def state(project: Project, target: str = TARGET) -> str:
    found = approval_states(check(project), judged(project)).itertuples()
    return {f"{row.trial}/{row.report}": row.state for row in found}.get(target, "none")


def digest(project: Project) -> str:
    return content_digest(read_curated(project), *TARGET.split("/"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_nobody_has_approved_anything_that_is_shipped(shipped: Project) -> None:
    assert not list(read_log(shipped).of("approve", "settle", "release"))


def test_an_approval_is_one_line_and_holds(example: Project, approve: Judge) -> None:
    assert state(example) == "none"
    says = approve(example, TARGET, "Ada Reader")
    assert "Approved. orchard-1/2024-fields, line 14: all yes for 9 figures" in says
    assert state(example) == "approved"
    assert [e.values["action"] for e in read_log(example).entries][-2:] == ["enter", "approve"]
    assert not check(example).problems


def test_comments_layout_and_order_may_change(example: Project, approve: Judge) -> None:
    approve(example, TARGET)
    path = example.root / REPORT
    text = path.read_text()
    head, body = text.split("estimates:\n")
    lines = [
        line.replace(", value", ",   value") for line in reversed(body.strip("\n").split("\n"))
    ]
    path.write_text(
        "# a remark\n"
        + head.replace("confirmed: yes", 'confirmed: "yes"  # sure')
        + "estimates:\n\n"
        + "\n".join(lines)
        + "\n"
    )
    assert state(example) == "approved"


def test_a_default_written_out_is_the_same_content(example: Project, approve: Judge) -> None:
    approve(example, TARGET)
    path = example.root / REPORT
    edit(path, "os-5y-standard: {", "os-5y-standard: {locator: 'Abstract, Results', ")
    assert state(example) == "approved"


def scalars(text: str) -> list[re.Match[str]]:
    """Every value typed in a curated file."""
    return list(re.finditer(r"(?<=: )[^\s{}\[\],:#\"'][^{}\[\],\n\"']*(?=[,}\n])", text))


@pytest.mark.parametrize("file", [REPORT, TRIAL], ids=["report", "trial"])
def test_any_value_that_changes_voids(example: Project, file: Path) -> None:
    path = example.root / file
    text, before = path.read_text(), digest(example)
    found = scalars(text)
    assert len(found) > 25
    for match in found:
        changed = match.group().strip() + ("1" if match.group().strip()[-1].isdigit() else "x")
        path.write_text(text[: match.start()] + changed + text[match.end() :])
        assert digest(example) != before, match
    path.write_text(text)
    assert digest(example) == before


def test_a_value_added_or_removed_voids(example: Project) -> None:
    path, before = example.root / REPORT, digest(example)
    edit(path, ", ci_level: 95}", "}")
    without = digest(example)
    assert without != before
    edit(path, "value: 64, unit: percent}", "value: 64, unit: percent, n_analysed: 200}")
    assert digest(example) not in (before, without)


def test_what_was_replaced_and_put_back_is_judged_again(example: Project, approve: Judge) -> None:
    approve(example, TARGET)
    edit(example.root / REPORT, "ci_lower: 45,", "ci_lower: 44,")
    approve(example, TARGET)
    edit(example.root / REPORT, "ci_lower: 44,", "ci_lower: 45,")
    assert state(example) == "void"
    approve(example, TARGET)
    evidence(example, "enter", TARGET, "--as", TYPIST, "--key", key_of(TYPIST))
    assert state(example) == "approved"


def test_another_report_stays_approved(example: Project, approve: Judge) -> None:
    approve(example, TARGET)
    approve(example, "orchard-1/2022-fields")
    edit(example.root / REPORT, "ci_lower: 45,", "ci_lower: 44,")
    assert (state(example), state(example, "orchard-1/2022-fields")) == ("void", "approved")
    edit(example.root / TRIAL, "n_randomised: 400", "n_randomised: 401")
    assert state(example, "orchard-1/2022-fields") == "void"


SPELLINGS = (
    "example team", "Example  Team", "EXAMPLE-TEAM", "example.team", "exampleteam", "team example",
    "example\u00a0team", "example\u2010team", "ｅxample team", "examplé team",
)  # fmt: skip


@pytest.mark.parametrize("name", SPELLINGS)
def test_curators_do_not_approve_their_own_work(
    example: Project, approve: Judge, name: str
) -> None:
    with pytest.raises(Refused, match="nobody approves their own work"):
        approving.approve(example, TARGET, name, seen_by_eye=True)
    assert not example.approvals.exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ex\u0430mple team", r"mixes letters of several scripts \(CYRILLIC, LATIN\)"),
        ("example\u200bteam", "a sign that nobody can see"),
        ("example team\u202e", "a sign that nobody can see"),
        ("1 2", "has no letter"),
    ],
)
def test_a_name_that_only_looks_like_another_is_refused(
    example: Project, name: str, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        approving.approve(example, TARGET, name, seen_by_eye=True)


def test_two_curators_are_both_known_as_such() -> None:
    assert same_person("B. Two", "A. One and b two")
    assert not same_person("C. Three", "A. One, B. Two")
    assert not same_person("And", "Andy")
    assert same_person("Ѕаѕһа", "sasha")  # other letters that look the same
    assert not same_person("Ada Reader", "Dea Radera")
    assert not same_person("李明", "王芳")


def test_open_errors_are_refused(example: Project, approve: Judge) -> None:
    edit(example.root / REPORT, "ci_lower: 45", "ci_lower: 55")
    with pytest.raises(Refused, match="has errors; mend them first"):
        approve(example, TARGET)


def test_errors_of_the_trial_file_are_refused(example: Project, approve: Judge) -> None:
    edit(example.root / TRIAL, "design: randomised", "design: random")
    with pytest.raises(Refused, match="has errors"):
        approve(example, TARGET)


def test_a_source_that_is_not_archived_must_be_seen_by_eye(
    example: Project, approve: Judge
) -> None:
    unarchived = "meadow-2/2023-grass"
    with pytest.raises(Refused, match=r"3 of 3 figures .* --seen-by-eye"):
        approve(example, unarchived, seen_by_eye=False)
    assert "3 seen by eye" in approve(example, unarchived, seen_by_eye=True)


def test_figures_found_in_an_archived_record_need_no_eye(example: Project, approve: Judge) -> None:
    # most stand in the abstract in words that leave open to whom they belong
    with pytest.raises(Refused, match="8 of 9 figures"):
        approve(example, TARGET, seen_by_eye=False)
    rows = read_findings(example)
    for row in rows:
        if row["finding"] == "number_in_source":
            row |= {"result": "found_together", "pairing": "paired"}
    write_findings(example, rows)
    assert "seen by eye" not in approve(example, TARGET, seen_by_eye=False)
    edit(example.root / REPORT, "ci_lower: 45,", "ci_lower: 44,")
    with pytest.raises(Refused, match="1 of 9 figures"):  # it was found with other digits
        approve(example, TARGET, seen_by_eye=False)


@pytest.fixture
def ada(example: Project) -> Path:
    """Ada's key, enrolled."""
    enrolled(example, "Ada")
    return key_of("Ada")


def test_every_question_must_be_answered(example: Project, tmp_path: Path, ada: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    sheet.write_text(approving.blank_sheet(example, TARGET, "Ada"))
    with pytest.raises(Refused, match="write `population: yes` or `population: no`"):
        approving.approve(example, TARGET, "Ada", ada, answers=sheet, seen_by_eye=True)


def test_a_sheet_answered_for_other_digits_is_refused(
    example: Project, tmp_path: Path, ada: Path
) -> None:
    sheet = tmp_path / "sheet.yaml"
    sheet.write_text(approving.blank_sheet(example, TARGET, "Ada"))
    edit(example.root / REPORT, "ci_lower: 45,", "ci_lower: 44,")
    with pytest.raises(Refused, match="was answered for other digits"):
        approving.approve(example, TARGET, "Ada", ada, answers=sheet, seen_by_eye=True)


@pytest.mark.parametrize("target", ["orchard-1", "orchard-1/2099-x", "../x", "", "a/b/c"])
def test_a_report_that_is_not_there_is_refused(example: Project, target: str) -> None:
    with pytest.raises(Refused, match="there is no report"):
        approving.approve(example, target, "Ada", seen_by_eye=True)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "A, B", "a;b"])
def test_a_name_is_one_name(example: Project, name: str) -> None:
    with pytest.raises(Refused, match="one name"):
        approving.approve(example, TARGET, name, seen_by_eye=True)


def test_nobody_judges_the_same_digits_twice(example: Project, approve: Judge) -> None:
    approve(example, TARGET, "Ada")
    with pytest.raises(Refused, match="already judged"):
        approving.approve(example, TARGET, "ada", key_of("Ada"), seen_by_eye=True)
    edit(example.root / REPORT, "ci_lower: 45,", "ci_lower: 44,")
    approve(example, TARGET, "Ada")
    assert state(example) == "approved"


def test_a_disagreement_is_recorded_and_settled_by_a_third_person(
    example: Project, approve: Judge
) -> None:
    approve(example, TARGET, "Ada")
    says = approve(example, TARGET, "Bo", no=("os-hr.direction",))
    assert "no: os-hr (direction)" in says
    assert state(example) == "disputed"
    for name in ("Ada", "Bo"):
        with pytest.raises(Refused, match="a third person settles"):
            approve(example, TARGET, name, is_settling=True)
    with pytest.raises(Refused, match="nobody approves their own work"):
        approve(example, TARGET, TYPIST, is_settling=True)
    assert "settles Bo; all yes" in approve(example, TARGET, "Cy", is_settling=True)
    assert state(example) == "approved"
    assert [
        e.values["action"] for e in read_log(example).entries if e.values["target"] == TARGET
    ] == [
        "enter",
        "approve",
        "disagree",
        "settle",
    ]


def test_a_settlement_may_go_against_the_figures(example: Project, approve: Judge) -> None:
    approve(example, TARGET, "Bo", no=("os-hr.figures",))
    approve(example, TARGET, "Cy", no=("os-hr.figures",), is_settling=True)
    assert state(example) == "disputed"
    approve(example, TARGET, "Di")
    assert state(example) == "disputed"
    edit(example.root / REPORT, "value: 0.52,", "value: 0.53,")
    assert state(example) == "void"


def test_a_disagreement_nobody_knew_of_stays_open(example: Project, approve: Judge) -> None:
    """Two branches: one settles, the other disagrees; whatever the order of their lines."""
    approve(example, TARGET, "Bo", no=("os-hr.figures",))
    approve(example, TARGET, "Cy", is_settling=True)
    approve(example, TARGET, "Di", no=("os-hr.figures",))
    assert state(example) == "disputed"
    lines = example.approvals.read_text().split("\n")
    lines[-2], lines[-3] = lines[-3], lines[-2]
    example.approvals.write_text("\n".join(lines))
    assert state(example) == "not_proven"


def test_nothing_is_settled_where_nobody_disagrees(example: Project, approve: Judge) -> None:
    approve(example, TARGET, "Ada")
    with pytest.raises(Refused, match="nothing to settle"):
        approve(example, TARGET, "Cy", is_settling=True)


def test_a_remark_stays_on_its_line_and_settles_nothing(example: Project, approve: Judge) -> None:
    approve(
        example, TARGET, "Ada", no=("os-hr.figures",), remark='a "b", c\nx; settles Ada; all yes'
    )
    assert state(example) == "disputed"
    assert example.approvals.read_text().count("\n") == 1 + len(read_log(example).entries)


def test_a_release_holds_back_what_nobody_approved(approved: Project) -> None:
    assert not list(unapproved(check(approved), judged(approved)))
    edit(approved.root / REPORT, "ci_lower: 45,", "ci_lower: 44,")
    problems = list(unapproved(check(approved), judged(approved)))
    assert [p.value for p in problems] == [TARGET]
    assert "the approval is void" in problems[0].message


def test_build_release_exits_12_and_says_which(example: Project) -> None:
    run = CliRunner().invoke(
        main, ["build", "--plain", "--release", "--project", str(example.root)]
    )
    assert run.exit_code == 12
    assert run.output.count("nobody has approved it") == 4
    assert not example.site.exists()


def test_build_release_shows_unapproved_figures_of_a_preview_and_says_so(example: Project) -> None:
    edit(example.categories / "appleoma.md", "order: 1", "order: 1\nis_preview: yes")
    run = CliRunner().invoke(
        main, ["build", "--plain", "--release", "--project", str(example.root)]
    )
    assert run.exit_code == 0, run.output
    for page in example.site.rglob("*.html"):
        is_about_figures = "appleoma" in str(page) or "evidence" in str(page)
        assert ("Preview" in page.read_text()) or not is_about_figures, page


BROOK = "brook-3/2025-stream"


def test_the_command_asks_figure_by_figure(example: Project, ada: Path) -> None:
    entered(example, BROOK)
    words = ("approve", BROOK, "--as", "Ada", "--seen-by-eye", "--key", ada)
    run = evidence(example, *words, input="y\n" * (19 * 5 + 3))
    assert (
        "3 of 19  BROOK-3, meadowtinib against placebo: overall survival (hazard ratio) was 0.98"
        in run.output
    )
    assert (
        "overall survival (probability by calculation (Bayesian)), that the hazard ratio is below 1, was 54%"
        in run.output
    )
    assert (
        "progression-free survival (hazard ratio) was 0.94 (1.19 or less, 97.5% interval)"
        in run.output
    )
    assert state(example, BROOK) == "approved"


def test_the_command_takes_a_sheet(example: Project, tmp_path: Path, ada: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    words = ("approve", BROOK, "--as", "Ada", "--key", ada)
    evidence(example, *words, "--sheet", sheet)
    assert state(example, BROOK) == "none"
    answered = re.sub(r"(?m)^(    \w+:)$", r"\1 yes", sheet.read_text())
    sheet.write_text(answered)
    evidence(example, *words, "--answers", sheet, "--seen-by-eye")
    assert state(example, BROOK) == "approved"
    edit(example.trials / f"{BROOK}.yaml", "value: 0.98", "value: 0.97")
    evidence(example, *words, "--sheet", sheet)
    sheet.write_text(re.sub(r"(?m)^(    \w+:)$", r"\1 yes", sheet.read_text()))
    evidence(example, *words, "--answers", sheet, "--seen-by-eye")
    assert state(example, BROOK) == "one_key"  # nobody else stands behind these digits yet
    evidence(example, "enter", BROOK, "--as", TYPIST, "--key", key_of(TYPIST))
    assert state(example, BROOK) == "approved"


def test_a_refusal_is_said_with_exit_code_10(example: Project) -> None:
    run = evidence(example, "approve", "x/y", "--as", "Ada", code=10)
    assert "Not approved: there is no report x/y" in run.output


def test_interrupted_questions_leave_no_line(example: Project, ada: Path) -> None:
    words = ("approve", BROOK, "--as", "Ada", "--seen-by-eye", "--key", ada)
    before = example.approvals.read_text()
    evidence(example, *words, code=1, input="y\ny\n")
    assert example.approvals.read_text() == before
