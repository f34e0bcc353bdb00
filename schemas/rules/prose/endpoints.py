"""Words around a figure name its trial and speak of what it measured."""

from __future__ import annotations

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
    drugs = {
        code for (t, _), row in evidence.arms.items() if t == trial for code in row.list("drugs")
    }
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
