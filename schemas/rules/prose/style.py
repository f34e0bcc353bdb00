"""How editors write: no promise, no praise, and short forms with one explained meaning each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas import wording
from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import Page, without_bindings, without_quotes
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule
from schemas.wording.claims import claims, is_open_question

CURE_PAGE = "remission-and-cure"


@rule(
    "no-cure-claimed",
    "“Cure” stands only in the glossary, on the page on remission and cure, in a question, or negated.",
    per="text",
    good=with_page("A remission is not a cure."),
    bad=with_page("The treatment may\ncure some people. <!-- <-- here -->"),
    source="Abola and Prasad 2016",
)
def no_cure_claimed(page: Page, evidence: Evidence) -> Iterator[Problem]:
    if page.kind == "glossary" or page.name == CURE_PAGE:
        return
    for sentence in page.sentences:
        text = re.sub(rf"\[[^\]]*\]\(~/guide/{CURE_PAGE}[^)]*\)", " ", sentence.text)
        words = without_quotes(" ".join(without_bindings(text).split()))
        if is_open_question(sentence.said):
            continue
        for claim in claims(words, wording.CURE):
            yield page.problem(
                sentence.line_of(claim.text),
                claim.text,
                "promises more than a response.",
                "Say what was measured: how many had no sign of cancer, and for how long.",
            )


@rule(
    "no-promotional-words",
    "Words that praise (breakthrough, miracle, promising …) stand only inside quotation marks.",
    per="text",
    good=with_page("Reports that say “breakthrough” should make you careful."),
    bad=with_page("This drug is a\nbreakthrough. <!-- <-- here -->"),
    source="Abola and Prasad 2016",
)
def no_promotional_words(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for pattern, todo in (
        (wording.BANNED, "Say what was measured instead."),
        (wording.SUBJECTS, "Write “people”."),
    ):
        for sentence in page.sentences:
            for word in pattern.finditer(without_quotes(sentence.words)):
                yield page.problem(
                    sentence.line_of(word.group()),
                    word.group(),
                    "is not a word of this site.",
                    todo,
                )


@rule(
    "short-forms-explained",
    "A short form is explained where it first stands on a page.",
    per="page",
    good=with_page("The response rate (ORR) is a share. An ORR says little about time."),
    bad=with_page("A first line.\nAn ORR says little about time. <!-- <-- here -->"),
    source="Cochrane guidance on plain language summaries",
)
def short_forms_explained(page: Page, evidence: Evidence) -> Iterator[Problem]:
    if page.kind not in ("category", "guide"):
        return
    text = without_quotes(without_bindings(page.text))
    seen: set[str] = set()
    for match in wording.ACRONYM.finditer(text):
        short = match.group(1)
        if short in seen or short in evidence.capital_names:
            continue
        seen.add(short)
        before, after = text[: match.start()].rstrip(" *_"), text[match.end() :].lstrip(" *_")
        is_in_brackets = before.rfind("(") > before.rfind(")")
        if not is_in_brackets and not re.match(r"\(|(?:is|means|stands for)\b|[:=]", after):
            line = page.line + text.count("\n", 0, match.start())
            yield page.problem(
                line,
                short,
                "this short form is not explained.",
                f"Write its full words first, then ({short}).",
            )


@rule(
    "short-forms-never-clash",
    "A short form has one meaning: PR is partial response, never the progesterone receptor.",
    per="page",
    good=with_page("A partial response (PR) is a part of the response rate."),
    bad=with_page("Growth may depend on\nthe progesterone receptor (PR). <!-- <-- here -->"),
    source="Cochrane guidance on plain language summaries",
)
def short_forms_never_clash(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in page.sentences:
        for match in wording.PR_AS_RECEPTOR.finditer(sentence.words):
            yield page.problem(
                sentence.line_of("PR"),
                match.group(),
                "PR means partial response here.",
                "Write “progesterone receptor” in full.",
            )
        for match in IN_BRACKETS.finditer(sentence.words):
            meaning = evidence.short_forms.get(match.group(1))
            words = re.split(r"[.,;:()]", sentence.words[: match.start()].rstrip())[-1]
            if meaning and not _mean_the_same(words, match.group(1), meaning):
                yield page.problem(
                    sentence.line_of(match.group(1)),
                    f"{words.strip()} {match.group()}",
                    f"{match.group(1)} means {meaning} on this site.",
                    "Write the words in full.",
                )


IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z]*[A-Z])\)")


def _mean_the_same(words: str, short: str, meaning: str) -> bool:
    """The words before the bracket end with the meaning, or have other first letters."""
    said = words.lower().split()[-max(len(short), len(meaning.split())) - 1 :]
    letters = "".join(word[0] for part in said for word in part.split("-") if word)
    return set(meaning.lower().split()) & set(said) != set() or not letters.endswith(short.lower())
