"""What a rule is, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.problem import ERROR, Problem
from schemas.prose import Page

BY_THE_READER = "file"
# Rules that a paper may break in print (adjusted shares, censoring, other methods): an editor may answer
# them with `printed_so`.
MAY_BE_PRINTED_SO = frozenset(
    (
        "binomial-interval-by-known-method", "clear-ratio-points-where-curves-do",
        "components-give-response-rate", "curves-fit-between-reports", "curves-never-rise",
        "decimal-points-are-kept", "difference-is-the-difference", "events-give-percent",
        "figures-move-little-between-cuts", "interval-contains-estimate", "interval-wide-enough-for-people",
        "longer-survival-is-no-smaller", "median-bounds-are-near", "median-fits-landmarks",
        "more-treatment-does-more", "odds-fit-rates", "odds-point-where-rates-do", "one-figure-one-value",
        "orders-hold-between-reports", "p-value-fits-interval", "percent-possible-for-group",
        "percent-possible-for-people", "rate-interval-by-known-method", "ratio-fits-curves",
        "ratio-interval-is-balanced", "ratio-interval-wide-enough-for-people", "ratio-points-where-curves-do",
        "ratios-are-near-one", "same-ratio-after-longer", "shares-are-in-percent",
        "shares-have-one-denominator", "times-can-be-lived", "times-fit-follow-up", "verdicts-agree",
        "wider-responses-are-no-smaller",
    )
)  # fmt: skip
EVERYTHING = "everything"
OF_TEXTS = ("page", "text")


ALONE = ("people",)  # groups that hold something to compare even if they hold one figure
# what a rule is called with, one by one, and where the evidence holds it
SINGLY = {"estimate": "estimates", "page": "pages", "text": "texts"}
AT_ONCE = (
    EVERYTHING,
    "trials",
)  # called with all of it; what a rule of trials finds in one rests on no other


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
    ``schemas.evidence.GROUPS``), each page of prose, each text (pages, notes, words of charts), all
    that trials hold, or everything at once; rules of the reader (``file``) have no function here. ``good`` and ``bad`` are fragments of curated files, run by
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

    def __reduce__(self) -> tuple[Callable[[str], Rule], tuple[str]]:
        return named, (self.id,)  # what is kept of a check names its rules

    @property
    def is_of_figures(self) -> bool:
        """Does it compare figures of one trial, and write out what it compares?"""
        return self.check is not None and self.per not in (*AT_ONCE, *OF_TEXTS)

    def run(self, evidence: Evidence) -> Iterator[Problem]:
        for _, problems in self.comparisons(evidence):
            yield from problems

    def comparisons(self, evidence: Evidence, page: Page | None = None) -> Iterator[Comparison]:
        """All that the rule compared, each sum with the problems that came of it. A rule of pages or
        texts looks at all of them, or at ``page`` only.

        A problem belongs to the sum yielded just before it by the same call of the check; one
        without a sum, such as a missing field, stands alone.
        """
        for found in self._calls(evidence, page):
            sum, problems = None, []
            for one in found:
                if isinstance(one, Problem):
                    problems.append(replace(one, rule=self.id, level=self.level))
                    if sum is None and self.per in AT_ONCE:  # the next may be of another trial
                        yield sum, problems
                        problems = []
                    continue
                if sum or problems:
                    yield sum, problems
                sum, problems = one, []
            if sum or problems:
                yield sum, problems

    def _calls(self, evidence: Evidence, page: Page | None) -> Iterator[Found]:
        if self.check is None:
            return
        if self.per in AT_ONCE:
            yield self.check(evidence)
        elif page is not None:
            if self.per == "text" or page.is_whole:
                yield self.check(page, evidence)
        elif self.per in SINGLY:
            for one in getattr(evidence, SINGLY[self.per]):
                yield self.check(one, evidence)
        else:
            for group in evidence.grouped(self.per):
                if len(group) > 1 or self.per in ALONE:
                    yield self.check(group, evidence)


RULES: list[Rule] = []


def named(id: str) -> Rule:
    """The rule of this name. Raises StopIteration if there is none."""
    return next(rule for rule in RULES if rule.id == id)


def rule(
    id: str,
    sentence: str,
    *,
    good: str,
    bad: str,
    per: str = "estimate",
    level: str = ERROR,
    source: str = "",
) -> Callable[[Check], Check]:
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
