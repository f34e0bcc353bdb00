"""What prose, notes and the words of charts may claim: numbers in words, promises, comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import Page, Passage, without_quotes
from schemas.rules.prose import verdicts
from schemas.rules.prose.bound import bound, facts_of
from schemas.rules.prose.words import bound_estimates, with_page
from schemas.rules.rule import rule
from schemas.wording import claims as said
from schemas.wording.numbers import NumberWord

MINIMUM_OF_PARTS = 2.0  # points by which a typed part may differ from the figure it repeats
BIND = (
    "Bind it: [[trial/report/key|in_words]], [[…|as_part]] or [[reference/fact]]; or leave it out."
)


def statements(text: Page | Passage) -> Iterator[Passage]:
    """Sentences that state something: no open question."""
    for sentence in text.sentences:
        if not said.is_open_question(sentence.said):
            yield sentence


@rule(
    "numbers-in-words-are-bound",
    "A number in words is bound like one in digits; ordinals and small numbers of trials, groups or drugs are free.",
    per="text",
    good=with_page(
        "In two trials of one drug [[base-trial/2020-first/os-a|as_part]] of the people given a were "
        "alive after five years; half-lives differ."
    ),
    bad=with_page("The trial was large.\nNine in ten were well. <!-- <-- here -->"),
    source="Oudhoff and Timmermans 2015 (numbers in words are read as numbers)",
)
def numbers_in_words_are_bound(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in statements(page):
        if page.kind == "note" and not OF_OUTCOME.search(sentence.said):
            continue  # a note repeats its source, with its numbers
        for number in sentence.numbers:
            if number.kind != "time" and not is_bound(number, sentence, page, evidence):
                yield page.problem(
                    sentence.line_of(number.text),
                    number.text,
                    "a number in words that no figure stands behind.",
                    "Write it in digits." if page.kind == "note" else BIND,
                )


OF_OUTCOME = re.compile(
    r"\b(?:alive|live[ds]?|surviv\w+|died|dead|responded|shrank|relapsed|cured|better|longer)\b",
    re.I,
)


OF_EFFECT = re.compile(
    r"\b(?:alive|live[ds]?|living|surviv\w+|respon\w+|remissions?|risks?|chances?|deaths?|died|life|growth|rates?|people|patients"
    r"|women|men|as (?:many|likely|often|long|high))\b",
    re.IGNORECASE,
)


def shares_of(sentence: Passage, evidence: Evidence) -> list[float]:
    """Shares in percent as they are told: of those counted, or of all others."""
    return [
        100 - b.e.value if b.binding.transform in OF_ALL_OTHERS else b.e.value
        for b in bound(sentence, evidence)
        if b.e.effect.is_share and b.e.value is not None
    ]


OF_ALL_OTHERS = ("complement", "rest_per_100")
# “more than half” and its like, by the share that bears it
AROUND_HALF = (
    (re.compile(r"\b(?:more than|over|above) $", re.I), 50.5, 80.0),
    (re.compile(r"\b(?:fewer than|less than|under|below) $", re.I), 20.0, 49.5),
    (re.compile(r"\b(?:nearly|almost|just under) $", re.I), 45.0, 49.9),
)


def is_of_part(number: NumberWord, sentence: Passage, evidence: Evidence) -> bool:
    """Is a part of people in words what a bound share of the sentence says?"""
    before = sentence.said[: number.start]
    shares = shares_of(sentence, evidence)
    if number.text.lower() == "half":
        low, high = next(
            ((low, high) for words, low, high in AROUND_HALF if words.search(before)), (49.5, 50.5)
        )
        return any(low <= share <= high for share in shares)
    is_open = re.search(r"\b(?:than|over|under|above|below) $", before, re.I)
    return not is_open and any(abs(share - (number.value or -99)) <= MINIMUM_OF_PARTS for share in shares)  # fmt: skip


def is_bound(number: NumberWord, sentence: Passage, page: Page, evidence: Evidence) -> bool:
    """Do the figures or facts of the sentence say so?"""
    words = [
        word for word in re.findall(r"[a-z]+", number.text.lower()) if word not in ("a", "of", "in")
    ]
    facts = facts_of(sentence, evidence)
    if any(all(word in fact for word in words) for fact in facts):
        return True
    bound = [e for _, e in bound_estimates(sentence, evidence)]
    meanings = (
        evidence.vocabulary("endpoints")[e.endpoint].get("plain_words").lower() for e in bound
    )
    if any(all(word in meaning for word in words) for meaning in meanings):
        return True  # “fell by half”: what the endpoint is
    if number.kind == "times" and not OF_EFFECT.search(sentence.said):
        return True  # “the dose was doubled”
    if number.kind == "times":
        return any(number.value == verdicts.factor(a, b) for a in bound for b in bound)
    if page.kind == "corrections" and number.kind == "part":
        own = [e.value for e in evidence.by_trial[page.name.split("/")[0]]]
        is_told = said.is_denied(sentence.said[: number.start], "")
        return is_told or any(
            value is not None and abs(value - number.value) <= MINIMUM_OF_PARTS for value in own
        )
    if number.kind == "part" and is_of_part(number, sentence, evidence):
        return True
    if number.text.lower() == "half" and "half-li" in sentence.said:
        return True
    if number.text.lower() == "half":  # “half had died after …”: the meaning of a median
        if bound and not any(e.is_reached for e in bound):
            return False  # half had not died, or nobody knows
        is_median = any(e.measure == "median" for e in bound)
        is_median |= any("median" in fact for fact in facts)
        return is_median or "median" in f"{page.name} {sentence.said}".lower()
    return False


@rule(
    "nothing-is-promised",
    "No treatment is said to be sure, best, safe, a cure, or to work for those who read; no praise is given.",
    per="text",
    good=with_page(
        "Nothing is guaranteed. The best response was a partial one. No longer follow-up was read."
    ),
    bad=with_page("Some words.\nWith this treatment you will live. <!-- <-- here -->"),
    source="Abola and Prasad 2016; Good Practice of the General Medical Council on promises",
)
def nothing_is_promised(page: Page, evidence: Evidence) -> Iterator[Problem]:
    is_of_cure = page.kind == "glossary" or page.name == "remission-and-cure"
    patterns = [said.PROMISE, said.BEST, said.EFFECT]
    for sentence in statements(page):
        words = sentence.own
        found = [claim for pattern in patterns for claim in said.claims(words, pattern)]
        if not is_of_cure:
            found += said.claims(words, said.CURE_WORDS)
        for claim in (*found, *said.praise(words)):
            yield page.problem(
                sentence.line_of(claim.text),
                claim.text,
                "no figure of a group can bear this.",
                "Say what was measured, in whom and for how long.",
            )


@rule(
    "quantities-are-bound",
    "“Most people lived”, “nobody died” or “lasting responses” stand only beside a bound figure that says so.",
    per="text",
    good=with_page(
        "Most people given a were alive at five years: [[base-trial/2020-first/os-a|of_100]]."
    ),
    bad=with_page("Some words.\nMost people responded. <!-- <-- here -->"),
    source="Cochrane Handbook 15.6 (words for amounts are misread)",
)
def quantities_are_bound(page: Page, evidence: Evidence) -> Iterator[Problem]:
    if page.kind == "note":
        return
    for paragraph in page.paragraphs:
        for sentence in statements(paragraph):
            for match in said.amounts(sentence.own):
                how = (match.groupdict().get("how") or "no").lower()
                if not any(verdicts.fits(how, share) for share in shares_of(sentence, evidence)):
                    yield page.problem(
                        sentence.line_of(match.group()),
                        match.group(),
                        "how many is that?",
                        "Bind the share in the same sentence.",
                    )
            for claim in said.claims(sentence.own, said.LASTING):
                times = (verdicts.months(e) for _, e in bound_estimates(paragraph, evidence))
                if max(times, default=0) < verdicts.YEARS and not sentence.is_heading:
                    yield page.problem(
                        sentence.line_of(claim.text),
                        claim.text,
                        "for how long, in how many people?",
                        "Bind a figure of that time in the same paragraph.",
                    )


@rule(
    "advice-names-its-guideline",
    "Advice on treatment is told only as that of a guideline bound in the same sentence.",
    per="text",
    good=with_page("A guideline recommends it [[base-criteria/minimum-duration]]."),
    bad=with_page("Some words.\nDoctors recommend this drug. <!-- <-- here -->"),
    source="IPDAS certification criteria (no option is favoured)",
)
def advice_names_its_guideline(page: Page, evidence: Evidence) -> Iterator[Problem]:
    if page.kind == "note":
        return
    for sentence in statements(page):
        if facts_of(sentence, evidence):
            continue
        for claim in said.claims(sentence.own, said.ADVICE):
            yield page.problem(
                sentence.line_of(claim.text),
                claim.text,
                "who advises this, and where?",
                "Bind the guideline's statement in the same sentence: [[reference/fact]].",
            )


@rule(
    "comparisons-are-bound",
    "“Longer”, “better”, “lowers the risk” stand only beside bound figures of randomised groups that say so.",
    per="text",
    good=with_page(
        "People given a lived longer than those given b: alive at five years were "
        "[[base-trial/2020-first/os-a|of_100]] with a and [[base-trial/2020-first/os-b|of_100]] with b."
    ),
    bad=with_page("Some words.\nThis drug works better than others. <!-- <-- here -->"),
    source="Cochrane Handbook 14.1; CONSORT 2010 item 17",
)
def comparisons_are_bound(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in statements(page):
        if OPENS_A_TOPIC.match(sentence.said) and sentence.is_heading:
            continue
        words = sentence.own
        for is_better, pattern in ((True, said.BETTER), (False, said.WORSE)):
            for claim in said.claims(words, pattern, spans=True):
                if said.AIM.search(words[: claim.start]) or is_of_a_reference(sentence, evidence):
                    continue
                why = verdicts.why_not(claim, is_better, sentence, evidence)
                if why:
                    yield page.problem(
                        sentence.line_of(claim.text),
                        claim.text.replace("\ue000", "…"),
                        why,
                        "Bind the figures of both randomised groups in the same sentence, or say only what was measured.",
                    )


OPENS_A_TOPIC = re.compile(
    r"(?:what|which|how|why|where|who|when|do|does|can|is|are)\b", re.IGNORECASE
)


def is_of_a_reference(sentence: Passage, evidence: Evidence) -> bool:
    """A statement of a reference, or its figures of both groups."""
    rows = [evidence.facts.get(binding.target) for binding in sentence.bindings]
    facts = [row for row in rows if row]
    return len(facts) > 1 or any(row.get("value") == "yes" for row in facts)


# no trial shows that groups are the same: what it shows is no difference
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
