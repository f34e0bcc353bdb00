"""Matching an estimate with a posted figure: by endpoint, measure, arm, time, judge and people."""

from __future__ import annotations

import json

import pytest

from pipelines.archive.arms import ArmFinder
from pipelines.archive.cross_check import CrossCheck, cross_check
from pipelines.archive.posted_figures import Figure, figures
from pipelines.checks.check import check
from pipelines.project import Project
from pipelines.sources import clinicaltrials
from pipelines.sources.study import Group
from schemas.evidence import Evidence
from schemas.row import Row
from tests.sources import orchard
from tests.sources.payloads import Payloads


@pytest.fixture
def evidence(example: Project) -> Evidence:
    return check(example).evidence


def posted(*outcomes: dict) -> list[Figure]:
    return list(
        figures(
            clinicaltrials.parse(orchard.study("NCT09000001", list(outcomes))),
            orchard.shipped_endpoints(),
        )
    )


def checked(evidence: Evidence, key: str, *outcomes: dict) -> CrossCheck:
    estimate = next(e for e in evidence.estimates if e.id == f"orchard-1/2022-fields/{key}")
    return cross_check(estimate, posted(*outcomes), ArmFinder(evidence))


def pfs(title: str = "Progression-Free Survival", **more: object) -> dict:
    values = {"OG000": ("11.5", "8.9", "16.7"), "OG001": ("4.1", "3.0", "5.3")}
    return orchard.measured(title, "months", "MEDIAN", values, **more)


def test_equal_figures_agree(evidence: Evidence) -> None:
    assert checked(evidence, "pfs-median-orchardimab", pfs()).result == "agrees"


def test_an_interval_that_differs_is_a_difference(evidence: Evidence) -> None:
    other = json.loads(json.dumps(pfs()).replace("16.7", "17.6"))
    found = checked(evidence, "pfs-median-orchardimab", other)
    assert (found.result, found.says) == (
        "differs",
        "typed 11.5 months (8.9 to 16.7), posted 11.5 months (8.9 to 17.6) in outcome 1 (Progression-Free Survival)",
    )


def test_rounding_is_no_difference(evidence: Evidence) -> None:
    finer = json.loads(json.dumps(pfs()).replace('"11.5"', '"11.47"').replace('"8.9"', '"8.87"'))
    assert checked(evidence, "pfs-median-orchardimab", finer).result == "agrees"
    other = json.loads(json.dumps(pfs()).replace('"11.5"', '"11.57"'))
    assert checked(evidence, "pfs-median-orchardimab", other).result == "differs"


def test_a_title_alone_makes_no_match(evidence: Evidence) -> None:
    # right words, but a count of people and an endpoint of another name
    events = orchard.measured(
        "Progression-Free Survival",
        "participants",
        "COUNT_OF_PARTICIPANTS",
        {"OG000": ("11", "", "")},
    )
    assert checked(evidence, "pfs-median-orchardimab", events).result == "not_posted"
    assert (
        checked(evidence, "pfs-median-orchardimab", pfs("Overall Survival")).result == "not_posted"
    )


def test_another_judge_is_another_figure(evidence: Evidence) -> None:
    by_investigator = pfs("Progression-Free Survival as Assessed by the Investigator")
    assert checked(evidence, "pfs-median-orchardimab", by_investigator).result == "not_posted"
    both = checked(evidence, "pfs-median-orchardimab", by_investigator, pfs("PFS by BICR"))
    assert [figure.outcome for figure in both.figures] == [2]


def test_other_people_are_not_called_a_difference(evidence: Evidence) -> None:
    subgroup = json.loads(json.dumps(pfs()).replace('"200"', '"80"').replace('"11.5"', '"14.0"'))
    found = checked(evidence, "pfs-median-orchardimab", subgroup)
    assert found.result == "ambiguous"
    both = checked(evidence, "pfs-median-orchardimab", subgroup, pfs())
    assert both.result == "agrees"


def test_a_landmark_needs_its_time(evidence: Evidence) -> None:
    def survival(title: str, value: str, frame: str = "Up to 5 years") -> dict:
        return orchard.measured(
            title,
            "percentage of participants",
            "NUMBER",
            {"OG000": (value, "67", "79")},
            timeFrame=frame,
        )

    at_12 = survival("Overall Survival Rate at Month 12", "74")
    at_24 = survival("Overall Survival Rate at Month 24", "64")
    found = checked(evidence, "os-1y-orchardimab", at_24, at_12)
    assert (found.result, [f.outcome for f in found.figures]) == ("agrees", [2])
    assert (
        checked(evidence, "os-1y-orchardimab", survival("Overall Survival", "74")).result
        == "not_posted"
    )
    assert (
        checked(evidence, "os-1y-orchardimab", survival("Overall Survival", "74", "1 year")).result
        == "agrees"
    )


def test_not_reached_agrees_with_not_reached(evidence: Evidence) -> None:
    def duration(value: str) -> dict:
        outcome = orchard.measured(
            "Duration of Response", "months", "MEDIAN", {"OG000": (value, "NA", "NA")}
        )
        return json.loads(json.dumps(outcome).replace('"value": "200"', '"value": "116"'))

    assert checked(evidence, "dor-median-orchardimab", duration("NA")).result == "agrees"
    assert (
        checked(evidence, "dor-median-orchardimab", duration("20.5")).result == "ambiguous"
    )  # a later look


def test_a_log_ratio_is_no_ratio(evidence: Evidence) -> None:
    analysis = orchard.hazard_ratio("0.53", "0.42", "0.67") | {"paramType": "Hazard Ratio, log"}
    assert checked(evidence, "pfs-hr", pfs(analyses=[analysis])).result == "not_posted"


def test_harms_are_matched_by_an_editor_only(evidence: Evidence) -> None:
    harms = orchard.measured(
        "Number of Participants With Adverse Events",
        "Participants",
        "COUNT_OF_PARTICIPANTS",
        {"OG000": ("190", "", "")},
    )
    assert checked(evidence, "ae-orchardimab", harms).result == "not_posted"


@pytest.mark.parametrize(
    ("trial", "title", "description", "arm"),
    [
        ("orchard-1", "Orchardimab 5 mg/kg", "", "orchardimab"),
        ("orchard-1", "Arm A", "Participants received OCD-17", "orchardimab"),
        ("orchard-1", "Standard of care", "", "standard"),
        ("orchard-1", "Orchardimab", "Orchardimab, then standard of care", "orchardimab"),
        ("orchard-1", "Total", "", ""),
        ("orchard-1", "Orchardimab plus standard of care", "", ""),
        ("brook-3", "Placebo", "", "placebo"),
        ("brook-3", "Meadowtinib", "", "meadowtinib"),
        ("brook-3", "Meadowtinib, then placebo", "", "meadowtinib"),
    ],
)
def test_a_group_is_an_arm_by_its_drugs(
    evidence: Evidence, trial: str, title: str, description: str, arm: str
) -> None:
    assert ArmFinder(evidence).arm(trial, Group("OG000", title, description)) == arm


def test_figures_of_a_real_record_carry_unit_people_judge_and_interval(payloads: Payloads) -> None:
    study = clinicaltrials.parse(payloads.studies()["NCT05014815"])
    found = [
        f for f in figures(study, orchard.shipped_endpoints()) if f.endpoint in ("pfs", "os", "orr")
    ]
    shown = [
        (f.endpoint, f.measure, f.value, f.lower, f.upper, f.unit, f.n, f.assessor) for f in found
    ]
    assert shown == [
        ("pfs", "median", "8.2", "6.2", "10.6", "months", 136, "investigator"),
        ("pfs", "median", "8.1", "6.0", "10.2", "months", 136, "investigator"),
        ("pfs", "hazard_ratio", "0.99", "0.74", "1.33", "ratio", 272, "investigator"),
        ("orr", "proportion", "41.9", "33.5", "50.7", "percent", 136, "investigator"),
        ("orr", "proportion", "47.8", "39.2", "56.5", "percent", 136, "investigator"),
        ("orr", "odds_ratio", "0.77", "0.47", "1.26", "ratio", 272, "investigator"),
        ("os", "median", "20.6", "14.4", "NA", "months", 136, ""),
        ("os", "median", "19.4", "15.4", "23.1", "months", 136, ""),
        ("os", "hazard_ratio", "0.95", "0.67", "1.34", "ratio", 272, ""),
    ]


@pytest.mark.parametrize(
    ("title", "arms"),
    [
        ("Orchardimab 5.4 mg/kg", {"low"}),
        ("Orchardimab 6.4 mg/kg Q3W", {"high"}),
        ("Orchardimab", {"low", "high"}),  # nothing tells them apart
        ("Orchardimab 5.4 or 6.4 mg/kg", {"low", "high"}),
    ],
)
def test_arms_of_the_same_drug_are_told_apart_by_their_dose(
    evidence: Evidence, title: str, arms: set[str]
) -> None:
    for arm, dose in (("low", "5.4"), ("high", "6.4")):
        values = {"drugs": "orchardimab", "label": f"orchardimab {dose} mg/kg every 3 weeks"}
        evidence.arms["dose-2", arm] = Row("", 1, values)
    assert ArmFinder(evidence).arms("dose-2", Group("OG000", title)) == arms


def test_a_figure_of_one_of_several_arms_is_never_called_equal(evidence: Evidence) -> None:
    for arm, label in (("orchardimab", "orchardimab first"), ("later", "orchardimab later")):
        evidence.arms["orchard-1", arm] = Row("", 1, {"drugs": "orchardimab", "label": label})
    found = checked(evidence, "pfs-median-orchardimab", pfs())
    assert found.result == "ambiguous"


def test_a_group_may_be_named_by_the_protocol_s_arm_of_its_name(evidence: Evidence) -> None:
    named = json.loads(json.dumps(pfs()).replace('"title": "Orchardimab"', '"title": "Group X"'))
    record = json.loads(orchard.study("NCT09000001", [named]))
    arms = record["protocolSection"]["armsInterventionsModule"]["armGroups"]
    for group in named["groups"]:
        group["description"] = ""
    assert checked(evidence, "pfs-median-orchardimab", named).result == "not_posted"
    arms[0]["label"] = "group X"
    found = list(figures(clinicaltrials.parse(json.dumps(record).encode()), evidence.endpoints))
    estimate = evidence.by_id["orchard-1/2022-fields/pfs-median-orchardimab"]
    assert cross_check(estimate, found, ArmFinder(evidence)).result == "agrees"


def test_a_judge_may_stand_in_the_heading_of_a_row(evidence: Evidence) -> None:
    both = json.loads(json.dumps(pfs()))
    (part,) = both["classes"]
    other = json.loads(json.dumps(part).replace("11.5", "12.5"))
    both["classes"] = [{**part, "title": "IRC"}, {**other, "title": "Investigator"}]
    assert checked(evidence, "pfs-median-orchardimab", both).result == "agrees"
