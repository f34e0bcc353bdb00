"""How a drawn label remembers which value it shows, from Altair through Vega into the SVG.

A label carries a reference in Vega's ``href`` channel; ``render`` turns it into attributes:

=======================================  ==========================================================
reference                                element around the label in the SVG
=======================================  ==========================================================
``#re:ID!as_printed``                    ``<g data-estimate="ID" data-as="as_printed">``
``#re:ID!field=n_analysed``              ``<g data-estimate="ID" data-field="n_analysed">``
``#re:ID!field=timepoint_months!years``  as above, with ``data-as="years"``
``#re:!count=rows``                      ``<g data-count="rows">``
=======================================  ==========================================================

``data-field`` names columns of the view ``estimates``, separated by a space; each numeral of the
label equals one of them.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from reports.text.shown import plain
from reports.text.words import whose
from schemas.endpoints import TIMED
from schemas.terms import ATTRIBUTION, BETTER, GRADES, NOT_STATED, OPEN

USUAL_LEVEL = 95
PREFIX = "#re:"


def value_reference(row: Any, transform: str = "as_printed") -> str:
    """Reference of a label that shows the row's value through a named transform."""
    return f"{PREFIX}{row.estimate_id}!{transform}"


def field_reference(row: Any, *columns: str, transform: str = "as_printed") -> str:
    """Reference of a label that shows other fields of the row."""
    how = "" if transform == "as_printed" else f"!{transform}"
    return f"{PREFIX}{row.estimate_id}!field={'+'.join(columns)}{how}"


def count_reference(name: str) -> str:
    """Reference of a label that shows a number which the builder counted."""
    return f"{PREFIX}!count={name}"


def attributes(reference: str) -> dict[str, str]:
    """The ``data-`` attributes of a reference; empty for any other address."""
    _, found, rest = reference.partition(PREFIX)
    if not found:
        return {}
    estimate, _, how = rest.partition("!")
    kind, _, names = how.partition("=")
    if kind == "count":
        return {"data-count": names}
    if kind == "field":
        columns, _, transform = names.partition("!")
        found = {"data-estimate": estimate, "data-field": columns.replace("+", " ")}
        return found | ({"data-as": transform} if transform else {})
    return {"data-estimate": estimate, "data-as": how}


def is_given(value: object) -> bool:
    """Whether a field of a row holds anything."""
    return not pd.isna(value) and value != ""


ASIDE = {"variant": "{}", "conditional_on": "only people of whom this held: {}"}


def asides(row: Any) -> list[tuple[str, str]]:
    """What sets a figure apart from the usual one, each with its binding: people, condition, analysis."""
    told = [(whose(row), "")] if whose(row) else []
    named = ((words, name, getattr(row, name)) for name, words in ASIDE.items())
    return told + [
        (words.format(value), field_reference(row, name))
        for words, name, value in named
        if is_given(value)
    ]


def name_words(row: Any) -> str:
    """What a bar measures, and what sets it apart from the usual figure of that kind."""
    return "; ".join((_name(row), *(words for words, _ in asides(row))))


def _name(row: Any) -> str:
    """The state of people in time to an event, else the endpoint's name; of a harm also which one,
    how severe, and from what cause.
    """
    if row.family == "harm":
        event = f" ({row.event})" if is_given(row.event) else ""
        cause = (
            "cause not stated" if row.attribution == NOT_STATED else ATTRIBUTION[row.attribution]
        )
        return f"{row.endpoint_name}{event}, {GRADES[row.grades]}, {cause}"
    if is_given(row.instrument):
        scale = [row.instrument] + ([BETTER[row.better]] if is_given(row.better) else [])
        return f"{row.endpoint_name} ({'; '.join(scale)})"
    if row.family in TIMED and row.state:
        return str(row.state)
    if not is_given(row.mrd_threshold):
        return str(row.endpoint_name)
    is_told = row.mrd_threshold != NOT_STATED
    return f"{row.endpoint_name} (threshold {row.mrd_threshold if is_told else 'not stated'})"


def name_reference(row: Any) -> str:
    """Binds the digits of a name; empty where it can have none."""
    columns = [name for name in ASIDE if is_given(getattr(row, name))]
    if is_given(row.instrument):
        columns.append("instrument")
    elif row.family == "harm":
        columns.append("grades")
    elif is_given(row.mrd_threshold) and row.mrd_threshold != NOT_STATED:
        columns.append("mrd_threshold")
    return field_reference(row, *columns) if columns else ""


def value_words(row: Any) -> str:
    """The value as printed, with its sign; ``not reached`` or ``not estimable`` where that was printed."""
    if not row.is_reached:
        return OPEN[row.value_as_printed]
    sign = "" if row.value_qualifier == "=" else f"{row.value_qualifier} "
    return f"{sign}{row.value_as_printed}"


def interval_words(row: Any) -> str:
    """The printed interval, with its level and kind if they are not the usual ones; empty without one."""
    ends = {
        side: OPEN.get(printed, str(printed))
        for side, printed in (
            ("lower", row.ci_lower_as_printed),
            ("upper", row.ci_upper_as_printed),
        )
        if is_given(printed)
    }
    if len(ends) < 2:
        one = "or more" if "lower" in ends else "or less"
        words = f"{next(iter(ends.values()))} {one}, one-sided" if ends else ""
    else:
        words = " to ".join(ends.values())
    return words if is_usual_interval(row) or not words else f"{words} ({level_words(row)})"


def level_words(row: Any) -> str:
    """``97.5 % interval``."""
    kind = "credible interval" if row.ci_kind == "credible" else "interval"
    if is_given(row.ci_level):
        return f"{plain(row.ci_level)} % {kind}"
    return f"{kind}, level not stated" if kind != "interval" else "level not stated"


def is_usual_interval(row: Any) -> bool:
    return bool(
        is_given(row.ci_level) and row.ci_level == USUAL_LEVEL and row.ci_kind != "credible"
    )


def interval_reference(row: Any) -> str:
    """Binds both ends of an interval, and its level."""
    return field_reference(row, "ci_lower_as_printed", "ci_upper_as_printed", "ci_level")
