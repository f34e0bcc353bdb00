"""Words that tell what people are: who died, whose cancer grew, who responded, who was harmed."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from schemas.endpoints import CAUSE_SPECIFIC_SURVIVAL, OVERALL_SURVIVAL
from schemas.estimate import Estimate
from schemas.prose import MARK
from schemas.wording import NAMED_SURVIVAL

DEATH, GROWTH, RESPONSE, HARM = "death", "growth", "response", "harm"
# words of people with the event (for responses and harms: with it), and of those without
WITH = {
    DEATH: r"died|dead|deaths?(?! (?:from|of|by|as|counted))|dying",
    GROWTH: r"grew|(?<!cells )grown?|growth|growing|progress\w*|relaps\w*|c[ao]me back|returned|new treatment|begun|began|started|bad signs?|transform\w*|died",
    RESPONSE: r"shrank|shrunk|shrinks?|shrinkage|fell|respon\w+|remissions?|disappeared|no longer be seen|no sign of",
    HARM: r"side effects?|harm(?:s|ed)?|adverse|toxicit\w+|inflammation|infections?|died of|deaths?|died|stopped|neutropenia|low white|severe|serious|syndrome|confusion",
}  # fmt: skip
WITHOUT = {
    DEATH: r"did not|alive|lived|living|surviv(?:ed|ing)|still with us",
    GROWTH: r"did not|(?:still )?lasted|lasting|ongoing|still in response|alive|in remission|controlled|stable|growth-free|progression-free|relapse-free|event-free|disease-free",
    RESPONSE: r"did not|had none|resisted|did not change|unchanged",
    HARM: r"did not|had none|spared|unharmed",
}  # fmt: skip
NEGATED = re.compile(
    rf"(?:\b(?:not|no|never|without(?! (?:it|them|the treatment)\b)|nobody|none|neither|free of|had no)\b|n['’]t\b)[^.;:,{MARK}]{{0,14}}$",
    re.I,
)
NOT_ONLY = re.compile(r"\bnot only\b", re.IGNORECASE)
OF_OTHERS = ("pd", "sd", "not_evaluable", "mrd_negativity", "dcr", "cbr", "intracranial_dcr", "intracranial_cbr", "ttr")  # fmt: skip


class State(NamedTuple):
    """Words of a state, and whether they are of people with the event."""

    start: int
    end: int
    text: str
    is_event: bool


def subject_of(e: Estimate) -> str:
    """Which words may tell the state that a figure counts; empty where none are listed."""
    if e.endpoint in OF_OTHERS:
        return ""
    if e.endpoint in (OVERALL_SURVIVAL, CAUSE_SPECIFIC_SURVIVAL):
        return DEATH
    return {"response": RESPONSE, "harm": HARM, "survival": GROWTH, "duration": GROWTH}.get(
        e.family, ""
    )


@cache
def states(text: str, subject: str) -> tuple[State, ...]:
    """Words of states of one subject, in order. Names of endpoints say nothing of people."""
    plain = NAMES.sub(lambda match: " " * len(match.group()), text)
    found = []
    for is_event, words in ((True, WITH), (False, WITHOUT)):
        for match in re.finditer(rf"(?<![\w-])(?:{words[subject]})(?!\w)", plain, re.IGNORECASE):
            before = NOT_ONLY.sub(" ", plain[max(0, match.start() - 40) : match.start()])
            found.append(
                State(*match.span(), match.group(), is_event != bool(NEGATED.search(before)))
            )
    return tuple(sorted(found))


NAMES = re.compile(
    rf"\boverall survival\b|\bresponse rates?\b|\bduration of response\b|{NAMED_SURVIVAL.pattern.removesuffix('|')}",
    re.IGNORECASE,
)


def counts_event(e: Estimate, transform: str) -> bool | None:
    """Is the number of people with the event, as bound; None where it counts nobody's state."""
    if not e.states[0] or e.is_contrast or transform not in SHARES:
        return None
    return (e.counts == "event") != (transform == "complement")


SHARES = ("as_printed", "rounded", "of_100", "complement", "in_words", "as_part", "counts")
