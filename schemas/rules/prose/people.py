"""Words around a figure speak of the people it is about: the part of a trial, their cancer, their line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import Page
from schemas.row import Row
from schemas.rules.prose.bound import bound
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule
from schemas.terms import TREATED_BEFORE
from schemas.wording import GENE

# words of labels that tell nobody apart
COMMON = frozenset(
    (
        "people", "person", "women", "men", "adults", "patients", "with", "without", "the", "and", "all", "who", "had",
        "that", "not", "than", "from", "after", "before", "for", "were", "was", "their", "cancer", "treated", "randomised",
        "least", "most", "more", "less", "percent", "any", "group", "trial",
    )
)  # fmt: skip
SAME_LETTERS = 5  # by which two forms of a word are one
SAYS_TREATED = re.compile(
    r"\b(?:(?:been )?treated before|had (?:had )?(?:other|earlier|previous) treatments?|previously treated|(?:as )?(?:second|third|later)(?:-| )(?:line|treatment)"
    r"|after (?:an )?(?:earlier|other|previous) treatments?|had had (?:[\w-]+ ){1,5}before"
    r"|after (?:the |an? )?(?:chemotherapy|immunotherapy|hormone therapy|\w+(?:ib|mab|taxel|platin)) (?:had )?(?:failed|stopped working|stopped helping))\b",
    re.IGNORECASE,
)
SAYS_UNTREATED = re.compile(
    r"\b(?:as (?:a )?first treatment|(?<=, )first treatment|(?:not|never) (?:been )?treated before|untreated|no earlier treatment|first-line)\b",
    re.IGNORECASE,
)
# who the people were, and words of trials that took such people
OTHERS = (
    (re.compile(r"\b(?:frail|elderly|weak) (?:people|patients|women|men)\b", re.I), re.compile(r"frail|elderly|unfit|not fit|older|aged|could not|weak", re.I)),
    (re.compile(r"\b(?:children|teenagers|boys|girls)\b", re.I), re.compile(r"child|adolesc|teen|young|paediatric|aged? (?:\d|1\d)\b|from (?:\d|1\d) years", re.I)),
    (re.compile(r"\bearly(?:-stage)? (?:[\w-]+ )?(?:cancer|melanoma|lymphoma|myeloma|disease)\b", re.I), re.compile(r"early|operable|resect|stage I\b", re.I)),
)  # fmt: skip
IN_BRAIN = re.compile(
    r"(?<!without )(?<!or not )\b(?:with|who had) (?:\w+ ){0,2}?(?:tumours?|metastas[ei]s|spread|melanoma|cancer) (?:in|to) the brain\b",
    re.IGNORECASE,
)
PART = {
    "trial": {
        "populations": {
            "everyone": {"label": "everyone", "analysis_set": "itt", "categories": ["appleoma"], "subgroups": ["first"], "line": "first", "biomarker": ["none_required"], "n": {"a": 100, "b": 100}},
            "old": {"label": "older people", "analysis_set": "subset", "part_of": "everyone", "categories": ["appleoma"], "subgroups": ["first"], "line": "first", "biomarker": ["none_required"], "n": {"a": 40}},
        }
    }
}  # fmt: skip


@rule(
    "words-name-the-people",
    "The figure of a part of a trial stands with words of that part, and no figure with another cancer or line of treatment.",
    per="page",
    good=f"trial: {PART['trial']}\nold-a: {{arm: a, endpoint: orr, effect_measure: proportion, value: 40, unit: percent, population: old}}"
    + with_page(
        "Of older people [[base-trial/2020-first/old-a|of_100]] of the tested people (with it) responded."
    ),
    bad=f"trial: {PART['trial']}\nold-a: {{arm: a, endpoint: orr, effect_measure: proportion, value: 40, unit: percent, population: old}}"
    + with_page(
        "Some words.\nIn [[base-trial/2020-first/old-a|of_100]] of the tested people (with it) the cancer responded. <!-- <-- here -->"
    ),
    source="Cochrane Handbook 15.4 (to whom a result applies)",
)
def words_name_the_people(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for paragraph in page.paragraphs:
        around = paragraph.said.lower()
        for sentence in paragraph.sentences:
            for b in bound(sentence, evidence):
                people = evidence.populations.get((b.e.trial, b.e.population))
                if people is None:
                    continue
                for message, todo in faults(b.e, people, sentence.said, around, evidence):
                    yield page.problem(b.binding.line, f"[[{b.binding.target}]]", message, todo)


def faults(
    e: Estimate, people: Row, said: str, around: str, evidence: Evidence
) -> Iterator[tuple[str, str]]:
    """What the words of a figure's sentence, or of its paragraph, say wrong of its people."""
    label = people.get("label")
    is_part = people.get("part_of") and evidence.has_a_root(e.trial, e.population)
    if is_part and not _is_named(label, around):
        yield (
            f"this is of a part of the trial, {label}, which the words do not name.",
            "Say whom it is about, or bind the figure of the whole trial.",
        )
    yield from of_others(e, people, said, evidence)


def of_others(e: Estimate, people: Row, said: str, evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Lines, cancers, markers, ages and stages in the words that are not of these people."""
    told = evidence.words_of_people[e.trial]
    yield from _of_another_line(people.get("line"), said)
    yield from _of_another_cancer(e.trial, said, evidence)
    yield from _of_other_markers(people, told, said, evidence)
    is_of_brain = people.get("brain") or "brain" in people.get("label") or e.whom == "brain"
    if not is_of_brain and (found := IN_BRAIN.search(said)):
        yield (
            f"the words say “{found.group()}”; this is a figure of {people.get('label')}.",
            "Bind the figure of people with tumours there, or leave the words out.",
        )
    for words, takes in OTHERS:
        found = words.search(said)
        if found and not takes.search(told):
            yield (
                f"the words say “{found.group()}”, and the trial did not take such people.",
                "Bind a figure of such people, or leave the words out.",
            )


def _of_another_line(line: str, said: str) -> Iterator[tuple[str, str]]:
    if line == "first" and (found := SAYS_TREATED.search(said)):
        yield (
            f"the words say “{found.group()}”, but this was their first treatment.",
            "Bind a figure of people treated before, or leave the words out.",
        )
    elif line in TREATED_BEFORE and (found := SAYS_UNTREATED.search(said)):
        yield (
            f"the words say “{found.group()}”, but these people had been treated before.",
            "Bind a figure of a first treatment, or leave the words out.",
        )


def _of_another_cancer(trial: str, said: str, evidence: Evidence) -> Iterator[tuple[str, str]]:
    own = evidence.vocabulary("cancers").get(evidence.trials[trial].get("cancer"))
    named = _cancers(said, evidence.cancer_names)
    if (
        own
        and own.get("code") != "several"
        and named
        and not any(n in own.get("name") for n in named)
    ):
        yield (
            f"the words speak of {' and '.join(sorted(named))}; this trial was in {own.get('name')}.",
            "Bind a figure of the cancer that is named, or name the cancer of this trial.",
        )


def _of_other_markers(
    people: Row, told: str, said: str, evidence: Evidence
) -> Iterator[tuple[str, str]]:
    """Genes by which nobody of the trial was chosen, and the opposite of what these people had."""
    named = [gene for gene in GENE.findall(said) if gene in evidence.gene_names]
    if named and not any(gene in told for gene in named):
        yield (
            f"the words speak of {named[0]}, and these people were not chosen by it.",
            "Bind a figure of people chosen by it, or leave the words out.",
        )
    for marker in evidence.markers_of(people):
        gene = next(iter(GENE.findall(marker.get("name"))), "")
        is_without = re.search(
            r"\b(?:not|no|wild|negative)\b", marker.get("code").replace("-", " ")
        )
        if not gene or is_without:
            continue
        if re.search(rf"\bwithout (?:an? |any |the )?{gene} ", f"{said} "):
            yield (
                f"the words say “without {gene}”, and these people had {marker.get('name')}.",
                "Bind a figure of people without it, or mend the words.",
            )
    label, words = people.get("label").lower(), said.lower()
    for sign, other in (("positive", "negative"), ("negative", "positive")):
        for marker in re.findall(rf"\b([\w-]+)-{sign}\b", label):
            if f"{marker}-{other}" in words and f"{marker}-{sign}" not in words:
                yield (
                    f"the words say “{marker}-{other}”; this is a figure of {people.get('label')}.",
                    "Bind the figure of those who are named, or name these.",
                )


def _is_named(label: str, words: str) -> bool:
    """Is any word of the label that tells people apart among the words, by its first letters?"""
    told = [w for w in re.findall(r"[a-z0-9][a-z0-9-]{2,}", label.lower()) if w not in COMMON]
    return not told or any(word[:SAME_LETTERS] in words for word in told)


@cache
def _cancers(said: str, names: tuple[str, ...]) -> frozenset[str]:
    """Names of cancers that stand in the words as a whole."""
    words = said.lower()
    near = (name for name in names if name.lower() in words)
    return frozenset(name for name in near if re.search(rf"\b{re.escape(name.lower())}\b", words))
