"""Words around a figure name its trial, its report where a later one differs, and what it measured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import Page, Passage
from schemas.rules.prose.bound import bound
from schemas.rules.prose.states import DEATH, GROWTH, HARM, RESPONSE, states, subject_of
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule

WORDS_OF = {
    DEATH: "living or dying",
    GROWTH: "growth or its absence",
    RESPONSE: "shrinkage or response",
    HARM: "harm",
}


@rule(
    "words-name-the-trial",
    "A figure never stands with the name of another trial, nor after the figures of another without its own.",
    per="page",
    good=with_page(
        "In BASE, alive at five years were [[base-trial/2020-first/os-a|of_100]] of the tested people (with it)."
    ),
    bad="trial other-trial: {name: OTHER}"
    + with_page(
        "Some words.\nIn OTHER, alive at five years were [[base-trial/2020-first/os-a|of_100]] of the tested people (with it). <!-- <-- here -->"
    ),
)
def words_name_the_trial(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for paragraph in page.paragraphs:
        last: set[str] = set()
        for sentence in paragraph.sentences:
            found = evidence.trial_names.findall(sentence.said)
            named = {trial for name in found for trial in evidence.trials_by_name[name]}
            figures = bound(sentence, evidence)
            for b in figures:
                is_known = (
                    not last or b.e.trial in last or names_a_drug_of(b.e.trial, sentence, evidence)
                )
                if b.e.trial in named or (not named and is_known):
                    continue
                name = evidence.trials[b.e.trial].get("name")
                yield page.problem(
                    b.binding.line,
                    f"[[{b.binding.target}]]",
                    f"this is a figure of {name}, but the words speak of "
                    + (" and ".join(sorted(set(found))) if named else "the trial told before")
                    + ".",
                    "Name its trial in the same sentence, or bind a figure of the trial that is named.",
                )
            last = named or {b.e.trial for b in figures} or last


def names_a_drug_of(trial: str, sentence: Passage, evidence: Evidence) -> bool:
    drugs = {code for row in evidence.arms_in[trial].values() for code in row.list("drugs")}
    named = evidence.drug_names.findall(sentence.said)
    return any(evidence.drugs_by_name[name.lower()] in drugs for name in named)


@rule(
    "words-name-the-endpoint",
    "A figure stands with words of what it measured: living, growth, response or harm.",
    per="page",
    good=with_page(
        "Alive at five years were [[base-trial/2020-first/os-a|of_100]] of the tested people (with it)."
    ),
    bad=with_page(
        "Some words.\nThe cancer shrank by five years in [[base-trial/2020-first/os-a|of_100]] of the tested people (with it). <!-- <-- here -->"
    ),
    source="FDA guidance on cancer trial endpoints 2018",
)
def words_name_the_endpoint(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in page.sentences:
        figures = [b for b in bound(sentence, evidence) if subject_of(b.e)]
        told = {subject for subject in WORDS_OF if figures and states(sentence.said, subject)}
        for b in figures:
            own = {subject_of(b.e)} | ({RESPONSE} if b.e.family == "duration" else set())
            if told and not own & told:
                yield page.problem(
                    b.binding.line,
                    f"[[{b.binding.target}]]",
                    f"it measured {evidence.vocabulary('endpoints')[b.e.endpoint].get('name')}, "
                    f"but the words speak of {' and '.join(sorted(WORDS_OF[one] for one in told))}.",
                    "Say what it measured, or bind a figure of what is said.",
                )


NAMES_A_LOOK = re.compile(
    r"\b(?:reports?|reported|looks?|looked|update[ds]?|analys[ie]s|article|label|congress|registry|abstract|earlier|then)\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
TWO_LOOKS = """
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 60, unit: percent}
report 2022-second: {data_cutoff: 2021-12-31, follow_up: 44 months, seen_at: ["https://example.org/b"], estimates: {orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 64, unit: percent}}}
"""


@rule(
    "words-name-an-earlier-look",
    "A figure that a later report of the same people gives otherwise stands with words of its report, or of the later one.",
    per="page",
    good=TWO_LOOKS
    + with_page(
        "In the first report [[base-trial/2020-first/orr-a|of_100]] of the tested people (with it) responded."
    ),
    bad=TWO_LOOKS
    + with_page(
        "Some words.\nWith it [[base-trial/2020-first/orr-a|of_100]] of the tested people responded. <!-- <-- here -->"
    ),
    source="Cochrane Handbook 5.2.1 (several reports of one study)",
)
def words_name_an_earlier_look(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for paragraph in page.paragraphs:
        told = {binding.target for binding in paragraph.bindings}
        for sentence in paragraph.sentences:
            if NAMES_A_LOOK.search(sentence.said):
                continue
            for b in bound(sentence, evidence):
                later = evidence.later_look(b.e)
                if later is not None and later.id not in told:
                    yield page.problem(
                        b.binding.line,
                        f"[[{b.binding.target}]]",
                        f"{later.report} looked later at the same people and gives {later.row.get('value')}, not {b.e.row.get('value')}.",
                        f"Bind {later.id}, or say by which report, or when, this figure was counted.",
                    )
