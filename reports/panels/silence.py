"""What a panel says it does not show: each sentence follows from the figures that the store holds.

Without a figure the words are "we hold no figure". A stronger reason is given only where an editor
typed one (a row of gaps with its endpoint and reason).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from reports.published import Figure
from reports.text.words import CODES, first_capital, listing, words
from schemas.endpoints import (
    FAMILIES,
    SUM_OF_ALL,
    fits_a_picture,
    is_of_all_side_effects,
    is_severe,
)
from schemas.headlines import FIRM_KINDS
from schemas.leads import NEVER


@dataclass(frozen=True)
class Silence:
    """Sentences of a panel on what it does not show; empty where there is nothing to say."""

    severe_harms: str = ""
    holds_severe_harms: bool = False  # though none that the panel shows
    pictures: str = ""
    firm: str = ""
    also_held: tuple[str, ...] = ()  # endpoints, and kinds of figures, of which none stands first


@dataclass(frozen=True)
class Held:
    """What the store holds of a trial, and where each figure stands on the page."""

    figures: Collection[Figure]  # of the trial
    scope: Collection[str]  # populations of the page
    place: Callable[[Figure], int]
    gaps: dict[str, str]  # endpoint → reason, as typed for the trial

    @property
    def of_the_page(self) -> list[Figure]:
        return [f for f in self.figures if f.population_key in self.scope]


def silence(held: Held, told: Collection[Figure], has_leads: bool, has_pictures: bool) -> Silence:
    """What to say beside a panel that shows the figures ``told``."""
    harms, holds = severe_harms(held, told)
    return Silence(
        harms,
        holds,
        "" if has_pictures or any(map(_is_drawn_elsewhere, told)) else no_picture(held),
        "" if has_leads else no_lead(held),
        also_held(held, told),
    )


def severe_harms(held: Held, told: Iterable[Figure]) -> tuple[str, bool]:
    """The sentence on severe harms, empty if the panel shows any as a whole; and are others held?"""
    if any(_is_severe(f) and is_of_all_side_effects(f.endpoint, f.event) for f in told):
        return "", True
    kinds = kinds_of_severe_harms(held.figures, held.scope)
    if kinds:
        return f"What we hold on severe harms is about {listing(list(kinds), 'or')} only.", True
    reason = because(held.gaps.get(SUM_OF_ALL, ""))
    return (
        f"We hold no figure on severe harms of these people.{reason} That does not mean there were none.",
        False,
    )


def kinds_of_severe_harms(figures: Iterable[Figure], scope: Collection[str]) -> tuple[str, ...]:
    """Why the severe harms held of a trial do not tell of all severe harms of a page's people."""
    return tuple(dict.fromkeys(_of_what(f, scope) for f in figures if _is_severe(f)))


def _is_severe(f: Figure) -> bool:
    return f.family == "harm" and is_severe(f.endpoint, f.grades)


def _of_what(f: Figure, scope: Collection[str]) -> str:
    """Why a figure on severe harms is none on those of the page's people as a whole."""
    if not f.may_show_value:
        return "figures of a withdrawn report"
    if f.population_key not in scope:
        return "other people of the trial"
    if f.event is not None:
        return "single side effects"
    if not is_of_all_side_effects(f.endpoint, f.event):
        return f.endpoint_name
    if f.conditional_on is not None:
        return "those who had got that far"
    return "a part of these people"


def _is_drawn_elsewhere(f: Figure) -> bool:
    """Does the page of a situation draw it, though no picture of the panel is of its kind?"""
    return _fits_a_picture(f) and f.may_be_drawn and f.may_lead and f.conditional_on is None


def _fits_a_picture(f: Figure) -> bool:
    is_share = f.measure.is_share and bool(f.state) and f.event is None
    return is_share and fits_a_picture(f.endpoint, f.grades)


def no_picture(held: Held) -> str:
    shares = [f for f in held.of_the_page if _fits_a_picture(f)]
    if not shares:
        return "We hold no share of these people that fits a picture of a hundred."
    return (
        "No share that we hold of these people may stand as a picture of a hundred: "
        f"{_reasons(shares, held)}."
    )


def no_lead(held: Held) -> str:
    return f"We hold no firm figure of these people: {_reasons(held.of_the_page, held)}."


def _reasons(figures: Iterable[Figure], held: Held) -> str:
    found = dict.fromkeys(why_not_first(f, held.place(f)) for f in figures)
    return "each " + listing(list(found), "or")


def why_not_first(f: Figure, place: int) -> str:
    """Why a figure does not stand first on a page, where nothing of its kind does."""
    if not f.may_show_value:
        return "comes from a withdrawn report"
    if place == NEVER:
        return "is of a part of them"
    if f.conditional_on is not None:
        return "counts only those who had got that far"
    if f.report_kind not in FIRM_KINDS:
        return f"comes from {with_article(words('kind', f.report_kind))}"
    if not f.may_lead:
        return "was read on a page that is not the report"
    if not f.measure.stands_first:
        return f"is of a kind that never stands first ({f.measure.name})"
    if f.value_qualifier != "=" or not f.is_reached:
        return "was printed without a value of its own"
    return "stands in the table alone"


def also_held(held: Held, told: Iterable[Figure]) -> tuple[str, ...]:
    """What was measured in these people, or told in another kind of figure, and stands in no row."""
    shown = {f.endpoint for f in told}
    kinds: dict[str, list[str]] = {}
    for f in sorted(held.of_the_page, key=_in_tables):
        if not f.may_show_value:
            continue
        if not f.measure.stands_first:
            kinds.setdefault(f.endpoint_name, []).append(f.measure.name)
        elif f.is_key and f.family != "harm" and f.endpoint not in shown:
            kinds.setdefault(f.endpoint_name, [])
    return tuple(
        f"{name} ({'; '.join(dict.fromkeys(own))})" if own else name for name, own in kinds.items()
    )


def _in_tables(f: Figure) -> tuple[int, int, int]:
    return (FAMILIES.index(f.family), f.endpoint_order, f.measure.order)


def with_article(name: str) -> str:
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def because(reason: str) -> str:
    """A typed reason as a sentence of its own, with a space before; empty without one."""
    return f" {first_capital(CODES['gap_reason'][reason])}." if reason else ""
