"""What a rule is, and the list of all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

from schemas.evidence import Estimate, Evidence
from schemas.problem import ERROR, Problem

BY_THE_READER = "file"
ACROSS_TRIALS = ("everything", "page")  # all other rules see one trial at a time


class Sum(NamedTuple):
    """A comparison written out, so that a reviewer can follow it with a pencil."""

    says: str
    figures: tuple[Estimate, ...]


Found = Iterator[Sum | Problem]
Check = Callable[..., Found]
Comparison = tuple[Sum | None, list[Problem]]


def compared(says: str, *figures: Estimate) -> Sum:
    """What a check compares: yielded before it is judged, whatever comes of it."""
    return Sum(says, figures)


@dataclass(frozen=True)
class Rule:
    """One law of the data.

    ``per`` says what the function is called with: each estimate, each group of estimates (see
    ``schemas.evidence.GROUPS``), each page of prose, or everything at once; rules of the reader
    (``file``) have no function here. ``good`` and ``bad`` are fragments of curated files, run by
    ``tests/spec``: estimates of one report, unless a key says otherwise (``trial``, ``report``,
    ``page`` …). In ``bad`` the mark ``<-- here`` stands on the line that must be reported.
    """

    id: str
    level: str
    sentence: str
    per: str
    check: Check | None = None
    good: str = ""
    bad: str = ""
    source: str = ""

    def run(self, evidence: Evidence) -> Iterator[Problem]:
        for _, problems in self.comparisons(evidence):
            yield from problems

    def comparisons(self, evidence: Evidence) -> Iterator[Comparison]:
        """All that the rule compared, each sum with the problems that came of it.

        A problem belongs to the sum yielded just before it by the same call of the check; one
        without a sum, such as a missing field, stands alone.
        """
        for found in self._calls(evidence):
            sum, problems = None, []
            for one in found:
                if isinstance(one, Problem):
                    problems.append(replace(one, rule=self.id, level=self.level))
                    continue
                if sum or problems:
                    yield sum, problems
                sum, problems = one, []
            if sum or problems:
                yield sum, problems

    def _calls(self, evidence: Evidence) -> Iterator[Found]:
        if self.check is None:
            return
        if self.per == "everything":
            yield self.check(evidence)
        elif self.per in ("estimate", "page"):
            for one in evidence.estimates if self.per == "estimate" else evidence.pages:
                yield self.check(one, evidence)
        else:
            for group in evidence.grouped(self.per):
                if len(group) > 1:
                    yield self.check(group, evidence)


RULES: list[Rule] = []


def rule(
    id: str, sentence: str, *, good: str, bad: str, per: str = "estimate", level: str = ERROR,
    source: str = "",
) -> Callable[[Check], Check]:  # fmt: skip
    """Register a check. It yields each Sum that it makes, then the Problems that come of it; the
    registry adds id and level to these.
    """

    def register(check: Check) -> Check:
        RULES.append(Rule(id, level, sentence, per, check, good.strip(), bad.strip(), source))
        return check

    return register


def rule_of_the_reader(id: str, sentence: str, level: str = ERROR) -> None:
    """Register a rule that is kept while files are read, so that lists of rules show it."""
    RULES.append(Rule(id, level, sentence, BY_THE_READER))


def only(estimates: Iterable[Estimate], **wanted: object) -> list[Estimate]:
    """Estimates whose attributes have these values (a tuple or list means any of them)."""
    found = list(estimates)
    for name, value in wanted.items():
        get, values = attrgetter(name), value if isinstance(value, (tuple, list, set)) else (value,)
        found = [e for e in found if get(e) in values]
    return found


def by_endpoint(estimates: Iterable[Estimate]) -> dict[str, list[Estimate]]:
    found: dict[str, list[Estimate]] = defaultdict(list)
    for estimate in estimates:
        found[estimate.endpoint].append(estimate)
    return found


def ordered_pairs(
    named: Mapping[str, list[Estimate]], order: Iterable[tuple[str, str]]
) -> Iterator[tuple[Estimate, Estimate]]:
    """Figures of one measure and time point whose endpoints stand in ``order``, smaller first."""
    for small, large in order:
        if small in named and large in named:
            for first in named[small]:
                for second in named[large]:
                    if (first.measure, first.timepoint_months) == (
                        second.measure, second.timepoint_months,
                    ):  # fmt: skip
                        yield first, second
