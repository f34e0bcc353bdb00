"""The one place where the clock enters, so that a build of a past day can be made again."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime


def moment() -> str:
    """SOURCE_DATE_EPOCH, else now, in UTC: such as ``2026-11-22T09:30:00Z``.

    Raises ValueError, as ``day`` does.
    """
    day()
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return f"{now:%Y-%m-%dT%H:%M:%SZ}"


def day(named: str | None = None) -> date:
    """``named`` (2026-11-22), else SOURCE_DATE_EPOCH, else today in UTC.

    Raises ValueError, in words, for what is no day.
    """
    if named:
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", named):
                raise ValueError
            return date.fromisoformat(named)
        except ValueError as error:
            raise ValueError(f"{named} is not a date such as 2026-11-22") from error
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC).date()
    try:
        if not re.fullmatch(r"[0-9]+", epoch):
            raise ValueError
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(
            f"SOURCE_DATE_EPOCH is {epoch!r}, not a number of seconds since 1970"
        ) from error
