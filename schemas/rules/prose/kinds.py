"""A figure of a kind that few readers know stands in a sentence that names the kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import Page
from schemas.rules.prose.bound import bound
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule
from schemas.terms import BETTER

PROBABLE = """
os-p: {arm: a, comparator: b, endpoint: os, effect_measure: posterior_probability, value: 99.6, unit: percent, probability_of: that a is better}
"""


@rule(
    "seldom-kinds-are-named",
    "A sentence with a mean, a probability, a longest time or another seldom kind of figure says so.",
    per="page",
    good=PROBABLE + with_page("The probability with it was [[base-trial/2020-first/os-p]]."),
    bad=PROBABLE
    + with_page(
        "Some words.\nThe result with it was [[base-trial/2020-first/os-p]]. <!-- <-- here -->"
    ),
)
def seldom_kinds_are_named(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in page.sentences:
        for found in bound(sentence, evidence):
            said_as = found.e.effect.said_as
            if said_as and not re.search(said_as, sentence.said, re.IGNORECASE):
                yield page.problem(
                    found.binding.line,
                    f"[[{found.e.id}]]",
                    f"this is a {found.e.effect.name}, and the sentence does not say so.",
                    "Name the kind of figure in the same sentence.",
                )


SCORE = """
qol-a: {arm: a, endpoint: quality_of_life, effect_measure: mean_change, value: -4, unit: points, instrument: "Orchard questionnaire, 0 to 100", better: lower}
"""


@rule(
    "scores-are-named",
    "A sentence with a score names its questionnaire and says which end is better.",
    per="page",
    good=SCORE
    + with_page(
        "With it the score of the Orchard questionnaire, where lower means better, changed by [[base-trial/2020-first/qol-a]] on average."
    ),
    bad=SCORE
    + with_page(
        "Some words.\nOn average quality of life changed with it by [[base-trial/2020-first/qol-a]]. <!-- <-- here -->"
    ),
)
def scores_are_named(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in page.sentences:
        for found in bound(sentence, evidence):
            e = found.e
            if not (e.is_score and e.instrument):
                continue
            name, direction = e.instrument.partition(",")[0], BETTER.get(e.better, "")
            missing = [
                words for words in (name, direction) if words.lower() not in sentence.said.lower()
            ]
            if missing:
                yield page.problem(
                    found.binding.line,
                    f"[[{e.id}]]",
                    "a score without its questionnaire, or without the end that is better, says nothing.",
                    f"Write {' and '.join(f'“{words}”' for words in missing)} in the same sentence.",
                )
