"""Which of several mentions a value goes with: by standing beside it, or by two lists in one order."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from pipelines.archive.mentions import UNKNOWN, Mention
from pipelines.archive.printed_values import Value

BOTH = "*"  # more than one may be meant
NEAR = 75  # signs between a value and the words beside it
# words that may stand between a value and its arm, after it: "(…) of the patients who received"
_AFTER = re.compile(
    r"\s*[)\]]?,?\s*(?:of (?:the |those |all )?(?:\d+ )?(?:patients?|participants?|people|those|women|men|recipients)?\s*)?"
    r"(?:(?!(?:compared|than|vs|versus|against|and|or)\b)\w+\s){0,2}?(?:(?:in|with|for|among|on|receiving|given|of|at|to)\b|who (?:received|were|had))"
    r"(?:\s(?!and\b|or\b|vs\b|versus\b|than\b)[\w'-]+){0,7}?\s*[(\[]?\s*"
)
_BEFORE = re.compile(
    r"(?:[- ](?!and\b|or\b|vs\b|versus\b|than\b|compared\b)[\w'’-]+){0,9}\s*(?:\([^()0-9;]*\)\s*)?(?:,|:|=|\(|\[|\||-)?\s*(?:was|were|is|about|estimated at|of)?\s*(?:\|\s*)?"
)
_JOINED = re.compile(
    r"[\w\s-]{0,14}(?:group|arm)?s?\s*(?:\([^()]*\))?\s*(?:,|and|or|vs\.?|versus|than|with|compared|as|to|over|against|for|in|of|on|the|those|patients|receiving|among|who|received|group|arm|rates?|\s)*\s*"
)
# between two endpoints of a list
_JOINT = re.compile(
    r"\s*(?:\([^()0-9]*\)\s*)?(?:(?!was|were|is|are|had|occurr)[a-z]+\s*)?(?:\([^()0-9]*\)\s*)?(?:,? ?(?P<by>and|or)|,)\s*(?:the )?"
    r"(?:median |rates? of |\d+-(?:month|year) )?\s*"
)
_RESET = re.compile(r";\s")
# "45 (39%) patients having a complete response", "67% had a complete response", "58% complete response rate"
_PEOPLE = r"(?:patients|participants|people|those|women|men|children|responders)"
_VERB = (
    r"(?:ha[ds]|have|having|achiev(?:ed|ing)|attain(?:ed|ing)|reach(?:ed|ing)|experienc(?:ed|ing)|developed|remained"
    r"|were|are)"
)
_THEN = re.compile(
    rf"[)\]]*\s*(?:(?:of (?:the |all |these )?(?:[\w-]+ ){{0,3}}?)?{_PEOPLE}\b(?: in the (?:[\w-]+ ){{1,5}}?)?\s*(?:{_VERB}\s)?"
    rf"|{_VERB}\s)(?:a |an |the |confirmed |best )*|\)? an? "
)
_OF_THE = re.compile(r"[)\]]*\s*of (?:the |these |all )?")
_FIRST = re.compile(r"(?:[(;]|^)\s*$")  # nothing else stands before the value in its clause
# "At a median follow-up of 20 months (…), …": it takes no number but its own
_INTRODUCTION = re.compile(
    r"(?:^|[:;>,] )(?:At|After|With)\b[^,;]*follow-? ?up\b[^,;]*(?:\([^)]*\))?,"
    r"|\b(?:at|after|with) an? median (?:duration of )?follow-? ?up of [\d.]+ (?:months|years)\b",
    re.IGNORECASE,
)
# what has no ratio: one after it is of something else
_NO_RATIO = re.compile(r"follow-? ?up|\bage\b|maturity|exposure|intensity", re.IGNORECASE)
_OF_EACH = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:in|for|with|on) (?:either|both|each|all|any)(?: of the)?(?: \w+)? (?:arm|group|treatment|cohort)s?\b",
    re.IGNORECASE,
)
# "Compared with B, A prolonged …": which of them comes first in a list after it is not told
_HELD_AGAINST = re.compile(
    r"\b(?:(?:as )?compared (?:with|to)|relative to|versus|vs\.?|than|over|unlike|against|in contrast (?:to|with))"
    r"\s+(?:the |those |patients |given |receiving |on |who |received )*$",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"\b(?:shorter|lower|worse|poorer|less|fewer|reduced|inferior)\b", re.IGNORECASE
)


def preceding(
    text: str, value: Value, run: list[Value], mentions: list[Mention], *, is_ratio: bool = False
) -> str:
    """The endpoint of a value: the last one named before it, or one of a list in the same order.

    Where none stands before, the first one after it in the same part of the sentence.
    """
    then = next((m for m in mentions if m.start >= value.end), None)
    if then is not None and _is_told_after(text, value, then):
        return then.code
    aside = [m.span() for m in _INTRODUCTION.finditer(text, 0, value.start)]
    before = [
        m
        for m in mentions
        if m.end <= run[0].start
        and not any(a <= m.start and m.end <= b for a, b in aside)
        and not (is_ratio and m.code == UNKNOWN and _NO_RATIO.search(text[m.start : m.end]))
    ]
    if not before:
        end = next((m.start() for m in _RESET.finditer(text, value.end)), len(text))
        after = [m.code for m in mentions if value.end <= m.start < end]
        return after[0] if len(set(after)) == 1 else (BOTH if after else "")
    if len(before) > 1 and before[-2].code == UNKNOWN:  # "follow-up for survival"
        if re.fullmatch(r"\s*(?:for|of)\s*(?:the )?", text[before[-2].end : before[-1].start]):
            return UNKNOWN
    group, is_either = [before[-1]], False
    for mention in reversed(before[:-1]):
        gap = _JOINT.fullmatch(text, mention.end, group[0].start)
        if gap is None:
            break
        is_either = is_either or gap["by"] == "or"  # "CR or PR": both taken together
        group.insert(0, mention)
    codes = [m.code for m in group]
    if len(set(codes)) == 1:
        return codes[-1]
    return codes[run.index(value)] if len(run) == len(codes) and not is_either else BOTH


def none_of(text: str, value: Value, mentions: list[Mention]) -> set[str]:
    """Of what "no" says that it did not occur: "no grade 5 cytokine release or neurotoxicity"."""
    found: set[str] = set()
    at = value.end
    for mention in (m for m in mentions if m.start >= value.end):
        gap = text[at : mention.start]
        if len(gap) > 40 or re.search(r"[.;()0-46-9]|\bin\b|\bwith\b|\bnew\b", gap):
            break
        found.add(mention.code)
        at = mention.end
    return found


def _is_told_after(text: str, value: Value, then: Mention) -> bool:
    """Does the endpoint that follows a value claim it: "67% had a complete response"?"""
    if text[value.end : then.start].isspace():
        return bool(_FIRST.search(text[: value.start]))
    if _OF_THE.fullmatch(text, value.end, then.start):  # "63% of the responses were ongoing"
        return bool(re.search(r"\b(?:was|were|are)\b", text[then.start : then.end]))
    return bool(_THEN.fullmatch(text, value.end, then.start))


def paired(text: str, value: Value, run: list[Value], mentions: list[Mention]) -> str:
    """Code of the mention that a value goes with; "*" where it is open, empty where none is there."""
    if not mentions:
        return ""
    if len(run) > 1:
        return _by_order(text, value, run, mentions)
    after = next((m for m in mentions if m.start >= value.end), None)
    before = next((m for m in reversed(mentions) if m.end <= value.start), None)
    is_after = (
        after is not None
        and bool(_AFTER.fullmatch(text[value.end : after.start]))
        and (after.start - value.end < NEAR)
    )
    gap = text[before.end : value.start] if before else ""
    is_before = before is not None and len(gap) < NEAR and bool(_BEFORE.fullmatch(gap))
    if is_after and is_before and after.code != before.code:
        # "with A, 40%, with B 30%" against "40% with A and 30% with B": a comma parts the first
        if text[value.end : after.start].lstrip(")] ").startswith(","):
            return before.code
        return BOTH
    if is_after:
        return after.code
    if is_before:
        return before.code
    return BOTH


def _lists(text: str) -> bool:
    return bool(re.search(r"\bvs\b|\bversus\b|\bthan\b|\bcompared\b|\brespectively\b", text))


def _by_order(text: str, value: Value, run: list[Value], mentions: list[Mention]) -> str:
    """Two lists of the same length, one after the other, each thing in it another."""
    size, place = len(run), run.index(value)
    found = set()
    after = [m for m in mentions if m.start >= run[-1].end][:size]
    if len({m.code for m in after}) == size and _is_list(text, after):
        gap = text[run[-1].end : after[0].start]
        if _AFTER.fullmatch(gap) and len(gap) < NEAR:
            found.add(after[place].code)
    before = [m for m in mentions if m.end <= run[0].start]
    if before and _HELD_AGAINST.search(text[: before[0].start]):
        return BOTH
    order = list(dict.fromkeys(m.code for m in before))
    last = [m.code for m in before[-size:]]
    if len(last) == size and len(set(last)) == size and order == last:
        found.add(last[place])
    elif len(order) == size:  # told several times: the same order each time, or nothing is sure
        blocks = [[m.code for m in before[i : i + size]] for i in range(0, len(before), size)]
        if all(block == order for block in blocks):
            found.add(order[place])
    if len(found) == 1 and UNKNOWN not in found:
        return found.pop()
    return BOTH


def _is_list(text: str, mentions: Sequence[Mention]) -> bool:
    return all(_JOINED.fullmatch(text[a.end : b.start]) for a, b in pairwise(mentions))


def one_of(
    text: str, value: Value, values: list[Value], mentions: list[Mention], arm: str
) -> bool | None:
    """Where no pair was found: sure only if one arm and one such value stand there alone."""
    codes = {m.code for m in mentions}
    same = [v for v in values if v.kind == value.kind]
    if codes == {arm} and len(same) == 1 and not _lists(text):
        return True
    # the arm is not named here at all: the value is of another one, or of nobody named
    return None


def is_of_each(text: str, value: Value) -> bool:
    """Is a value told of every arm at once: "not reached in either group"?"""
    return bool(_OF_EACH.match(text, value.end))


def of_cell(value: Value, heads: tuple[tuple[int, int, str], ...]) -> str:
    """Words above the cell in which a value stands."""
    return next((words for start, end, words in heads if start <= value.start < end), "")


def direction(
    text: str,
    value: Value,
    mentions: list[Mention],
    pair: tuple[str, str],
    arms: Collection[str],
) -> bool | None:
    """Does a ratio or difference compare the first with the second? By the order in which they are
    named: before the value, and always the same."""
    before = list(dict.fromkeys(m.code for m in mentions if m.end <= value.start))
    everywhere = {m.code for m in mentions}
    if not everywhere or UNKNOWN in everywhere or everywhere - set(pair) or len(before) < 2:
        return None
    sequence = [m.code for m in mentions if m.end <= value.start]
    firsts, seconds = sequence[::2], sequence[1::2]
    if len(set(firsts)) != 1 or len(set(seconds)) != 1 or _TURNED.search(text):
        return None
    if _HELD_AGAINST.search(text[: mentions[0].start]):
        return None
    return tuple(before) == pair
