"""How a stored value becomes the text of a page: one named transform each.

Every transform gives the text and, through ``numerals``, exactly the numerals that the number gate
will accept there. Nothing else in the product turns a value into text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from reports.published import Figure, Record
from reports.text import questions, words
from schemas import units
from schemas.terms import NOT_STATED, OPEN
from schemas.wording.numbers import simple_part, spelt

# Of what the transforms make of a value: approvals are bound to it. Raise it where their words change.
VERSION = "2"
NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
SIGNS = {
    "=": "",
    "<": "less than ",
    "≤": "at most ",
    ">": "more than ",
    "≥": "at least ",
    "+": "at least ",
}
GOING_ON = {"+": " and still going on"}


class CannotShow(ValueError):
    """A transform that has no meaning for this figure."""


def numerals(text: str) -> list[str]:
    return NUMERAL.findall(text)


def plain(number: float) -> str:
    """Shortest decimal text: 43, 71.9, 0.53."""
    return f"{round(number, 6):.10g}"


ONE = {" people": " person"}


def as_printed(f: Figure) -> str:
    if not f.is_reached:
        return OPEN[f.value_as_printed]
    sign = units.sign(f.unit_as_printed)
    number = f"{f.value_as_printed}{ONE.get(sign, sign) if f.value_as_printed == '1' else sign}"
    return f"{SIGNS[f.value_qualifier]}{number}{GOING_ON.get(f.value_qualifier, '')}"


def rounded(f: Figure) -> str:
    if not f.is_reached:
        return OPEN[f.value_as_printed]
    return f"{SIGNS[f.value_qualifier]}{_round(f.value)}{units.sign(f.unit)}"


def of_100(f: Figure) -> str:
    """``58 of 100``; a Kaplan-Meier rate is an estimate and says ``about``."""
    _needs_parts(f)
    return so_many(_round(f.value), f.value == _round(f.value), f.measure.is_estimated)


def complement(f: Figure) -> str:
    """The others: 100 less the rounded value."""
    _needs_all_others(f)
    return so_many(100 - _round(f.value), f.value == _round(f.value), f.measure.is_estimated)


def per_100(f: Figure) -> str:
    """``83``: the same where the words beside it, or the head of its column, say of what."""
    _needs_parts(f)
    return _bare(_round(f.value), is_exact=f.value == _round(f.value))


def rest_per_100(f: Figure) -> str:
    _needs_all_others(f)
    return _bare(100 - _round(f.value), is_exact=f.value == _round(f.value))


def years(f: Figure) -> str:
    if f.unit != "months" or not f.is_reached:
        raise CannotShow(f"{f.id} is not a time")
    return f"{plain(round(f.value / units.MONTHS_PER_YEAR, 1))} years"


def interval(f: Figure) -> str:
    """``38 to 49``, as printed; an open end says so, and so does an interval of one end."""
    if not f.has_interval:
        raise CannotShow(f"{f.id} has no printed interval")
    ends = [
        OPEN.get(printed, printed) for printed in (f.ci_lower_as_printed, f.ci_upper_as_printed)
    ]
    if f.ci_sides == "one":
        return f"{ends[0]} or more, one-sided" if ends[0] else f"{ends[1]} or less, one-sided"
    return f"{ends[0]} to {ends[1]}"


def computed_interval(f: Figure) -> str:
    if not f.has_calculated_interval:
        raise CannotShow(f"{f.id} has no calculated interval")
    ends = f"{f.calculated_lower:.0f} to {f.calculated_upper:.0f}"
    return f"95% interval calculated by us {ends}"


def level(f: Figure) -> str:
    """``97.5%``, ``95% credible``: what stands before the word interval."""
    if f.ci_level is None:
        return "level not stated"
    return f"{plain(f.ci_level)}%{' credible' if f.ci_kind == 'credible' else ''}"


def second_interval(f: Figure) -> str:
    """``80% interval 0.66 to 0.97``."""
    if f.second_ci_as_printed is None:
        raise CannotShow(f"{f.id} has no second interval")
    return f"{plain(f.second_ci_level)}% interval {f.second_ci_as_printed}"


def spread(f: Figure) -> str:
    """``2.9+ to 61.2+ months``: how far people differed, as printed."""
    if f.range_as_printed is None:
        raise CannotShow(f"{f.id} has no range")
    return f"{f.range_as_printed}{units.sign(f.unit_as_printed)}"


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
    """``183 of 314 people``; of a time or a ratio ``314 people, of whom 183 had died``."""
    if not f.has_counts:
        raise CannotShow(f"{f.id} has no printed counts")
    if f.measure.is_share or f.measure.counts_people:
        return f"{f.n_counted:,} of {f.n_out_of:,} people"
    return f"{f.n_out_of:,} people, of whom {f.n_counted:,} {f.event_words or 'had the event'}"


def state(f: Figure) -> str:
    """``alive``: what the people are whom a share or number counts."""
    if not f.state:
        raise CannotShow(f"{f.id} does not say which people it counts")
    return f.state


def other_state(f: Figure) -> str:
    """``had died``: what all others are."""
    if not f.other_state:
        raise CannotShow(f"{f.id} does not say which people it counts")
    return f.other_state


def in_words(f: Figure) -> str:
    """``about forty-three of a hundred``."""
    text = of_100(f)
    return (
        text.replace(" 100", " a hundred")
        if "than" in text
        else re.sub(r"\d+ of 100", f"{spelt(_round(f.value))} of a hundred", text)
    )


def as_part(f: Figure) -> str:
    """``about nine in ten``: the simple part that lies within two points of the share."""
    _needs_parts(f)
    part = simple_part(f.value)
    if not part:
        raise CannotShow(f"{f.id} is near no simple part such as a quarter")
    return f"about {part}"


# transforms that tell what was measured, no value
MEASURED = ("state", "other_state", "counted", "short_state", "short_other_state")
WORDS = (*MEASURED, "in_words", "as_part")  # transforms that give words: the gate compares letters
TRANSFORMS: dict[str, Callable[[Figure], str]] = {
    "as_printed": as_printed,
    "rounded": rounded,
    "of_100": of_100,
    "complement": complement,
    "per_100": per_100,
    "rest_per_100": rest_per_100,
    "years": years,
    "interval": interval,
    "computed_interval": computed_interval,
    "level": level,
    "second_interval": second_interval,
    "spread": spread,
    "time_point": time_point,
    "follow_up": follow_up,
    "people": people,
    "counts": counts,
    "state": state,
    "other_state": other_state,
    "counted": words.counted,
    "in_words": in_words,
    "as_part": as_part,
    "short_state": questions.short_state,
    "short_other_state": questions.short_other_state,
}


def shown(f: Figure, transform: str) -> str:
    """Text of a figure through a named transform. Raises CannotShow, or KeyError for a bad name."""
    if is_withheld(f, transform):
        return "withdrawn"
    return TRANSFORMS[transform](f)


def is_withheld(f: Figure, transform: str) -> bool:
    """What a withdrawn report measured may still be told, not what it found."""
    return not f.may_show_value and transform not in MEASURED


def bound(f: Figure, transform: str = "as_printed", root: str = "", link: bool = True) -> Markup:
    """The text as an element that the gate can hold against the store and a reader can open."""
    text = escape(shown(f, transform))
    where = f'data-estimate="{escape(f.id)}" data-as="{escape(transform)}"'
    if is_withheld(f, transform):
        where += ' data-says="withdrawn"'
    if not link:
        return Markup(f"<span {where}>{text}</span>")
    return Markup(f'<a class="num" href="{escape(root + f.address)}" {where}>{text}</a>')


def bound_words(f: Figure, transform: str, text: str) -> Markup:
    """Words that a template was handed, bound to what they must be."""
    return Markup('<span data-estimate="{}" data-as="{}">{}</span>').format(f.id, transform, text)


def bound_field(table: str, column: str, key: str, text: object, tag: str = "span") -> Markup:
    """Curated text shown as it stands (a title, who could join, a dose), bound to its field."""
    where = f'data-field="{escape(table)}.{escape(column)}" data-id="{escape(key)}"'
    return Markup(f"<{tag} {where}>{escape(text)}</{tag}>")


def threshold(f: Figure) -> Markup:
    """Of a test for cancer cells that are left: how few it finds."""
    if f.mrd_threshold is None:
        return Markup("")
    if f.mrd_threshold == NOT_STATED:
        return Markup(" (threshold not stated)")
    told = bound_field("estimates", "mrd_threshold", f.id, f.mrd_threshold)
    return Markup(" (threshold {})").format(told)


def of_people(row: Record) -> str:
    """The value of a characteristic of people who took part: ``63`` of a hundred, or years as printed."""
    if row["unit"] != "percent":
        return row["value_as_printed"]
    number = _round(row["value"])
    return _bare(number, is_exact=row["value"] == number)


def bound_people(row: Record, root: str | None = None) -> Markup:
    """Its words with the value in them; with ``root``, the value leads to its source."""
    where = f'data-field="took_part.value" data-id="{escape(row["took_part_id"])}"'
    value = Markup(f"<b {where}>{escape(of_people(row))}</b>")
    if root is not None:
        href = f"{root}evidence/{row['trial']}/index.html#{place_of_people(row)}"
        value = Markup(f'<a class="num" href="{escape(href)}" {where}>{escape(of_people(row))}</a>')
    before, _, after = row["words"].partition("…")
    words = Markup('<span data-field="characteristics.words" data-id="{}">{}{}{}</span>')
    return words.format(row["characteristic"], before, value, after)


def place_of_people(row: Record) -> str:
    """Where on the page of its trial it stands."""
    return f"took-part-{row['took_part_id'].partition('/')[2].replace('/', '-')}"


def bound_fact(fact: Record, root: str | None = None) -> Markup:
    """Value and unit of a fact of a reference; with ``root``, as a link to its place there."""
    key = fact["fact_id"]
    text = Markup("{}{}").format(fact["value"], units.sign(fact["unit"]) if fact["unit"] else "")
    if root is None:
        return Markup('<strong data-fact="{}">{}</strong>').format(key, text)
    return Markup('<a class="num" href="{}references/index.html#{}" data-fact="{}">{}</a>').format(
        root, key.replace("/", "-"), key, text
    )


def bound_count(name: str, number: int) -> Markup:
    """A number that the builder counted."""
    return Markup(f'<span data-count="{escape(name)}">{number:,}</span>')


def so_many(number: int, is_exact: bool, is_estimated: bool) -> str:
    """``about 43 of 100``. A share that only rounds to nobody or to everybody is not called so."""
    if number in (0, 100) and not is_exact:
        return "fewer than 1 of 100" if number == 0 else "more than 99 of 100"
    return f"{'about ' if is_estimated else ''}{number} of 100"


def _bare(number: int, is_exact: bool) -> str:
    if number in (0, 100) and not is_exact:
        return "fewer than 1" if number == 0 else "more than 99"
    return str(number)


def _needs_parts(f: Figure) -> None:
    if not f.measure.is_share or not f.is_reached or f.value_qualifier != "=":
        raise CannotShow(f"{f.id} is not a part of people")


def _needs_all_others(f: Figure) -> None:
    _needs_parts(f)
    if not f.measure.others_are_known:
        raise CannotShow(f"{f.id} does not say what all others are")


def _round(number: float) -> int:
    """Half away from zero, as readers expect: 57.5 is 58."""
    return int(number + 0.5) if number >= 0 else -int(-number + 0.5)
