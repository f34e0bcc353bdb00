"""JSON from strangers, as typed parts. What is null is not there; a key that stands twice is refused,
because nobody can tell which of the two values is meant."""

from __future__ import annotations

import json
from typing import NoReturn, TypeVar

import msgspec

from pipelines.sources.http import SourceError
from pipelines.sources.text import shown, tidy

T = TypeVar("T")


def read_json(body: bytes, kind: type[T], source: str, what: str) -> T:
    """``body`` as ``kind``. Raises SourceError, naming ``source`` and ``what`` was asked for."""
    try:
        return msgspec.convert(
            json.loads(body, object_pairs_hook=_object, parse_constant=_refuse), kind
        )
    # not JSON, not text, not of this kind, too long a number; nested too deeply
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{source}: {what} cannot be read ({shown(str(error))})") from error


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(n for n in names if names.count(n) > 1)!r} stands twice")
    return {name: _plain(value) for name, value in found.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, list):
        return [_plain(item) for item in value if item is not None]
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
