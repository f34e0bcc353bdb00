"""Found means: value, interval, endpoint and arm stand together in one passage, without doubt."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest

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


HARM = SHARE | {"endpoint": "adverse_events", "population": "treated"}


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
        found = re.search(r"(?ms)^ABSTRACT: (.*?)(?=--- Extracted|^# SOURCE|\Z)", body.decode())
        if key and found:
            yield key, of_lines(found[1])


def changed(estimate: Estimate, evidence: Evidence, **fields: str) -> Estimate:
    values = dict(estimate.row.values) | fields
    return Estimate(Row("", 1, values), evidence.vocabulary("endpoints")[values["endpoint"]])


def test_in_real_texts_no_changed_figure_is_found(payloads: Payloads, shipped: Project) -> None:
    """A digit changed to one that is not printed, another endpoint, another arm: never found."""
    evidence, chance, wrong, counts = check(shipped).evidence, random.Random(7), [], Counter()
    speakers = Speakers(evidence)
    for key, text in abstracts(payloads, evidence):
        speaker, own = speakers.of(key[0]), evidence.by_report[key]
        printed = {token.text for passage in text.passages for token in passage.tokens}
        says = {(e.endpoint, e.arm, e.row.get("value")) for e in own}
        for estimate in own:
            found = seek(estimate, text, speaker)
            counts[found.result, found.pairing] += 1
            if found.pairing != "paired":
                continue
            tries = [
                {"arm": arm} | ({"comparator": estimate.arm} if arm == estimate.comparator else {})
                for arm in speaker.arms
                if (estimate.endpoint, arm, estimate.row.get("value")) not in says
            ]
            tries += [
                {"endpoint": code}
                for code in evidence.endpoints
                if (code, estimate.arm, estimate.row.get("value")) not in says
                and not (code == "os" and estimate.row.get("value") == "NR")  # also printed of OS
            ]
            for name in ("value", "ci_lower", "ci_upper"):
                mutants = sorted(set(mutated(estimate.row.get(name))) - printed)
                tries += [{name: m} for m in chance.sample(mutants, k=min(2, len(mutants)))]
            for fields in tries:
                counts["tried"] += 1
                if seek(changed(estimate, evidence, **fields), text, speaker).pairing == "paired":
                    wrong.append((estimate.id, fields))
    print(dict(counts))
    assert wrong == []
    assert counts["tried"] > 5000


def mutated(figure: str) -> Iterator[str]:
    for place, sign in enumerate(figure):
        if sign.isdigit():
            yield from (figure[:place] + d + figure[place + 1 :] for d in "123456789" if d != sign)
