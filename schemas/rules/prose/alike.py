"""No trial shows that groups are the same: what it shows is no difference."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import Page, without_quotes
from schemas.rules.prose.bound import facts_of
from schemas.rules.prose.claims import statements
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule
from schemas.wording import claims as said

ALIKE = re.compile(
    r"\b(?:without )?(?:surviv\w+|deaths?|growth|respon\w+|remissions?|harms?|side effects|shrinkage|results?|outcomes?)\b[^.;:]{0,30}?"
    r"\b(?:d(?:id|oes|o) not differ|(?:was|were|is|are) (?:alike|equal|identical|the same|no different|similar))\b"
    r"|\bgroups did not differ\b",
    re.IGNORECASE,
)


@rule(
    "no-difference-is-never-shown",
    "Groups are never said to be alike, the same, or not to differ: a trial showed no difference, or a source says so.",
    per="text",
    good=with_page("No difference in survival was shown."),
    bad=with_page("Some words.\nTime without growth did not differ. <!-- <-- here -->"),
    source="Altman and Bland 1995 (absence of evidence is not evidence of absence)",
)
def no_difference_is_never_shown(page: Page, evidence: Evidence) -> Iterator[Problem]:
    if page.kind == "note":
        return  # a note repeats its source
    for sentence in statements(page):
        if facts_of(sentence, evidence):
            continue
        for claim in said.claims(without_quotes(sentence.said), ALIKE):
            yield page.problem(
                sentence.line_of(claim.text),
                claim.text,
                "a trial cannot show that groups are the same.",
                "Say that no difference was shown.",
            )
