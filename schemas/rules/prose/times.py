"""Words around a figure name its time, and no sentence tells a time that no figure has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import TIME
from schemas.problem import Problem
from schemas.prose import Page, Passage
from schemas.rules.prose.bound import Bound, bound, facts_of
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule
from schemas.units import MONTHS_PER
from schemas.wording.claims import is_denied, is_open_question
from schemas.wording.numbers import NumberWord, number_words

NEAR = 0.5  # months
IN_DIGITS = re.compile(r"\b(\d+) (year|month|week|day)s?\b")
# “the five-year report” names a report, “such as three years” gives an example
NAMES_A_LOOK = re.compile(
    r"[ -](?:[\w-]+ )?(?:report|look|update|article|analysis|data|figures?|shares?|mark|summary)\b"
)
EXAMPLE = re.compile(r"\bsuch as (?:[\w-]+ ){0,3}$", re.IGNORECASE)
OF_OUTCOME = re.compile(
    r"\b(?:live[ds]?|living|alive|surviv\w+|last(?:s|ed)?|remissions?|free|median|respon\w+|growth|relaps\w+|works?|died|dead)\b",
    re.IGNORECASE,
)
OF_LIVING = re.compile(
    r"\b(?:live[ds]?|living|alive|surviv\w+|last(?:s|ed)?|stay\w* in remission|in remission|free)\b",
    re.I,
)


def times_of(e: Estimate | None) -> set[float]:
    """Months that words about a figure may name: its time, its follow-up, what it asks for, its value."""
    if e is None:
        return set()
    found = {e.timepoint_months, e.follow_up_months}
    if e.effect.scale is TIME:
        found.add(e.value)
    for name in ("conditional_on", "event", "variant"):
        text = e.row.get(name)
        found |= {n.value for n in number_words(text) if n.kind == "time"}
        found |= {float(n) * MONTHS_PER[f"{unit}s"] for n, unit in IN_DIGITS.findall(text)}
    return {time for time in found if time}


def is_one_of(time: float | None, times: set[float]) -> bool:
    return time is not None and any(abs(time - other) <= NEAR for other in times)


@rule(
    "words-name-the-time",
    "A figure at a time stands with that time, and no sentence tells a time that no figure has.",
    per="page",
    good=with_page(
        "Alive after five years were [[base-trial/2020-first/os-a|of_100]] of the tested people (with it)."
    ),
    bad=with_page(
        "Some words.\nAlive after ten years were [[base-trial/2020-first/os-a|of_100]] of the tested people (with it). <!-- <-- here -->"
    ),
    source="CheckMate 067 (a share at five years told as that at ten)",
)
def words_name_the_time(page: Page, evidence: Evidence) -> Iterator[Problem]:
    held = {time for b in page.bindings for time in times_of(evidence.by_id.get(b.target))}
    if page.kind == "corrections":
        trial = page.name.split("/")[0]
        held = {time for e in evidence.by_trial[trial] for time in times_of(e)}
    for paragraph in page.paragraphs:
        before: float | None = None  # the time told last
        for sentence in paragraph.sentences:
            figures = bound(sentence, evidence)
            told = [n for n in sentence.numbers if n.kind == "time"]
            dated = [b for b in figures if b.e.effect.has_time_point and b.e.timepoint_months]
            yield from wrong_times(page, dated, told, before)
            yield from loose_times(page, sentence, figures, told, held, evidence)
            if told and dated:
                before = told[-1].value


def wrong_times(
    page: Page, dated: list[Bound], told: list[NumberWord], before: float | None
) -> Iterator[Problem]:
    """Figures that stand with another time than their own, or with none."""
    has_own_each = len(told) == len(dated) and len({n.value for n in told}) > 1
    for place, b in enumerate(dated):
        near = [told[place]] if has_own_each else told
        named = {n.value for n in near} if near else {before}
        if any(is_one_of(time, times_of(b.e)) for time in named):
            continue
        printed = b.e.row.get("timepoint")
        yield page.problem(
            b.binding.line,
            f"[[{b.binding.target}]]",
            f"this is the figure at {printed}"
            + (f", but it stands with “{near[0].text}”." if near else "; the words name no time."),
            "Name its time in the same sentence, or bind the figure of the time that is told.",
        )


def loose_times(
    page: Page,
    sentence: Passage,
    figures: list[Bound],
    told: list[NumberWord],
    held: set[float],
    evidence: Evidence,
) -> Iterator[Problem]:
    """Times in words that belong to no figure of the sentence; without one, to none of the page."""
    here = {time for b in figures for time in times_of(b.e)} if figures else held
    for n in told:
        if is_free(n, sentence, page, evidence):
            continue
        claims = OF_LIVING.search(sentence.said) and not figures and not sentence.is_heading
        if not figures and not OF_OUTCOME.search(sentence.said):
            continue  # how long a drug was given, how old people were
        claims = claims and page.kind != "corrections"
        if not is_one_of(n.value, here) or claims:
            yield page.problem(
                sentence.line_of(n.text),
                n.text,
                "no figure that is bound here is of this time.",
                "Bind the figure of that time in the same sentence, or leave the time out.",
            )


def is_free(n: NumberWord, sentence: Passage, page: Page, evidence: Evidence) -> bool:
    """Does it name a report, give an example or ask, or is it denied or said by a bound fact?"""
    before, after = sentence.said[: n.start], sentence.said[n.end :]
    words = re.findall(r"[a-z]+", n.text.lower())
    return bool(
        NAMES_A_LOOK.match(after)
        or EXAMPLE.search(before)
        or is_open_question(sentence.said)
        or is_denied(before, after)
        or page.kind == "glossary"
        or any(all(word in fact for word in words) for fact in facts_of(sentence, evidence))
    )
