"""What a service says beside its answer: how long to wait, how often to ask, which version it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}")
_ETAG = re.compile(r'(?:W/)?"[!#-~]{0,200}"')
_DAY = re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")


def retry_after(text: str) -> float | None:
    """Seconds that a ``Retry-After`` header asks for; None where there is none to understand."""
    if re.fullmatch(r"[0-9]+", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None


def seconds_between(headers: Mapping[str, str]) -> float:
    """Seconds a service wants between two requests (Crossref prints it); 0 where it does not say."""
    limit = headers.get("x-rate-limit-limit", "")
    interval = headers.get("x-rate-limit-interval", "").removesuffix("s")
    if _SECONDS.fullmatch(limit) and _SECONDS.fullmatch(interval) and int(limit):
        return int(interval) / int(limit)
    return 0.0


def versions(etag: str, last_modified: str) -> dict[str, str]:
    """Of the two marks of a version, those that are ones: only they can be sent back."""
    found = {}
    if _ETAG.fullmatch(etag):
        found["etag"] = etag
    if _DAY.fullmatch(last_modified):
        found["last_modified"] = last_modified
    return found
