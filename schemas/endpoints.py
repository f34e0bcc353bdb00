"""What the code must know of an endpoint: one row of ``vocabularies/endpoints.csv``.

A new endpoint is a new row. Its columns say where it stands in tables and charts, whether a panel
shows it, what its shares can never exceed and by which names registries and papers call it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from schemas.terms import NOT_STATED, SEVERE_GRADES

FAMILIES = ("survival", "response", "duration", "wellbeing", "harm")
TIMED = ("survival", "duration")  # families that count time to an event
# Words such as "alive" bind to the first of these alone; the second is always named in full.
OVERALL_SURVIVAL = "os"
PROGRESSION_FREE = "pfs"
CAUSE_SPECIFIC_SURVIVAL = "css"
# A test that finds cancer cells says how few it can find: a name without that means little.
RESIDUAL_DISEASE = "mrd_negativity"
QUALITY_OF_LIFE = "quality_of_life"

# What names an endpoint only in passing: laboratory work, questionnaires, biomarkers, dose finding.
NOT_AN_ENDPOINT = re.compile(
    r"\bpharmacokinetic|\bserum concentration|\bplasma concentration|\bconcentrations?\b|\bcmax\b"
    r"|\bctrough\b|\btmax\b|\bauc|\barea under|\bhalf-life|\bclearance\b|\bvolume of distribution"
    r"|\banti-?drug|\bantibod(?:y|ies)\b(?!.*\bresponse rate)|\bimmunogenicity\b|\bimmunogenic respon|\bneutrali[sz]ing"
    r"|\bdose[- ]limiting|\bDLTs?\b|\bmaximum tolerated|\brecommended phase|\bMTD\b|\bRP2D\b"
    r"|\bquality of life|\bQLQ|\bEQ-5D|\bFACT-|\bquestionnaire|\bsymptom|\bpatient[- ]reported"
    r"|\bHRQoL|\btime to (?:first )?(?:deterioration|worsening)|\bPRO-CTCAE|\bcost|\bhealth status"
    r"|(?<!by PD-L1 )(?<!\(PD-L1\) )(?<!positive )\bexpression\b|\bbiomarker|\bcorrelat|\bassociation\b|\binfiltrat|\bctDNA\b|\bimmunohisto"
    r"|\blaborator|\bvital signs?\b|\belectrocardiogram|\bECGs?\b|\bQT|\bhematology|\bchemistry"
    r"|\bpatholog\w* (?:complete )?respon|\bpath\w* CR\b|\bpCR\b|\bMPR\b|\bimmune response|\bvaccin"
    r"|\beffusion|\bsecond time\b|\([A-Z]+(?:, [A-Z]+){2,}\)|\bMRD (?:control|clearance)"
    r"|\bmetabolic respon|\bfeasib|\benrol|\bcomplian|\badheren|\baccrual|\bpain\b|\bnausea\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Endpoint:
    """One endpoint. Lists of codes name other endpoints; an empty text means "does not apply"."""

    code: str
    name: str
    abbreviation: str
    family: str
    plain_words: str
    measures: tuple[str, ...]
    is_judged: bool
    event: str  # what it is, in plain words
    state_event: str
    state_event_free: str
    whom: str  # everyone, treated, responders, complete_responders
    event_includes: str  # does death count, by the usual meaning
    state_event_other: str  # the same states where a report counts death otherwise
    state_event_free_other: str
    order: int  # inside its family, in tables
    never_above: tuple[str, ...]  # whoever has this one also has those
    parts: tuple[str, ...]  # they add up to this one
    responders_of: str  # its people are those with this response
    time_words: str  # before its time; an endpoint with such words has a time point
    name_order: int  # names are tried in this order, the narrower before the wider; 0: never
    name_pattern: str
    said_as: str  # what else sentences say of it

    @classmethod
    def of(cls, row: Mapping[str, str | None]) -> Endpoint:
        """From a row of the vocabulary, curated or published. ``row.get`` gives text or None."""

        def text(name: str) -> str:
            return row.get(name) or ""

        def number(name: str) -> int:
            return int(text(name)) if text(name).isdigit() else 0

        return cls(
            code=text("code"),
            name=text("name"),
            abbreviation=text("abbreviation"),
            family=text("family"),
            plain_words=text("plain_words"),
            measures=tuple(text("measures").split()),
            is_judged=text("needs_assessor") == "yes",
            event=text("event"),
            state_event=text("state_event"),
            state_event_free=text("state_event_free"),
            whom=text("whom"),
            event_includes=text("event_includes"),
            state_event_other=text("state_event_other"),
            state_event_free_other=text("state_event_free_other"),
            order=number("order"),
            never_above=tuple(text("never_above").split()),
            parts=tuple(text("parts").split()),
            responders_of=text("responders_of"),
            time_words=text("time_words"),
            name_order=number("name_order"),
            name_pattern=text("name_pattern"),
            said_as=text("said_as"),
        )

    def states(self, event_includes: str) -> tuple[str, str]:
        """Words for people with the event and without it, where death counts so.

        Where that is not stated, the words that do not speak of death: nobody is called alive.
        """
        usual = (self.state_event, self.state_event_free)
        other = (self.state_event_other or usual[0], self.state_event_free_other or usual[1])
        with_death, without = (usual, other) if self.event_includes == "death" else (other, usual)
        return with_death if event_includes == "death" else without

    @property
    def is_timed(self) -> bool:
        """Does it count time to an event?"""
        return self.family in TIMED


# severe whatever their grade
DEATH_OF_TREATMENT = "treatment_related_death"
SEVERE_ENDPOINTS = ("serious_adverse_events", DEATH_OF_TREATMENT, "fatal_adverse_events")
SUM_OF_ALL = "adverse_events"
ALL_SIDE_EFFECTS = (SUM_OF_ALL, *SEVERE_ENDPOINTS)


def is_severe(endpoint: str, grades: str) -> bool:
    """Is a harm severe? ``grades``: a code of ``terms.GRADES``."""
    return endpoint in SEVERE_ENDPOINTS or grades in SEVERE_GRADES


def is_of_all_side_effects(endpoint: str, event: str | None) -> bool:
    """Is a harm about side effects as a whole, not about one? ``event``: the one that it names."""
    return not event and endpoint in ALL_SIDE_EFFECTS


def fits_a_picture(endpoint: str, grades: str) -> bool:
    """Of side effects, is this the share of people with any severe one?"""
    return endpoint != SUM_OF_ALL or grades in ("3-4", "3-5", "serious")


def threshold_of(endpoint: str, threshold: str | None) -> str | None:
    """What is said of the test's threshold: as typed, or not_stated; None for other endpoints."""
    return (threshold or NOT_STATED) if endpoint == RESIDUAL_DISEASE else None


# a title that speaks of the brain anywhere; in a sentence the word must belong to what is named
_ANYWHERE = re.compile(r"\(\?=\.\*(.+?)\)\.\*(.+)")


def _close(name: re.Pattern[str]) -> re.Pattern[str]:
    parts = _ANYWHERE.fullmatch(name.pattern)
    if parts is None:
        return name
    return re.compile(rf"{parts[1]}[\w\s-]{{0,30}}(?:{parts[2]})", re.IGNORECASE)


LONGEST_TITLE = 1000  # signs that are looked at; registries allow some 250


class Endpoints(dict[str, Endpoint]):
    """The vocabulary by code, in the order of its file."""

    def __init__(self, rows: Iterable[Mapping[str, str | None]]):
        super().__init__((endpoint.code, endpoint) for endpoint in map(Endpoint.of, rows))

    @cached_property
    def never_above(self) -> tuple[tuple[str, str], ...]:
        """Pairs (narrower, wider): the first of one arm's shares is never above the second."""
        return tuple((e.code, wider) for e in self.values() for wider in e.never_above)

    def named(self, family: str) -> tuple[tuple[str, str], ...]:
        """``never_above`` among endpoints of one family."""
        return tuple(
            (a, b)
            for a, b in self.never_above
            if family == self[a].family and b in self and self[b].family == family
        )

    @cached_property
    def _names(self) -> list[tuple[str, re.Pattern[str]]]:
        named = sorted((e for e in self.values() if e.name_order), key=lambda e: e.name_order)
        return [(e.code, re.compile(e.name_pattern, re.IGNORECASE)) for e in named]

    @cached_property
    def patterns_in_text(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Names, the narrower before the wider, then what else sentences say of an endpoint."""
        names = ((code, _close(name)) for code, name in self._names)
        said = ((e.code, re.compile(e.said_as, re.IGNORECASE)) for e in self.values() if e.said_as)
        return (*names, *said)

    def recognise(self, title: str) -> str:
        """Code of the endpoint that a title or a row's heading names; empty if none or unsure."""
        title = title[:LONGEST_TITLE]
        if title not in self._recognised:
            self._recognised[title] = self._recognise(title)
        return self._recognised[title]

    def of_row(self, heading: str) -> str:
        """Code of the endpoint that a row's heading names, also by its letters alone: "CR"."""
        return self.recognise(heading) or self._by_letters.get(heading.strip(" ()"), "")

    @cached_property
    def _by_letters(self) -> dict[str, str]:
        letters = [e.abbreviation for e in self.values()]
        return {e.abbreviation: e.code for e in self.values() if letters.count(e.abbreviation) == 1}

    @cached_property
    def _recognised(self) -> dict[str, str]:
        return {}

    def _recognise(self, title: str) -> str:
        if NOT_AN_ENDPOINT.search(title):
            return ""
        return next((code for code, name in self._names if name.search(title)), "")
