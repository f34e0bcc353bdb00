"""Keys of people: enrolled, expired, lost, stolen; the trust root named, missing, replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.approvals import keys
from pipelines.approvals.anchors import Anchor, binding
from pipelines.approvals.digests import Meanings, as_cell, content_digest
from pipelines.approvals.judge import judge
from pipelines.approvals.keys import VARIABLE, BadTrust, fingerprint, public_of, signer, trust_root
from pipelines.approvals.log import read_log
from pipelines.approvals.signing import Refused, enrol
from pipelines.approvals.states import approval_states, unapproved
from pipelines.checks.check import check
from pipelines.curated.reader import read_curated
from pipelines.files import sha256
from pipelines.project import Project
from tests.audit.conftest import fill, judge_as
from tests.keys import OWNER, enrolled, evidence, judged, key_of, trust

TARGET, DAY = "orchard-1/2024-fields", "2026-11-22"


def state(project: Project, root: str | None = None) -> str:
    rows = approval_states(check(project), judged(project, root)).itertuples()
    return {f"{row.trial}/{row.report}": row.state for row in rows}.get(TARGET, "none")


def own(name: str) -> str:
    return fingerprint(public_of(key_of(name)))


def revoke(project: Project, name: str, *more: str, by: str = OWNER) -> None:
    signed = ("--as", by, "--key", key_of(by))
    evidence(project, "revoke", own(name), *signed, *more)


def test_without_a_trust_root_keys_are_not_verified(
    example: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge_as(example, TARGET)
    assert state(example) == "approved"
    monkeypatch.delenv(VARIABLE)
    assert state(example, "") == "keys_not_verified"
    says = [str(p) for p in unapproved(check(example), judged(example, ""))]
    assert any("no trust root was named" in p and "EVIDENCE_TRUST" in p for p in says)
    assert "Keys not verified: no trust root was named" in evidence(example, "verify").output
    assert "1 approved" in evidence(example, "verify", "--trust", trust()).output


def test_another_trust_root_proves_nothing(example: Project) -> None:
    judge_as(example, TARGET)
    assert state(example, own("Di")) == "not_proven"
    assert "is not signed by the trust root" in str(judged(example, own("Di")).problems[0])


def test_a_trust_root_that_is_none_is_told(example: Project) -> None:
    with pytest.raises(BadTrust):
        trust_root("SHA256:short")
    run = evidence(example, "verify", "--trust", "x", code=1)
    assert "is no fingerprint such as SHA256:" in run.output


def test_without_ssh_keygen_nothing_is_verified_and_nothing_signed(
    example: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge_as(example, TARGET)
    monkeypatch.setattr(keys.shutil, "which", lambda name: None)
    assert state(example) == "not_verified"
    assert "ssh-keygen is not on this machine" in evidence(example, "verify").output
    with pytest.raises(Refused, match="install openssh-client"):
        judge_as(example, "orchard-1/2022-fields", "Bo")


def test_an_expired_key_signs_no_more_and_what_it_signed_stays(
    example: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge_as(example, TARGET)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")  # 2030
    with pytest.raises(Refused, match="may sign from 2026-01-01 to 2027-12-31"):
        judge_as(example, "orchard-1/2022-fields")
    assert state(example) == "approved"


def test_a_lost_key_is_taken_back_and_another_one_takes_its_place(example: Project) -> None:
    judge_as(example, TARGET)
    revoke(example, "Ada Reader", "--remark", "lost on a train")
    assert state(example) == "approved"  # it was hers when she signed
    with pytest.raises(Refused, match="was taken back"):
        judge_as(example, "orchard-1/2022-fields")
    fresh = key_of("another of Ada's")
    with example.reviewers.open("a") as file:
        file.write(
            f"ada-2:\n  name: Ada Reader\n  key: {public_of(fresh)}\n  valid_from: 2026-11-01\n"
            "  valid_until: 2027-12-31\n  conflicts: none\n  conflicts_noted: 2026-11-01\n"
        )
    evidence(example, "enrol", "ada-2", "--as", OWNER, "--key", key_of(OWNER))
    sheet = example.root.parent / "sheet.yaml"
    words = ("approve", "brook-3/2025-stream", "--as", "Ada Reader", "--key", fresh)
    evidence(example, *words, "--sheet", sheet)
    sheet.write_text(fill(sheet.read_text()))
    evidence(example, *words, "--answers", sheet, "--seen-by-eye")
    assert not judged(example).problems


def test_a_stolen_key_is_taken_back_from_a_day_on(example: Project) -> None:
    judge_as(example, TARGET)
    revoke(example, "Ada Reader", "--since", "2026-11-22")
    assert state(example) == "not_proven"
    assert "its key was taken back" in str(judged(example).problems[0])
    assert "warning" in str(judged(example).problems[0])  # nobody forged anything
    judge_as(example, TARGET, "Bo")
    assert state(example) == "approved"


def test_what_another_branch_signed_with_a_key_taken_back_does_not_count(example: Project) -> None:
    enrolled(example, "Ada Reader")
    before = read_log(example)
    judge_as(example, TARGET)
    theirs = example.approvals.read_text().removeprefix(before.text)
    example.approvals.write_text(before.text)
    revoke(example, "Ada Reader")
    example.approvals.write_text(example.approvals.read_text() + theirs)  # git merges both
    assert not list(read_log(example).problems())
    assert state(example) == "not_proven"


def test_a_key_that_has_expired_cannot_write_a_day_of_its_own_on_a_branch(example: Project) -> None:
    """A day is cheap to write: lines dated after the key's last day must know of it."""
    enrolled(example, "Ada Reader", "Bo")
    before, digest = read_log(example), content_digest(read_curated(example), *TARGET.split("/"))
    line = (
        "approve",
        TARGET,
        digest,
        "Ada Reader",
        "2027-12-30T00:00:00Z",
        "all yes for 9 figures",
    )
    words = as_cell(Meanings(read_curated(example)).of(TARGET))
    ours = before.followed_by(*line, words=words, sign=signer(key_of("Ada Reader")))
    example.approvals.write_text(ours.text)
    assert state(example) == "approved"
    bo = ("revoke", own("Bo"), "0" * 64, "Bo", "2028-01-02T00:00:00Z")
    after = ours.followed_by(*bo, sign=signer(key_of("Bo")))
    example.approvals.write_text(after.text)
    assert state(example) == "approved"
    beside = before.followed_by(*bo, sign=signer(key_of("Bo")))
    example.approvals.write_text(beside.text + ours.text.removeprefix(before.text))
    assert state(example) == "not_proven"
    assert "its key has expired" in str(judged(example).problems[0])


def test_a_key_enrolled_again_with_more_days_keeps_what_it_signed(example: Project) -> None:
    judge_as(example, TARGET)
    with example.reviewers.open("a") as file:
        file.write(
            f"ada-2:\n  name: Ada Reader\n  key: {public_of(key_of('Ada Reader'))}\n"
            "  valid_from: 2027-01-01\n  valid_until: 2029-12-31\n  conflicts: gave a talk\n"
            "  conflicts_noted: 2027-01-01\n"
        )
    evidence(example, "enrol", "ada-2", "--as", OWNER, "--key", key_of(OWNER))
    assert not judged(example).problems
    assert state(example) == "approved"


def test_one_may_take_back_ones_own_key_and_nobody_elses(example: Project) -> None:
    judge_as(example, TARGET)
    revoke(example, "Bo", by="Bo")
    assert not judged(example).problems
    revoke(example, "Ada Reader", by="Bo Critic")
    assert "signed by neither the trust root nor the key itself" in str(judged(example).problems[0])
    assert state(example) == "not_proven"


def test_a_new_trust_root_takes_over_what_the_old_one_signed(example: Project) -> None:
    judge_as(example, TARGET)
    new = key_of("new root")
    evidence(example, "take-over", trust(), "--as", OWNER, "--key", new)
    assert state(example, own("new root")) == "approved"
    assert not judged(example, own("new root")).problems
    assert state(example) == "not_proven"  # who still trusts the old one is told
    enrolled(example, "Ed")  # by the old one, after it was replaced
    assert state(example, own("new root")) == "not_proven"


def test_an_entry_that_is_edited_proves_nothing_until_it_is_put_back(example: Project) -> None:
    judge_as(example, TARGET)
    whole = example.reviewers.read_text()
    example.reviewers.write_text(whole.replace("conflicts: none", "conflicts: owns shares"))
    assert state(example) == "not_proven"
    assert "no entry of reviewers.yaml is the one enrolled" in str(judged(example).problems[0])
    example.reviewers.write_text(whole)
    assert state(example) == "approved"


def test_the_trust_root_is_nobodys_key_to_approve_with(example: Project) -> None:
    enrolled(example, "Ada Reader")
    with example.reviewers.open("a") as file:
        file.write(
            f"olga:\n  name: Olga Other\n  key: {public_of(key_of(OWNER))}\n  valid_from: 2026-11-01\n"
            "  valid_until: 2027-12-31\n  conflicts: none\n  conflicts_noted: 2026-11-01\n"
        )
    with pytest.raises(Refused, match="nobody's key to approve with"):
        enrol(example, read_curated(example), judged(example), "olga", OWNER, key_of(OWNER))


def test_one_person_under_two_names_or_with_two_keys_is_one(example: Project) -> None:
    """The typist's second key, under a name that is spelled otherwise."""
    enrolled(example, "tim TYPIST")
    with pytest.raises(Refused, match="nobody approves their own work"):
        judge_as(example, TARGET, "tim TYPIST")


def test_a_key_without_its_private_half_is_told(example: Project, tmp_path: Path) -> None:
    enrolled(example, "Ada Reader")
    broken = tmp_path / "key"
    broken.write_text("no key")
    words = ("enter", TARGET, "--as", "Ada Reader", "--key", broken)
    assert "ssh-keygen cannot use this key" in evidence(example, *words, code=10).output


def test_a_release_that_a_stranger_signed_spares_check_nothing(example: Project) -> None:
    enrolled(example, "Ada Reader")
    log = read_log(example).followed_by(
        "approve", TARGET, "0" * 64, "Ada Reader", f"{DAY}T00:00:00Z"
    )
    held = binding({}, sha256(""), {})
    line = ("release", "1.0", "0" * 64, "Ada Reader", f"{DAY}T00:00:00Z")
    log = log.followed_by(*line, words=held, sign=signer(key_of("a stranger")))
    example.approvals.write_text(log.text)
    example.releases.mkdir()
    (example.releases / "1.0.anchor.json").write_text(Anchor.of(log, "1.0", {}, "").as_json())
    (example.releases / "1.0.numbers.csv").write_text("")
    found = judge(example, read_curated(example), trust(), is_quick=True)
    assert any("approve orchard-1" in str(p) and "is not signed" in str(p) for p in found.problems)


def test_a_line_of_an_anchored_release_is_believed_by_check_alone(released: Project) -> None:
    """A signed release spares check the signatures before it; builds and verify look at each."""
    looked: list[int] = []
    whole = keys.signers

    def counting(signed: object) -> list[str]:
        pairs = list(signed)
        looked.append(len(pairs))
        return whole(pairs)

    with pytest.MonkeyPatch.context() as here:
        here.setattr(keys, "signers", counting)
        curated = read_curated(released)
        assert not judge(released, curated, trust(), is_quick=True).problems
        quick, looked[:] = sum(looked), []
        assert not judge(released, curated, trust()).problems
    assert quick == 8 + 1  # enrolments, and the release that stands for all lines before it
    assert sum(looked) == 17
