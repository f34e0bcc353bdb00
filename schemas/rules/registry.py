"""What a rule is, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from schemas.evidence import Estimate, Evidence
from schemas.problem import ERROR, Problem

Check = Callable[..., Iterable[Problem]]


@dataclass(frozen=True)
class Rule:
    """One law of the data.

    ``good`` and ``bad`` are fragments of a report file: the tests run both, and EDITING.md shows
    the message that ``bad`` gets. ``per`` says what the function is called with: each estimate,
    each group of estimates (see ``schemas.evidence.GROUPS``), or everything at once.
    """

    id: str
    level: str
    sentence: str
    per: str
    check: Check
    good: str
    bad: str
    source: str = ""

    def run(self, evidence: Evidence) -> Iterator[Problem]:
        for problem in self._found(evidence):
            yield replace(problem, rule=self.id, level=self.level)

    def _found(self, evidence: Evidence) -> Iterator[Problem]:
        if self.per == "estimate":
            for estimate in evidence.estimates:
                yield from self.check(estimate, evidence)
        elif self.per == "everything":
            yield from self.check(evidence)
        else:
            for group in evidence.grouped(self.per):
                if len(group) > 1:
                    yield from self.check(group, evidence)


RULES: list[Rule] = []


def rule(
    id: str, sentence: str, *, good: str, bad: str, per: str = "estimate", level: str = ERROR,
    source: str = "",
) -> Callable[[Check], Check]:  # fmt: skip
    """Register a check. The function yields Problems; the registry adds id and level."""

    def register(check: Check) -> Check:
        RULES.append(Rule(id, level, sentence, per, check, good.strip(), bad.strip(), source))
        return check

    return register


def only(estimates: Iterable[Estimate], **wanted: object) -> list[Estimate]:
    """Estimates whose attributes have these values (a tuple or list means any of them)."""

    def fits(estimate: Estimate) -> bool:
        return all(
            getattr(estimate, name) in value
            if isinstance(value, (tuple, list, set))
            else getattr(estimate, name) == value
            for name, value in wanted.items()
        )

    return [estimate for estimate in estimates if fits(estimate)]
