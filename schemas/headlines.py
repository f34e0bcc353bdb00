"""Which figures may stand as a headline: in a quick answer, or first in a trial's panel."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.hosts import Hosts, is_pdq

FIRM_KINDS = ("journal_article", "label", "registry_posting")


def why_not_lead(
    kind: str, standing: str, read_in: str, seen_at: Sequence[str], hosts: Hosts, pmid: str = ""
) -> str:
    """Why a figure may carry no headline; empty if it may.

    A figure told by another page than its report leads only where two independent voices tell it,
    or where NCI's PDQ summary states it of a report that it cites by its PubMed number.
    """
    if standing == "retracted":
        return "its report was withdrawn"
    if kind not in FIRM_KINDS:
        return "it comes from no article, drug label or registry"
    if read_in != "secondary_page":
        return ""
    if pmid and any(map(is_pdq, seen_at)):
        return ""
    if len(hosts.voices(seen_at)) < 2:
        return "it was read on one page that is not its source"
    return ""
