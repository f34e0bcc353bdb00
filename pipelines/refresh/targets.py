"""Whom to ask about what: the records behind the curated trials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.evidence import Evidence
from schemas.problem import nearest
from schemas.row import Row

MOST_NAMED = 3


@dataclass(frozen=True)
class ReportTarget:
    trial: str
    report: str
    pmid: str
    doi: str

    @property
    def name(self) -> str:
        return f"{self.trial}/{self.report}"


@dataclass(frozen=True)
class TrialTarget:
    trial: str
    name: str
    ncts: tuple[str, ...]
    registry_ids: tuple[str, ...]
    is_pooled: bool


@dataclass(frozen=True)
class Targets:
    trials: tuple[TrialTarget, ...]
    reports: tuple[ReportTarget, ...]

    @property
    def registry(self) -> list[tuple[str, str]]:
        """(trial, NCT number), each once."""
        return [(trial.trial, nct) for trial in self.trials for nct in trial.ncts]

    @property
    def pmids(self) -> list[str]:
        return _once(report.pmid for report in self.reports)

    def reports_of(self, id: str) -> list[ReportTarget]:
        """The reports that a PMID or a DOI belongs to."""
        return [r for r in self.reports if id in (r.pmid, r.doi.lower())]

    @property
    def dois(self) -> list[str]:
        return _once(report.doi.lower() for report in self.reports)


class UnknownTrial(Exception):
    """A trial was named that no folder has."""


def find_targets(evidence: Evidence, only: Iterable[str] = ()) -> Targets:
    """Everything to ask for; ``only`` narrows it to named trials."""
    wanted = list(only) or sorted(evidence.trials)
    for slug in wanted:
        if slug not in evidence.trials:
            hint = nearest(slug, evidence.trials)
            raise UnknownTrial(f"there is no trial {slug}" + (f"; {hint}" if hint else ""))
    trials = tuple(_trial(slug, evidence.trials[slug]) for slug in dict.fromkeys(wanted))
    reports = tuple(
        ReportTarget(trial, report, row.get("pmid"), row.get("doi"))
        for (trial, report), row in sorted(evidence.reports.items())
        if trial in wanted
    )
    return Targets(trials, reports)


def _trial(slug: str, row: Row) -> TrialTarget:
    ids = tuple(row.list("registry_ids"))
    ncts = tuple(number for number in ids if number.startswith("NCT"))
    return TrialTarget(slug, row.get("name"), ncts, ids, bool(row.list("pools")))


def named(names: Iterable[str]) -> str:
    """A few names in a message."""
    known = list(dict.fromkeys(names))
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    return ", ".join(known[:MOST_NAMED]) + more


def _once(values: Iterable[str]) -> list[str]:
    return sorted({value for value in values if value})
