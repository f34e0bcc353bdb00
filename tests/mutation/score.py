"""How many injected errors the rules report: one trial at a time, in one process."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from schemas.estimate import Estimate
from schemas.evidence import TABLES_OF_TRIALS, Evidence
from schemas.problem import Problem
from schemas.rules import RULES
from schemas.rules.rule import ACROSS_TRIALS
from tests.mutation.errors import KINDS, OTHER_WAYS, Injection

# what is known only of figures that were entered twice, or have a key that names what they are
MEMORY = frozenset(("second-entry-still-holds", "keys-say-the-same"))
OF_NUMBERS = [rule for rule in RULES if rule.check and rule.per not in ACROSS_TRIALS]


@dataclass
class Score:
    injected: Counter = field(default_factory=Counter)
    caught: Counter = field(default_factory=Counter)
    alone: Counter = field(default_factory=Counter)  # by what the figures of a new report say
    by_rule: Counter = field(default_factory=Counter)
    missed: dict[str, list[Injection]] = field(default_factory=lambda: defaultdict(list))

    def share(self, kind: str) -> float:
        return self.caught[kind] / self.injected[kind] if self.injected[kind] else 1.0

    @property
    def overall(self) -> float:
        return self.caught.total() / self.injected.total()

    def table(self) -> str:
        lines = [
            f"{'injected error':38}{'caught':>8}{'of':>8}{'share':>8}{'by figures alone':>18}  else"
        ]
        rows = [(kind, self.caught[kind], self.alone[kind], self.injected[kind]) for kind in KINDS]
        rows.append(("all", self.caught.total(), self.alone.total(), self.injected.total()))
        for kind, caught, alone, injected in rows:
            share, bare = (f"{100 * number / max(injected, 1):.1f}%" for number in (caught, alone))
            other = OTHER_WAYS.get(kind, "")
            lines.append(f"{kind:38}{caught:8}{injected:8}{share:>8}{bare:>18}  {other}".rstrip())
        return "\n".join(lines)


def score(evidence: Evidence, every: int = 1) -> Score:
    """Errors put into the figures of every n-th trial, in the order of their names."""
    found = Score()
    for part in islice(by_trial(evidence), None, None, every):
        before = set(places(part))
        for kind, inject in KINDS.items():
            for injection in inject(part):
                found.injected[kind] += 1
                new = [p for p in places(typed_wrong(part, injection)) if p not in before]
                found.caught[kind] += bool(new)
                rules = {rule for rule, _, _, _ in new}
                found.alone[kind] += bool(rules - MEMORY)
                found.by_rule.update(rules)
                if not new:
                    found.missed[kind].append(injection)
    return found


def by_trial(evidence: Evidence) -> Iterator[Evidence]:
    """The evidence of each trial alone."""
    rows = {name: defaultdict(list) for name in TABLES_OF_TRIALS}
    for name in TABLES_OF_TRIALS:
        for row in evidence.tables[name]:
            rows[name][row.get("trial")].append(row)
    estimates = defaultdict(list)
    for e in evidence.estimates:
        estimates[e.trial].append(e)
    entries = defaultdict(list)
    for row in evidence.tables["extraction"]:
        entries[row.get("estimate_id").partition("/")[0]].append(row)
    for trial in evidence.trials:
        own = {name: rows[name][trial] for name in TABLES_OF_TRIALS}
        own["extraction"] = entries[trial]
        yield Evidence({**evidence.tables, **own}, estimates[trial])


def typed_wrong(evidence: Evidence, injection: Injection) -> Evidence:
    """The same evidence with some fields of some estimates replaced."""
    endpoints = evidence.vocabulary("endpoints")
    estimates = []
    for e in evidence.estimates:
        if e.id in injection:
            values = {k: v for k, v in {**e.row.values, **injection[e.id]}.items() if v}
            row = replace(e.row, values=values)
            e = Estimate(row, endpoints.get(row.get("endpoint")))
        estimates.append(e)
    wrong = Evidence(evidence.tables, estimates)
    wrong.sizes = evidence.sizes
    wrong.__dict__["_vocabularies"] = evidence.__dict__.get("_vocabularies", {})
    return wrong


def places(evidence: Evidence) -> Iterator[tuple[str, str, int, str]]:
    for rule in OF_NUMBERS:
        for problem in rule.run(evidence):
            yield place(problem)


def place(problem: Problem) -> tuple[str, str, int, str]:
    return (problem.rule, problem.path, problem.line, problem.field)
