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


def value_words(row: Any) -> str:
    """The value as printed, with its sign; ``not reached`` where it was not."""
    if not row.is_reached:
        return "not reached"
    sign = "" if row.value_qualifier == "=" else f"{row.value_qualifier} "
    return f"{sign}{row.value_as_printed}"


def interval_words(row: Any) -> str:
    """The printed interval, or the empty string where none was printed."""
    ends = []
    for end in ("lower", "upper"):
        if getattr(row, f"ci_{end}_status") == "not_reached":
            ends.append("not reached")
        elif is_given(getattr(row, f"ci_{end}_as_printed")):
            ends.append(str(getattr(row, f"ci_{end}_as_printed")))
        else:
            return ""
    return " to ".join(ends)
