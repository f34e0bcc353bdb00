"""Ways in which somebody who may change any file of the project, but has not the second key, could make
a page or a release say "approved". None works, and each is named.

The insider is the person who entered the figures: enrolled, with a key of his own. Out of his reach are
the program, the trust root's key and the machine that builds.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.approvals.anchors import Anchor
from pipelines.approvals.digests import content_digest
from pipelines.approvals.judge import judge
from pipelines.approvals.keys import NAMESPACE, fingerprint, public_of, signer
from pipelines.approvals.log import Entry, Log, read_log
from pipelines.approvals.states import approval_states, unapproved
from pipelines.checks.check import check
from pipelines.curated.reader import read_curated
from pipelines.files import sha256
from pipelines.project import Project
from pipelines.releases.contents import read_release, release_problems
from pipelines.releases.proven import approvals_of
from tests.keys import EXAMPLE, OWNER, REPORTS, TYPIST, enrolled, evidence, key_of, trust

AT = "2026-11-22T00:00:00Z"
TARGET, OTHER = "orchard-1/2024-fields", "orchard-1/2022-fields"
Way = Callable[[Project], None]
WAYS: dict[str, Way] = {}


def way(attempt: Way) -> Way:
    WAYS[attempt.__name__.replace("_", " ")] = attempt
    return attempt


def digest(project: Project) -> str:
    return content_digest(read_curated(project), *TARGET.split("/"))


def put(project: Project, *line: str, key: str = "", sign: object = None, **more: str) -> None:
    """Add a line by hand, signed with the key of ``key``."""
    sign = sign or (signer(key_of(key)) if key else lambda _: "")
    project.approvals.write_text(read_log(project).followed_by(*line, sign=sign, **more).text)


def approval(project: Project, by: str = "Ada Reader", **signed: object) -> None:
    put(project, "approve", TARGET, digest(project), by, AT, "all yes for 9 figures", **signed)


def rewrite(project: Project, keep: Callable[[Entry], bool]) -> None:
    """The log with some lines left out, and all numbers and hashes computed again."""
    log = Log("")
    for entry in filter(keep, read_log(project).entries):
        cells = entry.values
        line = (cells[name] for name in ("action", "target", "digest", "by", "at", "says"))
        own = signer(key_of(TYPIST)) if cells["by"] == TYPIST else lambda _, e=entry: e.values["signature"]  # fmt: skip
        log = log.followed_by(*line, words=cells["words"], sign=own)
    project.approvals.write_text(log.text)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new), encoding="utf-8")


def ada_signed(project: Project) -> Entry:
    """A line that Ada signed, about another report."""
    return next(e for e in read_log(project).of("approve") if e.values["target"] == OTHER)


# a line by hand ---------------------------------------------------------------


@way
def a_line_without_signature(project: Project) -> None:
    approval(project)


@way
def a_line_with_an_invented_signature(project: Project) -> None:
    approval(project, sign=lambda _: "A" * 268)


@way
def his_own_key_in_her_name(project: Project) -> None:
    approval(project, key=TYPIST)


@way
def his_own_work_in_his_own_name(project: Project) -> None:
    approval(project, TYPIST, key=TYPIST)


@way
def her_signature_copied_from_another_line(project: Project) -> None:
    approval(project, sign=lambda _: ada_signed(project).values["signature"])


@way
def her_approval_of_another_report_turned_into_one_of_this(project: Project) -> None:
    edit(project.approvals, f"approve,{OTHER}", f"approve,{TARGET}")


@way
def her_disagreement_turned_into_an_approval(project: Project) -> None:
    put(project, "disagree", TARGET, digest(project), "Ada Reader", AT, "no: os-hr (figures)", key="Ada Reader")  # fmt: skip
    edit(project.approvals, f"disagree,{TARGET}", f"approve,{TARGET}")


@way
def what_she_signed_for_another_program(project: Project) -> None:
    """Her signature under the very same words, as for a commit."""

    def elsewhere(text: str) -> str:
        path = project.root.parent / "text"
        path.write_text(text)
        command = ["ssh-keygen", "-Y", "sign", "-q", "-f", str(key_of("Ada Reader")), "-n", "git", str(path)]  # fmt: skip
        subprocess.run(command, check=True)
        body = Path(f"{path}.sig").read_text().split("\n")
        return "".join(part for part in body if not part.startswith("-"))

    assert NAMESPACE != "git"
    approval(project, sign=elsewhere)


@way
def a_log_of_the_old_form(project: Project) -> None:
    head = "number,action,target,digest,by,at,says,previous"
    line = f"1,approve,{TARGET},{digest(project)},Ada Reader,{AT},all yes,{'0' * 64}"
    project.approvals.write_text(f"{head}\n{line}\n")


@way
def a_line_dated_before_the_one_it_follows(project: Project) -> None:
    put(project, "approve", TARGET, digest(project), TYPIST, "1999-01-01T00:00:00Z", "all yes", key=TYPIST)  # fmt: skip


@way
def a_line_with_another_number(project: Project) -> None:
    approval(project, TYPIST, key=TYPIST)
    last = read_log(project).entries[-1].raw
    edit(project.approvals, last, "77," + last.partition(",")[2])


# a person by hand -------------------------------------------------------------


def entry_of(name: str, key: str) -> str:
    return (
        f"new:\n  name: {name}\n  key: {public_of(key_of(key))}\n  valid_from: 2026-01-01\n"
        "  valid_until: 2027-12-31\n  conflicts: none\n  conflicts_noted: 2026-11-01\n"
    )


def add_entry(project: Project, name: str = "Nora Nobody") -> None:
    with project.reviewers.open("a") as file:
        file.write(entry_of(name, "his second"))


def enrolment(project: Project, name: str, by: str) -> None:
    from pipelines.approvals.reviewers import entry_digest

    row = next(r for r in read_curated(project)["reviewers"] if r.get("reviewer") == "new")
    own = fingerprint(row.get("key"))
    says = f"{name}; from 2026-01-01; until 2027-12-31"
    put(project, "enrol", own, entry_digest(row), "Olga Owner", AT, says, key=by)


@way
def a_reviewer_whom_nobody_enrolled(project: Project) -> None:
    add_entry(project)
    approval(project, "Nora Nobody", key="his second")


@way
def a_reviewer_enrolled_by_himself(project: Project) -> None:
    add_entry(project)
    enrolment(project, "Nora Nobody", TYPIST)
    approval(project, "Nora Nobody", key="his second")


@way
def a_reviewer_enrolled_by_the_key_itself(project: Project) -> None:
    add_entry(project)
    enrolment(project, "Nora Nobody", "his second")
    approval(project, "Nora Nobody", key="his second")


@way
def a_new_trust_root_of_his_own(project: Project) -> None:
    put(project, "root", trust(), "0" * 64, "Olga Owner", AT, key="his third")
    add_entry(project)
    enrolment(project, "Nora Nobody", "his third")
    approval(project, "Nora Nobody", key="his second")


@way
def his_key_in_the_place_of_hers(project: Project) -> None:
    edit(project.reviewers, public_of(key_of("Ada Reader")), public_of(key_of("his second")))
    approval(project, key="his second")


@way
def his_entry_renamed_to_her(project: Project) -> None:
    edit(project.reviewers, f"name: {TYPIST}", "name: Ada Reader")
    approval(project, key=TYPIST)


@way
def the_days_of_an_expired_key_made_longer(project: Project) -> None:
    edit(project.reviewers, "valid_until: 2027-12-31", "valid_until: 2037-12-31")
    approval(project, TYPIST, key=TYPIST)


@way
def a_key_that_she_lost_and_had_taken_back(project: Project) -> None:
    lost = fingerprint(public_of(key_of("Di")))
    put(project, "revoke", lost, "0" * 64, "Olga Owner", AT, "since 2026-11-22", key="Olga Owner")
    approval(project, "Di", key="Di")


@way
def a_trust_root_named_in_files_of_the_project(project: Project) -> None:
    own = fingerprint(public_of(key_of("his third")))
    for name in (".env", "reports/site.env", "data/curated/.trust"):
        (project.root / name).write_text(f"EVIDENCE_TRUST={own}\n")
    add_entry(project)
    enrolment(project, "Nora Nobody", "his third")
    approval(project, "Nora Nobody", key="his second")


# whose work it is -------------------------------------------------------------


@way
def another_name_as_the_one_who_entered(project: Project) -> None:
    edit(project.trials / f"{TARGET}.yaml", "entered_by: example team", "entered_by: Somebody")
    rewrite(project, lambda e: not (e.values["action"] == "enter" and e.values["by"] == TYPIST))
    approval(project, TYPIST, key=TYPIST)


@way
def a_disagreement_settled_by_himself(project: Project) -> None:
    put(project, "disagree", TARGET, digest(project), "Bo", AT, "no: os-hr (figures)", key="Bo")
    says = "settles Bo; all yes for 9 figures"
    put(project, "settle", TARGET, digest(project), TYPIST, AT, says, key=TYPIST)


@way
def two_who_entered_of_whom_one_says_that_he_settles(project: Project) -> None:
    put(project, "enter", TARGET, digest(project), "Ada Reader", AT, key="Ada Reader")
    says = "settles Bo; all yes for 9 figures"
    put(project, "enter", TARGET, digest(project), TYPIST, AT, says, key=TYPIST)
    rewrite(project, lambda e: e.values["by"] != TYPIST or e.values["says"] == says)
    edit(project.trials / f"{TARGET}.yaml", "entered_by: example team", "entered_by: Ada Reader")
    put(project, "disagree", TARGET, digest(project), TYPIST, AT, says, key=TYPIST)


@way
def his_second_key_under_his_name_with_an_initial(project: Project) -> None:
    add_entry(project, "T. Typist")  # whom the owner took for somebody else
    enrolment(project, "T. Typist", OWNER)
    approval(project, "T. Typist", key="his second")


# what was approved ------------------------------------------------------------


def approved_by_her(project: Project) -> None:
    """Here she has approved; what she saw is changed afterwards."""
    from pipelines.approvals.digests import Meanings, as_cell

    words = as_cell(Meanings(read_curated(project)).of(TARGET))
    approval(project, key="Ada Reader", words=words)


@way
def a_digit_changed_after_her_approval(project: Project) -> None:
    approved_by_her(project)
    edit(project.trials / f"{TARGET}.yaml", "value: 52,", "value: 53,")


@way
def a_digit_changed_and_her_line_bent_to_it(project: Project) -> None:
    approved_by_her(project)
    before = digest(project)
    edit(project.trials / f"{TARGET}.yaml", "value: 52,", "value: 53,")
    edit(project.approvals, before, digest(project))


@way
def digits_put_back_that_were_replaced_since(project: Project) -> None:
    approved_by_her(project)
    edit(project.trials / f"{TARGET}.yaml", "value: 52,", "value: 53,")
    put(project, "enter", TARGET, digest(project), TYPIST, AT, key=TYPIST)
    approved_by_her(project)
    edit(project.trials / f"{TARGET}.yaml", "value: 53,", "value: 52,")


@way
def a_correction_taken_away_that_she_had_approved(project: Project) -> None:
    path = project.curated / "corrections.yaml"
    whole = path.read_text()
    path.write_text("")
    approved_by_her(project)
    path.write_text(whole)
    approved_by_her(project)
    path.write_text("")


@way
def the_words_of_an_endpoint_changed_after_her_approval(project: Project) -> None:
    approved_by_her(project)
    edit(project.vocabularies / "endpoints.csv", "overall survival,", "cure,")


@way
def two_arms_swapped_in_a_sentence_after_her_approval(project: Project) -> None:
    approved_by_her(project)
    page = project.categories / "appleoma.md"
    edit(page, "os-5y-orchardimab|of_100", "os-5y-x|of_100")
    edit(page, "os-5y-standard|of_100", "os-5y-orchardimab|of_100")
    edit(page, "os-5y-x|of_100", "os-5y-standard|of_100")


@way
def the_title_of_a_chart_changed_after_her_approval(project: Project) -> None:
    approved_by_her(project)
    edit(project.charts, "were alive over time", "were cured")


@way
def her_disagreement_removed_under_lines_of_others(project: Project) -> None:
    approved_by_her(project)
    put(project, "disagree", TARGET, digest(project), "Bo", AT, "no: os-hr (figures)", key="Bo")
    put(project, "approve", OTHER, "0" * 64, "Cy", AT, "all yes", key="Cy")
    rewrite(project, lambda e: e.values["action"] != "disagree")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The example: everything entered by the insider, one other report approved by Ada."""
    folder = tmp_path_factory.mktemp("forgery") / "example"
    shutil.copytree(
        EXAMPLE, folder, ignore=shutil.ignore_patterns(".builds", "evidence.duckdb", "site")
    )
    project = Project(folder.resolve())
    enrolled(project, TYPIST)
    old = content_digest(read_curated(project), *OTHER.split("/"))
    put(project, "approve", OTHER, old, "Ada Reader", AT, "all yes for 9 figures", key="Ada Reader")
    return project


@pytest.fixture
def theirs(begun: Project, tmp_path: Path) -> Project:
    folder = tmp_path / "theirs"
    shutil.copytree(begun.root, folder)
    return Project(folder.resolve())


def test_there_are_at_least_twenty_five_ways() -> None:
    assert len(WAYS) >= 25


@pytest.mark.parametrize("name", ["nothing", *WAYS])
def test_no_way_makes_it_approved_and_each_is_named(theirs: Project, name: str) -> None:
    if name == "nothing":
        approved_by_her(theirs)  # what the others must not reach
    else:
        WAYS[name](theirs)
    checked = check(theirs)
    found = judge(theirs, checked.curated, trust())
    rows = approval_states(checked, found).itertuples()
    states = {f"{row.trial}/{row.report}": row.state for row in rows}
    told = [str(p) for p in unapproved(checked, found)]
    named = [line for line in told if "approvals.csv" in line or TARGET in line]
    if name == "nothing":
        assert states[TARGET] == "approved" and not named
    else:
        assert states.get(TARGET, "none") != "approved"
        assert named


def test_pages_and_tables_of_a_bent_log_say_not_proven(theirs: Project) -> None:
    his_own_key_in_her_name(theirs)
    edit(theirs.categories / "appleoma.md", "last_reviewed: never", "last_reviewed: 2026-11-01")
    evidence(theirs, "build", "--plain")
    pages = [path.read_text("utf-8") for path in theirs.site.rglob("*.html")]
    assert not [text for text in pages if "pproved by a reviewer." in text]
    page = (theirs.site / "evidence" / TARGET / "index.html").read_text("utf-8")
    assert "Not proven: the log of approvals does not bear it out." in page
    assert "a line of the log of approvals: not proven" in page
    assert "Ada Reader" not in re.sub("<[^>]*>", "", page)  # nobody's name is lent to it
    assert ",approved," not in (theirs.site / "data" / "estimates.csv").read_text()
    front = (theirs.site / "index.html").read_text("utf-8")
    assert "No figure on this site has been approved by a clinician. Not proven" in front
    page = (theirs.site / "appleoma" / "index.html").read_text("utf-8")
    assert "Reviewed by the editors" in page and "Reviewed <" not in page  # no clinician's word
    assert "nothing was released" in evidence(theirs, "release", "1.0", code=12).output
    assert "is signed with the key of Tim Typist" in evidence(theirs, "check", code=10).output
    assert "is signed with the key of Tim Typist" in evidence(theirs, "verify", code=10).output


PLACES = {  # of a release, where it may say so; each says more than is true once nothing is proven
    "site/data/estimates.csv": "site/data/estimates.csv  orchard-1/2024-fields",
    "site/data/estimates.json": "site/data/estimates.json  orchard-1/2024-fields",
    "tables/estimates.csv": "tables/estimates.csv  orchard-1/2024-fields",
    "site/evidence/orchard-1/index.html": "site/evidence/orchard-1/index.html  says",
}


def test_a_release_made_by_hand_with_an_invented_log_is_named(released: Project) -> None:
    """Every hash in it is right; only the keys are missing."""
    files = dict(read_release(released.releases / "1.0.zip"))
    log = Log("")
    for entry in read_log(released).of("approve"):
        line = (entry.values[name] for name in ("action", "target", "digest", "by", "at", "says"))
        log = log.followed_by(*line, words=entry.values["words"])
    old = Anchor.from_json(files["anchor.json"].decode())
    line = ("release", "1.0", sha256(files["manifest.json"]), "Ada Reader", AT)
    log = log.followed_by(*line, words=old.binding)
    anchor = Anchor("1.0", log.entries[-1].hash, tuple(log.text.rstrip("\n").split("\n")), old.records, old.numbers, old.lists)  # fmt: skip
    files |= {"approvals.csv": log.text.encode(), "anchor.json": anchor.as_json().encode()}
    assert not release_problems(files)
    found, says = approvals_of(files, trust())
    assert "0 of 4 reports are approved by two people" in says
    told = "\n".join(map(str, found))
    assert told.count("is not signed") == 4
    for target in REPORTS:
        assert f"site/evidence/{target}/index.html  {target}: says that it is approved" in told
        assert f"tables/approval_states.csv  {target}: says that it is approved" in told
    assert "site/index.html  says that it is approved" in told
    for place, named in PLACES.items():
        assert place in files and named in told
    files["site/charts/orchard-alive.md"] += b"\nApproved by a reviewer.\n"
    files["site/appleoma/index.html"] += b"<p>Approved by two independent clinicians.</p>"
    told = "\n".join(map(str, approvals_of(files, trust())[0]))
    assert "site/charts/orchard-alive.md  says" in told and "site/appleoma/index.html  says" in told
    whole = dict(read_release(released.releases / "1.0.zip"))
    assert approvals_of(whole, trust()) == ([], says.replace("0 of 4", "4 of 4"))
    words = b"overall survival,"
    name = "tables/curated_endpoints.csv"
    assert words in whole[name]
    bent = whole | {name: whole[name].replace(words, b"cure,")}
    found, says = approvals_of(bent, trust())
    assert "1 of 4 reports are approved" in says  # the one that has no such endpoint
    assert "site/evidence/orchard-1/2024-fields/index.html" in "\n".join(map(str, found))
    assert "no trust root was named" in approvals_of(whole, "")[1]
