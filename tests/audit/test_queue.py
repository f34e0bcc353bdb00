"""The reviewers' queue: what waits, for whom, and working through it with one's own key."""

from __future__ import annotations

from pipelines.approvals.log import read_log
from pipelines.project import Project
from tests.audit.test_approvals import state
from tests.keys import TYPIST, enrolled, evidence, key_of

TARGET, OTHER = "orchard-1/2024-fields", "orchard-1/2022-fields"
PAGE = "data/curated/categories/appleoma.md"
FIGURES, QUESTIONS, IN_SENTENCES = (
    9,
    5,
    2,
)  # of TARGET; a figure in a sentence has one question more
ALL_YES = "y\n" * (FIGURES * QUESTIONS + IN_SENTENCES)


def queue(project: Project, by: str, answers: str = "", page: str = "", code: int = 0) -> str:
    words = ("queue", page, "--as", by, *(("--key", key_of(by)) if answers else ()))
    return evidence(project, *words, code=code, **({"input": answers} if answers else {})).output


def test_each_sentence_stands_beside_the_sentence_of_its_figure(example: Project) -> None:
    said = evidence(example, "queue", "appleoma").output
    page = "page:   In one trial about 52 of 100 people given orchardimab were estimated to be alive at five years"
    figure = (
        "figure: ORCHARD-1, orchardimab: overall survival (estimated share of people (Kaplan-Meier)), counted: "
        "alive, at 5 years was 52% (45 to 59, 95% interval), in everyone randomised; data of 2023-12-31."
    )
    assert said.index(page) < said.index(figure)
    assert f"evidence approve {TARGET} --as NAME --key FILE" in said
    assert "7 figures in tables and charts alone:" in said
    assert said.rstrip().endswith("4 reports to judge.")
    beside = evidence(example, "queue", "appleoma", "--format", "html").output
    assert "<td>In one trial about 52 of 100 people" in beside
    assert "<td><p>ORCHARD-1, orchardimab: overall survival" in beside


def test_two_people_with_two_keys_and_a_third_who_settles(example: Project) -> None:
    """Tim entered; Ada approves; Bo disagrees; Cy settles; the page says so only at the right times."""
    enrolled(example, "Ada Reader", "Bo", "Cy")
    said = queue(example, "Ada Reader", f"skip\njudge\ny\n{ALL_YES}stop\n", "appleoma")
    assert f"{TARGET} — nobody has judged it. 3 to judge." in said
    assert "category appleoma says: In one trial about 52 of 100 people given orchardimab" in said
    assert f"Approved. {TARGET}" in said
    assert state(example) == "approved"
    assert TARGET not in queue(example, "Bo", page="appleoma")  # it waits for nobody

    no = (
        "y\n" * 4
        + "n\n"
        + "y\n" * (FIGURES * QUESTIONS + IN_SENTENCES - 5)
        + "another page says 51\n"
    )
    words = ("approve", TARGET, "--as", "Bo", "--key", key_of("Bo"), "--seen-by-eye")
    assert "Recorded as disagreement" in evidence(example, *words, input=no).output
    assert state(example) == "disputed"
    assert "reviewers disagree — orchard-1/2024-fields" in evidence(example, "todo").output

    for name in (TYPIST, "Ada Reader", "Bo"):  # one's own work; those between whom it stands
        assert TARGET not in queue(example, name)
    said = queue(example, "Cy", f"judge\ny\n{ALL_YES}stop\n")
    assert f"{TARGET} — reviewers disagree: a third person settles it. 4 to judge." in said
    assert "disagree orchard-1/2024-fields by Bo" in said and "another page says 51" in said
    assert "Settled: approved" in said
    assert state(example) == "approved"
    assert [e.values["action"] for e in read_log(example).entries if e.values["target"] == TARGET] == [
        "enter", "approve", "disagree", "settle",
    ]  # fmt: skip

    evidence(example, "build", "--plain", "--as-of", "2026-11-22")
    pages = [
        (example.site / "evidence" / target / "index.html").read_text()
        for target in (TARGET, OTHER)
    ]
    assert ["Approved by a reviewer." in page for page in pages] == [True, False]


def test_what_is_settled_against_the_figures_waits_for_editors_not_reviewers(
    example: Project, approve
) -> None:
    approve(example, TARGET, "Bo", no=("os-hr.figures",))
    approve(example, TARGET, "Cy", no=("os-hr.figures",), is_settling=True)
    assert TARGET not in queue(example, "Ada Reader")


def test_who_judged_these_digits_settles_nothing_even_if_words_changed(
    example: Project, approve
) -> None:
    approve(example, TARGET, "Ada Reader")
    path = example.root / PAGE
    path.write_text(path.read_text().replace("an invented illness", "an invented disease"))
    approve(example, TARGET, "Bo", no=("os-hr.figures",))
    key = ("--key", key_of("Ada Reader"), "--seen-by-eye", "--settle")
    said = evidence(example, "approve", TARGET, "--as", "Ada Reader", *key, code=10).output
    assert "a third person settles" in said
    assert state(example) == "disputed"


def test_a_key_that_is_not_ones_own_works_through_nothing(example: Project) -> None:
    enrolled(example, "Ada Reader")
    words = ("queue", "--as", "Bo", "--key", key_of("Ada Reader"))
    assert "is that of Ada Reader, not of Bo" in evidence(example, *words, code=10).output
