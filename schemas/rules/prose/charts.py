"""Title, description and caption of a chart say what it draws: endpoint, state, group, time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from schemas import wording
from schemas.endpoints import CAUSE_SPECIFIC_SURVIVAL, OVERALL_SURVIVAL, TIMED
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import Page
from schemas.rules.prose.beyond import claimed
from schemas.rules.prose.mentions import mentioned_arms
from schemas.rules.prose.people import of_others
from schemas.rules.prose.states import (
    DEATH,
    GROWTH,
    HARM,
    RESPONSE,
    counts_event,
    states,
    subject_of,
)
from schemas.rules.prose.times import is_free, is_one_of, times_of
from schemas.rules.rule import rule

OTHER_FAMILIES = re.compile(
    r"\b(?:shrank|shrinkage|respond\w*|side effects?|harms?)\b", re.IGNORECASE
)
CHART = (
    "chart: {{kind: icon_array, filter: {{key: os-a}}, title: {title}, alt: A picture of people.}}"
)


@rule(
    "charts-say-what-they-draw",
    "The words of a chart name the endpoint, state, group and time of what it draws, and no other.",
    per="text",
    good="os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 5 years, value: 52, unit: percent}\n"
    + CHART.format(title="Alive at five years"),
    bad="os-a: {arm: a, endpoint: css, effect_measure: landmark_rate, timepoint: 5 years, value: 52, unit: percent}\n"
    + CHART.format(title="Alive at five years"),
    source="CheckMate 067 (overall and cause-specific survival differ)",
)
def charts_say_what_they_draw(page: Page, evidence: Evidence) -> Iterator[Problem]:
    figures = [evidence.by_id[id] for id in page.figures if id in evidence.by_id]
    if page.kind != "chart" or not figures:
        return
    for sentence in page.sentences:
        for said, message in wrong_words(sentence.said, figures, page, evidence):
            yield page.problem(
                sentence.line_of(said), said, message, "Name what the chart's filter chooses."
            )
        told = [n for n in sentence.numbers if n.kind == "time"]
        times = {time for e in figures for time in times_of(e)} if told else set()
        for n in told:
            if not is_one_of(n.value, times) and not is_free(n, sentence, page, evidence):
                yield page.problem(
                    sentence.line_of(n.text),
                    n.text,
                    "no figure of this chart is of this time.",
                    "Name a time that the chart shows, or choose other figures.",
                )


def wrong_words(
    text: str, figures: list[Estimate], page: Page, evidence: Evidence
) -> Iterator[tuple[str, str]]:
    """Words of another endpoint, state or group than those drawn."""
    endpoints = {e.endpoint for e in figures}
    alive = wording.ALIVE.search(wording.NAMED_SURVIVAL.sub(" ", text))
    timed = [e for e in figures if e.family in TIMED]
    is_of_cause = endpoints == {CAUSE_SPECIFIC_SURVIVAL}
    is_named = is_of_cause and wording.NAMES_OF[CAUSE_SPECIFIC_SURVIVAL].search(text)
    if alive and OVERALL_SURVIVAL not in endpoints and not is_named:
        yield (
            alive.group(),
            "“alive” and its like are overall survival, which this chart does not draw.",
        )
    elif alive and any(e.endpoint != OVERALL_SURVIVAL for e in timed) and not is_named:
        yield alive.group(), "this chart draws other endpoints than overall survival, too."
    for subject in (DEATH, GROWTH, RESPONSE, HARM):
        told = states(text, subject)
        own = [e for e in figures if subject_of(e) == subject] if told else []
        counted = {counts_event(e, "of_100") for e in own} - {None}
        if len(counted) == 1 and {s.is_event for s in told}.isdisjoint(counted):
            yield told[0].text, "the chart counts the other people."
    if timed == figures and (said := OTHER_FAMILIES.search(text)):
        yield said.group(), "the chart draws no such figure."
    for words, what, e in claimed(text, figures):
        if e.endpoint != CAUSE_SPECIFIC_SURVIVAL:  # judged above
            name = evidence.vocabulary("endpoints")[e.endpoint].get("name")
            yield words, f"says that {what}; the chart draws {name}."
    yield from _wrong_people(text, figures, evidence)
    drawn: dict[str, set[str]] = defaultdict(set)
    for e in figures:
        drawn[e.trial] |= {e.arm, e.comparator}
    for trial, arms in drawn.items() if len(drawn) == 1 else ():
        for mention in mentioned_arms(text, trial, evidence):
            if mention.arms and not mention.arms & arms:
                yield mention.text, "the chart does not show this group."


def _wrong_people(
    text: str, figures: list[Estimate], evidence: Evidence
) -> Iterator[tuple[str, str]]:
    """Trials that are not drawn, and people of whom no figure of the chart is."""
    drawn = {e.trial for e in figures}
    for name in dict.fromkeys(evidence.trial_names.findall(text)):
        if drawn.isdisjoint(evidence.trials_by_name[name]):
            yield name, "the chart draws nothing of this trial."
    groups = {(e.trial, e.population): e for e in figures}
    found = []
    for (trial, population), e in groups.items():
        people = evidence.populations.get((trial, population))
        found.append([message for message, _ in of_others(e, people, text, evidence)] if people else [])  # fmt: skip
    if found and all(found):
        yield "", found[0][0]
