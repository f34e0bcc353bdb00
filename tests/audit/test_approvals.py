"""One reviewer's word for exactly these digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines import approving
from pipelines.approvals import approval_states, content_digest, unapproved
from pipelines.check import check
from pipelines.cli import main
from pipelines.curated import read_curated
from pipelines.log import read_log
from pipelines.project import Project
from pipelines.review import Refused, same_person

TARGET = "orchard-1/2024-fields"
Judge = Callable[..., str]
REPORT = Path("data/curated/trials/orchard-1/2024-fields.yaml")
TRIAL = Path("data/curated/trials/orchard-1/trial.yaml")


def state(project: Project, target: str = TARGET) -> str:
    found = approval_states(check(project)).itertuples()
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
    assert "Approved. orchard-1/2024-fields, line 2: all yes for 9 figures" in says
    assert state(example) == "approved"
    assert example.approvals.read_text().count("\n") == 2
    assert not check(example).problems


def test_comments_layout_and_order_may_change(example: Project, approve: Judge) -> None:
    approve(example, TARGET)
    path = example.root / REPORT
    text = path.read_text()
    head, body = text.split("estimates:\n")
    lines = [
        line.replace(", value", ",   value") for line in reversed(body.strip("\n").split("\n"))
    ]
    path.write_text("# a remark\n" + head.replace("confirmed: yes", 'confirmed: "yes"  # sure')
                    + "estimates:\n\n" + "\n".join(lines) + "\n")  # fmt: skip
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


def test_another_report_stays_approved(example: Project, approve: Judge) -> None:
    approve(example, TARGET)
    approve(example, "orchard-1/2022-fields")
    edit(example.root / REPORT, "ci_lower: 45,", "ci_lower: 44,")
    assert (state(example), state(example, "orchard-1/2022-fields")) == ("void", "approved")
    edit(example.root / TRIAL, "n_randomised: 400", "n_randomised: 401")
    assert state(example, "orchard-1/2022-fields") == "void"


@pytest.mark.parametrize("name", ["example team", "Example  Team", "EXAMPLE-TEAM", "example.team"])
def test_curators_do_not_approve_their_own_work(
    example: Project, approve: Judge, name: str
) -> None:
    with pytest.raises(Refused, match="nobody approves their own work"):
        approve(example, TARGET, name)
    assert not example.approvals.exists()


def test_two_curators_are_both_known_as_such() -> None:
    assert same_person("B. Two", "A. One and b two")
    assert not same_person("C. Three", "A. One, B. Two")
    assert not same_person("And", "Andy")


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
    # the figure for people without growth at three years stands in no abstract
    with pytest.raises(Refused, match=r"1 of 9 figures \(css-5y-conditional\)"):
        approve(example, TARGET, seen_by_eye=False)
    edit(example.raw / "findings.csv", "css-5y-conditional,number_in_source,not_found",
         "css-5y-conditional,number_in_source,found_apart")  # fmt: skip
    assert "seen by eye" not in approve(example, TARGET, seen_by_eye=False)
    edit(example.root / REPORT, "ci_lower: 45,", "ci_lower: 44,")
    with pytest.raises(Refused, match="1 of 9 figures"):  # it was found with other digits
        approve(example, TARGET, seen_by_eye=False)


def test_every_question_must_be_answered(example: Project, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    sheet.write_text(approving.blank_sheet(example, TARGET, "Ada"))
    with pytest.raises(Refused, match="write `population: yes` or `population: no`"):
        approving.approve(example, TARGET, "Ada", answers=sheet, seen_by_eye=True)


def test_a_sheet_answered_for_other_digits_is_refused(example: Project, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    sheet.write_text(approving.blank_sheet(example, TARGET, "Ada"))
    edit(example.root / REPORT, "ci_lower: 45,", "ci_lower: 44,")
    with pytest.raises(Refused, match="was answered for other digits"):
        approving.approve(example, TARGET, "Ada", answers=sheet, seen_by_eye=True)


@pytest.mark.parametrize("target", ["orchard-1", "orchard-1/2099-x", "../x", "", "a/b/c"])
def test_a_report_that_is_not_there_is_refused(
    example: Project, approve: Judge, target: str
) -> None:
    with pytest.raises(Refused, match="there is no report"):
        approve(example, target)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "A, B", "a;b"])
def test_a_name_is_one_name(example: Project, approve: Judge, name: str) -> None:
    with pytest.raises(Refused, match="one name"):
        approve(example, TARGET, name)


def test_nobody_judges_the_same_digits_twice(example: Project, approve: Judge) -> None:
    approve(example, TARGET, "Ada")
    with pytest.raises(Refused, match="already judged"):
        approve(example, TARGET, "ada")
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
        approve(example, TARGET, "example team", is_settling=True)
    assert "settles Bo; all yes" in approve(example, TARGET, "Cy", is_settling=True)
    assert state(example) == "approved"
    assert [e.values["action"] for e in read_log(example).entries] == [
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
    lines[2], lines[3] = lines[3], lines[2]
    example.approvals.write_text("\n".join(lines))
    assert state(example) == "disputed"


def test_nothing_is_settled_where_nobody_disagrees(example: Project, approve: Judge) -> None:
    approve(example, TARGET, "Ada")
    with pytest.raises(Refused, match="nothing to settle"):
        approve(example, TARGET, "Cy", is_settling=True)


def test_a_remark_stays_on_its_line_and_settles_nothing(example: Project, approve: Judge) -> None:
    approve(
        example, TARGET, "Ada", no=("os-hr.figures",), remark='a "b", c\nx; settles Ada; all yes'
    )
    assert state(example) == "disputed"
    assert example.approvals.read_text().count("\n") == 2


def test_a_release_holds_back_what_nobody_approved(approved: Project) -> None:
    assert not list(unapproved(check(approved)))
    edit(approved.root / REPORT, "ci_lower: 45,", "ci_lower: 44,")
    problems = list(unapproved(check(approved)))
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


def test_the_command_asks_figure_by_figure(example: Project) -> None:
    args = ["approve", "brook-3/2025-stream", "--as", "Ada", "--seen-by-eye", "--project"]
    run = CliRunner().invoke(main, [*args, str(example.root)], input="y\n" * 15)
    assert run.exit_code == 0, run.output
    assert "3 of 3  os-hr: os hazard_ratio; 0.98 ratio; [0.62 to 1.55, 95%]" in run.output
    assert state(example, "brook-3/2025-stream") == "approved"


def test_the_command_takes_a_sheet(example: Project, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    args = ["approve", "brook-3/2025-stream", "--as", "Ada", "--project", str(example.root)]
    assert CliRunner().invoke(main, [*args, "--sheet", str(sheet)]).exit_code == 0
    assert not example.approvals.exists()
    answered = re.sub(r"(?m)^(    \w+:)$", r"\1 yes", sheet.read_text())
    sheet.write_text(answered)
    run = CliRunner().invoke(main, [*args, "--answers", str(sheet), "--seen-by-eye"])
    assert run.exit_code == 0, run.output


def test_a_refusal_is_said_with_exit_code_10(example: Project) -> None:
    run = CliRunner().invoke(
        main, ["approve", "x/y", "--as", "Ada", "--project", str(example.root)]
    )
    assert run.exit_code == 10
    assert "Not approved: there is no report x/y" in run.output


def test_interrupted_questions_leave_no_line(example: Project) -> None:
    args = ["approve", "brook-3/2025-stream", "--as", "Ada", "--seen-by-eye", "--project"]
    run = CliRunner().invoke(main, [*args, str(example.root)], input="y\ny\n")
    assert run.exit_code == 1
    assert not example.approvals.exists()
