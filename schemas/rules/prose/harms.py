"""Words around the figure of a harm say which harm, how severe, and who judged its cause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from schemas.evidence import Evidence
from schemas.problem import WARNING, Problem
from schemas.prose import Page, Passage
from schemas.rules.prose.bound import Bound, bound
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule

BY_TREATMENT = re.compile(
    r"\b(?:caused by|because of|due to|from|of|related to|blamed on) (?:the |their |its )?(?:treatments?|drugs?|radiation|therapy|medicines?)\b"
    r"|\btreatment-related\b",
    re.IGNORECASE,
)
BY_IMMUNE_SYSTEM = re.compile(r"\bimmune\b", re.IGNORECASE)
WHATEVER_CAUSE = re.compile(
    r"\b(?:any|whatever the|all|every) causes?\b|\bwhatever caused\b", re.IGNORECASE
)
# attribution → words that say so
CAUSES = {
    "treatment_related": BY_TREATMENT,
    "immune_related": BY_IMMUNE_SYSTEM,
    "any": WHATEVER_CAUSE,
}
SAYS = {
    "treatment_related": "those judged to be caused by treatment",
    "immune_related": "those of the immune system",
    "any": "those from any cause",
}
WRITE = {
    "treatment_related": "caused by treatment",
    "immune_related": "of the immune system",
    "any": "from any cause",
}
SEVERE = re.compile(r"\bsever(?:e|ely|est)\b|\bgrades? [3-5]\b|\bdied\b|\bdeaths?\b", re.IGNORECASE)
SERIOUS = re.compile(r"\bserious\b", re.IGNORECASE)
GRADES = re.compile(
    r"\bgrades? (?P<low>[1-5])(?P<more> or (?:higher|more|above|worse))?(?:(?: or| to|-|–) (?P<high>[1-5]))?",
    re.IGNORECASE,
)
MILD = ("1", "1-2", "2", "2-5", "any")
EACH_HARM = ("adverse_events", "serious_adverse_events")  # all harms, or the one that is named
FRAGMENT = """
ae-a: {arm: a, endpoint: adverse_events, effect_measure: proportion, value: 30, unit: percent, attribution: treatment_related, grades: 3-4}
"""


@rule(
    "words-name-the-harm",
    "The figure of a harm stands with words of its cause and grade, and of the one harm that it counts.",
    per="page",
    good=FRAGMENT
    + with_page(
        "In [[base-trial/2020-first/ae-a|of_100]] of the tested people (with it) severe side effects caused by treatment were seen."
    ),
    bad=FRAGMENT
    + with_page(
        "Some words.\nIn [[base-trial/2020-first/ae-a|of_100]] of the tested people (with it) severe side effects from any cause were seen. <!-- <-- here -->"
    ),
    source="CONSORT Harms 2022; IPDAS criteria (equal detail for benefit and harm)",
)
def words_name_the_harm(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in page.sentences:
        for figures, words in told_alike(sentence, evidence):
            for what, todo in faults(figures[0], words):
                b = figures[0]
                yield page.problem(b.binding.line, f"[[{b.binding.target}]]", what, todo)


def told_alike(sentence: Passage, evidence: Evidence) -> Iterator[tuple[list[Bound], str]]:
    """Harms of one kind that follow one another, and the words up to those of another kind."""
    harms = [b for b in bound(sentence, evidence) if b.e.family == "harm"]
    runs = [list(run) for _, run in groupby(harms, key=_kind)]
    start = 0
    for place, run in enumerate(runs):
        end = runs[place + 1][0].at if place + 1 < len(runs) else len(sentence.said)
        clause = re.match(r"[^;.]*", sentence.said[run[-1].at : end])
        yield run, sentence.said[start : run[-1].at] + (clause.group() if clause else "")
        start = run[-1].at


def _kind(b: Bound) -> tuple[str, ...]:
    get = b.e.row.get
    return b.e.endpoint, get("event"), get("attribution"), get("grades")


def faults(b: Bound, words: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the words of a figure, and what to write."""
    get = b.e.row.get
    event, cause, grades = get("event"), get("attribution"), get("grades")
    if event and not _is_named(event, words):
        yield f"this counts one harm, {event}, which the words do not name.", "Name it."
    if b.e.endpoint not in EACH_HARM:
        return
    if not event and (claimed := _claimed(words)) and cause not in claimed:
        yield (
            f"the words say {' and '.join(SAYS[one] for one in claimed)}; the figure does not.",
            "Say what the figure counts.",
        )
    told = GRADES.search(words)
    if told and grades not in _fitting(told):
        yield (
            f"the words say “{told.group()}”; the figure counts {_grade(grades)}.",
            "Say the grades that it counts.",
        )
    elif grades in MILD and (found := SEVERE.search(words) or SERIOUS.search(words)):
        yield (
            f"the words say “{found.group()}”; the figure counts {_grade(grades)}.",
            "Leave it out, or bind the figure of severe harms.",
        )
    elif grades not in (*MILD, "not_stated", "serious") and not SEVERE.search(words):
        yield f"it counts {_grade(grades)} only, and the words do not say so.", "Write “severe”."
    elif grades == "serious" and not SERIOUS.search(words):
        yield "it counts serious harms only, and the words do not say so.", "Write “serious”."


@rule(
    "words-name-the-cause",
    "The figure of all harms stands with words of who was blamed: treatment, or any cause.",
    per="page",
    level=WARNING,
    good=FRAGMENT
    + with_page(
        "In [[base-trial/2020-first/ae-a|of_100]] of the tested people (with it) severe side effects caused by treatment were seen."
    ),
    bad=FRAGMENT
    + with_page(
        "Some words.\nIn [[base-trial/2020-first/ae-a|of_100]] of the tested people (with it) severe side effects were seen. <!-- <-- here -->"
    ),
    source="CONSORT Harms 2022 (attribution of harms)",
)
def words_name_the_cause(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in page.sentences:
        for figures, words in told_alike(sentence, evidence):
            b, cause = figures[0], figures[0].e.row.get("attribution")
            is_of_all = b.e.endpoint in EACH_HARM and not b.e.row.get("event")
            if is_of_all and cause in CAUSES and not _claimed(words):
                yield page.problem(
                    b.binding.line,
                    f"[[{b.binding.target}]]",
                    f"its harms are {SAYS[cause]}, and the words do not say so.",
                    f"Write “{WRITE[cause]}”.",
                )


def _claimed(words: str) -> list[str]:
    """Causes that the words tell."""
    return [cause for cause, pattern in CAUSES.items() if pattern.search(words)]


def _grade(grades: str) -> str:
    return {"any": "all grades", "serious": "serious harms", "not_stated": "grades that are not stated"}.get(grades, f"grade {grades}")  # fmt: skip


def _fitting(told: re.Match[str]) -> tuple[str, ...]:
    """Codes of grades that the words may mean."""
    low, high = told["low"], told["high"]
    if told["more"]:
        return (f"{low}-5",)
    return (f"{low}-{high}",) if high else (low,)


def _is_named(event: str, words: str) -> bool:
    """Is any long word of the event's name, by its stem, among the words?"""
    stems = [word[:5] for word in re.findall(r"[a-z]{4,}", event.lower())]
    return not stems or any(stem in words.lower() for stem in stems)
