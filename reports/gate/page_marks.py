"""Marks by which rules find what they judge on a page: the closed list, and what a mark must keep.

Templates set them; rules ask them instead of words or styles. A claim is worth nothing by itself:
``said`` counts it only where a reader sees words, and each rule holds it against the figures beside
it and against the store. Figures need no mark: they are found by their bindings, which the number
gate demands.

=============  ==================================================================================
``data-is``    what an element is: one name of ``IS``
``data-says``  what the words of an element say: names of ``SAYS``, separated by spaces
``data-of``    the figure that such words are about: its estimate_id
``data-page``  on the body: the kind of the page, one name of ``PAGES``
=============  ==================================================================================

Beside them stand codes of the store: ``data-trial`` on a panel, ``data-arm`` on a cell,
``data-endpoint`` on a row or comparison, ``data-comparison`` (an estimate_id) and ``data-arms`` (two
arms) on a comparison, and ``data-rows`` where a script fills in figures.
"""

from __future__ import annotations

from functools import cache

from lxml import etree

from reports.gate.numerals import Element

IS = {
    "panel": "what the page of a trial says of it in one situation",
    "summary": "the table of all trials of a situation",
    "took-part": "the table of who took part in each trial of a situation",
    "open-trial": "the trial whose pictures stand open",
    "line": "figures of a trial in short, whose row stands in the table of all trials",
    "sentences": "the first messages of a page, made from figures in that table",
    "trial-name": "the name of a trial, above its panel or before its row",
    "pictures": "pictures of one endpoint, one for each arm",
    "picture": "one share as a hundred people, with all that belongs to it",
    "hundred": "the drawing of the hundred people",
    "cell": "figures of one trial on one question, with the people behind each",
    "half": "one of both parts of the hundred, with the words of its state",
    "ladder": "steps from all treated to still in response",
    "beside": "figures that may not lead, named after those that do",
    "neutral-trials": "the list of trials without a clear difference",
    "prose": "what editors typed; rules of the data judge its words where they are typed",
}
SAYS = {
    "design": "how the trial was designed, and how strong a comparison it allows",
    "strongest-result": "which is the strongest endpoint shown",
    "who-could-join": "who could join the trial",
    "who-could-not-join": "who was kept out",
    "comparator": "what the treatment was compared with, and whether people could change over",
    "sponsor": "who paid for or ran the trial",
    "reading": "how the figures of a panel were read and checked",
    "judge": "who judged a response",
    "criteria": "by which criteria",
    "confirmation": "whether it was confirmed",
    "not-stated": "what belongs here was not stated",
    "not-held": "no figure of this group belongs here",
    "people-not-stated": "the number of people behind the figure is not known",
    "no-interval": "no interval stands in what was read of the figure",
    "no-absolutes": "the figures of both groups do not stand here",
    "no-harms-read": "no figure on severe harms as a whole stands here, and what is held",
    "no-clear-difference": "the interval of the comparison includes no difference",
    "not-survival": "shrinkage is not survival",
    "not-cure": "remission is not cure",
    "not-comparable": "figures of different trials cannot be compared",
    "cannot-tell-you": "figures cannot tell what will happen to the reader",
    "after-response": "why people who responded are no fair comparison",
    "got-that-far": "how many people got as far as the figure asks",
    "part-of-people": "these are a part of a trial's people, planned or not",
    "registry-differs": "which other figure the registry posts",
    "second-hand": "the figures were not read in an article that reports them",
    "withdrawn": "the figure was withdrawn; stands in its place",
    "not-covered": "what the site does not cover",
    "notices-looked-for": "when notices against reports were last looked for",
    "notices-not-looked-for": "no notices have been looked for since reports were entered",
}
PAGES = (
    "about", "category", "changes", "explore", "find", "glossary", "guide", "guides", "missing", "moved", "plain", "references", "report",
    "situation", "start", "trial", "weakest",
)  # fmt: skip

VISIBLE = etree.XPath(
    "descendant::text()[normalize-space()][not(ancestor::*[@hidden or @aria-hidden = 'true' "
    "or self::script or self::style or self::template])]"
)


def marked_as(name: str) -> str:
    """Condition of XPath: the element is ``name``."""
    if name not in IS:
        raise KeyError(name)
    return f"@data-is = '{name}'"


def marked_saying(claim: str) -> str:
    """Condition of XPath: the element is marked as saying ``claim``."""
    if claim not in SAYS:
        raise KeyError(claim)
    return f"contains(concat(' ', @data-says, ' '), ' {claim} ')"


def speaks(element: Element) -> bool:
    """Does a reader see words here? Signs and numerals alone say nothing."""
    return any(letter.isalpha() for text in VISIBLE(element) for letter in text)


def said(
    part: Element, claim: str, of: str = "", axis: str = "descendant-or-self"
) -> list[Element]:
    """Elements of ``part`` that say ``claim`` in words, of the figure ``of`` where one is named."""
    found = _saying(claim, axis)(part)
    return [e for e in found if (not of or e.get("data-of") == of) and speaks(e)]


@cache
def _saying(claim: str, axis: str) -> etree.XPath:
    return etree.XPath(f"{axis}::*[{marked_saying(claim)}]")


def around(element: Element, *names: str) -> Element | None:
    """The nearest element around this one that is one of ``names``."""
    if unknown := {*names} - IS.keys():
        raise KeyError(*unknown)
    return next((e for e in element.iterancestors() if e.get("data-is") in names), None)
