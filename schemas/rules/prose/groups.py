"""Words around a figure name its group and its trial."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import MARK, Page, Passage
from schemas.rules.prose.bound import Bound, bound
from schemas.rules.prose.mentions import Mention, mentioned_arms
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule


@rule(
    "words-name-the-group",
    "A figure of one group stands with the name of that group, not with that of another.",
    per="page",
    good=with_page(
        "Alive at five years were [[base-trial/2020-first/os-a|of_100]] of the tested people "
        "(with it) and [[base-trial/2020-first/os-b|of_100]] of the control group."
    ),
    bad=with_page(
        "Some words.\nAlive at five years were [[base-trial/2020-first/os-a|of_100]] of the control group. <!-- <-- here -->"
    ),
    source="IPDAS certification criteria (same detail for each option)",
)
def words_name_the_group(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for paragraph in page.paragraphs:
        last: dict[str, list[str]] = {}
        for sentence in paragraph.sentences:
            figures = [b for b in bound(sentence, evidence) if not b.e.is_contrast]
            for trial in dict.fromkeys(b.e.trial for b in figures):
                own = [b for b in figures if b.e.trial == trial]
                others = [b.at for b in figures if b.e.trial != trial]
                yield from groups_of(page, sentence, own, others, last.get(trial), evidence)
                last[trial] = list(dict.fromkeys(b.e.arm for b in own))


def groups_of(
    page: Page,
    sentence: Passage,
    own: list[Bound],
    others: list[int],
    before: list[str] | None,
    evidence: Evidence,
) -> Iterator[Problem]:
    """Problems of the figures of one trial in one sentence."""
    trial = own[0].e.trial
    arms = {arm for arm, row in evidence.arms_in[trial].items() if not row.list("combines")}
    mentions = [
        m
        for m in mentioned_arms(sentence.said, trial, evidence)
        if m.arms or GIVEN.search(sentence.said[: m.start])
    ]
    told: set[str] = set()  # arms that the sentence has named
    for b, mention in zip(own, assigned(own, mentions, others, sentence.said), strict=True):
        parts = set(evidence.arms[trial, b.e.arm].list("combines")) | {b.e.arm}
        if mention is not None and not parts & mention.arms:
            label = evidence.arms[trial, b.e.arm].get("label")
            yield page.problem(
                b.binding.line,
                f"[[{b.binding.target}]]",
                f"this is the figure of {label}, but it stands with “{mention.text}”.",
                "Bind the figure of the group that is named, or name the group of this figure.",
            )
        elif (
            mention is None
            and len(arms) > 1
            and b.e.arm not in told
            and not is_told_before(b, own, before)
        ):
            yield page.problem(
                b.binding.line,
                f"[[{b.binding.target}]]",
                f"of which group of the trial? It is {evidence.arms[trial, b.e.arm].get('label')}.",
                "Name the group in the same sentence.",
            )
        if mention is not None:
            told.add(b.e.arm)


GIVEN = re.compile(
    rf"{MARK}[^.;:,{MARK}]{{0,40}}\b(?:on|given|with|taking|receiving|got|took|received)\s+$", re.I
)


def assigned(
    own: list[Bound], mentions: list[Mention], others: list[int], text: str
) -> list[Mention | None]:
    """The mention that belongs to each figure: one each in order, else all before or all after."""
    runs = [[m for m in mentions if start <= m.start < end] for start, end in between(own, others)]
    told = [run for run in runs if run]
    if not told:
        return [None] * len(own)
    if len(told) == 1 and len(told[0]) == len(own) and (runs[0] or are_joined(told[0], text)):
        return list(told[0])  # “of A and B, … and …”
    is_before = bool(runs[0]) and not runs[-1]
    if len(told) == len(own):
        return [run[-1 if is_before else 0] for run in told]
    found: list[Mention | None] = []
    if is_before:  # before its figure, and until the next
        for run in runs[:-1]:
            found.append(run[-1] if run else found[-1])
        return found
    for place, run in enumerate(runs[1:]):
        if runs[0] and place == 0 and not run:
            found.append(runs[0][-1])
        else:
            found.append(run[0] if run else None)
    for place in range(len(own) - 2, -1, -1):  # “A and B of 100 people on it”: of both
        if found[place] is None and own[place].e.arm == own[place + 1].e.arm:
            found[place] = found[place + 1]
    return found


def are_joined(run: list[Mention], text: str) -> bool:
    """Are they named side by side, as in “people on A and the other drug”?"""
    return all(SIDE_BY_SIDE.fullmatch(text[a.end : b.start]) for a, b in pairwise(run))


SIDE_BY_SIDE = re.compile(r",? (?:and|or|against|versus) (?:\w+ ){0,2}")


def between(own: list[Bound], others: list[int]) -> list[tuple[int, int]]:
    """Stretches before the first figure, between two, after the last; figures of ``others`` end them."""
    start = max((at for at in others if at < own[0].at), default=0)
    end = min((at for at in others if at > own[-1].at), default=10**6)
    return list(pairwise([start, *(b.at for b in own), end]))


def is_told_before(b: Bound, own: list[Bound], before: list[str] | None) -> bool:
    """Is the order of groups that of the sentence before, or the group the only one told there?"""
    here = list(dict.fromkeys(other.e.arm for other in own))
    told = [(o.e.arm, o.e.endpoint, o.e.timepoint_months, o.binding.transform) for o in own]
    are_apart = len(told) == len(set(told))
    return before is not None and here == before and are_apart
