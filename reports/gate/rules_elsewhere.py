"""Published rules for cautious pages that no rule of built pages keeps: what keeps each instead.

With the rules of pages they are the whole list R01 to R50. What no program can test with what the
project holds says so, and why.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Elsewhere:
    """A rule that is kept by ``by``: rules of the data, a step of the build, or people alone."""

    id: str
    told: str
    source: str
    level: str  # data, step, people
    by: tuple[str, ...]
    check: None = None
    good: str = ""
    bad: str = ""

    @property
    def sentence(self) -> str:
        if self.level == "people":
            return f"{self.told} Not testable by program: {self.by[0]}."
        return f"{self.told} Kept by {', '.join(self.by)}."


ELSEWHERE = [
    Elsewhere(
        "R01", "Every numeral shown is bound to one accepted row and equal to it.",
        "IPDAS certification (citations)", "step", ("the number gate of `evidence build`",),
    ),
    Elsewhere(
        "R02", "Every figure names its source and its place there.",
        "linkml-reference-validator", "data", ("no-missing-key", "right-form"),
    ),
    Elsewhere(
        "R03", "The figures stand in the archived record of their source, or the page says that none is held.",
        "dismech issues on quotes", "step", ("`evidence refresh`", "the state shown with every figure"),
    ),
    Elsewhere(
        "R04", "Who entered a figure never approves it; a third person settles a disagreement.",
        "Buscemi 2006; Mathes 2017", "step", ("`evidence approve`", "`evidence release`"),
    ),
    Elsewhere(
        "R13", "Certainty is rated claim by claim.", "Santesso 2020, GRADE", "people",
        ("it is a judgement, and nobody has made it; every panel says that it has not been rated",),
    ),
    Elsewhere(
        "R16", "Stable disease never counts as response.", "FDA endpoints guidance 2018", "data",
        ("components-give-response-rate", "wider-responses-are-no-smaller"),
    ),
    Elsewhere(
        "R17", "“Alive” and “survival” are said of overall survival only.", "CheckMate 067; ZUMA-1",
        "data", ("alive-means-overall-survival", "longer-survival-is-no-smaller"),
    ),
    Elsewhere(
        "R18", "Medians, landmarks and curves agree with one another.", "arithmetic", "data",
        ("median-fits-landmarks", "curves-never-rise", "curves-fit-between-reports"),
    ),
    Elsewhere(
        "R23", "How long responses lasted is told with the number of responders.",
        "FDA endpoints guidance 2018", "data", ("durations-count-responders",),
    ),
    Elsewhere(
        "R25", "What is known only after treatment began is no factor that foretells response.",
        "CEBP 2022 (immortal time)", "data", ("factors-are-known-before-treatment",),
    ),
    Elsewhere(
        "R32", "Words of praise and of cure stand only where they are quoted or denied.",
        "Abola and Prasad 2016", "data", ("no-promotional-words", "no-cure-claimed"),
    ),
    Elsewhere(
        "R39", "Charts carry a description of ours, not one made by the drawing library.",
        "vega-lite 6603; altair 3575", "step", ("the tests of charts",),
    ),
    Elsewhere(
        "R47", "Risk of bias is rated for each outcome.", "Cochrane Handbook", "people",
        ("it is a judgement of people who read the whole report, and nobody has made it",),
    ),
    Elsewhere(
        "R49", "Quotes are short and within their licence.", "Our World in Data, licence fields",
        "people", ("what is fair is a judgement; no quote is shipped",),
    ),
    Elsewhere(
        "R62", "A level of evidence beside a report is the one with which NCI's PDQ marks its citation, or none.",
        "PDQ levels of evidence", "data", ("level-is-of-this-report", "no-dangling-key"),
    ),
]  # fmt: skip
