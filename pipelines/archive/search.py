"""Is a figure in a text? Found means: value, ends, endpoint and arm stand together without doubt.

Where a passage holds several values, arms, endpoints or times, they are paired only by what leaves
no doubt: one directly beside the other, or two lists of the same length in one order. What cannot
be paired stays open; digits alone are told as digits alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines.archive.beside import open_about
from pipelines.archive.figures_in_text import APART, GOING_ON, NOT_FOUND, TOGETHER, look_for, unify
from pipelines.archive.harms import event_before, harm_fits, is_told_as_harm
from pipelines.archive.mentions import UNKNOWN, Mention, Speaker
from pipelines.archive.pairing import (
    BOTH,
    direction,
    is_of_each,
    none_of,
    of_cell,
    one_of,
    paired,
    preceding,
)
from pipelines.archive.posted_words import judges_in
from pipelines.archive.printed_values import NONE, PERCENT, PLAIN, Time, Value, runs
from pipelines.archive.texts import BAR, SHORT, Excerpt, Passage, Text
from schemas.estimate import Estimate
from schemas.measures import MEASURES, RATIO
from schemas.terms import NOT_REACHED
from schemas.terms import OPEN as OPEN_ENDS

PAIRED, OPEN = "paired", "open"
NOT_JUDGED = "not_judged"
SAME_TIME = 0.51  # months
_RATIO = {m.code: re.compile(m.printed_as) for m in MEASURES.values() if m.printed_as}
_ANY_RATIO = re.compile("|".join(f"(?:{p.pattern})" for p in _RATIO.values()))
_SERIOUS = {"adverse_events", "serious_adverse_events"}
# a share whose response holds at a time is told as responses that go on then
_SAID_AS = {("dor", "landmark_rate"): "ongoing_response"}
_DIFFERENCE = re.compile(r"\bdifferences?\b", re.IGNORECASE)
_MEAN = re.compile(r"\bmean\b|\brange\b|\bmaximum\b", re.IGNORECASE)
_MEDIAN = re.compile(r"\bmedians?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """What came of looking for one figure in one text."""

    result: str
    pairing: str = ""
    where: str = ""  # with what is open, or what is not there


@dataclass(frozen=True)
class Verdict:
    """What one passage says of a figure that it prints. ``open_for``: what words do not settle."""

    open_for: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        return not self.open_for


def seek(estimate: Estimate, text: Text, speaker: Speaker) -> Seen:
    """Look for a figure in all passages; the best that any of them gives."""
    if text.numbers.isdisjoint(_plain(figure) for figure in estimate.typed):
        if not any(figure in (*OPEN_ENDS, "0") for figure in estimate.typed):
            return Seen(NOT_FOUND, "", f"not there: {', '.join(estimate.typed)}")
    best: tuple[Verdict, Passage] | None = None
    for passage in text.passages:
        verdict = judge(estimate, passage, speaker, text)
        if verdict is None:
            continue
        if verdict.is_sure:
            return Seen(TOGETHER, PAIRED, _where(passage, text))
        if best is None or len(verdict.open_for) < len(best[0].open_for):
            best = verdict, passage
    if best is not None:
        where = f"{_where(best[1], text)}, open: {' and '.join(best[0].open_for)}"
        return Seen(TOGETHER, OPEN, where)
    figures = tuple(NOT_REACHED if figure in OPEN_ENDS else figure for figure in estimate.typed)
    result, where = look_for(figures, estimate.unit, text.unified)
    if result == NOT_FOUND:
        return Seen(NOT_FOUND, "", where)
    return Seen(APART, "", f"text {text.hash[:SHORT]}")


def _where(passage: Passage, text: Text) -> str:
    return f"{passage.place}, text {text.hash[:SHORT]}"


def judge(estimate: Estimate, passage: Passage, speaker: Speaker, text: Text) -> Verdict | None:
    """The surest verdict of the values in a passage; None where it does not hold the figure."""
    row = estimate.row
    number = _plain(row.get("value"))
    if number not in passage.numbers and number not in (*OPEN_ENDS, "0"):
        return None
    values, times = passage.values
    ends = (bool(row.get("ci_lower")), bool(row.get("ci_upper")))
    mine = [
        v
        for v in values
        if _in_brackets(v, passage).is_typed(estimate.typed, estimate.unit, ends)
        or (
            passage.heads
            and _with_told_unit(v, passage).is_typed(estimate.typed, estimate.unit, ends)
        )
    ]
    if not mine or not passage.may_hold_results or speaker.names_another_trial(passage.text):
        return None
    endpoints = speaker.endpoints_in(passage.text)
    if passage.heads and not endpoints:  # a row may be named by its table
        endpoints = [Mention(m.code, 0, 0) for m in speaker.endpoints_in(passage.title)]
    judged = (
        _judge_value(estimate, value, values, times, endpoints, passage, speaker, text)
        for value in mine
    )
    found = [verdict for verdict in judged if verdict is not None]
    return min(found, key=lambda verdict: len(verdict.open_for)) if found else None


def _plain(figure: str) -> str:
    return figure.lstrip("<>≤≥").removesuffix(GOING_ON)


def _in_brackets(value: Value, passage: Passage) -> Value:
    """A value in brackets in a row of "n (%)" is a share."""
    is_share = (
        passage.heads
        and value.kind == PLAIN
        and passage.text[: value.start].endswith("(")
        and _PEOPLE_AND_SHARE.search(passage.text[: value.start])
    )
    return replace(value, kind=PERCENT) if is_share else value


def _with_told_unit(value: Value, passage: Passage) -> Value:
    """A bare value of a table in the unit that its row, or else its column, names."""
    value = _in_brackets(value, passage)
    if value.kind != PLAIN:
        return value
    for words in (passage.text.partition(BAR)[0], of_cell(value, passage.heads)):
        told = {unit for unit, name in _UNIT_WORDS.items() if name.search(words)}
        if len(told) == 1:
            return replace(value, kind=told.pop())
    return value


_PEOPLE_AND_SHARE = re.compile(r"\b(?:n|no\.?|number)(?: of \w+)? ?\(%\)", re.IGNORECASE)
_UNIT_WORDS = {
    # "95% CI" is no unit, nor is the time in "at 24 months, %"
    PERCENT: re.compile(r"(?<!\d)%|\bper ?cent", re.IGNORECASE),
    "months": re.compile(r"(?<!\d[ -])\b(?:months?|mo)\b", re.IGNORECASE),
    "years": re.compile(r"(?<!\d[ -])\b(?:years?|yr)\b", re.IGNORECASE),
}


def _judge_value(
    estimate: Estimate,
    value: Value,
    values: list[Value],
    times: list[Time],
    endpoints: list[Mention],
    passage: Passage,
    speaker: Speaker,
    whole: Text,
) -> Verdict | None:
    """What is sure, and what is open, of one value; None where something speaks against it."""
    text = passage.text
    heads = (of_cell(value, passage.heads), passage.title)
    run = next(run for run in runs(text, values) if value in run)
    event = estimate.row.get("event")
    event_end = event_before(event, value, text) if event else None
    if event and event_end is None:
        return None
    facts: dict[str, bool | None] = {
        "which endpoint": _endpoint_fits(estimate, value, run, endpoints, event_end, text),
        "which measure": _measure_fits(estimate, value, text),
    }
    if estimate.family == "harm":
        facts["which grade or cause"] = harm_fits(estimate, value, text, event_end, *heads)
    if estimate.is_timed and estimate.effect.is_share:
        facts["which time"] = _time_fits(estimate, value, run, times, text)
    facts["which judge"] = _judge_fits(estimate, value, run, text)
    facts["which arm"] = _arm(estimate, value, run, values, passage, speaker, whole)
    if False in facts.values():
        return None
    facts |= dict.fromkeys(open_about(estimate, value, text))
    above = (*whole.before(passage), *filter(None, heads))
    facts["which people"] = speaker.people.fit(estimate, value, values, text, above) or None
    return Verdict(tuple(name for name, fact in facts.items() if fact is None))


def _endpoint_fits(
    estimate: Estimate,
    value: Value,
    run: list[Value],
    endpoints: list[Mention],
    event_end: int | None,
    text: str,
) -> bool | None:
    if event_end is not None:  # the event itself says what was counted
        is_serious = estimate.row.get("grades") == "serious"
        is_own = estimate.endpoint == "adverse_events" or (
            is_serious and estimate.endpoint in _SERIOUS
        )
        return True if is_own and is_told_as_harm(text) else None
    if value.kind == NONE and estimate.endpoint in none_of(text, value, endpoints):
        return True
    is_ratio = estimate.effect.scale is RATIO
    told = preceding(text, value, run, endpoints, is_ratio=is_ratio)
    if told == BOTH:
        return None
    if told == estimate.endpoint or told == _SAID_AS.get((estimate.endpoint, estimate.measure)):
        return True
    # the grade is judged with the value
    return estimate.row.get("grades") == "serious" and {told, estimate.endpoint} == _SERIOUS


def _time_fits(
    estimate: Estimate, value: Value, run: list[Value], times: list[Time], text: str
) -> bool | None:
    """Is the share of the time that was typed?"""
    if estimate.timepoint_months is None:
        return None  # a share without its time
    if estimate.measure != "landmark_rate":
        return True
    told = {f"{time.months:g}" for time in times}
    if not told:
        return False
    mentions = [Mention(f"{time.months:g}", time.start, time.end) for time in times]
    months = told.pop() if len(told) == 1 else paired(text, value, run, mentions)
    if months == BOTH:
        return None
    return abs(float(months) - estimate.timepoint_months) <= SAME_TIME


def _judge_fits(estimate: Estimate, value: Value, run: list[Value], text: str) -> bool | None:
    """Was it judged by whom the figure says? A passage that names nobody says nothing against it."""
    own = estimate.row.get("assessor")
    mentions = [Mention(*judge) for judge in judges_in(text)]
    if own not in ("independent", "investigator") or not mentions:
        return True
    told = {m.code for m in mentions}
    judge = told.pop() if len(told) == 1 else paired(text, value, run, mentions)
    return None if judge in (BOTH, "") else judge == own


def _measure_fits(estimate: Estimate, value: Value, text: str) -> bool | None:
    """Is the value of this kind? None where the passage does not say."""
    before = text[: value.start]
    *_, last = (None, *_ANY_RATIO.finditer(before))
    if estimate.measure in _RATIO:
        if last is None:
            return False
        return bool(_RATIO[estimate.measure].match(text, last.start()))
    if estimate.measure == "rate_difference":
        return bool(_DIFFERENCE.search(before))
    if estimate.effect.said_as:
        return True if re.search(estimate.effect.said_as, text, re.IGNORECASE) else None
    if _DIFFERENCE.search(before[-60:]):
        return None
    if estimate.measure == "median":
        if _MEDIAN.search(text):
            return True
        return False if _MEAN.search(text) else None
    return True


def _arm(
    estimate: Estimate,
    value: Value,
    run: list[Value],
    values: list[Value],
    passage: Passage,
    speaker: Speaker,
    whole: Text,
) -> bool | None:
    """True: paired with its arm; False: with another one; None: open."""
    mentions = speaker.arms_in(passage.text)
    if estimate.is_contrast:
        return direction(
            passage.text, value, mentions, (estimate.arm, estimate.comparator), speaker.arms
        )
    if passage.heads and (head := of_cell(value, passage.heads)):
        codes = {m.code for m in speaker.arms_in(head)}
        if codes:
            return codes == {estimate.arm} if len(codes) == 1 and UNKNOWN not in codes else None
    own = speaker.arms
    is_only = (len(own) == 1 and estimate.arm in own) or speaker.is_only_arm(whole, estimate.arm)
    if is_only:
        return True if not {m.code for m in mentions} - {estimate.arm, UNKNOWN} else None
    if is_of_each(passage.text, value):
        return None
    found = paired(passage.text, value, run, mentions)
    if found in ("", BOTH, UNKNOWN):
        return one_of(passage.text, value, values, mentions, estimate.arm)
    return found == estimate.arm


def about_trial(text: Text, speaker: Speaker) -> Text:
    """What a text about many trials says of this one: from the paragraph that names it to the next
    that names another, or to the next heading."""
    about: dict[int, bool] = {}
    head = text.blocks[0].text if text.blocks else ""
    is_own = speaker.names_this_trial(head)
    is_about, section = is_own, None
    for line, block in enumerate(text.blocks):
        if block.section != section:
            section, is_about = block.section, is_own
        names = " ".join((block.text, *(" ".join(row) for row in block.rows[:1])))
        if speaker.names_this_trial(names):
            is_about = True
        elif is_about and speaker.names_another_trial(unify(names)):
            is_about = False
        about[line] = is_about
    return Excerpt(text, tuple(p for p in text.passages if about[p.line]))
