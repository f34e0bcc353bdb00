"""Holding an estimate against the figures its trial has posted in the registry.

A match needs endpoint, measure, arm, time point and, where both name one, who judged and how many
people; a title alone never makes one. What stays open is ``ambiguous`` until an editor names the
outcome once: ``registry_outcome: NCT01234567 #3`` in the report file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.posted import Figure
from pipelines.sources.study import Group
from schemas import units
from schemas.evidence import Estimate, Evidence
from schemas.terms import NOT_REACHED

AGREES, DIFFERS, NOT_POSTED, AMBIGUOUS = "agrees", "differs", "not_posted", "ambiguous"
# given with the treatment but not what tells arms apart
NOT_TELLING = frozenset(("placebo", "observation"))
CONFIRMED = re.compile(r"(?:(NCT\d{8})\s*)?#?\s*(\d+)")
MOST_SHOWN = 4
PARTS_OF_PEOPLE = ("subset", "responders")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class CrossCheck:
    result: str
    says: str
    figures: tuple[Figure, ...] = ()


def cross_check(estimate: Estimate, posted: Iterable[Figure], evidence: Evidence) -> CrossCheck:
    """Compare one estimate with everything its trial has posted."""
    posted = list(posted)
    confirmed = CONFIRMED.search(estimate.row.get("registry_outcome"))
    if confirmed:
        nct, number = confirmed.group(1), int(confirmed.group(2))
        posted = [f for f in posted if f.outcome == number and nct in (None, f.nct)]
    candidates = [f for f in posted if fits(estimate, f, evidence, is_confirmed=bool(confirmed))]
    if not candidates:
        return CrossCheck(NOT_POSTED, "the record posts no such figure")
    of_same_people = [f for f in candidates if same_people(estimate, f, evidence)]
    candidates = of_same_people or candidates
    agreeing = [f for f in candidates if agrees(estimate, f)]
    is_sure = bool(confirmed) or all(
        match_arm(estimate.trial, group, evidence) for f in candidates for group in f.groups
    )
    if agreeing and is_sure and (len(agreeing) == len(candidates) or confirmed):
        return CrossCheck(AGREES, f"{shown(agreeing[0])} in {agreeing[0].place}", tuple(agreeing))
    if confirmed or (is_sure and len(candidates) == 1 and of_same_people):
        says = "; ".join(f"{shown(f)} in {f.place}" for f in candidates[:MOST_SHOWN])
        return CrossCheck(DIFFERS, f"typed {typed(estimate)}, posted {says}", tuple(candidates))
    listed = "; ".join(f"#{f.outcome} {shown(f)} ({f.title[:80]})" for f in candidates[:MOST_SHOWN])
    more = f"; and {len(candidates) - MOST_SHOWN} more" if len(candidates) > MOST_SHOWN else ""
    return CrossCheck(
        AMBIGUOUS, f"typed {typed(estimate)}, may be: {listed}{more}", tuple(candidates)
    )


def fits(
    estimate: Estimate, figure: Figure, evidence: Evidence, *, is_confirmed: bool = False
) -> bool:
    """May this figure be the estimate? (Its value plays no part.)"""
    if not is_confirmed and (
        figure.endpoint != estimate.endpoint or is_special(estimate, evidence)
    ):
        return False
    if not _same_measure(estimate, figure):
        return False
    if estimate.timepoint_months is not None:
        # a landmark without a stated time point is no match
        if (
            figure.timepoint_months is None
            or abs(figure.timepoint_months - estimate.timepoint_months) > 0.5
        ):
            return False
    judge = estimate.row.get("assessor")
    if (
        judge in ("independent", "investigator")
        and figure.assessor not in ("", judge)
        and not is_confirmed
    ):
        return False
    arms = [arm for arm in (estimate.arm, estimate.comparator) if arm]
    found = [match_arms(estimate.trial, group, evidence) for group in figure.groups]
    return len(arms) == len(found) and any(
        all(arm in group for arm, group in zip(order, found, strict=True))
        for order in (arms, arms[::-1])
    )


def is_special(estimate: Estimate, evidence: Evidence) -> bool:
    """Figures whose conditions a registry's words do not give: only an editor can match them."""
    row = estimate.row
    is_harm = evidence.family(estimate.endpoint) == "harm"
    return is_harm or bool(row.get("variant")) or row.get("analysis") == "conditional"


def _same_measure(estimate: Estimate, figure: Figure) -> bool:
    if figure.measure == estimate.measure:
        return True
    # participants counted in a group are a part of it
    return figure.measure == "count" and figure.n is not None and estimate.measure == "proportion"


def match_arm(trial: str, group: Group, evidence: Evidence) -> str:
    """The arm that a registry group is; empty if none or several would do."""
    found = match_arms(trial, group, evidence)
    return next(iter(found)) if len(found) == 1 else ""


def match_arms(trial: str, group: Group, evidence: Evidence) -> frozenset[str]:
    """The arms whose drugs a registry group names; several where nothing tells them apart."""
    cache = evidence.__dict__.setdefault("_arms_of_groups", {})
    if (trial, group) not in cache:
        cache[trial, group] = _match_arms(trial, group, evidence)
    return cache[trial, group]


def _match_arms(trial: str, group: Group, evidence: Evidence) -> frozenset[str]:
    arms = {arm: row for (own, arm), row in evidence.arms.items() if own == trial}
    # a title may give letters only ("Arm A (O+T+C)"); then the description gives the drugs, and
    # where that says "chemotherapy", the arm of the protocol with the same name does
    words = f"{group.title} {group.description}"
    for text in (group.title, words, group.interventions):
        named = drugs_in(text, evidence)
        fitting = {
            arm: row.get("label")
            for arm, row in arms.items()
            if is_treatment(row.list("drugs"), named)
        }
        if fitting:
            return frozenset(fitting) if len(fitting) == 1 else told_apart(fitting, group.title)
    if len(arms) == 1:  # a single group may be named by anything but another treatment
        (arm, row), *_ = arms.items()
        named = telling(drugs_in(words, evidence))
        if not named or named & set(row.list("drugs")):
            return frozenset((arm,))
    return frozenset()


def told_apart(labels: dict[str, str], title: str) -> frozenset[str]:
    """Of arms with the same drugs, those of the dose or interval that ``title`` gives."""
    same = {arm for arm, label in labels.items() if label.lower() == title.lower()}
    if same:
        return frozenset(same)
    numbers = {arm: set(NUMBER.findall(label)) for arm, label in labels.items()}
    shared = set.intersection(*numbers.values())
    own = {arm: those - shared for arm, those in numbers.items()}
    given = set(NUMBER.findall(title))
    return frozenset(
        {arm for arm, those in own.items() if those and those <= given}
        or {arm for arm, those in own.items() if not those}
        or labels
    )


def is_treatment(drugs: Iterable[str], named: frozenset[str]) -> bool:
    """Do the named drugs make up this treatment? Placebo counts only where it stands alone."""
    own = telling(drugs)
    return own == telling(named) if own else not telling(named) and bool(named & set(drugs))


def telling(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(codes) - NOT_TELLING


def drugs_in(text: str, evidence: Evidence) -> frozenset[str]:
    """Codes of the drugs whose name or synonym stands in ``text``."""
    lower = text.lower()
    names = _names(evidence).items()
    return frozenset(code for code, words in names if any(word.search(lower) for word in words))


def _names(evidence: Evidence) -> dict[str, list[re.Pattern[str]]]:
    cache = evidence.__dict__.setdefault("_drug_names", {})
    if not cache:
        for code, row in evidence.vocabulary("drugs").items():
            names = [row.get("name"), *row.get("synonyms").split(";")]
            plain = {re.sub(r"\(.*?\)", "", name).strip().lower() for name in names} - {""}
            cache[code] = [re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])") for name in plain]
    return cache


def same_people(estimate: Estimate, figure: Figure, evidence: Evidence) -> bool:
    """As many people as ours; where ours are not known, only a main analysis passes."""
    if estimate.is_contrast:
        sizes = [
            evidence.sizes.get((estimate.trial, estimate.population, arm))
            for arm in (estimate.arm, estimate.comparator)
        ]
        ours = sum(sizes) if None not in sizes else None
    else:
        ours = estimate.n_analysed if estimate.n_analysed is not None else evidence.size(estimate)
    if ours is not None and figure.n is not None:
        return ours == figure.n
    population = evidence.populations.get((estimate.trial, estimate.population))
    return population is None or population.get("analysis_set") not in PARTS_OF_PEOPLE


def agrees(estimate: Estimate, figure: Figure) -> bool:
    """Value and interval are equal after conversion, as far as both are printed."""
    row = estimate.row
    if not _equal(row.get("value"), figure.value, estimate, figure):
        return False
    pairs = ((row.get("ci_lower"), figure.lower), (row.get("ci_upper"), figure.upper))
    if row.get("ci_level") and figure.level and row.get("ci_level") != figure.level:
        return True  # intervals of different levels cannot be compared
    return all(_equal(ours, theirs, estimate, figure) for ours, theirs in pairs if ours and theirs)


def _equal(ours: str, theirs: str, estimate: Estimate, figure: Figure) -> bool:
    if ours == NOT_REACHED or not re.search(r"\d", theirs):
        return ours == NOT_REACHED and not re.search(r"\d", theirs)
    converted = figure.convert(theirs, estimate.measure, estimate.unit)
    if converted is None:
        return False
    number, half = converted
    # each may be rounded: they agree if some true value prints as both
    return abs(float(ours) - number) <= max(units.half_unit(ours), half) + 1e-9


def typed(estimate: Estimate) -> str:
    row = estimate.row
    interval = f" ({row.get('ci_lower')} to {row.get('ci_upper')})" if row.get("ci_lower") else ""
    return f"{row.get('value')} {estimate.unit}{interval}"


def shown(figure: Figure) -> str:
    interval = f" ({figure.lower} to {figure.upper})" if figure.lower or figure.upper else ""
    of = f" of {figure.n}" if figure.unit == "people" and figure.n else ""
    return f"{figure.value}{of} {figure.unit}{interval}"
