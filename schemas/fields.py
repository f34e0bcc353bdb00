"""Field builders: each column is defined once, and that one definition feeds the Pandera check,
the message an editor reads, the JSON Schema behind editor hover help, and the data dictionary.

Curated values are judged as text: a pattern or a list of codes, never a coercion. Whatever passed
can be converted without loss by the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandera.pandas as pa

from schemas.borders.plain import ADDRESS, INSIDE, SLUG, SLUG_WORDS
from schemas.terms import NOT_ESTIMABLE, NOT_REACHED, NOT_STATED

SEPARATOR = ";"  # between the items of a list
NUMBER = r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,9})?"
DURATION = r"[0-9]{1,9}(?:\.[0-9]{1,9})? (?:months?|years?|weeks?|days?)"
FOLLOW_UP_RANGE = (
    r"[0-9]{1,9}(?:\.[0-9]{1,9})? to [0-9]{1,9}(?:\.[0-9]{1,9})?\+? (?:months|years|weeks|days)"
)
DAY = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
DATE = rf"[0-9]{{4}}(?:-(?:0[1-9]|1[0-2]))?|{DAY}"


def field(
    description: str,
    *,
    pattern: str | None = None,
    codes: Mapping[str, str] | None = None,
    required: bool = False,
    expects: str = "",
    is_list: bool = False,
    is_default: bool = False,
    vocabulary: str = "",
    example: str = "",
) -> Any:
    """A text column.

    ``is_default``: may stand at report level as a default for its estimates.
    ``vocabulary``: codes of a CSV list, checked as a reference and not as a closed term.
    """
    checks: dict[str, Any] = {}
    if codes is not None:
        checks["isin"] = list(codes)
        expects = expects or "one of: " + ", ".join(codes)
    if pattern is not None:
        whole_list = f"(?:{SEPARATOR}(?:{pattern}))*" if is_list else ""
        checks["str_matches"] = rf"^(?:{pattern}){whole_list}$"
    return pa.Field(
        nullable=not required,
        description=description,
        metadata={
            "expects": expects,
            "codes": dict(codes or {}),
            "pattern": pattern,
            "is_list": is_list,
            "is_default": is_default,
            "is_required": required,
            "vocabulary": vocabulary,
            "example": example,
        },
        **checks,
    )


def text(description: str, **kwargs: Any) -> Any:
    return field(description, **kwargs)


def term(codes: Mapping[str, str], description: str, **kwargs: Any) -> Any:
    return field(description, codes=codes, **kwargs)


def slug(description: str, **kwargs: Any) -> Any:
    return field(
        description,
        pattern=SLUG,
        expects=SLUG_WORDS,
        **kwargs,
    )


def address(description: str, **kwargs: Any) -> Any:
    expects = "an http(s) address" if not kwargs.get("is_list") else "a list of http(s) addresses"
    return field(description, pattern=ADDRESS, expects=expects, **kwargs)


def file_path(description: str, **kwargs: Any) -> Any:
    expects = "a path below data/raw, such as pubmed/28889792.xml"
    return field(description, pattern=INSIDE, expects=expects, **kwargs)


def number(description: str, *, may_be_not_reached: bool = False, **kwargs: Any) -> Any:
    pattern = f"{NUMBER}|{NOT_REACHED}|{NOT_ESTIMABLE}" if may_be_not_reached else NUMBER
    expects = "a number with a decimal point and no unit, such as 43 or 71.9"
    if may_be_not_reached:
        expects += f", or {NOT_REACHED} for not reached, {NOT_ESTIMABLE} for not estimable"
    return field(description, pattern=pattern, expects=expects, **kwargs)


def spread(description: str, **kwargs: Any) -> Any:
    """An end of a range of people: a number, with ``+`` where it was still going on."""
    return field(
        description,
        pattern=rf"{NUMBER}\+?",
        expects="a number, with + behind it where it was still going on, such as 61.2+",
        **kwargs,
    )


def whole(description: str, **kwargs: Any) -> Any:
    return field(description, pattern=r"[0-9]{1,9}", expects="a whole number", **kwargs)


def duration(description: str, *, also: tuple[str, ...] = (NOT_STATED,), **kwargs: Any) -> Any:
    return field(
        description,
        pattern="|".join((DURATION, *also)),
        expects="a number and its unit as printed, such as 57.5 months"
        + "".join(f", or {word}" for word in also),
        **kwargs,
    )


def date(description: str, *, also: tuple[str, ...] = (NOT_STATED,), **kwargs: Any) -> Any:
    return field(
        description,
        pattern="|".join((DATE, *also)),
        expects="a date such as 2024-01-15 or 2024-01" + "".join(f", or {word}" for word in also),
        **kwargs,
    )


def described(model: type[pa.DataFrameModel]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Column → (description, metadata) of a model, in order."""
    columns = model.to_schema().columns
    return {name: (column.description, column.metadata) for name, column in columns.items()}


def items_of(text: str | None) -> list[str]:
    """Items of a list as stored; none for a missing one."""
    return text.split(SEPARATOR) if text else []
