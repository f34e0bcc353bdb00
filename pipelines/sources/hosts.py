"""The list of services we ask: a new one is its module, which declares ``SOURCE``, and a line here.

``reports/site.toml`` may override where each is and how often it is asked:

[sources]
contact = "editors@example.org"     # goes into the User-Agent, and to NCBI and Crossref

[sources.crossref]
address = "https://api.crossref.org"
per_second = 5
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace

from pipelines.sources import clinicaltrials, crossref, europe_pmc, pubmed, retraction_watch
from pipelines.sources.source import Hosts, Source
from schemas.problem import Problem, Unusable

SETTINGS_FILE = "reports/site.toml"
SETTINGS = ("address", "per_second", "most_bytes", "patience", "most_seconds")
MOST = 10**12  # of any setting that is a number


SOURCES: dict[str, Source] = {
    source.host.name: source
    for source in (
        clinicaltrials.SOURCE,
        pubmed.SOURCE,
        crossref.SOURCE,
        retraction_watch.SOURCE,
        europe_pmc.SOURCE,
    )
}


def read_hosts(
    settings: Mapping[str, object], environment: Mapping[str, str] = os.environ
) -> Hosts:
    """Hosts from the ``[sources]`` settings. A key for NCBI comes from ``NCBI_API_KEY`` only,
    because settings are committed. Raises Unusable for settings that are none."""
    sources = _table("sources", settings.get("sources") or {})
    contact = str(sources.get("contact") or settings.get("contact") or "")
    key = environment.get("NCBI_API_KEY", "").strip()
    hosts = {}
    for name, source in SOURCES.items():
        host = source.host
        faster = (key and host.per_second_with_key) or (contact and host.per_second_with_contact)
        own = _own(name, sources.get(name) or {})
        hosts[name] = replace(host, **({"per_second": faster} if faster else {}) | own)
    return Hosts(hosts, contact, key)


def _own(name: str, settings: object) -> dict[str, object]:
    """What the settings say of one service."""
    own = {k: v for k, v in _table(f"sources.{name}", settings).items() if k in SETTINGS}
    for key, value in own.items():
        if key == "address":
            is_good = isinstance(value, str) and re.fullmatch(r"https?://[!-~]+", value)
        else:
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            is_good = is_number and 0 < value < MOST
        if not is_good:
            expected = "a web address" if key == "address" else "a number above 0"
            raise _unusable(f"sources.{name}.{key}", value, f"is not {expected}.")
    return own


def _table(name: str, settings: object) -> dict[str, object]:
    if not isinstance(settings, Mapping):
        raise _unusable(name, settings, "is not a group of settings.")
    return dict(settings)


def _unusable(field: str, value: object, message: str) -> Unusable:
    todo = "See README, “Staying current”, or leave the line out."
    return Unusable(Problem(SETTINGS_FILE, 0, field, str(value), message, todo, "readable-file"))
