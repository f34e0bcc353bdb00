"""``evidence add`` puts an entry at the right place; what stood in the file stays as it was typed."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from pipelines.checks.check import check
from pipelines.cli.command import main
from pipelines.project import Project

ESTIMATE = ("estimate", "brook-3/2025-stream/os-24m-placebo", "arm=placebo", "endpoint=os",
            "effect_measure=landmark_rate", "timepoint=24 months", "value=28", "unit=percent")  # fmt: skip
CASES = {
    "an estimate": (ESTIMATE, "trials/brook-3/2025-stream.yaml"),
    "an arm": (
        ("arm", "brook-3/open", "label=open: all", "drugs=[meadowtinib]", "regimen=not_stated", "role=tested"),
        "trials/brook-3/trial.yaml",
    ),
    "a population": (
        ("population", "brook-3/old", "label=people of 70 and older", "analysis_set=subset", "part_of=randomised",
         "categories=[appleoma]", "subgroups=[first-treatment]", "line=any", "biomarker=[none_required]",
         "n={placebo: 10}"),
        "trials/brook-3/trial.yaml",
    ),
    "a drug": (("drug", "plumumab", "name=plumumab", "synonyms=Plumia, PL-1"), "vocabularies/drugs.csv"),
}  # fmt: skip


def run(project: Project, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["add", *words, "--project", str(project.root)])
    return result.exit_code, result.output


@pytest.mark.parametrize("case", CASES)
def test_lines_are_put_in_and_none_is_changed(example: Project, case: str) -> None:
    words, file = CASES[case]
    path = example.curated / file
    path.write_text(path.read_text("utf-8").replace("\narms:", "\n\n# groups\narms:"), "utf-8")
    before = path.read_text("utf-8").splitlines()
    code, said = run(example, *words)
    assert (code, f"{file}:" in said) == (0, True), said
    after = path.read_text("utf-8").splitlines()
    rest = iter(after)
    assert all(line in rest for line in before), "every old line stands, in its order"
    assert len(after) > len(before)
    assert [str(p) for p in check(example).problems] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("estimate", "brook-3/2025-stream/os-hr", "arm=placebo"), "stands already"),
        (("estimate", "brook-3/os-hr", "arm=placebo"), "is not TRIAL/REPORT/KEY"),
        (("estimate", "brook-3/2030-none/os-hr", "arm=placebo"), "there is no"),
        (("estimate", "brook-3/2025-stream/x", "arms=placebo"), "is no key of estimates"),
        (("estimate", "brook-3/2025-stream/x", "placebo"), "is not key=value"),
        (("estimate", "brook-3/2025-stream/x", "timepoint=1", "year"), '"timepoint=1 year"'),
        (("drug", "meadowtinib", "name=meadowtinib"), "stands already"),
        (
            (*ESTIMATE[:2], "arm=pembro", *ESTIMATE[3:]),
            "there is no arm in trial.yaml of that name",
        ),
        ((*ESTIMATE[:6], "value=62%", ESTIMATE[7]), "Write 62."),
        ((*ESTIMATE[:2], "arm=placebo"), "endpoint: this key is missing"),
        (("drug", "plumumab"), "Fill in the column `name`"),
        (("endpoint", "itch", "name=itch"), "this cell of `itch` is empty"),
    ],
)
def test_what_cannot_be_added_is_said(example: Project, words: tuple[str, ...], says: str) -> None:
    before = {path: path.read_bytes() for path in example.curated.rglob("*.*")}
    code, said = run(example, *words)
    assert code == 1 and says in said
    assert before == {path: path.read_bytes() for path in example.curated.rglob("*.*")}


def test_lists_between_brackets_are_written_as_their_column_holds_them(example: Project) -> None:
    code, said = run(example, "endpoint", "itch", "name=itch", "abbreviation=itch", "family=harm", "plain_words=itching",
                     "measures=[proportion, count]", "needs_assessor=no", "whom=treated", "order=900")  # fmt: skip
    assert code == 0, said
    assert ",proportion count," in (example.vocabularies / "endpoints.csv").read_text("utf-8")
