"""The registry may say the same in other words; "differs" only where both exclude each other."""

from __future__ import annotations

import pytest

from pipelines.archive.arms import ArmFinder
from pipelines.archive.cross_check import CrossCheck, cross_check
from pipelines.archive.posted_figures import figures
from pipelines.archive.posted_words import assessor, timepoint, unit_of
from pipelines.checks.check import check
from pipelines.project import Project
from pipelines.sources import clinicaltrials
from pipelines.sources.study import Outcome
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.row import Row
from tests.sources import orchard
from tests.sources.payloads import ROOT

OS_2Y, PFS, HR, DOR, ORR = (
    "os-2y-orchardimab", "pfs-median-orchardimab", "pfs-hr", "dor-median-orchardimab", "orr-orchardimab",
)  # fmt: skip
MEDIANS = {"OG000": ("11.5", "8.9", "16.7"), "OG001": ("4.1", "3.0", "5.3")}


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return check(Project(ROOT / "tests" / "example")).evidence


def checked(evidence: Evidence, key: str, outcome: dict, comment: str = "") -> CrossCheck:
    if comment:
        for part in outcome["classes"][0]["categories"][0]["measurements"]:
            part["comment"] = comment
    study = clinicaltrials.parse(orchard.study("NCT09000001", [outcome]))
    posted = figures(study, orchard.shipped_endpoints())
    return cross_check(evidence.by_id[f"orchard-1/2022-fields/{key}"], posted, ArmFinder(evidence))


def share(title: str, value: str) -> dict:
    values = {"OG000": (value, "", ""), "OG001": ("55", "", "")}
    return orchard.measured(title, "percentage of participants", "NUMBER", values)


def times(unit: str, *ends: str, title: str = "Progression-Free Survival") -> dict:
    return orchard.measured(title, unit, "MEDIAN", MEDIANS | {"OG000": ends})


def ratio(*ends: str) -> dict:
    return orchard.measured(
        "Progression-Free Survival", "months", "MEDIAN", MEDIANS,
        analyses=[orchard.hazard_ratio(*ends)],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "outcome", "comment", "result"),
    [
        # typed: 64% alive
        (OS_2Y, share("Overall Survival at 24 months", "64"), "", "agrees"),
        (OS_2Y, share("Death from any cause at 24 months", "36"), "", "agrees"),
        (OS_2Y, share("Death from any cause at 24 months", "64"), "", "differs"),
        (OS_2Y, share("Overall Survival at 24 months", "36"), "", "differs"),
        (OS_2Y, share("OS at 24 months", "36"), "", "agrees"),  # it does not say whom it counts
        (OS_2Y, share("OS at 24 months", "50"), "", "ambiguous"),
        (OS_2Y, share("Overall Survival at two years", "64"), "", "agrees"),
        (OS_2Y, share("Overall Survival at 24 mo", "64"), "", "agrees"),
        # typed: 11.5 months (8.9 to 16.7)
        (PFS, times("days", "345", "267", "501"), "", "agrees"),  # of thirty days
        (PFS, times("days", "350", "271", "508"), "", "agrees"),
        (PFS, times("days", "330", "267", "501"), "", "differs"),
        (PFS, times("weeks", "46", "35.6", "66.8"), "", "ambiguous"),  # months of four weeks
        (PFS, times("weeks", "48", "35.6", "66.8"), "", "differs"),
        (PFS, times("Months (95% CI)", "11.5", "8.9", "16.7"), "", "agrees"),
        (PFS, times("mo", "11.5", "8.9", "16.7"), "", "agrees"),
        (PFS, times("moons", "11.5", "8.9", "16.7"), "", "not_understood"),
        (PFS, times("months", "11.5", "8.9", ""), "", "agrees"),  # an end on one side
        (PFS, times("months", "NA", "NA", "NA"), "Not enough events to calculate it", "ambiguous"),
        (PFS, times("months", "NA", "NA", "NA"), "Data were not collected", "ambiguous"),
        (DOR, times("months", "14.0", "8.9", "16.7", title="Duration of Response"), "", "ambiguous"),  # a later look
        # typed: not reached
        (DOR, times("months", "NA", "NA", "NA", title="Duration of Response"), "Median not reached", "agrees"),
        (DOR, times("months", "NA", "NA", "NA", title="Duration of Response"), "No participant responded", "ambiguous"),
        # typed: 0.53 (0.42 to 0.67)
        (HR, ratio("1.89", "1.49", "2.38"), "", "agrees"),
        (HR, ratio("1.69", "1.49", "2.38"), "", "differs"),
        # typed: 58% of 200
        (ORR, orchard.measured("Objective Response Rate", "Participants (%)", "COUNT_OF_PARTICIPANTS", {"OG000": ("116", "", "")}), "", "agrees"),
        (ORR, orchard.measured("Objective Response Rate", "percentage of lesions", "NUMBER", {"OG000": ("44", "", "")}), "", "not_understood"),
        (ORR, orchard.measured("Objective Response Rate", "percentage of participants", "NUMBER", {"OG000": ("44", "", "")}), "", "differs"),
    ],
)  # fmt: skip
def test_what_says_the_same_in_other_words_is_no_difference(
    evidence: Evidence, key: str, outcome: dict, comment: str, result: str
) -> None:
    found = checked(evidence, key, outcome, comment)
    assert found.result == result, found.says


def rows(title: str, unit: str, param: str, *told: tuple[str, str]) -> dict:
    """An outcome with a row for each (heading, value of the first group)."""
    outcome = orchard.measured(title, unit, param, {})
    outcome["classes"] = [
        {"title": row, "categories": [{"measurements": [{"groupId": "OG000", "value": value}]}]}
        for row, value in told
    ]
    return outcome


def compared(param: str, *ends: str, level: str = "95", sides: str = "TWO_SIDED") -> dict:
    analysis = orchard.hazard_ratio(*ends) | {"paramType": param, "ciPctValue": level}
    return orchard.measured(
        "Progression-Free Survival", "months", "MEDIAN", MEDIANS,
        analyses=[analysis | {"ciNumSides": sides}],
    )  # fmt: skip


EVENTS = "Overall Survival (OS), Participants With an Event at Month 24"
COUNTS = ("Participants", "COUNT_OF_PARTICIPANTS")
SHARES = ("percentage of participants", "NUMBER")


@pytest.mark.parametrize(
    ("key", "outcome", "result"),
    [
        # typed: 64% alive; the name of an endpoint says less than what is counted in it
        (OS_2Y, share(EVENTS, "36"), "agrees"),
        (OS_2Y, share(EVENTS, "64"), "differs"),
        (OS_2Y, share("Overall Survival: failure rate at 24 months", "36"), "agrees"),
        # a fraction that is called percent, and percent that are called a fraction
        (OS_2Y, share("Overall Survival at 24 months", "0.64"), "ambiguous"),
        (OS_2Y, share("Overall Survival at 24 months", "0.63"), "differs"),
        (OS_2Y, orchard.measured("Overall Survival at 24 months", "proportion of participants", "NUMBER", {"OG000": ("64", "", "")}), "not_understood"),
        # rows by time: a time between two is neither
        (OS_2Y, rows("Overall Survival", *SHARES, ("12 to 24 months", "60")), "not_posted"),
        (OS_2Y, rows("Overall Survival", *SHARES, ("Week 104 (Month 24)", "64")), "agrees"),
        (OS_2Y, rows("Overall Survival", *SHARES, ("24th month", "64")), "agrees"),
        # typed: 11.5 months (8.9 to 16.7); numbers as other houses write them
        (PFS, times("months", "11.5 ", " 8.9", "16.7"), "agrees"),
        (PFS, times("months", "11,5", "8,9", "16,7"), "not_understood"),
        (PFS, times("months", ">11.5", "", ""), "not_understood"),
        (PFS, rows("Progression-Free Survival", "months", "MEDIAN", ("25th percentile", "4.0")), "not_understood"),
        (PFS, rows("Progression-Free Survival", "months", "NUMBER", ("25th percentile", "4.0"), ("Median", "11.5")), "agrees"),
        # people whom ours are not known to be, though the record counts as many
        (PFS, rows("Progression-Free Survival", "months", "MEDIAN", ("PD-L1 positive", "14.0")), "ambiguous"),
        # typed: 0.53 (0.42 to 0.67)
        (HR, compared("Hazard Ratio (HR)", "0.53", "0.40", "0.70", level="95.0"), "differs"),
        (HR, compared("Hazard Ratio (HR)", "0.53", "0.40", "0.70", level="98"), "agrees"),
        (HR, compared("Hazard Ratio (HR)", "0.53", "", "0.64", sides="ONE_SIDED"), "agrees"),
        (HR, compared("Stratified HR", "0.53", "0.42", "0.67"), "agrees"),
        (HR, compared("Hazard ratio (log-rank)", "0.53", "0.42", "0.67"), "agrees"),
        (HR, compared("ln hazard ratio", "-0.63", "-0.87", "-0.40"), "not_posted"),
        (HR, compared("logHR hazard ratio", "-0.63", "-0.87", "-0.40"), "not_posted"),
        (HR, compared("Hazard reduction (%)", "47", "33", "58"), "not_posted"),
        # typed: 58% of 200
        (ORR, rows("Objective Response", *COUNTS, ("Yes", "116"), ("No", "84")), "agrees"),
        (ORR, rows("Objective Response", *COUNTS, ("Responders", "116"), ("Non-responders", "84")), "agrees"),
        (ORR, rows("Objective Response", *COUNTS, ("No response", "84")), "not_posted"),
        (ORR, rows("Objective Response Rate", *COUNTS, ("CR", "44"), ("PR", "72")), "not_posted"),
        ("cr-orchardimab", rows("Tumor Response", *COUNTS, ("CR", "44"), ("PR", "72")), "agrees"),
        ("pr-orchardimab", rows("Tumor Response", *COUNTS, ("CR", "44"), ("PR", "72")), "agrees"),
    ],
)  # fmt: skip
def test_other_forms_of_rows_numbers_and_comparisons(
    evidence: Evidence, key: str, outcome: dict, result: str
) -> None:
    found = checked(evidence, key, outcome)
    assert found.result == result, found.says


@pytest.mark.parametrize(
    ("unit", "value", "ends", "result"),
    [
        ("percentage of participants", "28", ("18", "37"), "agrees"),
        ("percentage of participants", "-28", ("-37", "-18"), "agrees"),  # the second less the first
        ("proportion of participants", "0.28", ("0.18", "0.37"), "agrees"),
        ("percentage of participants", "0.28", ("0.18", "0.37"), "ambiguous"),
        ("percentage of participants", "-30", ("-37", "-18"), "differs"),
    ],
)  # fmt: skip
def test_a_difference_may_be_posted_the_other_way_round(
    evidence: Evidence, unit: str, value: str, ends: tuple[str, str], result: str
) -> None:
    analysis = orchard.hazard_ratio(value, *ends) | {"paramType": "Risk Difference (RD)"}
    outcome = orchard.measured("Objective Response Rate", unit, "NUMBER", {}, analyses=[analysis])
    study = clinicaltrials.parse(orchard.study("NCT09000001", [outcome]))
    typed = {
        "comparator": "standard", "effect_measure": "rate_difference", "value": "28",
        "ci_lower": "18", "ci_upper": "37", "n_events": "", "n_analysed": "",
    }  # fmt: skip
    own = evidence.by_id[f"orchard-1/2022-fields/{ORR}"]
    difference = Estimate(
        Row("", 1, dict(own.row.values) | typed), evidence.vocabulary("endpoints")["orr"]
    )
    posted = figures(study, orchard.shipped_endpoints())
    assert cross_check(difference, posted, ArmFinder(evidence)).result == result


def test_what_is_turned_round_is_told(evidence: Evidence) -> None:
    assert checked(evidence, HR, ratio("1.89", "1.49", "2.38")).says.endswith("the other way round")
    died = checked(evidence, OS_2Y, share("Death from any cause at 24 months", "36"))
    assert died.says.endswith("counting the others")


def test_the_reason_of_the_registry_is_shown(evidence: Evidence) -> None:
    found = checked(evidence, PFS, times("months", "NA", "NA", "NA"), "Data were not collected")
    assert "Data were not collected" in found.says


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("Months (95% CI)", "months"),
        ("Number of participants", "people"),
        ("Participants (%)", ""),
        ("percentage of tumours", ""),
        ("proportion of participants", "fraction"),
        ("wks", "weeks"),
        ("score on a scale", ""),
        ("person-years", ""),
        ("months*participants", ""),
        ("percentage of participants with measurable tumors", "percent"),
        ("lesions in participants", ""),
    ],
)
def test_units_in_words(printed: str, unit: str) -> None:
    assert unit_of(Outcome(unit_of_measure=printed, param_type="NUMBER")) == unit


@pytest.mark.parametrize(
    ("printed", "months"),
    [
        ("OS at 24 months", 24.0),
        ("OS at 1 and 2 years", None),
        ("OS at 12, 24 months", None),
        ("twenty-four months", None),
        ("six-month PFS", 6.0),
    ],
)
def test_a_time_is_read_where_one_is_told(printed: str, months: float | None) -> None:
    assert timepoint(printed, Outcome()) == months


def test_the_central_nervous_system_is_no_judge() -> None:
    assert assessor("Progression in the central nervous system", Outcome()) == ""
    assert assessor("Response by central review", Outcome()) == "independent"
