"""The services we ask, and how often each allows it; ``reports/site.toml`` may override.

[sources]
contact = "editors@example.org"     # goes into the User-Agent, and to NCBI and Crossref

[sources.crossref]
address = "https://api.crossref.org"
per_second = 5
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Host:
    """One service: where it is, how often it may be asked, how much it may send."""

    name: str
    title: str
    address: str
    per_second: float
    licence: str
    most_bytes: int = 32 * MEGABYTE
    # seconds without a byte, and for the whole answer
    patience: float = 30.0
    most_seconds: float = 120.0


@dataclass(frozen=True)
class Hosts:
    """All services with this project's settings."""

    clinicaltrials: Host
    pubmed: Host
    crossref: Host
    retraction_watch: Host
    europe_pmc: Host
    contact: str = ""
    ncbi_key: str = ""

    @property
    def user_agent(self) -> str:
        about = (
            f"mailto:{self.contact}" if self.contact else "no contact given in reports/site.toml"
        )
        return f"remission-evidence/{version('remission-evidence')} ({about})"


DEFAULTS = {
    # no policy is printed with the API; its operators have named 50 requests a minute
    "clinicaltrials": Host(
        "clinicaltrials", "ClinicalTrials.gov", "https://clinicaltrials.gov/api/v2", 50 / 60,
        "public domain",
    ),
    # 3 requests a second, 10 with a key (NCBI E-utilities, usage guidelines)
    "pubmed": Host(
        "pubmed", "PubMed", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils", 3,
        "citations free of rights; abstracts are their publishers'",
    ),
    # "polite" requests for single records: 10 a second; 5 without contact
    "crossref": Host(
        "crossref", "Crossref", "https://api.crossref.org", 5,
        "facts without copyright; abstracts are their publishers'",
    ),
    "retraction_watch": Host(
        "retraction_watch", "Retraction Watch", "https://api.labs.crossref.org/data", 0.2,
        "open data of Crossref and Retraction Watch", most_bytes=256 * MEGABYTE, most_seconds=900,
    ),
    # no limit is published
    "europe_pmc": Host(
        "europe_pmc", "Europe PMC", "https://www.ebi.ac.uk/europepmc/webservices/rest", 2,
        "that of each article",
    ),
}  # fmt: skip


def read_hosts(
    settings: Mapping[str, object], environment: Mapping[str, str] = os.environ
) -> Hosts:
    """Hosts from the ``[sources]`` settings. A key for NCBI comes from ``NCBI_API_KEY`` only,
    because settings are committed."""
    sources = dict(settings.get("sources") or {})
    contact = str(sources.get("contact") or settings.get("contact") or "")
    key = environment.get("NCBI_API_KEY", "")
    hosts = dict(DEFAULTS)
    if key:
        hosts["pubmed"] = replace(hosts["pubmed"], per_second=10)
    if contact:
        hosts["crossref"] = replace(hosts["crossref"], per_second=10)
    for name, host in hosts.items():
        own = dict(sources.get(name) or {})
        known = {
            k: own[k]
            for k in ("address", "per_second", "most_bytes", "patience", "most_seconds")
            if k in own
        }
        hosts[name] = replace(host, **known)
    return Hosts(**hosts, contact=contact, ncbi_key=key)
