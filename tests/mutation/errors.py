"""The classic errors of typing figures over, each injected into rows of one trial at a time.

An injection is a mapping from estimate id to the fields that were typed wrong.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.terms import OPEN

Injection = dict[str, dict[str, str]]
FIGURE = ("value", "value_qualifier", "ci_lower", "ci_upper", "ci_level", "n_events")
KINDS: dict[str, Callable[[Evidence], Iterator[Injection]]] = {}


def kind(name: str) -> Callable:
    def register(function: Callable) -> Callable:
        KINDS[name] = function
        return function

    return register


def on_values(
    change: Callable[[str, str], str | None],
) -> Callable[[Evidence], Iterator[Injection]]:
    """Inject a wrong text of the value into every row whose value is a number."""

    def inject(evidence: Evidence) -> Iterator[Injection]:
        for e in evidence.estimates:
            text = e.row.get("value")
            wrong = change(text, e.id) if text not in OPEN else None
            if wrong is not None and float(wrong) != float(text):
                yield {e.id: {"value": wrong}}

    return inject


def one_digit(text: str, id: str) -> str:
    """One digit is one too large (or 8 for 9); which one depends on the id alone."""
    places = [at for at, sign in enumerate(text) if sign.isdigit()]
    at = places[zlib.crc32(id.encode()) % len(places)]
    return text[:at] + (str(int(text[at]) + 1) if text[at] != "9" else "8") + text[at + 1 :]


def transposed(text: str, id: str) -> str | None:
    match = re.search(r"(\d)(\.?)(?!\1)(\d)", text)
    if match is None:
        return None
    return text[: match.start()] + "".join(match.group(3, 2, 1)) + text[match.end() :]


KINDS["one digit off by one"] = on_values(one_digit)
KINDS["two digits transposed"] = on_values(transposed)
KINDS["ten times too large"] = on_values(lambda text, _: f"{float(text) * 10:.10g}")
KINDS["negative"] = on_values(lambda text, _: f"-{text}")


@kind("ends of the interval swapped")
def swapped_ends(evidence: Evidence) -> Iterator[Injection]:
    for e in evidence.estimates:
        ends = e.row.get("ci_lower"), e.row.get("ci_upper")
        if all(ends) and ends[0] != ends[1]:
            yield {e.id: {"ci_lower": ends[1], "ci_upper": ends[0]}}


@kind("level of the interval dropped")
def no_level(evidence: Evidence) -> Iterator[Injection]:
    for e in evidence.estimates:
        if e.row.get("ci_lower") and e.row.get("ci_level"):
            yield {e.id: {"ci_level": ""}}


def _arm_pairs(evidence: Evidence) -> Iterator[tuple[Estimate, Estimate]]:
    """Figures that differ in their arm alone, and in their value."""
    seen: dict[tuple, list[Estimate]] = {}
    for e in evidence.estimates:
        if not e.is_contrast:
            key = (e.report, e.cut, e.population, *e.subject[4:])
            for other in seen.setdefault(key, []):
                if other.row.get("value") != e.row.get("value"):
                    yield other, e
            seen[key].append(e)


def _taken(e: Estimate, names: tuple[str, ...]) -> dict[str, str]:
    return {name: e.row.get(name) for name in names}


@kind("values of two arms swapped")
def swapped_values(evidence: Evidence) -> Iterator[Injection]:
    for first, second in _arm_pairs(evidence):
        names = ("value", "value_qualifier")
        yield {first.id: _taken(second, names), second.id: _taken(first, names)}


@kind("whole figures of two arms swapped")
def swapped_figures(evidence: Evidence) -> Iterator[Injection]:
    for first, second in _arm_pairs(evidence):
        yield {first.id: _taken(second, FIGURE), second.id: _taken(first, FIGURE)}


def _renamed(evidence: Evidence, one: str, other: str) -> Iterator[Injection]:
    for e in evidence.estimates:
        if e.endpoint in (one, other):
            yield {e.id: {"endpoint": other if e.endpoint == one else one}}


@kind("PFS typed as OS, or OS as PFS")
def pfs_and_os(evidence: Evidence) -> Iterator[Injection]:
    yield from _renamed(evidence, "pfs", "os")


@kind("CR typed as PR, or PR as CR")
def cr_and_pr(evidence: Evidence) -> Iterator[Injection]:
    yield from _renamed(evidence, "cr", "pr")


@kind("percent from another denominator")
def other_denominator(evidence: Evidence) -> Iterator[Injection]:
    for e in evidence.estimates:
        if e.measure != "proportion" or not e.n_events or not e.n_analysed:
            continue
        decimals = len(e.row.get("value").partition(".")[2])
        others = {n for (_, _, _), n in evidence.sizes.items() if n >= e.n_events} - {e.n_analysed}
        for n in sorted(others)[:1]:
            wrong = f"{100 * e.n_events / n:.{decimals}f}"
            if float(wrong) != float(e.row.get("value")):
                yield {e.id: {"value": wrong}}


@kind("wrong time point")
def wrong_time(evidence: Evidence) -> Iterator[Injection]:
    times: dict[str, list[str]] = {}
    for e in evidence.estimates:
        if e.measure == "landmark_rate":
            known = times.setdefault(e.endpoint, [])
            if e.row.get("timepoint") not in known:
                known.append(e.row.get("timepoint"))
    for e in evidence.estimates:
        if e.measure == "landmark_rate":
            own = e.row.get("timepoint")
            others = [t for t in times[e.endpoint] if t != own]
            number, unit = own.split(" ")
            yield {e.id: {"timepoint": others[0] if others else f"{float(number) * 2:g} {unit}"}}


@kind("later cut copied over an earlier one")
def later_over_earlier(evidence: Evidence) -> Iterator[Injection]:
    for group in evidence.grouped("subject"):
        ordered = sorted(group, key=evidence.looked_at)
        for early, late in pairwise(ordered):
            if early.report != late.report and early.row.get("value") != late.row.get("value"):
                yield {early.id: _taken(late, FIGURE)}


# what else catches the errors of a kind that figures alone cannot show
OTHER_WAYS = {
    "one digit off by one": "number in source",
    "two digits transposed": "number in source",
    "ten times too large": "number in source",
    "wrong time point": "number in source",
    "later cut copied over an earlier one": "number in source",
}
