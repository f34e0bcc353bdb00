"""Which groups of a trial a sentence names, and where: by drugs, labels, and words such as “control group”."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from schemas.evidence import Evidence
from schemas.row import Row

CONTROL = (
    r"standard (?:[a-z]+ )?care|control (?:group|arm)|usual care|(?:an |the )?older drug|(?:the )?other drug|drugs? alone"
    r"|without it|without (?:the )?treatment|without(?=\s*(?:[(.,;]|$))|(?:were |was )?only (?:observed|watched)|watching only"
    r"|standard (?:treatment|drugs|therapy|chemotherapy)|(?:doctor|physician|investigator)['’]?s?['’]? choice"
)
TOGETHER = r"the combination|combined|both (?:[a-z]+ )?drugs|(?:the )?two (?:[a-z]+ )?drugs|on them|on both"
ROLES = re.compile(
    rf"\b(?:(?P<control>{CONTROL})|(?P<both>{TOGETHER})|(?P<with>with it|(?:the )?(?:matching|tested|new) (?:drug|treatment)))\b",
    re.IGNORECASE,
)
# everyday words for treatments, and what labels of their arms hold
EVERYDAY = (
    (r"local treatment|radiation|radiotherapy|surgery|operation|heat treatment", r"radio|surg|ablat|debulk|metasta|local"),
    (r"chemotherapy", r"chemo"),
)  # fmt: skip
JOINED = re.compile(
    r",? (?:plus|and|with|or) (?:(?:an? )?(?:low|high|lower|higher)(?:er)?[- ]dose (?:of )?)?|\+|/|, |-",
    re.IGNORECASE,
)
ALONE = re.compile(r"[^.;,\ue000]{0,3}\b(?:alone|only|monotherapy)\b", re.IGNORECASE)
WITHOUT = re.compile(r"\bwithout (?:the )?$|\bno $", re.IGNORECASE)
LABEL_WORD = re.compile(r"[A-Za-z][\w-]{4,}")
# words of labels that tell nothing
TOO_COMMON = frozenset({
    "after", "every", "first", "second", "weeks", "group", "people", "doctor", "treatment", "given", "standard",
    "growing", "tumours", "before", "without", "alone", "either", "other", "those", "their", "cells", "therapy",
    "until", "placebo", "months", "daily", "twice", "cycle", "choice",
})  # fmt: skip


class Mention(NamedTuple):
    """Words that name one or several arms of a trial."""

    start: int
    end: int
    text: str
    arms: frozenset[str]  # empty: a drug that no arm of the trial got


def mentioned_arms(text: str, trial: str, evidence: Evidence) -> list[Mention]:
    """Mentions that tell arms of the trial apart, in order."""
    arms = {arm: row for arm, row in evidence.arms_in[trial].items() if not row.list("combines")}
    found: list[Mention] = []
    chemo = evidence.chemotherapies
    runs = _drugs(text, evidence)
    for start, end, codes in runs:
        named, is_exact = _arms_of(codes, arms, bool(ALONE.match(text[end:])), chemo)
        if WITHOUT.search(text[:start]) and named:
            named, is_exact = frozenset(arms) - named, False
        if named != frozenset(arms) or is_exact:  # doses of one drug have one name
            found.append(Mention(start, end, text[start:end], named))
    several = {(start, end) for start, end, codes in runs if len(codes) > 1}
    taken = [
        m[:2]
        for m in found
        if m.arms != frozenset(arms) and (m.arms or (m.start, m.end) in several)
    ]
    for start, end, named in (*_labels(text, arms), *_roles(text, arms), *_everyday(text, arms)):
        if not any(start < e and s < end for s, e in taken):
            found = [m for m in found if m.end <= start or end <= m.start]
            found.append(Mention(start, end, text[start:end], named))
            taken.append((start, end))
    return sorted(found)


def _drugs(text: str, evidence: Evidence) -> list[tuple[int, int, frozenset[str]]]:
    """Runs of drug names that are joined by “plus” or “and”."""
    runs: list[tuple[int, int, frozenset[str]]] = []
    for match in evidence.drug_names.finditer(text):
        code = evidence.drugs_by_name[match.group().lower()]
        if runs and JOINED.fullmatch(text[runs[-1][1] : match.start()]):
            start, _, codes = runs.pop()
            runs.append((start, match.end(), codes | {code}))
        else:
            runs.append((match.start(), match.end(), frozenset({code})))
    return runs


def _arms_of(
    codes: frozenset[str], arms: Mapping[str, Row], is_alone: bool, chemo: frozenset[str]
) -> tuple[frozenset[str], bool]:
    """Arms with exactly these drugs, else with these among others; single drugs of chemotherapy
    may also be called so.
    """
    if "placebo" in codes:  # it tells the arms that got it from the others
        arms = {arm: row for arm, row in arms.items() if "placebo" in row.list("drugs")}
    codes = codes - {"placebo"} or codes
    exact: frozenset[str] = frozenset()
    held = exact
    for arm, row in arms.items():
        own = frozenset(row.list("drugs")) - (frozenset() if codes == {"placebo"} else {"placebo"})
        told = frozenset("chemotherapy" if code in chemo else code for code in own)
        exact |= {arm} if codes in (own, told) else set()
        held |= {arm} if codes <= own | told else set()
    return (exact, True) if exact or is_alone else (held, False)


def _labels(text: str, arms: Mapping[str, Row]) -> list[tuple[int, int, frozenset[str]]]:
    """Words of labels that only one arm has, and whole labels."""
    words = {
        arm: {w.lower() for w in LABEL_WORD.findall(row.get("label"))} - TOO_COMMON
        for arm, row in arms.items()
    }
    found = []
    for arm, row in arms.items():
        whole = [re.escape(row.get("label"))] if len(row.get("label")) > 0 else []
        own = words[arm] - set().union(*(w for other, w in words.items() if other != arm))
        for pattern in (*whole, *map(re.escape, sorted(own))):
            found += [
                (m.start(), m.end(), frozenset({arm}))
                for m in re.finditer(
                    rf"(?<![\w-]){pattern}(?![\w-])", text, re.IGNORECASE if len(pattern) > 3 else 0
                )
            ]
    return sorted(found, key=lambda one: one[0] - one[1])


def _roles(text: str, arms: Mapping[str, Row]) -> list[tuple[int, int, frozenset[str]]]:
    control = frozenset(arm for arm, row in arms.items() if row.get("role") == "control")
    most = max((len(row.list("drugs")) for row in arms.values()), default=0)
    both = frozenset(arm for arm, row in arms.items() if len(row.list("drugs")) == most > 1)
    named = {"control": control, "both": both, "with": frozenset(arms) - control}
    return [
        (m.start(), m.end(), named[m.lastgroup]) for m in ROLES.finditer(text) if named[m.lastgroup]
    ]


def _everyday(text: str, arms: Mapping[str, Row]) -> list[tuple[int, int, frozenset[str]]]:
    found = []
    for said, held in EVERYDAY:
        own = frozenset(arm for arm, row in arms.items() if re.search(held, row.get("label"), re.I))
        matches = (
            re.finditer(rf"\b(?:{said})\b", text, re.IGNORECASE) if own and own != set(arms) else ()
        )
        found += [(m.start(), m.end(), own) for m in matches]
    return found
