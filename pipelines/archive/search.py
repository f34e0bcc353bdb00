"""Is a figure in a text? Found means: value, ends, endpoint and arm stand together without doubt.

Where a passage holds several values, arms, endpoints or times, they are paired only by what leaves
no doubt: one directly beside the other, or two lists of the same length in one order. What cannot
be paired stays open; digits alone are told as digits alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines.archive.figures_in_text import APART, NOT_FOUND, TOGETHER, look_for, unify
from pipelines.archive.mentions import UNKNOWN, Mention, Speaker
from pipelines.archive.pairing import BOTH, direction, of_cell, one_of, paired, preceding
from pipelines.archive.printed_values import PERCENT, PLAIN, Time, Value, runs
from pipelines.archive.texts import BAR, SHORT, Excerpt, Passage, Text
from schemas.estimate import Estimate
from schemas.measures import MEASURES
from schemas.terms import NOT_REACHED
from schemas.terms import OPEN as OPEN_ENDS

PAIRED, OPEN = "paired", "open"
NOT_JUDGED = "not_judged"
SAME_TIME = 0.51  # months
_GRADES = {
    "3-4": r"\bgrades? (?:3 or 4|3-4|3 to 4|3/4|3 and 4|III-IV|III or IV)\b",
    "3-5": r"\bgrades? (?:of )?(?:≥ ?3|3 or (?:higher|worse|greater|above|more)|3-5|3 to 5|3\+|≥3)|(?:≥|>=) ?grade 3|\bgrade ≥ ?3|\b3 or (?:higher|worse|greater)",
    "5": r"\bgrade 5\b|\bfatal\b|\bdeaths?\b|\bdied\b",
    "serious": r"\bserious\b",
}
_ANY_GRADE = re.compile(r"\bgrades?\b|\bserious\b|\bsevere\b", re.IGNORECASE)
_RELATED = re.compile(
    r"\b(?:treatment|drug|therapy)[- ]related\b|\brelated to\b|\bTRAEs?\b", re.IGNORECASE
)
_RATIO = {m.code: re.compile(m.printed_as) for m in MEASURES.values() if m.printed_as}
_ANY_RATIO = re.compile("|".join(f"(?:{p.pattern})" for p in _RATIO.values()))
_DIFFERENCE = re.compile(r"\bdifferences?\b", re.IGNORECASE)
_MEAN = re.compile(r"\bmean\b|\brange\b|\bmaximum\b", re.IGNORECASE)
_MEDIAN = re.compile(r"\bmedians?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """What came of looking for one figure in one text."""

    result: str
    pairing: str = ""
    where: str = ""


def seek(estimate: Estimate, text: Text, speaker: Speaker) -> Seen:
    """Look for a figure in all passages; the best that any of them gives."""
    best = Seen(NOT_FOUND)
    for passage in text.passages:
        verdict = judge(estimate, passage, speaker)
        if verdict == PAIRED:
            return Seen(TOGETHER, PAIRED, _where(passage, text))
        if verdict and best.pairing != OPEN:
            best = Seen(TOGETHER, OPEN, _where(passage, text))
    if best.pairing == OPEN:
        return best
    figures = tuple(NOT_REACHED if figure in OPEN_ENDS else figure for figure in estimate.typed)
    result, where = look_for(figures, estimate.unit, text.unified)
    if result == NOT_FOUND:
        return Seen(NOT_FOUND, "", where)
    return Seen(APART, "", f"text {text.hash[:SHORT]}")


def _where(passage: Passage, text: Text) -> str:
    return f"{passage.place}, text {text.hash[:SHORT]}"


def judge(estimate: Estimate, passage: Passage, speaker: Speaker) -> str:
    """``paired``, ``open``, or empty where the passage does not hold the figure."""
    values, times = passage.values
    row = estimate.row
    ends = (bool(row.get("ci_lower")), bool(row.get("ci_upper")))
    mine = [
        v
        for v in values
        if v.is_typed(estimate.typed, estimate.unit, ends)
        or (
            passage.heads
            and _with_told_unit(v, passage).is_typed(estimate.typed, estimate.unit, ends)
        )
    ]
    if not mine or not passage.may_hold_results or speaker.names_another_trial(passage.text):
        return ""
    endpoints = speaker.endpoints_in(passage.text)
    if passage.heads and not endpoints:  # a row may be named by its table
        endpoints = [Mention(m.code, 0, 0) for m in speaker.endpoints_in(passage.title)]
    verdicts = [
        _judge_value(estimate, value, values, times, endpoints, passage, speaker) for value in mine
    ]
    return PAIRED if PAIRED in verdicts else OPEN if OPEN in verdicts else ""


def _with_told_unit(value: Value, passage: Passage) -> Value:
    """A bare value of a table in the unit that its row, or else its column, names."""
    if value.kind != PLAIN:
        return value
    for words in (passage.text.partition(BAR)[0], of_cell(value, passage.heads)):
        told = {unit for unit, name in _UNIT_WORDS.items() if name.search(words)}
        if len(told) == 1:
            return replace(value, kind=told.pop())
    return value


_UNIT_WORDS = {
    # "95% CI" is no unit
    PERCENT: re.compile(r"(?<!\d)%|\bper ?cent", re.IGNORECASE),
    "months": re.compile(r"\bmonths?\b|\bmo\b", re.IGNORECASE),
    "years": re.compile(r"\byears?\b|\byr\b", re.IGNORECASE),
}


def _judge_value(
    estimate: Estimate,
    value: Value,
    values: list[Value],
    times: list[Time],
    endpoints: list[Mention],
    passage: Passage,
    speaker: Speaker,
) -> str:
    text = passage.text
    run = next(run for run in runs(text, values) if value in run)
    endpoint = preceding(text, value, run, endpoints)
    if endpoint not in (estimate.endpoint, BOTH):
        return ""
    if estimate.row.get("event") and not _is_event(estimate, value, text):
        return ""
    states = [_measure_fits(estimate, value, text), _harm_fits(estimate, text)]
    if False in states:
        return ""
    is_sure = endpoint != BOTH and all(state is not None for state in states)
    if estimate.timepoint_months is not None and estimate.measure == "landmark_rate":
        told = {f"{time.months:g}" for time in times}
        if not told:
            return ""
        mentions = [Mention(f"{time.months:g}", time.start, time.end) for time in times]
        months = told.pop() if len(told) == 1 else paired(text, value, run, mentions)
        if months != BOTH and abs(float(months) - estimate.timepoint_months) > SAME_TIME:
            return ""
        is_sure = is_sure and months != BOTH
    if estimate.is_timed and estimate.effect.is_share and estimate.timepoint_months is None:
        is_sure = False  # a share without its time
    arm = _arm(estimate, value, run, values, passage, speaker)
    if arm is False:
        return ""
    return PAIRED if is_sure and arm else OPEN


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
    if value.kind == PERCENT and _DIFFERENCE.search(before[-60:]):
        return None
    if estimate.measure == "median":
        if _MEDIAN.search(text):
            return True
        return False if _MEAN.search(text) else None
    return True


def _is_event(estimate: Estimate, value: Value, text: str) -> bool:
    """Does the event of a harm ("neutropenia") stand before the value, with nothing else between?"""
    event = _american(estimate.row.get("event"))
    before = _american(text[: value.start])
    at = before.rfind(event)
    return at >= 0 and not _OTHER_THING.search(before[at + len(event) :])


_OTHER_THING = re.compile(r";|\),| and (?!\d)|,(?! (?:\d|occurr|in |with ))")


def _american(words: str) -> str:
    """Words as both kinds of English write them: anaemia, anemia."""
    return re.sub(r"ae|oe", "e", words.lower())


def _harm_fits(estimate: Estimate, text: str) -> bool | None:
    """Do grade and cause of a harm fit? None where the figure's own are not known."""
    if estimate.family != "harm":
        return True
    grades, cause = estimate.row.get("grades"), estimate.row.get("attribution")
    if grades in _GRADES and not re.search(_GRADES[grades], text, re.IGNORECASE):
        return False if _ANY_GRADE.search(text) else None
    if grades not in _GRADES and grades not in ("any", "not_stated", ""):
        return None
    if grades == "any" and re.search(r"\bgrade\b(?! 1)|\bserious\b", text, re.IGNORECASE):
        return None
    is_related = bool(_RELATED.search(text))
    if cause == "treatment_related" and not is_related and grades != "5":
        return None
    return not (cause == "any" and is_related)


def _arm(
    estimate: Estimate,
    value: Value,
    run: list[Value],
    values: list[Value],
    passage: Passage,
    speaker: Speaker,
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
    is_only = len(own) == 1 and estimate.arm in own
    if is_only:
        return True if not {m.code for m in mentions} - {estimate.arm, UNKNOWN} else None
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
