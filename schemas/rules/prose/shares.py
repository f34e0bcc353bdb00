"""Words around a number of people say which people it counts."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import Page
from schemas.rules.prose.bound import Bound, bound
from schemas.rules.prose.states import (
    DEATH,
    GROWTH,
    HARM,
    RESPONSE,
    State,
    counts_event,
    states,
    subject_of,
)
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule


@rule(
    "words-name-the-state",
    "“Alive”, “died”, “responded” stand with the number of just those people, not with that of the others.",
    per="page",
    good=with_page(
        "Alive at five years were [[base-trial/2020-first/os-a|of_100]] people given a; "
        "[[base-trial/2020-first/os-a|complement]] had died by then."
    ),
    bad=with_page(
        "Some words.\nAfter five years [[base-trial/2020-first/os-a|complement]] given a were alive. <!-- <-- here -->"
    ),
    source="Moxey et al. 2003 (people read “alive” and “died” as different facts)",
)
def words_name_the_state(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for paragraph in page.paragraphs:
        last: dict[str, bool] = {}
        for sentence in paragraph.sentences:
            figures = bound(sentence, evidence)
            for subject in (DEATH, GROWTH, RESPONSE, HARM):
                own = [b for b in figures if subject_of(b.e) == subject]
                told = states(sentence.said, subject)
                for b in own:
                    counted = counts_event(b.e, b.binding.transform)
                    if counted is None:
                        continue
                    said = nearest_state(b, told, own)
                    is_event = said.is_event if said else last.get(subject)
                    if is_event is None and b.e.is_timed:
                        yield page.problem(
                            b.binding.line,
                            f"[[{b.binding.target}|{b.binding.transform}]]",
                            f"it counts people of whom it is true: {b.e.states[counted != (b.e.counts == 'event')]}. The words do not say so.",
                            "Say in the same sentence what these people are, such as alive.",
                        )
                    elif is_event not in (None, counted):
                        words = f"“{said.text}”" if said else "the sentence before"
                        is_own = counted == (b.e.counts == "event")
                        yield page.problem(
                            b.binding.line,
                            f"[[{b.binding.target}|{b.binding.transform}]]",
                            f"it counts people of whom it is true: {b.e.states[0 if is_own else 1]}. But {words} says the other.",
                            "Bind it with |of_100 for those counted, |complement for all others; or mend the words.",
                        )
                if told and own:
                    last[subject] = told[-1].is_event


def nearest_state(b: Bound, told: list[State], figures: list[Bound]) -> State | None:
    """The state that a sentence tells of a binding: the one all agree on, else the nearest after it
    and before the next binding, else the nearest before it.
    """
    if not told or len({state.is_event for state in told}) == 1:
        return told[0] if told else None
    if len(told) == len(figures):  # one each, in order
        return told[figures.index(b)]
    ends = [other.at for other in figures if other.at > b.at]
    after = [s for s in told if b.at < s.start < min(ends, default=10**6)]
    before = [s for s in told if s.end <= b.at]
    return after[0] if after else before[-1] if before else told[0]
