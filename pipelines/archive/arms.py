"""Which arms of a trial a registry's group is: those whose drugs it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from pipelines.archive.people import People
from pipelines.sources.study import Group
from schemas.evidence import Evidence

# given with the treatment but not what tells arms apart
NOT_TELLING = frozenset(("placebo", "observation"))
NUMBER = re.compile(r"\d+(?:\.\d+)?")


class ArmFinder:
    """Finds the arms of registry groups in ``evidence``; each group is judged once."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence
        self._found: dict[tuple[str, Group], frozenset[str]] = {}

    def arm(self, trial: str, group: Group) -> str:
        """The arm that a registry group is; empty if none or several would do."""
        found = self.arms(trial, group)
        return next(iter(found)) if len(found) == 1 else ""

    def arms(self, trial: str, group: Group) -> frozenset[str]:
        """The arms whose drugs a registry group names; several where nothing tells them apart."""
        if (trial, group) not in self._found:
            self._found[trial, group] = self._find(trial, group)
        return self._found[trial, group]

    def _find(self, trial: str, group: Group) -> frozenset[str]:
        arms = {arm: row for (own, arm), row in self.evidence.arms.items() if own == trial}
        # a title may give letters only ("Arm A (O+T+C)"); then the description gives the drugs, and
        # where that says "chemotherapy", the arm of the protocol with the same name does
        words = f"{group.title} {group.description}"
        for text in (group.title, words, group.interventions):
            named = self.drugs_in(text)
            fitting = {
                arm: row.get("label")
                for arm, row in arms.items()
                if is_treatment(row.list("drugs"), named)
            }
            if fitting:
                return frozenset(fitting) if len(fitting) == 1 else told_apart(fitting, group.title)
        if len(arms) == 1:  # a single group may be named by anything but another treatment
            (arm, row), *_ = arms.items()
            named = telling(self.drugs_in(words))
            if not named or named & set(row.list("drugs")):
                return frozenset((arm,))
        return frozenset()

    def drugs_in(self, text: str) -> frozenset[str]:
        """Codes of the drugs whose name or synonym stands in ``text``."""
        lower = text.lower()
        names = self._drug_names.items()
        return frozenset(code for code, words in names if any(word.search(lower) for word in words))

    @cached_property
    def people(self) -> People:
        """The groups of people of the same evidence."""
        return People(self.evidence)

    @cached_property
    def _drug_names(self) -> dict[str, list[re.Pattern[str]]]:
        found = {}
        for code, row in self.evidence.vocabulary("drugs").items():
            names = (row.get("name"), *row.list("synonyms"))
            plain = {re.sub(r"\(.*?\)", "", name).strip().lower() for name in names} - {""}
            found[code] = [re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])") for name in plain]
        return found


def told_apart(labels: dict[str, str], title: str) -> frozenset[str]:
    """Of arms with the same drugs, those of the dose or interval that ``title`` gives."""
    same = {arm for arm, label in labels.items() if label.lower() == title.lower()}
    if same:
        return frozenset(same)
    numbers = {arm: set(NUMBER.findall(label)) for arm, label in labels.items()}
    shared = set.intersection(*numbers.values())
    own = {arm: those - shared for arm, those in numbers.items()}
    given = set(NUMBER.findall(title))
    return frozenset(
        {arm for arm, those in own.items() if those and those <= given}
        or {arm for arm, those in own.items() if not those}
        or labels
    )


def is_treatment(drugs: Iterable[str], named: frozenset[str]) -> bool:
    """Do the named drugs make up this treatment? Placebo counts only where it stands alone."""
    own = telling(drugs)
    return own == telling(named) if own else not telling(named) and bool(named & set(drugs))


def telling(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(codes) - NOT_TELLING
