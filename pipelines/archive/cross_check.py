"""Holding an estimate against the figures its trial has posted in the registry.

A match needs endpoint, measure, arm, time point and, where both name one, who judged and how many
people; a title alone never makes one. What stays open is ``ambiguous`` until an editor names the
outcome once: ``registry_outcome: NCT01234567 #3`` in the report file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipelines.archive.arms import ArmFinder
from pipelines.archive.people import traits_in
from pipelines.archive.posted_figures import Figure
from schemas import units
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import DIFFERENCE, RATIO
from schemas.terms import NOT_REACHED, NOT_STATED

AGREES, DIFFERS, NOT_POSTED, AMBIGUOUS = "agrees", "differs", "not_posted", "ambiguous"
NOT_UNDERSTOOD = "not_understood"
CONFIRMED = re.compile(r"(?:(NCT\d{8})\s*)?#?\s*(\d+)")
MOST_SHOWN = 4
WEEKS_OF_A_SHORT_MONTH = 4
PARTS_OF_PEOPLE = ("subset", "responders")

_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")

Turn = Callable[[float, float], tuple[float, float]]  # a number and what its rounding may hide


@dataclass(frozen=True)
class CrossCheck:
    result: str
    says: str
    figures: tuple[Figure, ...] = ()


def cross_check(estimate: Estimate, posted: Iterable[Figure], arms: ArmFinder) -> CrossCheck:
    """Compare one estimate with everything its trial has posted; ``arms`` knows the evidence."""
    posted = list(posted)
    confirmed = CONFIRMED.search(estimate.row.get("registry_outcome"))
    if confirmed:
        nct, number = confirmed.group(1), int(confirmed.group(2))
        posted = [f for f in posted if f.outcome == number and nct in (None, f.nct)]
    read = [f for f in posted if f.is_understood]
    candidates = [f for f in read if fits(estimate, f, arms, is_confirmed=bool(confirmed))]
    if not candidates:
        unread = [f for f in posted if not f.is_understood and may_be(estimate, f, arms)]
        if unread:
            says = "; ".join(
                dict.fromkeys(f"{not_read(f)} in {f.place}" for f in unread[:MOST_SHOWN])
            )
            return CrossCheck(NOT_UNDERSTOOD, says, tuple(unread))
        return CrossCheck(NOT_POSTED, "the record posts no such figure")
    of_same_people = [f for f in candidates if same_people(estimate, f, arms.evidence)]
    candidates = of_same_people or candidates
    agreeing = [f for f in candidates if agrees(estimate, f)]
    is_sure = bool(confirmed) or all(
        arms.arm(estimate.trial, group) for f in candidates for group in f.groups
    )
    if agreeing and is_sure and (len(agreeing) == len(candidates) or confirmed):
        says = f"{shown(agreeing[0])} in {agreeing[0].place}{_turned(estimate, agreeing[0])}"
        return CrossCheck(AGREES, says, tuple(agreeing))
    is_open = any(
        _may_both_be_right(estimate, figure) or names_others(estimate, figure, arms)
        for figure in candidates
    )
    if (confirmed and not is_open) or (
        is_sure and not is_open and len(candidates) == 1 and of_same_people
    ):
        says = "; ".join(f"{shown(f)} in {f.place}" for f in candidates[:MOST_SHOWN])
        return CrossCheck(DIFFERS, f"typed {typed(estimate)}, posted {says}", tuple(candidates))
    listed = "; ".join(
        f"#{f.outcome} {shown(f)} ({f.title[:80]}{f': {f.comment[:120]}' if f.comment else ''})"
        for f in candidates[:MOST_SHOWN]
    )
    more = f"; and {len(candidates) - MOST_SHOWN} more" if len(candidates) > MOST_SHOWN else ""
    return CrossCheck(
        AMBIGUOUS, f"typed {typed(estimate)}, may be: {listed}{more}", tuple(candidates)
    )


def fits(
    estimate: Estimate, figure: Figure, arms: ArmFinder, *, is_confirmed: bool = False
) -> bool:
    """May this figure be the estimate? (Its value plays no part.)"""
    if not is_confirmed and (
        figure.endpoint != estimate.endpoint or is_special(estimate, arms.evidence)
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
    if estimate.family == "response" and not is_confirmed:
        if {estimate.row.get("confirmed"), figure.confirmed} == {"yes", "no"}:
            return False
    own = [arm for arm in (estimate.arm, estimate.comparator) if arm]
    found = [arms.arms(estimate.trial, group) for group in figure.groups]
    return len(own) == len(found) and any(
        all(arm in group for arm, group in zip(order, found, strict=True))
        for order in (own, own[::-1])
    )


def may_be(estimate: Estimate, figure: Figure, arms: ArmFinder) -> bool:
    """May a figure whose unit or kind is not understood be about the same? By endpoint and arm."""
    if figure.endpoint != estimate.endpoint or is_special(estimate, arms.evidence):
        return False
    own = [arm for arm in (estimate.arm, estimate.comparator) if arm]
    found = [arms.arms(estimate.trial, group) for group in figure.groups]
    return len(own) == len(found) and all(any(a in group for group in found) for a in own)


def not_read(figure: Figure) -> str:
    return f"{figure.value} '{figure.unit_as_posted[:60]}'"


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


def names_others(estimate: Estimate, figure: Figure, arms: ArmFinder) -> bool:
    """Do title or row name a group that ours is not known to be, though as many people are told?"""
    if (estimate.trial, estimate.population) not in arms.evidence.populations:
        return False
    own = arms.people.traits(estimate.trial, estimate.population)
    named = traits_in(f"{figure.title}; {figure.row}")
    return any(trait.has not in own.get(trait.name, ()) for trait in named)


def agrees(estimate: Estimate, figure: Figure) -> bool:
    """Value and interval are equal after conversion, as far as both are printed: as posted, or by
    what says the same in other words (the share of the others, the ratio the other way round)."""
    return any(_agrees(estimate, figure, turn) for turn in _turns(estimate, figure))


def _turns(estimate: Estimate, figure: Figure) -> Iterator[Turn]:
    """The ways in which a posted number may say what ours says."""
    is_share = estimate.is_timed and estimate.effect.is_share
    other = {"event": "event_free", "event_free": "event"}.get(estimate.counts)
    if not (is_share and other and figure.state == other):
        yield _same
    if is_share and other and figure.state != estimate.counts:
        yield _complement
    if estimate.effect.scale is RATIO:
        yield _reciprocal
    if estimate.effect.scale is DIFFERENCE:
        yield _negative


def _same(number: float, half: float) -> tuple[float, float]:
    return number, half


def _complement(number: float, half: float) -> tuple[float, float]:
    return 100 - number, half


def _reciprocal(number: float, half: float) -> tuple[float, float]:
    return (1 / number, half / number**2) if number > half else (math.inf, 0.0)


def _negative(number: float, half: float) -> tuple[float, float]:
    return -number, half


def _hundredfold(number: float, half: float) -> tuple[float, float]:
    return 100 * number, 100 * half


def _agrees(estimate: Estimate, figure: Figure, turn: Turn) -> bool:
    row = estimate.row
    if row.get("value") == NOT_REACHED or not re.search(r"\d", figure.value):
        if not (row.get("value") == NOT_REACHED and figure.is_not_reached):
            return False
    elif not _equal(row.get("value"), figure.value, estimate, figure, turn):
        return False
    is_turned = turn in (_complement, _reciprocal, _negative)
    ends = (figure.upper, figure.lower) if is_turned else (figure.lower, figure.upper)
    pairs = zip((row.get("ci_lower"), row.get("ci_upper")), ends, strict=True)
    if (
        row.get("ci_level")
        and _NUMBER.fullmatch(figure.level)
        and (float(row.get("ci_level")) != float(figure.level))
    ):
        return True  # intervals of different levels cannot be compared
    return all(
        _equal(ours, theirs, estimate, figure, turn) for ours, theirs in pairs if ours and theirs
    )


def _turned(estimate: Estimate, figure: Figure) -> str:
    """In which other words the registry says the same; empty if in the same."""
    if _same in _turns(estimate, figure) and _agrees(estimate, figure, _same):
        return ""
    is_contrast = estimate.effect.scale in (RATIO, DIFFERENCE)
    return ", the other way round" if is_contrast else ", counting the others"


def _may_both_be_right(estimate: Estimate, figure: Figure) -> bool:
    """May two numbers that differ both be true, as far as the words go?

    A value is NA for another reason, or was not reached at one look and at another it was; a share
    does not say whom it counts; ours does not say whether responses were confirmed; months may have
    been reckoned as four weeks; a fraction may be called percent.
    """
    is_reached = estimate.is_reached
    is_other_look = figure.is_not_reached is not False if is_reached else not figure.is_not_reached
    is_unconfirmed = estimate.family == "response" and estimate.row.get("confirmed") in (
        "",
        NOT_STATED,
    )
    is_open = is_unconfirmed or _is_either(estimate, figure) or _has_short_months(estimate, figure)
    is_fraction = estimate.unit == figure.unit == "percent" and _agrees(
        estimate, figure, _hundredfold
    )
    return is_other_look or is_open or is_fraction


def _has_short_months(estimate: Estimate, figure: Figure) -> bool:
    ours, theirs = estimate.row.get("value"), figure.value
    is_in_weeks = (figure.unit, estimate.unit) == ("weeks", "months")
    if (
        not is_in_weeks
        or not re.fullmatch(r"[0-9.]+", ours)
        or not re.fullmatch(r"[0-9.]+", theirs)
    ):
        return False
    hidden = max(units.half_unit(ours), units.half_unit(theirs) / WEEKS_OF_A_SHORT_MONTH)
    return abs(float(ours) - float(theirs) / WEEKS_OF_A_SHORT_MONTH) <= hidden + 1e-9


def _is_either(estimate: Estimate, figure: Figure) -> bool:
    """Is it unsure whom a posted share counts?"""
    is_share = estimate.is_timed and estimate.effect.is_share
    return is_share and not figure.state


def _equal(ours: str, theirs: str, estimate: Estimate, figure: Figure, turn: Turn) -> bool:
    if ours == NOT_REACHED or not re.search(r"\d", theirs):
        return ours == NOT_REACHED and not re.search(r"\d", theirs)
    converted = figure.convert(theirs, estimate.unit)
    if converted is None:
        return False
    number, half = turn(*converted)
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
