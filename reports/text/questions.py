"""What families ask, in the order in which they ask it, and the words for each answer."""

from __future__ import annotations

from dataclasses import dataclass

from reports.published import Figure
from schemas.terms import BETTER, GRADES_IN_SHORT, NOT_STATED, QUESTION


@dataclass(frozen=True)
class Question:
    """One column and one section of a page."""

    code: str
    chip: str
    title: str
    column: str
    usual: str  # the state that the column's name already tells
    yes: str = ""  # short words for both halves, where the column's usual state is counted
    no: str = ""
    pictures: tuple[str, ...] = ()  # the pictures that these words fit


QUESTIONS = {
    q.code: q
    for q in (
        Question("shrink", "Shrink", "Does it shrink?", "Shrank", "responded", "shrank", "did not"),
        Question(
            "gone", "", "Is nothing left to see?", "Nothing left to see", "",
            "nothing left to see", "still seen", ("complete",),
        ),
        Question(
            "last", "Last", "Does it last?", "Alive, no growth", "alive without growth of the cancer",
            "alive, no growth", "growth or death",
        ),
        Question("live", "Live", "Do people live longer?", "Alive", "alive", "alive", "had died"),
        Question("brain", "Brain", "And in the brain?", "Brain", ""),
        Question("harm", "Harm", "What harm came?", "Severe harm", "", "severe harm", "none severe", ("harm",)),
    )
}  # fmt: skip
assert list(QUESTIONS) == list(QUESTION)  # the codes that the vocabulary may hold

CAUSES = {
    "any": "any cause", "treatment_related": "caused by treatment",
    "immune_related": "caused by the immune system", NOT_STATED: "cause not stated",
}  # fmt: skip


def state_in_cell(f: Figure, question: str) -> str:
    """The state of a share where the name of its column does not tell it; else nothing."""
    if question == "harm":
        what = "" if f.endpoint == "adverse_events" else f"{f.endpoint_name}; "
        return f"{what}{GRADES_IN_SHORT[f.grades]}, {CAUSES[f.attribution]}"
    if f.family == "response":
        is_usual = question != "brain" and (f.endpoint == "orr" or f.picture == "complete")
        return "" if is_usual else lower_first(f.heading or f.endpoint_name)
    return "" if f.state == QUESTIONS[question].usual else (f.state or f.endpoint_name)


def short_state(f: Figure) -> str:
    """Words for the people whom a share counts, as they stand beside a picture."""
    return _short_states(f)[0]


def short_other_state(f: Figure) -> str:
    """Words for all others."""
    return _short_states(f)[1]


def _short_states(f: Figure) -> tuple[str, str]:
    for own in QUESTIONS.values():
        if own.yes and (f.state == own.usual or f.picture in own.pictures):
            if f.family != "harm" or f.endpoint == "adverse_events":
                return own.yes, own.no
    if f.family == "harm":
        return lower_first(f.heading or f.endpoint_name), "without"
    if f.family == "response":
        return lower_first(f.heading or f.endpoint_name), "did not"
    return f.state or "", f.other_state or ""


USUAL_EVENTS = {"had seen the cancer grow, or died": "had growth or died"}


def by_when(f: Figure) -> str:
    """``half had died by``: what a median says, without its number."""
    event = f.event_words or "had the event"
    return f"half {USUAL_EVENTS.get(event, event.replace(', or died', ' or died'))} by"


def lower_first(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def explained(f: Figure) -> str:
    """What its kind of figure says, in the words of its own state where there are some."""
    if f.effect_measure == "median" and f.event_words:
        return f"the time by which {by_when(f).removesuffix(' by')}"
    if f.effect_measure == "landmark_rate" and f.state:
        who = f.state if f.state.startswith("had ") else f"were {f.state}"
        return f"the estimated share of people who {who} then, whatever happened to those followed for less"
    direction = BETTER.get(f.better) if f.measure.is_score(f.unit) else None
    return "; ".join(filter(None, (f.measure.explained, direction)))
