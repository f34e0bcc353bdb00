"""How a stored value becomes the text of a page: one named transform each.

Every transform gives the text and, through ``numerals``, exactly the numerals that the number gate
will accept there. Nothing else in the product turns a value into text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from reports.published import Figure, Record

NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
NOT_REACHED = "not reached"
SIGNS = {"=": "", "<": "less than ", "≤": "at most ", ">": "more than ", "≥": "at least "}
UNIT_WORDS = {"percent": "%", "ratio": "", "people": " people"}


class CannotShow(ValueError):
    """A transform that has no meaning for this figure."""


def numerals(text: str) -> list[str]:
    return NUMERAL.findall(text)


def plain(number: float) -> str:
    """Shortest decimal text: 43, 71.9, 0.53."""
    return f"{round(number, 6):.10g}"


def as_printed(f: Figure) -> str:
    if not f.is_reached:
        return NOT_REACHED
    unit = UNIT_WORDS.get(f.unit_as_printed, f" {f.unit_as_printed}")
    return f"{SIGNS[f.value_qualifier]}{f.value_as_printed}{unit}"


def rounded(f: Figure) -> str:
    if not f.is_reached:
        return NOT_REACHED
    unit = UNIT_WORDS.get(f.unit, f" {f.unit}")
    return f"{SIGNS[f.value_qualifier]}{_round(f.value)}{unit}"


def of_100(f: Figure) -> str:
    """``58 of 100``; a Kaplan-Meier rate is an estimate and says ``about``."""
    _needs_parts(f)
    return f"{_about(f)}{_round(f.value)} of 100"


def complement(f: Figure) -> str:
    """The others: 100 less the rounded value."""
    _needs_parts(f)
    return f"{_about(f)}{100 - _round(f.value)} of 100"


def years(f: Figure) -> str:
    if f.unit != "months" or not f.is_reached:
        raise CannotShow(f"{f.id} is not a time")
    return f"{plain(round(f.value / 12, 1))} years"


def interval(f: Figure) -> str:
    """``38 to 49``, as printed; an open end says so."""
    if not f.has_interval:
        raise CannotShow(f"{f.id} has no printed interval")
    ends = [
        NOT_REACHED if status == "not_reached" else printed
        for status, printed in (
            (f.ci_lower_status, f.ci_lower_as_printed),
            (f.ci_upper_status, f.ci_upper_as_printed),
        )
    ]
    return f"{ends[0]} to {ends[1]}"


def computed_interval(f: Figure) -> str:
    if not f.has_calculated_interval:
        raise CannotShow(f"{f.id} has no calculated interval")
    ends = f"{f.calculated_lower:.0f} to {f.calculated_upper:.0f}"
    return f"95% interval calculated by us {ends}"


def level(f: Figure) -> str:
    return f"{plain(f.ci_level)}%" if f.ci_level is not None else "level not stated"


def time_point(f: Figure) -> str:
    """``10 years``; whole years of months printed as months are left as printed."""
    return f.timepoint_as_printed or ""


FOLLOWED = {"minimum": "for at least ", "median": "for a median of ", "maximum": "for at most ", "mean": "for a mean of ", "": "for "}  # fmt: skip


def follow_up(f: Figure) -> str:
    if f.follow_up_as_printed == "not_stated":
        return "for a time not stated"
    kind = "" if f.follow_up_kind == "not_stated" else f"{f.follow_up_kind} "
    return f"{FOLLOWED.get(kind.strip(), kind)}{f.follow_up_as_printed}"


def people(f: Figure) -> str:
    return "" if f.n is None else f"{f.n:,}"


def counts(f: Figure) -> str:
    """``183 of 314 people``."""
    if f.n_events is None or f.n_analysed is None:
        raise CannotShow(f"{f.id} has no printed counts")
    return f"{f.n_events:,} of {f.n_analysed:,} people"


TRANSFORMS: dict[str, Callable[[Figure], str]] = {
    "as_printed": as_printed,
    "rounded": rounded,
    "of_100": of_100,
    "complement": complement,
    "years": years,
    "interval": interval,
    "computed_interval": computed_interval,
    "level": level,
    "time_point": time_point,
    "follow_up": follow_up,
    "people": people,
    "counts": counts,
}


def shown(f: Figure, transform: str) -> str:
    """Text of a figure through a named transform. Raises CannotShow, or KeyError for a bad name."""
    if not f.may_show_value:
        return "withdrawn"
    return TRANSFORMS[transform](f)


def bound(f: Figure, transform: str = "as_printed", root: str = "", link: bool = True) -> Markup:
    """The text as an element that the gate can hold against the store and a reader can open."""
    text = escape(shown(f, transform))
    where = f'data-estimate="{escape(f.id)}" data-as="{escape(transform)}"'
    if not link:
        return Markup(f"<span {where}>{text}</span>")
    return Markup(f'<a class="num" href="{escape(root + f.address)}" {where}>{text}</a>')


def bound_field(table: str, column: str, key: str, text: object, tag: str = "span") -> Markup:
    """Curated text shown as it stands (a title, who could join, a dose), bound to its field."""
    where = f'data-field="{escape(table)}.{escape(column)}" data-id="{escape(key)}"'
    return Markup(f"<{tag} {where}>{escape(text)}</{tag}>")


def bound_fact(fact: Record, root: str | None = None) -> Markup:
    """Value and unit of a fact of a reference; with ``root``, as a link to its place there."""
    key = fact["fact_id"]
    unit = UNIT_WORDS.get(fact["unit"], f" {fact['unit']}") if fact["unit"] else ""
    text = Markup("{}{}").format(fact["value"], unit)
    if root is None:
        return Markup('<strong data-fact="{}">{}</strong>').format(key, text)
    return Markup('<a class="num" href="{}references/index.html#{}" data-fact="{}">{}</a>').format(
        root, key.replace("/", "-"), key, text
    )


def bound_count(name: str, number: int) -> Markup:
    """A number that the builder counted."""
    return Markup(f'<span data-count="{escape(name)}">{number:,}</span>')


def _about(f: Figure) -> str:
    return "about " if f.effect_measure == "landmark_rate" else ""


def _needs_parts(f: Figure) -> None:
    if f.unit != "percent" or not f.is_reached or f.is_contrast:
        raise CannotShow(f"{f.id} is not a part of people")


def _round(number: float) -> int:
    """Half away from zero, as readers expect: 57.5 is 58."""
    return int(number + 0.5) if number >= 0 else -int(-number + 0.5)
