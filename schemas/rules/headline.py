"""What may stand first: headlines rest on figures read well, factors on what is known beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import Page
from schemas.rules.prose.words import bound_estimates, with_page
from schemas.rules.rule import rule

SECOND_HAND = "defaults: {read_in: secondary_page, seen_at: ["
NEXT_HEADING = re.compile(r"(?m)^#")
FACTOR_TABLE = "fact before treatment"
KNOWN_LATER = re.compile(
    r"\b(?:shr[iau]nk\w*|respon(?:d|se|ded|ding|ders?)|full doses?|tolerat\w+|side effects?|"
    r"stay\w* on|(?:on|during|after|since) (?:the )?treatment|time on|dose reduc\w+|"
    r"remission|stable disease|progress\w*)\b",
    re.IGNORECASE,
)


@rule(
    "quick-answers-rest-on-sources",
    "A quick answer shows only figures read in an article, label or registry, or told alike on two sites.",
    per="page",
    good=SECOND_HAND
    + "'https://a.example/1', 'https://b.example/2']}"
    + with_page("Alive at five years with it were [[base-trial/2020-first/os-a|of_100]]."),
    bad=SECOND_HAND
    + "'https://a.example/1', 'https://a.example/2']}"
    + with_page(
        "Some people live long.\nAlive at five years were [[base-trial/2020-first/os-a|of_100]]. <!-- <-- here -->"
    ),
    source="COVID-NMA; PDQ levels of evidence",
)
def quick_answers_rest_on_sources(page: Page, evidence: Evidence) -> Iterator[Problem]:
    if page.kind != "category":
        return
    heading = NEXT_HEADING.search(page.text)
    end = page.line + page.text.count("\n", 0, heading.start() if heading else len(page.text))
    for line, e in bound_estimates(page, evidence):
        report = evidence.reports.get((e.trial, e.report))
        if line > end or report is None or not report.get("kind"):
            continue  # a kind in another form is told where it stands
        if report.get("standing") == "retracted":
            continue  # the page says "withdrawn"; an error would keep the old values in sight
        reason = evidence.why_not_lead(e)
        if reason:
            yield page.problem(
                line,
                f"[[{e.id}]]",
                f"this may not stand in a quick answer: {reason}.",
                "Move it below the first heading, bind another figure, or read it in the source.",
            )


@rule(
    "factors-are-known-before-treatment",
    "The table of factors names only what is known before treatment; what is known later cannot foretell.",
    per="page",
    good="guide factors: |\n  | Fact before treatment | Direction |\n  |---|---|\n  | A gene change | more likely |",
    bad="guide factors: |\n  | Fact before treatment | Direction |\n  |---|---|\n  | Strong shrinkage with the first drug | more likely | <!-- <-- here -->",
    source="immortal time bias: CEBP 2022",
)
def factors_are_known_before_treatment(page: Page, evidence: Evidence) -> Iterator[Problem]:
    is_factor_table = False
    for number, text in enumerate(page.text.split("\n"), start=page.line):
        first = (
            text.strip().strip("|").split("|")[0].strip() if text.lstrip().startswith("|") else ""
        )
        if not first:
            is_factor_table = False
        elif first.lower() == FACTOR_TABLE:
            is_factor_table = True
        elif is_factor_table and (word := KNOWN_LATER.search(first)):
            yield page.problem(
                number,
                word.group(),
                "this is known only after treatment has begun.",
                "List it under “Not listed, and why”, or name what was known before.",
            )


LONGEST = "dor-a: {arm: a, endpoint: dor, effect_measure: maximum, value: 61, value_qualifier: +, unit: months}"


@rule(
    "leads-may-stand-first",
    "An editor lets speak for a trial only figures of a kind that stands first.",
    per="trials",
    good="""
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}
trial: {leads: {2020-first/os-a: it is the plan of the trial}}
""",
    bad=f"""
{LONGEST}
trial: {{leads: {{2020-first/dor-a: it is the longest}}}}
""",
)
def leads_may_stand_first(evidence: Evidence) -> Iterator[Problem]:
    for row in evidence.tables["leads"]:
        e = evidence.by_id.get(f"{row.get('trial')}/{row.get('estimate')}")
        if e is not None and not e.effect.stands_first:
            yield row.problem(
                "estimate",
                f"a figure of this kind ({e.effect.name}) never stands first.",
                "Choose another figure, or delete this line.",
            )
