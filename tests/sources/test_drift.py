"""What counts as a change of evidence in a registry record, and what does not."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from pipelines.project import Project
from pipelines.refresh.drift import Drift, DriftFile, compare_studies
from pipelines.sources import clinicaltrials
from tests.sources.orchard import shipped_endpoints
from tests.sources.payloads import Payloads

MELANOMA = "NCT05665595"  # the one series with posted results


def changes(versions: list[bytes]) -> list[Drift]:
    studies = [clinicaltrials.parse(body) for body in versions]
    return [
        found
        for old, new in pairwise(studies)
        for found in compare_studies("t", "clinicaltrials/x.json", old, new, shipped_endpoints())
    ]


def test_120_real_versions_without_a_change_of_results_are_silent(payloads: Payloads) -> None:
    history = payloads.history()
    assert (len(history), sum(map(len, history.values()))) == (53, 120)
    assert [found for versions in history.values() for found in changes(versions)] == []


def test_one_changed_hazard_ratio_is_one_item_with_old_and_new(payloads: Payloads) -> None:
    first, second = payloads.history()[MELANOMA]
    assert second.count(b'"1.25"') == 1
    (found,) = changes([first, second.replace(b'"1.25"', b'"1.52"')])
    assert found.kind == "result_changed"
    assert found.old.startswith("1.25 ratio (0.87 to 1.80)")
    assert found.new.startswith("1.52 ratio (0.87 to 1.80)")
    assert "Recurrence-Free Survival (RFS)" in found.subject


def test_first_results_are_one_item(payloads: Payloads) -> None:
    body = payloads.studies()["NCT05014815"]
    study = clinicaltrials.parse(body)
    without = type(study)(protocol_section=study.protocol_section)
    (found,) = compare_studies("t", "r", without, study, shipped_endpoints())
    assert (found.kind, found.new) == (
        "results_posted",
        "5 outcomes, 15 figures of known endpoints",
    )


def test_another_primary_endpoint_is_a_switch_and_another_wording_is_not(
    payloads: Payloads,
) -> None:
    body = payloads.studies()["NCT05014815"]
    start = body.index(b'"primaryOutcomes"')
    name = b"Progression-free Survival (PFS)"

    def renamed(words: bytes) -> bytes:
        return body[:start] + body[start:].replace(name, words, 1)

    assert changes([body, renamed(b"PFS by RECIST 1.1")]) == []
    (found,) = changes([body, renamed(b"Overall Survival")])
    assert found.kind == "primary_outcome_switched"
    assert (found.old, found.new) == (name.decode(), "Overall Survival")


def test_every_posted_record_compared_with_itself_is_silent(payloads: Payloads) -> None:
    for body in payloads.studies().values():
        study = clinicaltrials.parse(body)
        assert list(compare_studies("t", "r", study, study, shipped_endpoints())) == []


def test_a_change_is_noted_once_and_stays_until_it_is_settled(tmp_path: Path) -> None:
    change = Drift("t", "", "result_changed", "r", "os", "1", "2")
    file = DriftFile(Project(tmp_path))
    assert file.note([change], "2026-11-22") == 1
    assert file.note([change], "2026-11-29") == 0
    again = DriftFile(Project(tmp_path))
    assert [row.noted for row in again.rows] == ["2026-11-22"]
    again.settle(again.rows[0], "2026-11-30")
    assert DriftFile(Project(tmp_path)).rows[0].settled == "2026-11-30"


def test_a_state_that_no_longer_holds_disappears_and_a_dismissed_one_does_not_return(
    tmp_path: Path,
) -> None:
    states = [Drift("t", "", "newer_report", "s", pmid) for pmid in ("1", "2")]
    file = DriftFile(Project(tmp_path))
    file.renew({"newer_report"}, {"s"}, states, "2026-11-22")
    file.settle(next(row for row in file.rows if row.subject == "2"), "2026-11-23")
    file.renew({"newer_report"}, {"s"}, states[1:], "2026-11-29")
    assert [(row.subject, row.settled) for row in file.rows] == [("2", "2026-11-23")]
