"""Which figures may stand as a headline: in a quick answer, or first in a trial's panel."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

FIRM_KINDS = ("journal_article", "label", "registry_posting")


def why_not_lead(kind: str, standing: str, read_in: str, seen_at: Iterable[str]) -> str:
    """Why a figure may carry no headline; empty if it may.

    A figure told by another page than its report leads only where pages of two hosts tell it.
    """
    if standing == "retracted":
        return "its report was withdrawn"
    if kind not in FIRM_KINDS:
        return "it comes from no article, drug label or registry"
    hosts = {urlsplit(address).hostname for address in seen_at}
    if read_in == "secondary_page" and len(hosts) < 2:
        return "it was read on one page that is not its source"
    return ""
