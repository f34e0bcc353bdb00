"""In whom: is a value told of the people of an estimate, or of some of them?

Texts and curated labels name groups in other words, so both are read for the same traits (spread to
the brain, PD-L1, age …), with or without; and the numbers of people that a passage gives are held
against those of the population. What names other people leaves a value open, never found.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.archive.printed_values import Value
from pipelines.archive.texts import BAR
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.row import Row
from schemas.terms import TREATED_BEFORE
from schemas.wording.numbers import SMALL

_TRAITS = {
    "brain": r"\b(?:brain|CNS|central nervous system|leptomeningeal)\b",
    "liver or lung": r"\b(?:liver|hepatic|lung)(?:[ ,/]\w+){0,3}? metasta\w+|\b(?:spread to|tumou?rs in) the (?:liver|lungs?)\b",
    "bone": r"\bbone(?:[- ]only)? (?:disease|metasta\w+)",
    "visceral": r"\bvisceral\b",
    "PD-L1": r"\bPD-?L1\b|\b(?:tumou?r|combined) (?:proportion|positive) score\b|\bTPS\b|\bCPS\b",
    "mutational burden": r"\bmutational burden\b|\bTMB\b",
    "LDH": r"\bLDH\b|\blactate dehydrogenase\b",
    "age": r"\b(?:aged?|age of) (?:at least )?[<>≤≥]? ?[4-8]\d\b|\b[4-8]\d years (?:of age )?or (?:older|younger|more)|[<>≤≥] ?[4-8]\d years\b|\belderly\b|\b(?:older|younger) (?:patients|adults|people)\b|\baged \w+ or older",
    "not treated before": r"\b(?:previously|treatment)[- ](?:untreated|na[iï]ve)\b|\bnot treated before\b|\bno (?:prior|previous) (?:systemic )?(?:therapy|treatment|chemotherapy)\b",
    "treated before": r"\bpreviously treated\b|\bpre-?treated\b|(?<!not )\btreated before\b|\bpreviously received\b|\bhad received (?:\w+[- ]){0,2}chemotherapy\b",
    "menopause": r"\bpre-?menopausal\b",
    "squamous": r"(?<!non)(?<!non[- ])\bsquamous\b(?!-?[- ]cell carcinoma)",
    "Asian": r"\b(?:Asian?|China|Chinese|Japan|Japanese)\b",
    "hormone receptors": r"\b(?:hormone[- ]receptor|HR|estrogen receptor|ER)(?=[- ]?(?:positive|negative))",
    "American": r"\bNorth America\w*",
}
_GENES = r"\b(?:PIK3CA|BRCA[12]?|T790M|ESR1|TP53|KRAS|NRAS|BRAF|EGFR|ALK|ROS1|FLT3|IDH[12]|NPM1|AKT1?|PTEN|HER2)\b"
_TRAIT = re.compile(
    "|".join(f"(?P<t{i}>{words})" for i, words in enumerate(_TRAITS.values()))
    + f"|(?P<gene>{_GENES})",
    re.IGNORECASE,
)
_NAMES = tuple(_TRAITS)
_WITHOUT = re.compile(
    r"\b(?:(?:without|lacking|absence of|free of)(?:[- ](?!with\b)[\w-]+){0,5}?|(?:no|not|non)(?:[- ](?!with\b)[\w-]+){0,2}?)[- ]?$",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"[- ](?:negative|wild[- ]type|not mutated|non-?mutated|unmutated|low)\b"
    r"|(?: (?:expression|levels?|of))* ?(?:<|less than|below|under)",
    re.IGNORECASE,
)
# told of everyone: "including those with brain metastases", "regardless of PD-L1"
_OF_ALL = re.compile(
    r"\b(?:including|include[ds]?|regardless of|irrespective of|independent of|with or without|across|stratified)\b[^.;]{0,60}$",
    re.I,
)
_AFTER = re.compile(r"[^.;]{0,70}\b(?:in|among|for|of|with|without|whose|who)\b[^.;]{0,40}", re.I)
_SETS_APART = re.compile(
    r"\b(?:in|among|for|of|with|without|whose)\b[^.;()%]{0,70}$", re.IGNORECASE
)
_GROUP_AFTER = re.compile(
    r"[\w -]{0,30}\b(?:patients|participants|population|subgroup|group|cohort)\b", re.IGNORECASE
)
_WORDS = {word: str(number) for number, word in enumerate(SMALL)}
_COUNTED = re.compile(
    rf"\b(?:among|of|for|in|involving) (?:the |all |those |these |all the |the first |first )?(?P<n>\d[\d,]*|{'|'.join(SMALL[2:])}) "
    r"(?:(?!of\b|in\b)[\w+-]+ ){0,5}?(?:patients|participants|people|adults|children|women|men)\b"
    r"|\b(?:population|cohort|group|patients) \(n ?= ?(?P<m>\d[\d,]*)\)",
    re.IGNORECASE,
)
_HEDGED = re.compile(r"\bor without\b|\ballowed\b|\balso\b|\bincluding\b|\bcould\b", re.I)
_EVERYONE = re.compile(
    r"\b(?:overall|entire|whole) (?:trial |study )?(?:population|cohort)"
    r"|\ball (?:the |treated |randomi[sz]ed )*(?:patients|participants)|\bintention[- ]to[- ]treat",
    re.IGNORECASE,
)
_UNTREATED = {"first": "not treated before"}
_HARMS = re.compile(r"\badverse\b|\bAEs?\b|\btoxic|\bsafety\b", re.IGNORECASE)
_PARTS = ("subset", "responders")
_UP = ("part_of", "set_of", "earlier_cut_of")


@dataclass(frozen=True)
class Trait:
    name: str
    has: bool  # with it, or without
    start: int
    end: int


def traits_in(text: str) -> Iterator[Trait]:
    """Groups of people that a text names by a trait, in its order."""
    for match in _TRAIT.finditer(text):
        before = text[: match.start()]
        if _OF_ALL.search(before):
            continue
        name = (
            match.group().upper().rstrip("12")
            if match.lastgroup == "gene"
            else _NAMES[int(match.lastgroup[1:])]
        )
        is_without = _WITHOUT.search(before) or _NEGATIVE.match(text, match.end())
        yield Trait(name, not is_without, *match.span())


class People:
    """Judges whose values a passage tells; the traits of each population are read once."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence
        self._known: dict[tuple[str, str], dict[str, set[bool]]] = {}
        self._needs: dict[tuple[str, str], tuple[frozenset[str], ...]] = {}
        self._numbers: dict[str, dict[str, set[int]]] = {}

    def fit(
        self, estimate: Estimate, value: Value, values: list[Value], text: str, above: Sequence[str]
    ) -> bool:
        """Does what stands with the value, in ``text``, speak of these people and of no others?

        ``above``: the title and the sentences before it, or the heads of its column and table.
        """
        told = _nearest(value, values, text)
        if told is not None and not self._has(estimate, told):
            if not self._is_of_endpoint(told, estimate):
                return False
            told = None
        number, sizes = _number(value, values, text), self._sizes(estimate)
        if number is not None and number in sizes:
            return True
        if number is not None and (sizes or number in self._sizes_in(estimate.trial)):
            return False
        needed, named = self._needed(estimate), _names(text) if told else set()
        if not all(self._is_named(estimate, names, named, text, above) for names in needed):
            return False
        return bool(told or needed) or self._is_of_context(estimate, text, above)

    def _is_named(
        self,
        estimate: Estimate,
        names: frozenset[str],
        told: set[str],
        text: str,
        above: Sequence[str],
    ) -> bool:
        """Is a part named by one of its traits: with the value, in the title, or last above it?"""
        if not names.isdisjoint(told | _names(*above[:1])):
            return True
        last = next(reversed(_all_traits(" ".join(above))), None)
        is_own = last is not None and last.name in names and self._has(estimate, last)
        return is_own and not _EVERYONE.search(text) and not _HARMS.search(text)

    def _is_of_context(self, estimate: Estimate, text: str, above: Sequence[str]) -> bool:
        """Where neither passage nor figure names a group: does what stands above it name another?"""
        if self._is_part(estimate):
            last = next(reversed(_all_traits(" ".join(above))), None)
            row = self.evidence.populations[estimate.trial, estimate.population]
            if last and last.name in _names(_words(row)) and not _EVERYONE.search(text):
                return self._has(estimate, last)
            counts = (_read(m) for part in (text, *above) for m in _COUNTED.finditer(part))
            return bool(set(counts) & self._sizes(estimate))
        if _EVERYONE.search(text) or not above:
            return True
        last = () if _HARMS.search(text) else _groups(above[-1])
        return all(self._has(estimate, trait) for trait in (*_all_traits(above[0]), *last))

    def _has(self, estimate: Estimate, trait: Trait) -> bool:
        own = self.traits(estimate.trial, estimate.population)
        return trait.has in own.get(trait.name, ())

    def _is_part(self, estimate: Estimate) -> bool:
        """Are these some of the people whom the trial studied?"""
        row = self.evidence.populations.get((estimate.trial, estimate.population))
        if row is None or estimate.whom not in ("everyone", "treated"):
            return False
        return bool(row.get("part_of")) or row.get("analysis_set") in _PARTS

    def _is_of_endpoint(self, trait: Trait, estimate: Estimate) -> bool:
        return trait.name == "brain" and estimate.endpoint.startswith("intracranial")

    def traits(self, trial: str, population: str) -> dict[str, set[bool]]:
        """Traits by which a population, what it is part of, and its trial are known."""
        key = (trial, population)
        if key not in self._known:
            found: dict[str, set[bool]] = defaultdict(set)
            own = [f"{_words(row)}; {_line(row)}" for row in self._upwards(trial, population)]
            for words in own:
                for trait in traits_in(words):
                    if trait.name not in found or words is own[0]:
                        found[trait.name].add(trait.has)
            for trait in traits_in(self._of_trial(trial)):
                found.setdefault(trait.name, {trait.has})
            self._known[key] = found
        return self._known[key]

    def _needed(self, estimate: Estimate) -> tuple[frozenset[str], ...]:
        """Traits by which a part is told from the rest, and each wider part of which it is one."""
        key = (estimate.trial, estimate.population)
        if key not in self._needs:
            rows = list(self._upwards(*key))
            found, wider = [], self._shared(estimate.trial)
            for row in reversed(rows):
                own = {t.name for t in traits_in(_words(row))}
                if _sets_apart(row) and own - wider:
                    found.append(frozenset(own - wider))
                wider |= own
            self._needs[key] = tuple(found)
        return self._needs[key]

    def _shared(self, trial: str) -> set[str]:
        """Traits of everyone in a trial: they set nobody apart."""
        wholes = (
            row
            for population in self.evidence.populations_of[trial]
            for row in [*self._upwards(trial, population)][:1]
            if not any(map(_sets_apart, self._upwards(trial, population)))
        )
        words = (self._of_trial(trial), *map(_words, wholes))
        return _names(*words)

    def _of_trial(self, trial: str) -> str:
        row = self.evidence.trials[trial]
        clauses = re.split(r"[;.]", row.get("who_could_join"))
        return " ".join((row.get("title") or "", *(c for c in clauses if not _HEDGED.search(c))))

    def _upwards(self, trial: str, population: str) -> Iterator[Row]:
        seen: set[str] = set()
        while population not in seen and (
            row := self.evidence.populations.get((trial, population))
        ):
            seen.add(population)
            yield row
            population = next((row.get(name) for name in _UP if row.get(name)), "")

    def _sizes(self, estimate: Estimate) -> set[int]:
        """Numbers of people that a passage about this population may give; empty if none is known."""
        found = set(self._by_population(estimate.trial).get(estimate.population, ()))
        return found if estimate.n_analysed is None else found | {estimate.n_analysed}

    def _sizes_in(self, trial: str) -> set[int]:
        return {n for sizes in self._by_population(trial).values() for n in sizes}

    def _by_population(self, trial: str) -> dict[str, set[int]]:
        """The people of each arm, and of all arms, of every population of a trial."""
        if trial not in self._numbers:
            arms: dict[str, list[int]] = defaultdict(list)
            for (own, population, _), n in self.evidence.sizes.items():
                if own == trial:
                    arms[population].append(n)
            self._numbers[trial] = {p: {*ns, sum(ns)} for p, ns in arms.items()}
        return self._numbers[trial]


def _words(row: Row) -> str:
    codes = (
        code.replace("-not-", " not ").replace("pd-l1", "PD-L1") for code in row.list("biomarker")
    )
    return "; ".join((row.get("label"), row.get("cohort"), *codes))


def _line(row: Row) -> str:
    line = row.get("line")
    return "treated before" if line in TREATED_BEFORE else _UNTREATED.get(line, "")


@lru_cache(maxsize=16)
def _all_traits(text: str) -> tuple[Trait, ...]:
    return tuple(traits_in(text))


def _sets_apart(row: Row) -> bool:
    return bool(row.get("part_of") or row.get("cohort")) or row.get("analysis_set") in _PARTS


def _names(*texts: str) -> set[str]:
    return {trait.name for text in texts for trait in _all_traits(text)}


def _nearest(value: Value, values: list[Value], text: str) -> Trait | None:
    """The group named right after the value, else the last one before it."""
    traits = _all_traits(text)
    after = next((t for t in traits if t.start >= value.end), None)
    following = min((v.start for v in values if v.start >= value.end), default=len(text))
    if after and after.start <= following and _AFTER.fullmatch(text, value.end, after.start):
        return after
    return next((t for t in reversed(_groups(text)) if t.end <= value.start), None)


def _groups(text: str) -> list[Trait]:
    """Traits by which a text sets people apart: "among patients with …", not "40% were Asian"; in a
    row of a table, each."""
    return [
        t
        for t in _all_traits(text)
        if _SETS_APART.search(text[: t.start]) or _GROUP_AFTER.match(text, t.end) or BAR in text
    ]


def _number(value: Value, values: list[Value], text: str) -> int | None:
    """How many people a value is told of: right after it, else the last number before it."""
    counts = list(_COUNTED.finditer(text))
    following = min((v.start for v in values if v.start >= value.end), default=len(text))
    for match in counts:
        if value.end <= match.start() <= min(following, value.end + 12):
            return _read(match)
    before = [m for m in counts if m.end() <= value.start and not _is_of_event(text, m)]
    return _read(before[-1]) if before else None


def _is_of_event(text: str, match: re.Match[str]) -> bool:
    """ "in 113 patients (42%)": those who had it, not those who were looked at."""
    return bool(re.match(r"\s?[(\[]\s?\d[\d.]*\s?%", text[match.end() :]))


def _read(match: re.Match[str]) -> int:
    told = (match["n"] or match["m"]).lower()
    return int(_WORDS.get(told, told.replace(",", "")))
