"""Words around a figure say so where the same people were looked at again later."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import Page
from schemas.rules.prose.bound import bound
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule

NAMES_A_LOOK = re.compile(
    r"\b(?:reports?|reported|looks?|looked|update[ds]?|analys[ie]s|article|label|congress|registry|abstract|earlier|then)\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
TWO_LOOKS = """
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 60, unit: percent}
report 2022-second: {data_cutoff: 2021-12-31, follow_up: 44 months, seen_at: ["https://example.org/b"], estimates: {orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 64, unit: percent}}}
"""


@rule(
    "words-name-an-earlier-look",
    "A figure that a later report of the same people gives otherwise stands with words of its report, or of the later one.",
    per="page",
    good=TWO_LOOKS
    + with_page(
        "In the first report [[base-trial/2020-first/orr-a|of_100]] of the tested people (with it) responded."
    ),
    bad=TWO_LOOKS
    + with_page(
        "Some words.\nWith it [[base-trial/2020-first/orr-a|of_100]] of the tested people responded. <!-- <-- here -->"
    ),
    source="Cochrane Handbook 5.2.1 (several reports of one study)",
)
def words_name_an_earlier_look(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for paragraph in page.paragraphs:
        told = {binding.target for binding in paragraph.bindings}
        for sentence in paragraph.sentences:
            if NAMES_A_LOOK.search(sentence.said):
                continue
            for b in bound(sentence, evidence):
                later = evidence.later_look.get(b.e.id)
                if later is not None and later.id not in told:
                    yield page.problem(
                        b.binding.line,
                        f"[[{b.binding.target}]]",
                        f"{later.report} looked later at the same people and gives {later.row.get('value')}, not {b.e.row.get('value')}.",
                        f"Bind {later.id}, or say by which report, or when, this figure was counted.",
                    )
