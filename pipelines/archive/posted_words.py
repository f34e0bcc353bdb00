"""The words of a registry, read: units, whom a share counts, times, judges, why a value is NA."""

from __future__ import annotations

import re

from pipelines.sources.study import Outcome
from schemas import units
from schemas.wording.numbers import SMALL

_TIME = re.compile(r"\b(month|year|week|day)s?\b|\b(mo|yr|wk)s?\b", re.IGNORECASE)
_SHORT = {"mo": "month", "mth": "month", "yr": "year", "wk": "week"}
# "Months (95% CI)": what stands in brackets is about the interval
_ASIDE = re.compile(
    r"[(\[][^)\]]*(?:CI|confidence|interval|range)[^)\]]*[)\]]|\b[0-9.]+ ?% ?CI\b", re.IGNORECASE
)
# shares of things that are no people
_THINGS = re.compile(
    r"\b(?:lesions?|tumou?rs?|eyes?|samples?|specimens?|cells?|cycles?|doses?|events?|visits?|teeth|sites?)\b",
    re.IGNORECASE,
)
# "percentage of participants with measurable tumours": people are counted
_WHO = re.compile(
    r"\b(?:participants|patients|subjects|people|individuals|adults|women|men|children|responders)\b(?!['\u2019])",
    re.IGNORECASE,
)
# the name of an endpoint says only what is usual: "overall survival, participants with an event"
_NAME = re.compile(r"\b(?:overall|[\w-]+[- ](?:free|specific))[- ]survival\b", re.IGNORECASE)
# words that count those with the event, and those without it
_EVENT = re.compile(
    r"\b(?:deaths?|died|dead|mortality|progressed|progression(?![- ]free)|relapsed?|recurred|recurrence(?![- ]free)"
    r"|events?(?![- ]free)|failures?(?![- ]free))\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\bfree(?:dom)?\b|\balive\b|\bsurviv\w*|\bwithout\b|\bremain\w*\b", re.IGNORECASE
)
_PERSON_TIME = re.compile(
    r"\b(?:person|patient|participant|subject)s?[-* ]?(?:years?|months?|weeks?|days?)\b|\*",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"percent|%", re.IGNORECASE)
_FRACTION = re.compile(r"\b(?:proportion|fraction|probability)\b", re.IGNORECASE)
_PEOPLE = re.compile(
    r"^(?:count of )?(?:number of )?(?:participants?|patients?|subjects?|people)\b", re.IGNORECASE
)
SAME_TIME = 0.5  # months
_NUMBERS = {word: value for value, word in enumerate(SMALL) if value}
_AT = re.compile(
    rf"(?<![a-z]-)\b([0-9]{{1,5}}(?:\.[0-9]{{1,6}})?|{'|'.join(_NUMBERS)})(?:st|nd|rd|th)?[- ]?(month|mo|mth|year|yr|week|wk|day)s?\b\.?"
    r"|\b(month|year|week|day)s? ([0-9]{1,5})\b",
    re.IGNORECASE,
)
# "at 1 and 2 years", "12 to 24 months": which of them is not told
_SEVERAL = re.compile(
    r"\b[0-9]{1,4}-? ?(?:,|and|or|to|through|/|-|\u2013)(?: and)? ?[0-9]{1,4}[- ]?(?:month|mo|year|yr|week|wk|day)s?\b",
    re.IGNORECASE,
)
# why a value is NA, where that says something else than "not reached yet"
_REACHED = re.compile(
    r"not (?:yet )?(?:been )?(?:reached|estimable|evaluable|calculable)|(?:insufficient|too few|low|lack of|not enough|small) "
    r"(?:number of )?(?:\w+ )?(?:events?|deaths?|progress)|(?:was|were) not (?:reached|met)|upper|lower",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\bno (?:participants?|patients?|subjects?|responders?|one)\b|\bnone\b|\bzero\b|\b0 (?:participants?|patients?|responders?)"
    r"|not (?:collected|assessed|analy[sz]ed|performed|done|measured|evaluated|planned|available)|terminated|no data|withdr",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:to|through|throughout|until|within|during|from|approximately|average|assessed|every)\b",
    re.IGNORECASE,
)
_INDEPENDENT = re.compile(
    r"\b[Ii]ndependent|\bB?ICR\b|\bIRC\b|\bIRRC\b|\bIRF\b|\b[Cc]entral(?:ly)?\b(?! (?:nervous|venous|lines?\b))"
)
_INVESTIGATOR = re.compile(r"\b[Ii]nvestigator")


def confirmation(row: str, outcome: Outcome) -> str:
    """Were responses confirmed: yes, no; empty where the words do not say."""
    words = f"{row} {outcome.title} {outcome.description}"
    if _ONE_VISIT.search(words):
        return "no"
    return "yes" if _CONFIRMED.search(words) else ""


_ONE_VISIT = re.compile(
    r"\bat least (?:1|one) visit|\bunconfirmed\b|\bnot (?:be |require)?\w* ?confirm", re.IGNORECASE
)
_CONFIRMED = re.compile(
    r"\bconfirmed (?:\w+ ){0,3}(?:respon|CR\b|PR\b|complete|partial|objective|overall|ORR)|\bconfirmation (?:was|is) required",
    re.IGNORECASE,
)


def why_na(comment: str) -> bool | None:
    """Is a value NA because it was not reached? None where the reason is another, or unsure."""
    if _OTHERWISE.search(comment):
        return None
    return True if not comment or _REACHED.search(comment) else None


def unit_of(outcome: Outcome) -> str:
    printed = _ASIDE.sub("", outcome.unit_of_measure)
    if outcome.param_type == "COUNT_OF_PARTICIPANTS":
        return "people"
    if _PERSON_TIME.search(printed):
        return ""
    is_people = bool(_PEOPLE.search(printed))
    thing, who = _THINGS.search(printed), _WHO.search(printed)
    if thing and not is_people and not (who and who.start() < thing.start()):
        return ""
    if _PERCENT.search(printed):
        return "" if is_people else "percent"  # "Participants (%)": either
    if _FRACTION.search(printed):
        return "fraction"
    if is_people:
        return "people"
    time = _TIME.search(printed)
    if not time:
        return ""
    return f"{_SHORT.get((time.group(2) or '').lower(), time.group(1) or '').lower()}s"


def state(row: str, outcome: Outcome) -> str:
    """Whom a share counts, by the words of its row, else of title or unit, else by what the endpoint
    is called: those with the event, those without it; empty where the words say both or neither."""
    words = (row, outcome.title, outcome.unit_of_measure)
    told = set()
    for own in (_NAME.sub("", text) for text in words):
        is_event, is_free = bool(_EVENT.search(own)), bool(_FREE.search(own))
        if is_event != is_free:
            return "event" if is_event else "event_free"
        told.add(is_event)
    is_usual = told == {False} and any(_NAME.search(text) for text in words)
    return "event_free" if is_usual else ""


def counts_others(row: str) -> bool:
    """Does a row count those without what its table is about: "No", "Non-responders", "Missing"?"""
    return bool(_OTHERS.fullmatch(row.strip()))


_OTHERS = re.compile(
    r"(?:no|none|missing|unknown|indeterminate|(?:not |in|un|non-?)(?:evaluable|assessed|done|available|applicable)"
    r"|(?:no|non)[- ]?(?:\w+ )?respon\w+)(?: \(\w+\))?",
    re.IGNORECASE,
)


def is_other_part(row: str) -> bool:
    """Is it a time by which another part than half of the people had the event?"""
    return bool(_PERCENTILE.search(row)) and not _MIDDLE.search(row)


def is_middle(words: str) -> bool:
    """Do words say that a number is a median?"""
    return bool(_MIDDLE.search(words))


_PERCENTILE = re.compile(r"\b(?:percentile|quartile|quantile)s?\b|\bQ[13]\b", re.IGNORECASE)
_MIDDLE = re.compile(r"\bmedian\b|\b50(?:th|%)? percentile|\bQ2\b", re.IGNORECASE)


def timepoint(row: str, outcome: Outcome) -> float | None:
    """Months of "at 12 months" in a row's heading, the title, or a time frame that is a point."""
    for text, is_frame in ((row, False), (outcome.title, False), (outcome.time_frame, True)):
        if is_frame and _UNTIL.search(text):
            continue
        if _SEVERAL.search(text):
            continue
        found = sorted(_months(match) for match in _AT.finditer(text))
        if found and found[-1] - found[0] <= SAME_TIME:  # "Week 104 (Month 24)"
            return found[0]
    return None


def _months(match: re.Match[str]) -> float:
    number, unit = match.group(1) or match.group(4), match.group(2) or match.group(3)
    number = str(_NUMBERS.get(number.lower(), number))
    unit = _SHORT.get(unit.lower(), unit.lower())
    return round(units.months(float(number), unit + "s"), 2)


def assessor(row: str, outcome: Outcome) -> str:
    """``independent``, ``investigator``, or empty where the words name both or neither."""
    # a row's heading or a title that names one settles it; descriptions often name both
    texts = (row, outcome.title, f"{outcome.title}. {outcome.description}")
    return next((found for found in map(_judge, texts) if found), "")


def _judge(words: str) -> str:
    found = {code for code, _, _ in judges_in(words)}
    return found.pop() if len(found) == 1 else ""


def judges_in(words: str) -> list[tuple[str, int, int]]:
    """Who judged, wherever words say so: ``independent`` or ``investigator``, start and end."""
    patterns = (("independent", _INDEPENDENT), ("investigator", _INVESTIGATOR))
    found = ((code, *m.span()) for code, pattern in patterns for m in pattern.finditer(words))
    return sorted(found, key=lambda item: item[1])
