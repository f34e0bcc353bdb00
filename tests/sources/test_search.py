"""Found means: value, interval, endpoint and arm stand together in one passage, without doubt."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from pipelines.archive.figures_in_text import look_for
from pipelines.archive.mentions import Speaker, Speakers
from pipelines.archive.search import seek
from pipelines.archive.texts import Text, of_lines
from pipelines.checks.check import check
from pipelines.project import Project
from pipelines.sources.blocks import Block
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.row import Row
from tests.sources.payloads import ROOT, Payloads

ORCHARD, MEADOW = "orchard-1", "meadow-2"


@pytest.fixture(scope="module")
def example_evidence() -> Evidence:
    return check(Project(ROOT / "tests" / "example")).evidence


@pytest.fixture(scope="module")
def orchard(example_evidence: Evidence) -> Speaker:
    return Speakers(example_evidence).of(ORCHARD)


def figure(speaker: Speaker, **fields: str) -> Estimate:
    base = {
        "trial": speaker.trial, "report": "2022-fields", "key": "typed", "arm": "orchardimab",
        "population": "randomised", "endpoint": "pfs", "effect_measure": "median", "unit": "months",
        "read_in": "abstract",
    }  # fmt: skip
    values = base | {name: str(value) for name, value in fields.items()}
    endpoint = speaker.evidence.vocabulary("endpoints")[values["endpoint"]]
    return Estimate(Row("", 1, values), endpoint)


MEDIAN = {"value": "11.5", "ci_lower": "8.9", "ci_upper": "16.7"}
OTHERS = MEDIAN | {"arm": "standard", "value": "4.1", "ci_lower": "3.0", "ci_upper": "5.3"}
SHARE = {"endpoint": "orr", "effect_measure": "proportion", "unit": "percent"}
RATIO = {
    "comparator": "standard",
    "effect_measure": "hazard_ratio",
    "unit": "ratio",
    "value": "0.53",
}
RATE = {
    "endpoint": "os",
    "effect_measure": "landmark_rate",
    "unit": "percent",
    "timepoint": "2 years",
}
BESIDE = (
    "Median progression-free survival was 11·5 months (95% CI, 8·9 to 16·7) with orchardimab and "
    "4·1 months (95% CI 3·0–5·3) with standard of care (hazard ratio, 0.53; 95% CI, 0.42 to 0.67)."
)
LISTED = (
    "The response rate was higher in the orchardimab group than in the standard-of-care group "
    "(58% vs. 30%), and overall survival at 2 years was 64% and 45%, respectively."
)
SEEN = ("found_together", "paired")
OPEN = ("found_together", "open")
APART = ("found_apart", "")
NOT = ("not_found", "")


LONGEST = {"endpoint": "dor", "effect_measure": "maximum", "value": "9.7", "value_qualifier": "+"}


@pytest.mark.parametrize(
    "printed",
    [
        "at least 2.2 months to at least 9.7 months",
        "2.2+ to 9.7+ months",
        "more than 2.2 to more than 9.7 months",
    ],
)
def test_a_time_that_goes_on_is_found_as_papers_print_it(orchard: Speaker, printed: str) -> None:
    text = f"With orchardimab the duration of response ranged from {printed}."
    estimate = figure(orchard, **LONGEST)
    assert look_for(estimate.typed, "months", text)[0] == "found_together"
    assert look_for(figure(orchard, **LONGEST | {"value_qualifier": "="}).typed, "months", text)[
        0
    ] == ("found_together" if "+" in printed else "not_found")


def test_a_longest_time_told_as_at_least_so_much_is_not_said_to_be_missing(
    orchard: Speaker,
) -> None:
    text = (
        "With orchardimab the duration of response ranged from at least 2.2 to at least 9.7 months."
    )
    assert seek(figure(orchard, **LONGEST), of_lines(text), orchard).result != "not_found"


def test_a_ratio_that_spells_out_its_event_is_of_that_endpoint(orchard: Speaker) -> None:
    start = "Median progression-free survival was 11.5 months with orchardimab and 4.1 months with standard of care (hazard ratio for"
    end = "with orchardimab, 0.53; 95% confidence interval [CI], 0.42 to 0.67; P<0.001)."
    ends = {"ci_lower": "0.42", "ci_upper": "0.67"}
    seen = {
        of: seek(figure(orchard, **RATIO, **ends), of_lines(f"{start} {of} {end}"), orchard).pairing
        for of in ("disease progression or death from any cause", "death from any cause")
    }
    assert list(seen.values()) == ["paired", ""]


@pytest.mark.parametrize("spelt", ["anemia", "anaemia"])
def test_events_of_a_grade_are_told_as_harms_in_both_kinds_of_english(
    orchard: Speaker, spelt: str
) -> None:
    text = f"Grade 3 or 4 events that were more frequent with orchardimab than with standard of care included {spelt} (6% vs. 0%)."
    harm = SHARE | {"endpoint": "adverse_events", "event": "anaemia", "grades": "3-4", "attribution": "not_stated", "value": "6"}  # fmt: skip
    assert seek(figure(orchard, **harm), of_lines(text), orchard).pairing == "paired"


@pytest.mark.parametrize(
    ("text", "fields", "seen"),
    [
        (BESIDE, MEDIAN, SEEN),
        (BESIDE, OTHERS, SEEN),
        (BESIDE, MEDIAN | {"arm": "standard"}, APART),
        (BESIDE, MEDIAN | {"endpoint": "os"}, APART),
        (BESIDE, MEDIAN | {"ci_upper": "16.8"}, NOT),
        (BESIDE, MEDIAN | {"ci_lower": "3.0", "ci_upper": "5.3"}, APART),
        (BESIDE, RATIO | {"ci_lower": "0.42", "ci_upper": "0.67"}, SEEN),
        (BESIDE, RATIO | {"arm": "standard", "comparator": "orchardimab"}, APART),
        (BESIDE, RATIO | {"effect_measure": "odds_ratio"}, APART),
        (LISTED, SHARE | {"value": "58"}, SEEN),
        (LISTED, SHARE | {"value": "30", "arm": "standard"}, SEEN),
        (LISTED, SHARE | {"value": "30"}, APART),
        (LISTED, RATE | {"value": "64"}, SEEN),
        (LISTED, RATE | {"value": "64", "timepoint": "3 years"}, APART),
        (LISTED, RATE | {"value": "64", "arm": "standard"}, APART),
        ("Responses were seen in 58% of all.", SHARE | {"value": "58"}, OPEN),
        ("The rate was 58% with orchardimab.", SHARE | {"value": "58"}, APART),
        # two arms, three values: nobody can pair them
        ("Response rates were 58%, 30% and 44% with orchardimab and standard of care.", SHARE | {"value": "58"}, OPEN),
        # a combination with something unknown is none of our arms
        ("The response rate was 58% with orchardimab plus quincemab.", SHARE | {"value": "58"}, OPEN),
        # what was planned, and what others saw, is no result
        ("METHODS: A response rate of 58% with orchardimab was assumed.", SHARE | {"value": "58"}, APART),
        ("BACKGROUND: The response rate was 58% with orchardimab.", SHARE | {"value": "58"}, APART),
        ("In MEADOW-2 the response rate was 58% with orchardimab.", SHARE | {"value": "58"}, APART),
        ("In NCT01234567 the response rate was 58% with orchardimab.", SHARE | {"value": "58"}, APART),
        # a bound is not its number
        ("The response rate was more than 58% with orchardimab.", SHARE | {"value": "58"}, NOT),
        # another survival that we do not know takes its numbers with it
        ("Quince-free survival was 11.5 months with orchardimab.", {"value": "11.5"}, APART),
        ("Median follow-up for progression-free survival was 11.5 months with orchardimab.", {"value": "11.5"}, APART),
        ("Median PFS was not reached (95% CI, 22.1 to NR) with orchardimab.", {"value": "NR", "ci_lower": "22.1", "ci_upper": "NR"}, SEEN),
        ("The 1- and 2-year overall survival rates were 80% and 64% with orchardimab.", RATE | {"value": "64"}, OPEN),
        ("The 1- and 2-year overall survival rates were 80% and 64% with orchardimab.", RATE | {"value": "80"}, APART),
        ("PFS and OS at 2 years were 31% and 64%, respectively, with orchardimab.", RATE | {"value": "64"}, OPEN),
        ("PFS and OS at 2 years were 31% and 64%, respectively, with orchardimab.", RATE | {"value": "31"}, APART),
    ],
)  # fmt: skip
def test_only_what_stands_together_without_doubt_is_found(
    orchard: Speaker, text: str, fields: dict[str, str], seen: tuple[str, str]
) -> None:
    found = seek(figure(orchard, **fields), of_lines(text), orchard)
    assert (found.result, found.pairing) == seen


@pytest.mark.parametrize(
    ("text", "fields", "seen"),
    [
        # what comes after a value may be what it counts
        ("Responses: 58% (95% CI, 51 to 65) of patients responded, and 30% had a complete response with orchardimab.", SHARE | {"endpoint": "cr", "value": "30"}, OPEN),
        ("The objective response rate with orchardimab was 58% (30% complete response rate).", SHARE | {"endpoint": "cr", "value": "30"}, OPEN),
        ("The objective response rate with orchardimab was 58% (30% complete response rate).", SHARE | {"value": "30"}, APART),
        ("With orchardimab, two (6%) patients achieved a complete response and 21 (58%) a partial response.", SHARE | {"endpoint": "cr", "value": "58"}, APART),
        ("With orchardimab, two (6%) patients achieved a complete response and 21 (58%) a partial response.", SHARE | {"endpoint": "pr", "value": "58"}, OPEN),
        ("With orchardimab, 63% of the responses were ongoing.", SHARE | {"endpoint": "ongoing_response", "value": "63"}, SEEN),
        ("With orchardimab, 63% of the responses were ongoing.", SHARE | {"value": "63"}, APART),
        ("CR or PR was seen in 58% with orchardimab.", SHARE | {"endpoint": "pr", "value": "58"}, OPEN),
        # people beside their share, in digits and in words
        ("Response and complete response occurred in 116 (58%) and 60 (30%) patients with orchardimab.", SHARE | {"value": "30"}, APART),
        ("Four of the six patients had an objective response with orchardimab.", SHARE | {"effect_measure": "count", "unit": "people", "value": "4"}, OPEN),
        ("The response rate with orchardimab was 58% (53%, 46.8-59.4).", SHARE | {"value": "53", "ci_lower": "46.8", "ci_upper": "59.4"}, OPEN),
        ("A complete response with orchardimab was seen in 106 (53%, 46.8-59.4).", SHARE | {"endpoint": "cr", "value": "53", "ci_lower": "46.8", "ci_upper": "59.4"}, SEEN),
        # a follow-up takes its own number only
        ("At a median follow-up of 20.1 months, 70 patients in the orchardimab group had died.", RATE | {"effect_measure": "count", "unit": "people", "value": "70", "timepoint": ""}, SEEN),
        ("PFS was longer with orchardimab than with standard of care (11.5 vs. 4.1 months; median follow-up, 24.3 months; HR, 0.53).", RATIO, SEEN),
        ("PFS at a median follow-up of 20.1 months was 11.5 months in the orchardimab group (median).", {"value": "11.5"}, SEEN),
        # "X%, as compared with Y": X is not of Y
        ("The response rate was improved with pears every week (32%), as compared with standard of care (30%).", SHARE | {"arm": "standard", "value": "32"}, OPEN),
        ("Median PFS was 11.5 months [95% confidence interval (CI), 8.9 to 16.7] with orchardimab.", MEDIAN, SEEN),
    ],
)  # fmt: skip
def test_what_a_number_counts_may_stand_before_or_after_it(
    orchard: Speaker, text: str, fields: dict[str, str], seen: tuple[str, str]
) -> None:
    found = seek(figure(orchard, **fields), of_lines(text), orchard)
    assert (found.result, found.pairing) == seen


@pytest.mark.parametrize(
    "interval",
    [
        "(CI 95%, 8.9 to 16.7)", "(CI95%: 8.9-16.7)", "(95 % CI 8.9 ~ 16.7)", "(95% CI, 8.9 through 16.7)",
        "(95 per cent CI 8.9 to 16.7)", "(95% C.I., 8.9 to 16.7)", "(n = 200; 95% CI, 8.9 to 16.7)",
        "(95% KI 8.9\u201316.7)", "(95% BCI, 8.9\u201316.7)", "(95% HDI 8.9-16.7)",
    ],
)  # fmt: skip
def test_an_interval_is_read_however_its_level_is_told(orchard: Speaker, interval: str) -> None:
    text = of_lines(f"Median PFS was 11.5 months {interval} with orchardimab.")
    found = seek(figure(orchard, **MEDIAN), text, orchard)
    assert (found.result, found.pairing) == SEEN
    other = seek(figure(orchard, **MEDIAN | {"ci_upper": "16.8"}), text, orchard)
    assert (other.result, other.pairing) == NOT


@pytest.mark.parametrize(
    ("text", "fields", "seen"),
    [
        # the unit stands once: at the first, at the last, or in brackets before
        ("Median PFS was 11.5 months (95% CI, 8.9 to 16.7) versus 4.1 (3.0 to 5.3) with orchardimab and standard of care.", OTHERS, SEEN),
        ("Median PFS was 11.5 (95% CI, 8.9 to 16.7) versus 4.1 (3.0 to 5.3) months with orchardimab and standard of care.", MEDIAN, SEEN),
        ("Median PFS was 11.5 (95% CI, 8.9 to 16.7) versus 4.1 (3.0 to 5.3) months with orchardimab and standard of care.", MEDIAN | {"arm": "standard"}, APART),
        ("Median PFS was 11.5 months versus 4.1 patients with orchardimab and standard of care.", {"value": "4.1"}, APART),
        ("Median PFS (months) was 11.5 (95% CI, 8.9 to 16.7) with orchardimab.", MEDIAN, SEEN),
        ("Median PFS, in months, was 11.5 with orchardimab.", {"value": "11.5"}, SEEN),
        ("The response rate (%) was 58 with orchardimab.", SHARE | {"value": "58"}, SEEN),
        ("With orchardimab, PFS was longer than with standard of care (median, 11.5 v 4.1 months).", {"value": "11.5"}, SEEN),
        ("Median PFS was 11\uff0e5 months with orchardimab.", {"value": "11.5"}, SEEN),
        # which of two is told first is not sure where the first named is what was held against
        ("Compared with standard of care, orchardimab prolonged PFS (median 11.5 vs 4.1 months).", {"value": "11.5"}, OPEN),
        ("Compared with standard of care, orchardimab prolonged PFS (median 11.5 vs 4.1 months).", {"value": "11.5", "arm": "standard"}, OPEN),
        ("Compared with standard of care, orchardimab prolonged PFS (HR, 0.53).", RATIO, OPEN),
        # a change is not what an arm had
        ("Median PFS was 4.1 months shorter with standard of care than with orchardimab.", {"value": "4.1", "arm": "standard"}, OPEN),
        ("The difference in median PFS was 7.4 months with orchardimab.", {"value": "7.4"}, OPEN),
        ("Median PFS improved from 4.1 months with standard of care to 11.5 months with orchardimab.", {"value": "11.5"}, OPEN),
        # what was planned, denied, or seen by others
        ("Median PFS was not 11.5 months with orchardimab.", {"value": "11.5"}, OPEN),
        ("A median PFS of 11.5 months with orchardimab was expected.", {"value": "11.5"}, OPEN),
        ("We assumed a median PFS of 11.5 months with orchardimab.", {"value": "11.5"}, OPEN),
        ("The trial was designed to detect a median PFS of 11.5 months with orchardimab.", {"value": "11.5"}, OPEN),
        ("In a previous trial, median PFS was 11.5 months with orchardimab.", {"value": "11.5"}, OPEN),
        ("In a phase 1 study, median PFS was 11.5 months with orchardimab.", {"value": "11.5"}, OPEN),
        ("Historically, median PFS was 11.5 months with orchardimab.", {"value": "11.5"}, OPEN),
        ("PFS was long, and the median number of cycles with orchardimab was 11.5 months.", {"value": "11.5"}, APART),
    ],
)  # fmt: skip
def test_what_stands_beside_a_value_may_say_that_it_is_another(
    orchard: Speaker, text: str, fields: dict[str, str], seen: tuple[str, str]
) -> None:
    found = seek(figure(orchard, **fields), of_lines(text), orchard)
    assert (found.result, found.pairing) == seen


COUNT = SHARE | {"effect_measure": "count", "unit": "people"}


@pytest.mark.parametrize(
    ("text", "fields", "seen"),
    [
        # the end of a range is not its value
        ("The ORR was up to 58% with orchardimab.", SHARE | {"value": "58"}, OPEN),
        ("The ORR was as high as 58% with orchardimab.", SHARE | {"value": "58"}, OPEN),
        ("The ORR was 51-58% with orchardimab.", SHARE | {"value": "58"}, OPEN),
        ("The ORR ranged from 51% to 58% with orchardimab.", SHARE | {"value": "58"}, OPEN),
        ("The ORR was between 51% and 58% with orchardimab.", SHARE | {"value": "58"}, OPEN),
        # a share of what people were, or of some of them
        ("Of 200 patients given orchardimab, 58% were men and the response was good.", SHARE | {"value": "58"}, OPEN),
        ("Response to orchardimab was good; 58% were women.", SHARE | {"value": "58"}, OPEN),
        ("With orchardimab, 58% of responders had a response lasting 12 months.", SHARE | {"value": "58"}, OPEN),
        # those in the other state, and those whom nobody confirmed
        ("At 24 months, 36% of patients given orchardimab had died.", RATE | {"value": "36"}, OPEN),
        ("At 24 months, 64% of patients given orchardimab were alive.", RATE | {"value": "64"}, SEEN),
        ("With orchardimab, the confirmed ORR was 58% (unconfirmed, 62%).", SHARE | {"value": "62", "confirmed": "yes"}, OPEN),
        # times and numbers in words
        ("Overall survival at two years was 64% with orchardimab.", RATE | {"value": "64"}, SEEN),
        ("The two-year overall survival rate was 64% with orchardimab.", RATE | {"value": "64"}, SEEN),
        ("Overall survival at three years was 64% with orchardimab.", RATE | {"value": "64"}, APART),
        ("Twenty-four of the patients had an objective response with orchardimab.", COUNT | {"value": "4"}, NOT),
        ("Four hundred patients had an objective response with orchardimab.", COUNT | {"value": "4"}, NOT),
        ("OS rates at 12/24 months were 74%/64% with orchardimab.", RATE | {"value": "64"}, OPEN),
        ("Median OS was not reached (NR; 95% CI 22.1-NR) with orchardimab.", {"endpoint": "os", "value": "NR", "ci_lower": "22.1", "ci_upper": "NR"}, SEEN),
        ("Median OS was not reached in either arm (orchardimab or standard of care).", {"endpoint": "os", "value": "NR", "arm": "standard"}, OPEN),
    ],
)  # fmt: skip
def test_a_range_other_people_and_other_states_leave_a_value_open(
    orchard: Speaker, text: str, fields: dict[str, str], seen: tuple[str, str]
) -> None:
    found = seek(figure(orchard, **fields), of_lines(text), orchard)
    assert (found.result, found.pairing) == seen


@pytest.mark.parametrize(
    ("row", "fields", "seen"),
    [
        (("Objective response, n (%)", "116 (58)", "60 (30)"), COUNT | {"value": "58"}, APART),
        (("Objective response, n (%)", "116 (58)", "60 (30)"), COUNT | {"value": "116"}, SEEN),
        (("Objective response, n (%)", "116 (58)", "60 (30)"), SHARE | {"value": "58"}, SEEN),
        (("OS at 24 months, %", "64", "45"), RATE | {"value": "64"}, SEEN),
        (("OS at 24 months, %", "64", "45"), RATE | {"value": "64", "arm": "standard"}, APART),
        (("PD-L1 positive, ORR %", "58", "30"), SHARE | {"value": "58"}, OPEN),
    ],
)
def test_a_row_says_what_its_cells_count_and_in_whom(
    orchard: Speaker, row: tuple[str, ...], fields: dict[str, str], seen: tuple[str, str]
) -> None:
    rows = (("", "Orchardimab", "Standard of care"), row)
    text = Text([Block("Table 2", "Results", rows=rows)])
    found = seek(figure(orchard, **fields), text, orchard)
    assert (found.result, found.pairing) == seen


def test_what_is_open_is_named(orchard: Speaker) -> None:
    found = seek(figure(orchard, **SHARE, value="58"), of_lines("58% had a response."), orchard)
    assert found.where.endswith("open: which arm")


@pytest.fixture(scope="module")
def parted(example_evidence: Evidence) -> Speaker:
    """ORCHARD-1 with a part: those whose cancer had spread to the brain."""
    trial = {"trial": ORCHARD, "population": "brain", "part_of": "randomised", "line": "first"}
    values = trial | {"label": "people with spread to the brain", "analysis_set": "subset"}
    size = {"trial": ORCHARD, "population": "brain", "arm": "orchardimab", "n": "40"}
    tables = dict(example_evidence.tables)
    tables["populations"] = [*tables["populations"], Row("", 1, values)]
    tables["population_sizes"] = [*tables["population_sizes"], Row("", 1, size)]
    return Speakers(Evidence(tables)).of(ORCHARD)


OF_BRAIN = "Among 40 patients with brain metastases, the response rate was 58% with orchardimab."


@pytest.mark.parametrize(
    ("text", "of_all", "of_part"),
    [
        ("The response rate was 58% with orchardimab.", SEEN, OPEN),
        (OF_BRAIN, OPEN, SEEN),
        ("The response rate was 58% with orchardimab in patients with CNS metastases.", OPEN, SEEN),
        ("The response rate was 58% with orchardimab in patients without brain metastases.", OPEN, OPEN),
        ("The response rate was 58% with orchardimab, including patients with brain metastases.", SEEN, OPEN),
        ("The response rate was 58% overall with orchardimab and 72% in patients with brain metastases.", SEEN, OPEN),
        ("Among 61 patients, the response rate was 58% with orchardimab.", OPEN, OPEN),
        ("Among 200 patients, the response rate was 58% with orchardimab.", SEEN, OPEN),
        ("Among the patients with PD-L1, the response rate was 58% with orchardimab.", OPEN, OPEN),
        ("PFS was 3 months in patients with brain metastases. The response rate was 58% with orchardimab.", OPEN, SEEN),
        ("Of all, 40% were Asian. The response rate was 58% with orchardimab.", SEEN, OPEN),
    ],
)  # fmt: skip
def test_a_value_of_other_people_is_never_found(
    parted: Speaker, text: str, of_all: tuple[str, str], of_part: tuple[str, str]
) -> None:
    for population, seen in (("randomised", of_all), ("brain", of_part)):
        wanted = figure(parted, **SHARE, value="58", population=population)
        found = seek(wanted, of_lines("A title.\n" + text), parted)
        assert (found.result, found.pairing) == seen, population


HARM = SHARE | {"endpoint": "adverse_events", "population": "treated"}
BY_GRADE = (
    "Treatment-related adverse events of any grade were rarer (occurring in 73% vs. 90%), as were "
    "grade 3, 4, or 5 treatment-related adverse events (26% vs. 53%), with orchardimab than with standard of care."
)  # fmt: skip
IN_BRACKETS = (
    "Common adverse events with orchardimab included cytokine release syndrome (in 72% of the patients; "
    "grade 3, 0.6%; no grade 4) and neutropenia (in 70%; grade 3 or 4, 64%)."
)


@pytest.mark.parametrize(
    ("text", "fields", "is_together"),
    [
        (BY_GRADE, {"grades": "any", "attribution": "treatment_related", "value": "73"}, True),
        (BY_GRADE, {"grades": "3-5", "attribution": "treatment_related", "value": "26"}, True),
        (BY_GRADE, {"grades": "3-5", "attribution": "treatment_related", "value": "73"}, False),
        (BY_GRADE, {"grades": "any", "attribution": "treatment_related", "value": "26"}, False),
        (IN_BRACKETS, {"grades": "any", "event": "low neutrophils", "value": "70"}, True),
        (IN_BRACKETS, {"grades": "3-4", "event": "neutropenia", "value": "64"}, True),
        (IN_BRACKETS, {"grades": "3-4", "event": "neutropenia", "value": "70"}, False),
        (IN_BRACKETS, {"grades": "any", "event": "neutropenia", "value": "64"}, False),
        ("Febrile neutropenia was reported in 58% with orchardimab.", {"grades": "any", "event": "neutropenia", "value": "58"}, False),
        ("Febrile neutropenia was reported in 58% with orchardimab.", {"grades": "any", "event": "fever with low neutrophils", "value": "58"}, True),
        ("All had an adverse event of any grade with orchardimab, and 25 (69%) had a grade 3 or 4 event.", {"grades": "3-4", "value": "69"}, True),
        ("Neutropenia was seen in 2% with standard of care and in none of the patients with orchardimab.", {"grades": "any", "event": "neutropenia", "value": "0"}, True),
    ],
)  # fmt: skip
def test_a_harm_has_the_grade_that_stands_with_its_number(
    orchard: Speaker, text: str, fields: dict[str, str], is_together: bool
) -> None:
    typed = HARM | {"attribution": "not_stated"} | fields
    found = seek(figure(orchard, **typed), of_lines(text), orchard)
    assert found.result == "found_together" if is_together else found.pairing != "paired", found


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({"grades": "3-5", "attribution": "treatment_related", "value": "41"}, SEEN),
        ({"grades": "3-4", "attribution": "treatment_related", "value": "41"}, APART),
        ({"grades": "3-5", "attribution": "any", "value": "41"}, APART),
    ],
)
def test_a_harm_is_found_with_its_grade_and_its_cause(
    orchard: Speaker, fields: dict[str, str], seen: tuple[str, str]
) -> None:
    text = (
        "Treatment-related adverse events of grade 3 or higher were seen in 41% with orchardimab."
    )
    found = seek(figure(orchard, **HARM, **fields), of_lines(text), orchard)
    assert (found.result, found.pairing) == seen


def test_one_harm_never_takes_the_figure_of_another(orchard: Speaker) -> None:
    text = of_lines(
        "Grade 3 or 4 adverse events with orchardimab were neutropenia (59%), leukopenia (21%)."
    )
    typed = HARM | {"grades": "3-4", "attribution": "not_stated"}
    seen = {
        event: seek(figure(orchard, **typed, value=value, event=event), text, orchard).pairing
        for event, value in (("neutropenia", "59"), ("leukopenia", "59"), ("anaemia", "21"))
    }
    assert seen == {"neutropenia": "paired", "leukopenia": "", "anaemia": ""}


def test_a_cell_belongs_to_the_arm_above_it(orchard: Speaker) -> None:
    rows = (("", "Orchardimab", "Standard of care"), ("Response rate", "58%", "30%"))
    text = Text([Block("Table 2", "Results", rows=rows)])
    seen = {
        (arm, value): seek(figure(orchard, **SHARE, arm=arm, value=value), text, orchard).pairing
        for arm in ("orchardimab", "standard")
        for value in ("58", "30")
    }
    assert {pair for pair, pairing in seen.items() if pairing == "paired"} == {
        ("orchardimab", "58"),
        ("standard", "30"),
    }


def test_the_place_is_told_without_the_source_s_words(orchard: Speaker) -> None:
    text = of_lines("An invented trial.\nRESULTS: All was well. " + BESIDE)
    where = seek(figure(orchard, **MEDIAN), text, orchard).where
    assert re.fullmatch(r"Results, sentence 3, sign \d+, text [0-9a-f]{12}", where)
    start = int(re.search(r"sign (\d+)", where)[1])
    assert text.unified[start:].startswith("Median progression-free")


def abstracts(payloads: Payloads, evidence: Evidence) -> Iterator[tuple[tuple[str, str], Text]]:
    """Real abstracts of shipped reports."""
    reports = {row.get("pmid") or row.get("doi"): key for key, row in evidence.reports.items()}
    for name, body in sorted(payloads.read("abstracts").items()):
        key = reports.get(name.split("/")[-1].removesuffix(".txt"))
        found = re.search(
            r"(?ms)^TITLE: ([^\n]*)\nABSTRACT: (.*?)(?=--- Extracted|^# SOURCE|\Z)", body.decode()
        )
        if key and found:
            yield key, of_lines(f"{found[1]}\n{found[2]}")


def changed(estimate: Estimate, evidence: Evidence, **fields: str) -> Estimate:
    values = dict(estimate.row.values) | fields
    return Estimate(Row("", 1, values), evidence.vocabulary("endpoints")[values["endpoint"]])


def test_in_real_texts_no_changed_figure_is_found(payloads: Payloads, shipped: Project) -> None:
    """Another digit that is not printed, endpoint, arm, grade, time or group of people: never found."""
    evidence, chance, wrong, counts = check(shipped).evidence, random.Random(7), [], Counter()
    speakers = Speakers(evidence)
    for key, text in abstracts(payloads, evidence):
        speaker, own = speakers.of(key[0]), evidence.by_report[key]
        printed = {token.text for passage in text.passages for token in passage.tokens}
        for estimate in own:
            found = seek(estimate, text, speaker)
            counts[found.result, found.pairing] += 1
            if found.pairing != "paired":
                continue
            for fields in changes(estimate, own, speaker, printed, chance):
                counts["tried"] += 1
                if seek(changed(estimate, evidence, **fields), text, speaker).pairing == "paired":
                    wrong.append((estimate.id, fields))
    print(dict(counts))
    assert wrong == []
    assert counts["tried"] > 10000


SAME_IN_WORDS = {"dor": "ongoing_response", "serious_adverse_events": "adverse_events"}


def changes(
    estimate: Estimate,
    own: list[Estimate],
    speaker: Speaker,
    printed: set[str],
    chance: random.Random,
) -> Iterator[dict[str, str]]:
    """What a slip could make of a figure, and what no other figure of the report says."""
    value, people = estimate.row.get("value"), speaker.people
    says = {(e.endpoint, e.arm, e.row.get("value"), e.row.get("grades")) for e in own}
    grades = estimate.row.get("grades")
    for arm in speaker.arms:
        if (estimate.endpoint, arm, value, grades) not in says:
            yield {"arm": arm} | (
                {"comparator": estimate.arm} if arm == estimate.comparator else {}
            )
    for code in speaker.evidence.endpoints:
        is_printed = code == "os" and value == "NR"  # also printed of OS
        is_same = SAME_IN_WORDS.get(estimate.endpoint) == code
        if (code, estimate.arm, value, grades) not in says and not is_printed and not is_same:
            yield {"endpoint": code}
    for grade in ("3-4", "3-5", "5", "serious", "1-2") if grades else ():
        if (estimate.endpoint, estimate.arm, value, grade) not in says:
            yield {"grades": grade}
    for name in ("value", "ci_lower", "ci_upper"):
        mutants = sorted(set(mutated(estimate.row.get(name))) - printed)
        yield from ({name: m} for m in chance.sample(mutants, k=min(2, len(mutants))))
    if estimate.timepoint_months is not None and estimate.measure == "landmark_rate":
        yield {"timepoint": "37 months"}
    told = people.traits(estimate.trial, estimate.population)
    for population in speaker.evidence.populations_of[estimate.trial]:
        # people who are set apart by something that words name
        if people.traits(estimate.trial, population) != told:
            yield {"population": population, "n_analysed": "", "n_events": ""}


def mutated(figure: str) -> Iterator[str]:
    for place, sign in enumerate(figure):
        if sign.isdigit():
            yield from (figure[:place] + d + figure[place + 1 :] for d in "123456789" if d != sign)
