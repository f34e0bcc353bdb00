"""The arithmetic behind the rules, written out, so that a reviewer can follow it with a pencil.

The rules say when something is wrong; this says what was compared where all is well. Tests hold the
two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from schemas.evidence import Estimate, Evidence
from schemas.rules.registry import only

Sum = tuple[str, str, str]  # estimate id, rule, what was compared


def sums(evidence: Evidence) -> Iterator[Sum]:
    """Every comparison that can be written in one line, by the rule that makes it."""
    for e in evidence.estimates:
        for rule, write in OF_ONE.items():
            says = write(e, evidence)
            if says:
                yield e.id, rule, says
    for group in evidence.grouped("response"):
        yield from _components(group, evidence)
    for group in evidence.grouped("curve"):
        yield from _curve(group)


def printed(e: Estimate) -> str:
    return f"{e.row.get('value_qualifier').replace('=', '')}{e.row.get('value')}"


def _percent(e: Estimate, evidence: Evidence) -> str:
    if e.measure != "proportion" or None in (e.value, e.n_events) or not e.n_analysed:
        return ""
    percent = 100 * e.n_events / e.n_analysed
    return f"{e.n_events} of {e.n_analysed} is {percent:.2f}%; printed {printed(e)}%"


def _people(e: Estimate, evidence: Evidence) -> str:
    if e.measure != "proportion" or e.value is None or e.n_events is not None or not e.n_analysed:
        return ""
    people = round(e.value * e.n_analysed / 100)
    percent = 100 * people / e.n_analysed
    return f"{people} of {e.n_analysed} would be {percent:.2f}%; printed {printed(e)}%"


def _interval(e: Estimate, evidence: Evidence) -> str:
    if None in (e.value, e.ci_lower, e.ci_upper):
        return ""
    return f"{e.row.get('ci_lower')} ≤ {e.row.get('value')} ≤ {e.row.get('ci_upper')}"


def _population(e: Estimate, evidence: Evidence) -> str:
    size = evidence.size(e)
    if e.n_analysed is None or size is None:
        return ""
    return f"{e.n_analysed} analysed of {size} in the population"


OF_ONE: dict[str, Callable[[Estimate, Evidence], str]] = {
    "events-give-percent": _percent,
    "percent-possible-for-people": _people,
    "interval-contains-estimate": _interval,
    "people-within-population": _population,
}


def _components(group: list[Estimate], evidence: Evidence) -> Iterator[Sum]:
    named = {e.endpoint: e for e in only(group, measure="proportion") if e.value is not None}
    criteria = evidence.vocabulary("criteria").get(group[0].row.get("criteria"))
    names = criteria.get("orr_components").split() if criteria else ["cr", "pr"]
    parts = [named[name] for name in names if name in named]
    total = named.get("orr")
    if total is None or not names or len(parts) < len(names):
        return
    added = " + ".join(f"{part.endpoint} {printed(part)}" for part in parts)
    says = f"{added} = {sum(part.value for part in parts):g}; printed {printed(total)}"
    for e in (*parts, total):
        yield e.id, "components-give-response-rate", says


def _curve(group: list[Estimate]) -> Iterator[Sum]:
    rates = [
        e for e in only(group, measure="landmark_rate") if None not in (e.value, e.timepoint_months)
    ]
    ordered = sorted(rates, key=lambda e: e.timepoint_months)
    for early, late in pairwise(ordered):
        if early.timepoint_months == late.timepoint_months:
            continue
        says = f"{printed(early)} at {early.row.get('timepoint')}, then {printed(late)} at {late.row.get('timepoint')}"
        for e in (early, late):
            yield e.id, "curves-never-rise", says
    for median in only(group, measure="median"):
        for rate in rates:
            half = printed(median) if median.is_reached else "not reached"
            unit = f" {median.unit}" if median.is_reached else ""
            says = f"{printed(rate)}% at {rate.row.get('timepoint')}; median {half}{unit}"
            for e in (median, rate):
                yield e.id, "median-fits-landmarks", says
