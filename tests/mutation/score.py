"""How many injected errors the rules report: one trial at a time, in one process."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from schemas.estimate import Estimate
from schemas.evidence import TABLES_OF_TRIALS, Evidence
from schemas.problem import Problem
from schemas.rules import RULES
from tests.mutation.errors import KINDS, OTHER_WAYS, Injection

# see only figures that were entered twice, or read a third time
SECOND = frozenset(("second-entry-still-holds", "third-reading-still-holds"))
KEYS = frozenset(("keys-say-the-same",))  # sees only what a key names
OF_NUMBERS = [rule for rule in RULES if rule.is_of_figures]


@dataclass
class Score:
    injected: Counter = field(default_factory=Counter)
    caught: Counter = field(default_factory=Counter)
    typed: Counter = field(
        default_factory=Counter
    )  # while a report is typed, before a second entry
    alone: Counter = field(default_factory=Counter)  # of these, by what the figures say
    by_rule: Counter = field(default_factory=Counter)
    missed: dict[str, list[Injection]] = field(default_factory=lambda: defaultdict(list))

    def share(self, kind: str, seen: str = "caught") -> float:
        """Part of the errors of a kind that were seen: at all (caught), or while typing (typed)."""
        return getattr(self, seen)[kind] / self.injected[kind] if self.injected[kind] else 1.0

    def overall(self, seen: str = "caught") -> float:
        return getattr(self, seen).total() / self.injected.total()

    def table(self) -> str:
        head = f"{'injected error':38}{'of':>8}{'caught':>9}{'while typing':>14}{'by figures alone':>18}  else"
        lines = [head]
        for kind in (*KINDS, "all"):
            shown = [
                self.overall(seen) if kind == "all" else self.share(kind, seen)
                for seen in ("caught", "typed", "alone")
            ]
            number = self.injected.total() if kind == "all" else self.injected[kind]
            caught, typed, alone = (f"{100 * share:.1f}%" for share in shown)
            other = OTHER_WAYS.get(kind, "")
            lines.append(f"{kind:38}{number:8}{caught:>9}{typed:>14}{alone:>18}  {other}".rstrip())
        return "\n".join(lines)


def score(evidence: Evidence, every: int = 1) -> Score:
    """One of n errors, of all trials; which ones depends on kind and figures alone, so that a new
    trial draws no others.
    """
    found = Score()
    for part in by_trial(evidence):
        before = set(places(part))
        for kind, inject in KINDS.items():
            for injection in inject(part):
                if zlib.crc32(" ".join((kind, *injection)).encode()) % every:
                    continue
                found.injected[kind] += 1
                new = [p for p in places(typed_wrong(part, injection)) if p not in before]
                found.caught[kind] += bool(new)
                rules = {rule for rule, _, _, _ in new}
                found.typed[kind] += bool(rules - SECOND)
                found.alone[kind] += bool(rules - SECOND - KEYS)
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
