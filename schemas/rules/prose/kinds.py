"""Words around a figure say of what kind it is: a median, a score, a bound, a kind that few know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.evidence import Evidence
from schemas.measures import TIME
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


HALF = re.compile(r"\b(?:half|medians?|middle)\b", re.IGNORECASE)


@rule(
    "medians-are-said-as-halves",
    "A median time is said as the time of half of the people, not as how long people lived.",
    per="page",
    good="pfs-m: {arm: a, endpoint: pfs, effect_measure: median, value: 20, unit: months}"
    + with_page(
        "Half of the tested people (with it) were without growth for [[base-trial/2020-first/pfs-m]]."
    ),
    bad="os-m: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}"
    + with_page(
        "Some words.\nThe tested people (with it) lived for [[base-trial/2020-first/os-m]]. <!-- <-- here -->"
    ),
    source="Gould 1985 (the median is not the message)",
)
def medians_are_said_as_halves(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for paragraph in page.paragraphs:
        is_said = False
        for sentence in paragraph.sentences:
            is_said |= bool(HALF.search(sentence.said))
            for b in bound(sentence, evidence):
                is_time = b.e.measure == "median" and b.e.effect.scale is TIME
                if is_time and b.binding.transform == "as_printed" and not is_said:
                    yield page.problem(
                        b.binding.line,
                        f"[[{b.binding.target}]]",
                        "this is the time by which half of the people had the event, and the words do not say so.",
                        "Write “half of the people had died after …”, or what it was that half had.",
                    )


BOUNDED = re.compile(
    r"\b(at least|up to|at most|as (?:many|much|long) as|no (?:more|fewer|less|longer) than|(?:more|longer|fewer|less) than|beyond|under) $",
    re.IGNORECASE,
)


@rule(
    "words-before-a-figure-leave-it-as-it-is",
    "“At least”, “up to” or “more than” stand only before a figure that is printed with such a sign.",
    per="page",
    good=with_page(
        "Alive at five years were [[base-trial/2020-first/os-a|of_100]] of the tested people (with it)."
    ),
    bad=with_page(
        "Some words.\nAlive at five years were up to [[base-trial/2020-first/os-a|of_100]] of the tested people (with it). <!-- <-- here -->"
    ),
)
def words_before_a_figure(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in page.sentences:
        for b in bound(sentence, evidence):
            found = BOUNDED.search(sentence.said[: b.at])
            if found and b.e.is_exact and b.binding.transform not in ("interval", "follow_up"):
                yield page.problem(
                    b.binding.line,
                    f"[[{b.binding.target}]]",
                    f"“{found[1]}” makes another figure of it.",
                    "Leave the words out.",
                )
