"""What kind of place an address is: who speaks there, and whether readers may be led to it.

The list of hosts is ``vocabularies/hosts.csv``. A host that is not on it is another secondary page;
a bare number or a name that only a test machine has is a mirror, whatever the list says.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from schemas.terms import NOT_READERS

STAGING = re.compile(
    r"(?:^|[.-])(?:staging|stage|test|dev|preview|local|localhost|internal)(?=[.-]|$)|\.(?:local|internal|test)$"
)
PDQ = re.compile(r"(?:^|\.)cancer\.gov/.*-pdq(?:$|[/?#])", re.IGNORECASE)
UNKNOWN = "other_secondary"


def host_of(address: str) -> str:
    """Host of an address in small letters, without ``www.``; empty if it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_pdq(address: str) -> bool:
    """Is it a PDQ summary of the US National Cancer Institute?"""
    parts = urlsplit(address)
    return bool(PDQ.search(f"{parts.hostname or ''}{parts.path}"))


@dataclass(frozen=True)
class Hosts:
    """Kinds and owners by host."""

    kinds: Mapping[str, str]
    owners: Mapping[str, str]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str | None]]) -> Hosts:
        """From rows of the vocabulary, curated or published."""
        found = list(rows)
        names = [(row.get("host") or "").removeprefix("www.") for row in found]
        return cls(
            {name: row.get("kind") or UNKNOWN for name, row in zip(names, found, strict=True)},
            {name: row.get("owner") or "" for name, row in zip(names, found, strict=True)},
        )

    def kind_of(self, address: str) -> str:
        """Kind of the host of an address, a term of ``HOST_KIND``."""
        host = host_of(address)
        if _is_number(host) or STAGING.search(host):
            return "mirror"
        return self.kinds.get(host, UNKNOWN)

    def may_link(self, address: str) -> bool:
        """May a page lead readers there? Mirrors and machine-made summaries stay provenance."""
        return self.kind_of(address) not in NOT_READERS

    def voices(self, addresses: Iterable[str]) -> frozenset[str]:
        """Who tells it independently: hosts, with those of one owner as one voice."""
        found = set()
        for address in addresses:
            if self.may_link(address):
                host = host_of(address)
                is_maker = self.kind_of(address) == "maker"
                found.add(self.owners.get(host) or ("maker" if is_maker else host))
        return frozenset(found)


@cache
def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return not host
    return True
