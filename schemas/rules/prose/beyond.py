"""Words that say more than a figure measured: that nothing was left, that people died, stopped or lived."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from schemas.endpoints import CAUSE_SPECIFIC_SURVIVAL, OVERALL_SURVIVAL
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import MARK, Page
from schemas.rules.prose.bound import bound
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule
from schemas.wording.claims import claims

_WORDS = ("conditional_on", "event", "variant", "population")


class More(NamedTuple):
    """What words claim, of which figures they may be said to claim it, and which can bear it."""

    pattern: re.Pattern[str]
    is_of: Callable[[Estimate], bool]
    bears: Callable[[Estimate], bool]
    what: str


def _says(e: Estimate, *stems: str) -> bool:
    """Does the name of its endpoint, or a word with which it was entered, hold one of these?"""
    name = e.defined_by.get("name") if e.defined_by is not None else ""
    words = [name, *(e.row.get(column) for column in _WORDS)]
    return any(stem in text.lower() for text in words for stem in stems)


def _is_of_none_left(e: Estimate) -> bool:
    is_asked = e.defined_by is not None and e.defined_by.get("question") == "gone"
    return is_asked or e.whom == "complete_responders" or _says(e, "complete", "remission")


def _is_of_death(e: Estimate) -> bool:
    is_fatal = e.row.get("grades") == "5" or _says(e, "death", "died", "fatal")
    return e.family == "survival" or is_fatal


def _is_of_life(e: Estimate) -> bool:
    return e.endpoint in (OVERALL_SURVIVAL, CAUSE_SPECIFIC_SURVIVAL)


def _pattern(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


MORE = (
    More(
        _pattern(  # “shrank, or could no longer be seen” is the response itself
            r"(?<!\bor )(?<!\bor a )\bcomplete (?:respon\w+|remissions?)\b",
            r"(?<!\bor )(?<!\bor had )\b(?:nothing|no (?:sign|trace|cancer|tumours?|melanoma|lymphoma|leukaemia|myeloma)(?: of (?:it|the cancer|cancer))?) (?:was |were |had been )?(?:left|found|seen|to be seen|to see)\b",
            r"(?<!\bor )\b(?:disappeared|vanished|melted away|went away|gone away)\b(?! (?:partly|in part))",
            r"\b(?:cancer|tumours?|it) (?:was|were|had) (?:all )?gone\b",
            r"\b(?:rid|clear) of (?:the )?(?:cancer|tumours?|disease)\b",
        ),
        lambda e: e.family == "response",
        _is_of_none_left,
        "nothing was left to see",
    ),
    More(
        _pattern(r"\b(?:died (?:of|from|because)|deaths? (?:from|of|because)|killed|fatal\w*)\b"),
        lambda e: e.family == "harm",
        _is_of_death,
        "people died",
    ),
    More(
        _pattern(r"\b(?:had to (?:stop|give up)|stopped (?:because|taking|treatment|it|the)|gave up (?:treatment|the)|discontinu\w+)\b"),
        lambda e: e.family == "harm",
        lambda e: _says(e, "stop", "discontinu"),
        "people stopped treatment",
    ),
    More(
        _pattern(r"\b(?:hospital\w*|intensive care)\b"),
        lambda e: e.family == "harm",
        lambda e: _says(e, "hospital", "intensive", "serious"),
        "people went to hospital",
    ),
    More(
        _pattern(r"\b(?:lasting|permanent|irreversible|life-long) (?:\w+ )?(?:side effects?|harms?|damage)\b"),
        lambda e: e.family == "harm",
        lambda e: _says(e, "lasting", "permanent", "irreversible", "life-long"),
        "harm lasted",
    ),
    More(
        _pattern(r"\b(?:alive|living|lived on|survived)\b(?! without)"),
        lambda e: e.endpoint == CAUSE_SPECIFIC_SURVIVAL,
        lambda e: e.endpoint != CAUSE_SPECIFIC_SURVIVAL,
        "people were alive",
    ),
    More(
        _pattern(r"\bdied of (?:melanoma|myeloma|lymphoma|(?:the|their|this) (?:cancer|disease)|\w+ cancer)\b"),
        lambda e: e.endpoint == OVERALL_SURVIVAL,
        lambda e: e.endpoint != OVERALL_SURVIVAL,
        "people died of one cause",
    ),
    More(
        _pattern(r"\balive (?:and )?without\b", r"\bgrowth or (?:had )?(?:death|died)\b", r"\bgrow(?:n|th)?,? or (?:had )?died\b"),
        lambda e: e.event_includes == "no_death",
        lambda e: e.event_includes != "no_death",
        "death counts",
    ),
    More(
        _pattern(r"\b(?:life|lives|lived longer)\b(?! without)(?! free)"),
        lambda e: e.family == "survival" and not _is_of_life(e),
        lambda e: _is_of_life(e) or e.family == "wellbeing",
        "people lived so long",
    ),
    More(
        _pattern(r"(?<!time )\b(?:without (?:growth|progression|relapse)|(?:growth|progression|relapse)-free)\b"),
        lambda e: e.endpoint == OVERALL_SURVIVAL,
        lambda e: e.is_timed and not _is_of_life(e),
        "the cancer had not grown",
    ),
    More(
        _pattern(r"\b(?:after|since|from|following) (?:\w+ ){0,2}?(?:diagnosis|surgery|operation|(?:treatment|therapy) (?:had )?(?:ended|stopped)|end of (?:the )?treatment)\b"),
        lambda e: e.is_timed and e.timepoint_months is not None,
        lambda e: _says(e, "diagnos", "surg", "operat", "ended", "stopp", "end of"),
        "time was counted from then",
    ),
    More(
        _pattern(r"\b(?:good|better|normal|full) (?:quality of )?li(?:fe|ves)\b"),
        lambda e: e.family != "wellbeing",
        lambda e: e.family == "wellbeing",
        "people felt well",
    ),
    More(
        _pattern(r"\b(?:without|needed no|had no) (?:further|more|any other|other|another|new|any more) (?:treatment|therapy|drugs?)\b"),
        lambda e: e.family in ("survival", "response", "duration"),
        lambda e: _says(e, "next treatment", "treatment-free", "event-free", "without further", "no further"),
        "no other treatment was needed",
    ),
    More(
        _pattern(r"\b(?:that|which|and) (?:have |has |had )?lasted\b(?! (?:at least )?\ue000)", r"\blasting (?:respon\w+|remissions?)\b"),
        lambda e: e.family == "response",
        lambda e: e.family in ("duration", "survival") or _says(e, "held", "ongoing", "durable"),
        "responses lasted",
    ),
    More(
        _pattern(r"\b(?:of|among) (?:all |the |those )*(?:people |those )?who (?:had )?responded\b"),
        lambda e: e.family in ("response", "survival", "harm"),
        lambda e: e.whom in ("responders", "complete_responders") or bool(e.row.get("conditional_on")) or "respon" in e.population,
        "only people who responded are counted",
    ),
)  # fmt: skip


def claimed(words: str, figures: Collection[Estimate]) -> Iterator[tuple[str, str, Estimate]]:
    """(words, what they claim, the figure that cannot bear it) of a sentence with these figures."""
    for one in MORE:
        told = list(claims(words, one.pattern))
        own = [e for e in figures if one.is_of(e)] if told else []
        if own and not any(one.bears(e) for e in figures):
            for claim in told:
                yield claim.text.replace(MARK, "…"), one.what, own[0]


@rule(
    "words-claim-no-more-than-was-measured",
    "“Complete response”, “died of”, “stopped”, “alive” stand with figures of just that.",
    per="page",
    good="cr-a: {arm: a, endpoint: cr, effect_measure: proportion, value: 20, unit: percent}"
    + with_page(
        "A complete response came in [[base-trial/2020-first/cr-a|of_100]] of the tested people (with it)."
    ),
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 60, unit: percent}"
    + with_page(
        "Some words.\nA complete response came in [[base-trial/2020-first/orr-a|of_100]] of the tested people (with it). <!-- <-- here -->"
    ),
    source="RECIST 1.1 (a response is not a complete response)",
)
def words_claim_no_more(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in page.sentences:
        figures = bound(sentence, evidence)
        for text, what, e in claimed(sentence.said, [b.e for b in figures]):
            name = evidence.vocabulary("endpoints")[e.endpoint].get("name")
            b = next(b for b in figures if b.e is e)
            yield page.problem(
                b.binding.line,
                f"[[{b.binding.target}]]",
                f"“{text}” says that {what}; this measured {name}.",
                "Say what it measured, or bind a figure of what is said.",
            )
