"""What the code must know of an effect measure: one entry of ``MEASURES``.

A new measure is a new entry, and its code in the column ``measures`` of those endpoints in
``vocabularies/endpoints.csv`` that may have it. Rules and drawings that are about one measure by
their nature (a curve falls, a median fits it) name it themselves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from schemas.terms import NOT_STATED
from schemas.units import MONTHS_PER

PERCENT = ("percent",)
TIMES = tuple(MONTHS_PER)


@dataclass(frozen=True)
class Scale:
    """The numbers that a measure can have, and the one that means "no difference" between arms."""

    least: float
    most: float
    limits: str = ""  # in words; empty where every number is possible
    says: str = ""  # what an editor is told of a number beyond them
    no_difference: float | None = None

    def holds(self, number: float) -> bool:
        return self.least <= number <= self.most


SHARE = Scale(0, 100, "0 to 100", "a part of people lies between 0 and 100.")
TIME = Scale(0, math.inf, "0 or more", "this cannot be negative.")
COUNT = Scale(0, math.inf, "0 or more", "this cannot be negative.")
RATIO = Scale(math.nextafter(0, 1), math.inf, "above 0", "a ratio is above 0.", 1.0)
DIFFERENCE = Scale(-math.inf, math.inf, no_difference=0.0)
SCORE = Scale(-math.inf, math.inf)  # of a questionnaire, or its change
PROBABILITY = Scale(0, 100, "0 to 100", "a probability lies between 0 and 100 percent.")
POINTS = ("points",)
PERSON_TIME = ("per_100_person_years", "per_1000_person_years")


@dataclass(frozen=True)
class Measure:
    """One effect measure. ``compares`` names measures of single arms, for contrasts."""

    code: str
    name: str  # on pages
    meaning: str  # for those who enter it
    explained: str  # for those who read it
    units: tuple[str, ...]  # as printed
    scale: Scale
    order: int  # inside an endpoint, in tables
    compares: tuple[str, ...] = ()
    # of a share or number of people in time to an event, what it usually counts: event, event_free;
    # not_stated where reports must say it; None where it counts no people
    usual_state: str | None = None
    has_time_point: bool = False  # it is a figure of one time, which must be named
    is_estimated: bool = False  # not counted among people: words say "about"
    may_be_not_reached: bool = False
    is_named: bool = True  # a row says its name beside the endpoint's
    # how far apart two looks at one figure may be: by so many points, or by such a factor
    moves_by: float = math.inf
    moves_times: float = math.inf
    # may it speak for a trial; if not it stands among all figures of the trial, and pages say so
    stands_first: bool = True
    # are all other people in the other state (not where some met another end before, or were lost)
    others_are_known: bool = True
    whom: str = ""  # code of terms.WHOM, where it is of others than its endpoint is
    may_compare: bool = False  # it may be of one arm or of two
    needs: str = ""  # field without which it means nothing
    said_as: str = ""  # pattern of words that a sentence with it must hold, in texts and in prose
    is_posted: bool = True  # its kind can be told in registries
    posted_as: str = ""  # pattern of the type under which a registry posts it
    printed_as: str = ""  # pattern of the words that a text sets before a ratio
    also: str = ""  # other names by which it is typed, in small letters with `_` for spaces

    @property
    def is_contrast(self) -> bool:
        """Does it compare two arms?"""
        return self.scale.no_difference is not None

    @property
    def counts_people(self) -> bool:
        """Is it a number of people?"""
        return self.units == ("people",)

    def is_score(self, unit: str) -> bool:
        """Is its value in ``unit`` a score of a questionnaire, or how far one moved?"""
        return "points" in self.units and unit not in TIMES

    @property
    def is_share(self) -> bool:
        """Is it a part of people, in percent?"""
        return self.scale is SHARE


MEASURES: dict[str, Measure] = {
    measure.code: measure
    for measure in (
        Measure(
            code="proportion",
            name="share of people",
            meaning="part of the people analysed, in percent",
            explained="people with it, out of all people analysed",
            units=PERCENT,
            scale=SHARE,
            order=20,
            usual_state=NOT_STATED,
            is_named=False,
            moves_by=16.0,
            also="percentage percent % rate share",
        ),
        Measure(
            code="landmark_rate",
            name="estimated share of people (Kaplan-Meier)",
            meaning="estimated part without the event at a time point (Kaplan-Meier), in percent",
            explained="the share estimated to be free of the event at that time, whatever happened "
            "to those followed for less",
            units=PERCENT,
            scale=SHARE,
            order=10,
            usual_state="event_free",
            has_time_point=True,
            is_estimated=True,
            is_named=False,
            moves_by=14.0,
            also="km kaplan_meier kaplan_meier_rate landmark",
        ),
        Measure(
            code="median",
            name="median",
            meaning="time by which half of the people had the event",
            explained="the time by which half of the people had the event",
            units=TIMES,
            scale=TIME,
            order=40,
            may_be_not_reached=True,
            moves_times=1.6,
            posted_as=r"^median$",
        ),
        Measure(
            code="hazard_ratio",
            name="hazard ratio",
            meaning="rate of the event in the arm, relative to the comparator",
            explained="how fast events came, compared with the other group: below one means slower",
            units=("ratio",),
            scale=RATIO,
            order=50,
            compares=("median", "landmark_rate"),
            moves_times=1.9,
            posted_as=r"hazard|\bHRs?\b",
            printed_as=r"\b[Hh]azards? [Rr]atios?\b|\bHRs?(?:\b|(?=[a-z]))",
            also="hr hazard",
        ),
        Measure(
            code="odds_ratio",
            name="odds ratio",
            meaning="odds of the event in the arm, relative to the comparator",
            explained="the odds, compared with the other group: above one means more often",
            units=("ratio",),
            scale=RATIO,
            order=60,
            compares=("proportion",),
            moves_times=2.5,
            posted_as=r"odds ratio",
            printed_as=r"\b[Oo]dds [Rr]atios?\b|\bORs?\b",
            also="or",
        ),
        Measure(
            code="risk_ratio",
            name="risk ratio",
            meaning="share of people with it in the arm, relative to the comparator",
            explained="the share of people, compared with the other group: above one means more often",
            units=("ratio",),
            scale=RATIO,
            order=65,
            compares=("proportion",),
            moves_times=2.5,  # it lies nearer to one than the odds ratio of the same people
            posted_as=r"risk ratio|relative risk",
            printed_as=r"\b(?:[Rr]isk|[Rr]ate) ratios?\b|\b[Rr]elative risks?\b|\bRRs?\b",
            also="rr relative_risk rate_ratio",
        ),
        Measure(
            code="rate_difference",
            name="difference in percentage points",
            meaning="percentage points between the arm and the comparator",
            explained="how many percentage points more or fewer than in the other group",
            units=PERCENT,
            scale=DIFFERENCE,
            order=70,
            compares=("proportion", "landmark_rate"),
            posted_as=r"(?:risk )?difference.*(?:%|percent|rate|proportion)|risk difference",
        ),
        Measure(
            code="count",
            name="number of people",
            meaning="number of people",
            explained="people with it",
            units=("people",),
            scale=COUNT,
            order=30,
            usual_state=NOT_STATED,
            is_named=False,
        ),
        # what papers print beside these: kept, told and exported, but it never speaks for a trial
        Measure(
            code="cumulative_incidence",
            name="estimated share of people with it so far (cumulative incidence)",
            meaning="estimated part with the event by a time point, other ends set apart, in percent",
            explained="the share estimated to have had it by then; those who had not may have died "
            "of something else before, so the rest are not all free of it",
            units=PERCENT,
            scale=SHARE,
            order=15,
            usual_state="event",
            has_time_point=True,
            is_estimated=True,
            others_are_known=False,
            stands_first=False,
            moves_by=14.0,
            said_as=r"cumulative incidence|\bincidence\b",
            is_posted=False,
            also="cif cumulative_incidence_function",
        ),
        Measure(
            code="incidence_rate",
            name="events for the time people were followed",
            meaning="events per 100 or 1,000 years that people were followed, all added up",
            explained="how many times it happened for so many years of all people added up; one "
            "person may count more than once, so it is no share of people",
            units=PERSON_TIME,
            scale=COUNT,
            order=35,
            stands_first=False,
            said_as=r"person-?\s?years?|patient-?\s?years?|years of follow-up",
            is_posted=False,
        ),
        Measure(
            code="mean",
            name="mean",
            meaning="mean of a score, or of a time",
            explained="all values added up and divided by the number of people; a few very high or "
            "low ones move it",
            units=(*POINTS, *TIMES),
            scale=SCORE,
            order=41,
            stands_first=False,
            said_as=r"\bmean\b|\baverage\b|\bon average\b",
            is_posted=False,
            also="average",
        ),
        Measure(
            code="mean_change",
            name="mean change since the start",
            meaning="mean change of a score since the start of the trial",
            explained="how far the score moved on average since the start; below zero means lower",
            units=(*POINTS, *PERCENT),
            scale=SCORE,
            order=42,
            stands_first=False,
            said_as=r"\bmean\b|\baverage\b|\bchange[sd]?\b",
            is_posted=False,
        ),
        Measure(
            code="restricted_mean",
            name="mean time up to that time point (restricted mean)",
            meaning="mean time without the event, counted up to a time point",
            explained="the average time without the event, where only the time up to then counts",
            units=TIMES,
            scale=TIME,
            order=43,
            has_time_point=True,
            stands_first=False,
            moves_times=1.6,
            said_as=r"\bmean\b|\baverage\b|\bon average\b",
            is_posted=False,
            also="rmst",
        ),
        Measure(
            code="maximum",
            name="longest so far",
            meaning="longest time of any one person",
            explained="the longest time that any one person had; it says nothing of the others",
            units=TIMES,
            scale=TIME,
            order=44,
            stands_first=False,
            said_as=r"\blongest\b|\bmaximum\b|\bup to\b",
            is_posted=False,
        ),
        Measure(
            code="time_to_onset",
            whom="with_it",
            name="median time until it began",
            meaning="time by which it had begun in half of the people who had it",
            explained="of the people who had it, half had it by then",
            units=TIMES,
            scale=TIME,
            order=45,
            stands_first=False,
            said_as=r"\bonset\b|\bbegan\b|\bbegin\b|\bstarted\b|\bfirst (?:seen|occurrence)\b",
            is_posted=False,
        ),
        Measure(
            code="median_difference",
            name="difference of medians",
            meaning="median of the arm less that of the comparator",
            explained="how much later than in the other group half of the people had the event",
            units=TIMES,
            scale=DIFFERENCE,
            order=71,
            compares=("median",),
            stands_first=False,
            said_as=r"\bdifferen\w+|\blonger\b|\bshorter\b|\blater\b|\bsooner\b",
            is_posted=False,
        ),
        Measure(
            code="mean_difference",
            name="difference of means",
            meaning="mean, or mean change, of the arm less that of the comparator",
            explained="how far the means of both groups lie apart; below zero means lower than in "
            "the other group",
            units=(*POINTS, *TIMES),
            scale=DIFFERENCE,
            order=72,
            compares=("mean", "mean_change"),
            stands_first=False,
            said_as=r"\bdifferen\w+|\bmore\b|\bless\b|\bhigher\b|\blower\b",
            is_posted=False,
        ),
        Measure(
            code="restricted_mean_difference",
            name="difference of mean times up to that time point (restricted means)",
            meaning="restricted mean time of the arm less that of the comparator",
            explained="how much more time without the event people had on average, where only the "
            "time up to then counts",
            units=TIMES,
            scale=DIFFERENCE,
            order=73,
            compares=("restricted_mean",),
            has_time_point=True,
            stands_first=False,
            said_as=r"\bdifferen\w+|\blonger\b|\bshorter\b|\bmore\b|\bless\b",
            is_posted=False,
        ),
        Measure(
            code="posterior_probability",
            name="probability by calculation (Bayesian)",
            meaning="probability, by a Bayesian calculation, of what `probability_of` says",
            explained="how probable the trial's calculation makes it; it is no share of people",
            units=PERCENT,
            scale=PROBABILITY,
            order=75,
            may_compare=True,
            stands_first=False,
            needs="probability_of",
            said_as=r"\bprobab\w+|\bchances?\b",
            is_posted=False,
        ),
    )
}
MEANINGS = {measure.code: measure.meaning for measure in MEASURES.values()}
# shares of which both parts have words: they may be drawn as people
SHARES = frozenset(m.code for m in MEASURES.values() if m.is_share and m.others_are_known)
