"""The treatments that a text may name, by the names and synonyms of the vocabulary."""

from __future__ import annotations

import re

from schemas.evidence import Evidence

_JOIN = (
    r"[\s-]*(?:plus|\+|/|-|–|in combination with|combined with|with|added to|and|or|,|followed by|then)"
    r"[\s-]*(?:standard[\s-]|either[\s-])?"
)
_CHEMO = (
    r"(?:platinum[- ](?:therapy|agents?|compounds?)|(?:platinum[- ](?:based )?|standard |intensive "
    r"|investigator.s choice (?:of )?|doublet )*(?:immuno)?chemotherap(?:y|ies))"
)
_CONTROL = (
    r"(?:standard[- ]of[- ]care|standard[- ](?:therapy|treatment|care|regimens?)|standard(?: \S+)? (?:TKIs?|EGFR-TKIs?)"
    r"|standard EGFR TKIs?|(?:the )?(?:control|comparator)s?|comparator EGFR-TKIs?)"
)


class Treatments:
    """Every treatment that a text may name, by the names of the vocabulary."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence
        self.codes: dict[str, str] = {}
        for code, row in evidence.vocabulary("drugs").items():
            names = (row.get("name"), *row.list("synonyms"))
            for name in {re.sub(r"\(.*?\)", "", name).strip().lower() for name in names}:
                if len(name) > 2:
                    self.codes[name] = code
        self._patterns: dict[tuple[str, ...], tuple[re.Pattern[str], re.Pattern[str]]] = {}

    def chains(self, passage: str) -> list[tuple[int, int, str]]:
        """Start, end and words of each chain of treatments, joined or listed."""
        return [(m.start(), m.end(), m.group()) for m in self._of(passage)[0].finditer(passage)]

    def atoms(self, words: str) -> list[re.Match[str]]:
        """Each treatment in a chain: a ``drug``, ``chemo`` or ``control``."""
        return list(self._of(words)[1].finditer(words))

    def _of(self, text: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Patterns of the few names that stand in a text at all: all names at once are slow."""
        lower = text.lower()
        present = tuple(sorted((n for n in self.codes if n in lower), key=lambda n: (-len(n), n)))
        if present not in self._patterns:
            names = "|".join(map(re.escape, present)) or "(?!)"
            atom = rf"(?:{names}|{_CHEMO}|{_CONTROL})"
            self._patterns[present] = (
                re.compile(rf"(?<!\w){atom}(?!\w)(?:{_JOIN}{atom}(?!\w))*", re.IGNORECASE),
                re.compile(
                    rf"(?<!\w)(?:(?P<drug>{names})|(?P<chemo>{_CHEMO})|(?P<control>{_CONTROL}))(?!\w)",
                    re.IGNORECASE,
                ),
            )
        return self._patterns[present]
