"""What a passage speaks of, and where: endpoints, arms, other trials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipelines.archive.arms import NOT_TELLING, telling
from pipelines.archive.people import People
from pipelines.archive.texts import Text
from pipelines.archive.treatments import Treatments
from schemas.evidence import Evidence
from schemas.row import Row

UNKNOWN = "?"  # a quantity or a group that is none of ours
# quantities that take the numbers after them, and are no endpoint of ours
_OTHER = re.compile(
    r"\b[\w-]+[- ]free[- ](?:survival|interval)|\bfollow-? ?up\b|\b(?:duration|length) of (?:treatment|exposure|therapy|study)\b|\btreatment duration\b"
    r"|\bnumber of (?:\w+ )?(?:cycles|doses|infusions|courses)\b|\bexposure\b|\b(?:median )?age\b|\bmaturity\b|\bcross(?:ed|ing|-)? ?over\b|\bpower\b|\bdose intensity\b"
    r"|\btime to (?:onset|resolution|first|maximum|deteriorat|definitive|discontinuation|treatment)\w*"
    r"|\bexpression\b|\bprior (?:therapy|treatment)|\bsubsequent (?:therap|treatment)\w*|\balpha\b|\bquality of life\b",
    re.IGNORECASE,
)
_AMBIGUOUS_JOIN = re.compile(r"^[\s-]*(?:and|or|,|with|-|/)[\s-]*")
_ALONE = re.compile(r"[\s-]*(?:alone|monotherapy|only|as monotherapy)\b", re.IGNORECASE)
_GROUP = re.compile(
    r"\b((?!(?:two|both|three|each|either|treatment|study|trial|age|all|these|other|the|in|per|risk|every)\b)[\w+]+)"
    r"[- ](?:treatment )?(?:group|arm|cohort)s?\b",
    re.IGNORECASE,
)
# "in the combination-therapy group": the arm with most drugs, where one has most
_COMBINATION = re.compile(
    r"\bcombination(?:[- ](?:therapy|treatment|regimen))?[- ](?:group|arm)\b", re.IGNORECASE
)
# a treatment that is joined to one we do not know is none of ours
_JOINED_AFTER = re.compile(
    r"[\s-]*(?:plus\b|\+|in combination with\b|combined with\b|with or without\b)(?! placebo)",
    re.IGNORECASE,
)
_JOINED_BEFORE = re.compile(
    r"(?:\bplus|\+|\bin combination with|\bcombined with)[\s-]*$", re.IGNORECASE
)


# "discontinuation due to toxic effects"
_REASON = re.compile(
    r"\s*(?:of (?:[\w-]+ ){1,3})?(?:due to|because of|owing to|as a result of) (?:[\w-]+ ){0,2}"
)
_WORD_END = re.compile(r"\w*")


@dataclass(frozen=True)
class Mention:
    code: str
    start: int
    end: int


class Speakers:
    """A Speaker for each trial, made once."""

    def __init__(self, evidence: Evidence):
        self.treatments, self.people = Treatments(evidence), People(evidence)
        self._known: dict[str, Speaker] = {}

    def of(self, trial: str) -> Speaker:
        if trial not in self._known:
            self._known[trial] = Speaker(self.treatments, self.people, trial)
        return self._known[trial]


class Speaker:
    """Finds mentions in passages about one trial; each passage is read once."""

    def __init__(self, treatments: Treatments, people: People, trial: str):
        self.treatments, self.evidence, self.trial = treatments, treatments.evidence, trial
        self.people = people
        self._arms_in: dict[str, list[Mention]] = {}
        self._endpoints_in: dict[str, list[Mention]] = {}
        self._is_other: dict[str, bool] = {}
        self._told_in: dict[str, set[str]] = {}

    @cached_property
    def arms(self) -> dict[str, Row]:
        """The arms that are not others taken together."""
        return {
            arm: row
            for (own, arm), row in self.evidence.arms.items()
            if own == self.trial and not row.list("combines")
        }

    def endpoints_in(self, passage: str) -> list[Mention]:
        """Endpoints in the order of the text; of names that overlap, the narrower."""
        if passage not in self._endpoints_in:
            self._endpoints_in[passage] = self._find_endpoints(passage)
        return self._endpoints_in[passage]

    def _find_endpoints(self, passage: str) -> list[Mention]:
        found: list[Mention] = []
        for code, name in self.evidence.endpoints.patterns_in_text:
            for match in name.finditer(passage):
                # a pattern that looks far begins nowhere in particular
                end = _WORD_END.match(passage, match.end()).end()
                start = max(match.start(), end - 4) if ".*" in name.pattern else match.start()
                if not any(m.start < end and start < m.end for m in found):
                    found.append(Mention(code, start, end))
        for match in _OTHER.finditer(passage):
            if not any(m.start < match.end() and match.start() < m.end for m in found):
                found.append(Mention(UNKNOWN, *match.span()))
        found.sort(key=lambda m: m.start)
        return [
            m
            for before, m in pairwise([None, *found])
            if not (before and _is_short_for(passage, before, m))
        ]

    def arms_in(self, passage: str) -> list[Mention]:
        """Arms in the order of the text; a group that is none of ours has the code "?"."""
        if passage not in self._arms_in:
            self._arms_in[passage] = self._find_arms(passage)
        return self._arms_in[passage]

    def _find_arms(self, passage: str) -> list[Mention]:
        chains = self.treatments.chains(passage)
        found = list(self._labelled(passage, chains))
        for start, end, words in chains:
            if not any(m.start < end and start < m.end for m in found):
                found += self._resolve(passage, start, end, words)
        if biggest := self._biggest:
            for match in _COMBINATION.finditer(passage):
                if not any(m.start < match.end() and match.start() < m.end for m in found):
                    found.append(Mention(biggest, *match.span()))
        for match in _GROUP.finditer(passage):
            # "placebo-combination group": the arm is named already
            is_tail = passage[match.start() - 1 : match.start()] == "-"
            start = match.start() - is_tail
            if not any(m.start < match.end() and start < m.end + is_tail for m in found):
                found.append(Mention(UNKNOWN, *match.span()))
        return _merged(sorted(found, key=lambda m: m.start), passage)

    @cached_property
    def _biggest(self) -> str:
        """The arm of more drugs than any other; empty if there is none."""
        sizes = sorted(
            ((len(row.list("drugs")), arm) for arm, row in self.arms.items()), reverse=True
        )
        is_told = len(sizes) > 1 and sizes[0][0] > sizes[1][0]
        return sizes[0][1] if is_told else ""

    @cached_property
    def _labels(self) -> list[tuple[str, re.Pattern[str]]]:
        """Names of arms as typed, the longest first; of arms of the same drugs also what tells them."""
        names = [
            (arm, re.sub(r"\s*\(.*?\)", "", row.get("label")).strip())
            for arm, row in self.arms.items()
        ]
        taken = [name.lower() for _, name in names]
        return [
            (arm, re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w])", re.IGNORECASE))
            for arm, name in sorted(names, key=lambda pair: -len(pair[1]))
            if name and taken.count(name.lower()) == 1
        ]

    @cached_property
    def _short(self) -> list[tuple[str, re.Pattern[str]]]:
        """Short names: the key of an arm, and what stands in brackets in its label (SG, A+AVD)."""
        names = {
            (arm, re.escape(arm).replace(r"\-", "[-+ ]"))
            for arm in self.arms
            if re.search(r"[a-z]{2}", arm)
        }
        for arm, row in self.arms.items():
            names |= {
                (arm, re.escape(name)) for name in re.findall(r"\(([^()]+)\)", row.get("label"))
            }
        return [
            (arm, re.compile(rf"(?<![\w+-]){name}(?![\w+])", re.IGNORECASE))
            for arm, name in sorted(names, key=lambda pair: (-len(pair[1]), pair))
        ]

    def _labelled(self, passage: str, chains: list[tuple[int, int, str]]) -> Iterator[Mention]:
        taken: list[tuple[int, int]] = []
        for arm, name in self._labels:
            for match in name.finditer(passage):
                start, end = match.span()
                is_joined = _JOINED_AFTER.match(passage, end) or _JOINED_BEFORE.search(
                    passage[:start]
                )
                # the name of one arm may be a part of a longer chain of treatments
                is_part = any(
                    a <= start and end <= b and (a, b) != (start, end) for a, b, _ in chains
                )
                if not (is_joined or is_part or any(a < end and start < b for a, b in taken)):
                    taken.append((start, end))
                    yield Mention(arm, start, end)
        for arm, name in self._short:
            for match in name.finditer(passage):
                start, end = match.span()
                is_short = sum(map(str.isupper, match.group())) > 1  # not the plain word "chemo"
                if is_short and not any(a < end and start < b for a, b in taken):
                    taken.append((start, end))
                    yield Mention(arm, start, end)

    def _resolve(self, passage: str, start: int, end: int, words: str) -> list[Mention]:
        """The arms that a chain of treatments names: all of it together, or each by itself."""
        parts = [(start + m.start(), start + m.end(), m) for m in self.treatments.atoms(words)]
        is_alone = bool(_ALONE.match(passage, end))
        rest = passage[end : end + 14].lower().lstrip("- ")
        is_combined = rest.startswith("combination")
        whole = self._arm_of([m for *_, m in parts], is_alone=is_alone, is_combined=is_combined)
        joins = [passage[a[1] : b[0]] for a, b in pairwise(parts)]
        is_list = any(_AMBIGUOUS_JOIN.match(join) for join in joins)
        if _JOINED_AFTER.match(passage, end) or _JOINED_BEFORE.search(passage[:start]):
            return [Mention(UNKNOWN, start, end)]
        if whole and not (is_list and self._each(parts)):
            return [Mention(whole, start, end)]
        if is_list and (each := self._each(parts)):
            return each
        return [Mention(UNKNOWN, start, end)]

    def _each(self, parts: list[tuple[int, int, re.Match[str]]]) -> list[Mention]:
        """Every treatment as an arm by itself; none unless all of them are."""
        found = [
            Mention(self._arm_of([m], is_alone=True, is_combined=False), a, b) for a, b, m in parts
        ]
        is_told = len(found) > 1 and all(m.code for m in found)
        return found if is_told and len({m.code for m in found}) > 1 else []

    def _arm_of(self, atoms: list[re.Match[str]], *, is_alone: bool, is_combined: bool) -> str:
        named = frozenset(self.treatments.codes[m["drug"].lower()] for m in atoms if m["drug"])
        has_chemo = any(m["chemo"] for m in atoms)
        if any(m["control"] for m in atoms):
            own = [arm for arm, row in self.arms.items() if row.get("role") == "control"]
            return own[0] if len(own) == 1 and not named else ""
        drugs = {arm: frozenset(row.list("drugs")) for arm, row in self.arms.items()}
        exact = [
            arm
            for arm, own in drugs.items()
            if named in (own, telling(own)) and named and not has_chemo
        ]
        if exact and not is_combined:
            return exact[0] if len(exact) == 1 else ""
        if has_chemo and not named:
            chemo = [arm for arm, row in self.arms.items() if self._is_chemo(row)]
            bare = [arm for arm in chemo if self.arms[arm].get("role") == "control"]
            if len(self.arms) == 2 and len(chemo) == 2:  # given to both: it tells nothing
                return bare[0] if is_alone and len(bare) == 1 else ""
            return chemo[0] if len(chemo) == 1 else ""
        fits = [
            arm
            for arm, own in drugs.items()
            if named
            and named <= own
            and (not has_chemo or self._is_chemo(self.arms[arm]))
            and not (is_alone and own - named - NOT_TELLING)
        ]
        return fits[0] if len(fits) == 1 else ""

    def _is_chemo(self, row: Row) -> bool:
        words = f"{row.get('label')} {row.get('regimen')}".lower()
        return "chemo" in words or bool(
            (self.evidence.chemotherapies | {"physicians_choice"}) & set(row.list("drugs"))
        )

    def is_only_arm(self, text: Text, arm: str) -> bool:
        """Does a whole text speak of no other arm, of a trial that compares none?"""
        if self.evidence.trials[self.trial].get("design") == "randomised":
            return False
        if text.hash not in self._told_in:
            told = {m.code for passage in text.passages for m in self.arms_in(passage.text)}
            self._told_in[text.hash] = told - {UNKNOWN}
        return self._told_in[text.hash] == {arm}

    def names_another_trial(self, passage: str) -> bool:
        """Does the passage name a trial that is not this one?"""
        if passage not in self._is_other:
            self._is_other[passage] = self._names_another(passage)
        return self._is_other[passage]

    def _names_another(self, passage: str) -> bool:
        own = self.evidence.trials[self.trial]
        numbers = set(re.findall(r"NCT\d{8}", passage)) - set(own.list("registry_ids"))
        names = {match.group() for match in self.evidence.trial_names.finditer(passage)}
        mine = "|".join(map(plain_name, self.names))
        return bool(numbers or any(plain_name(name) not in mine for name in names))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The trial's names, as texts write them."""
        return tuple(
            name for name, trials in self.evidence.trials_by_name.items() if self.trial in trials
        )

    def names_this_trial(self, text: str) -> bool:
        own = self.evidence.trials[self.trial]
        if any(number in text for number in own.list("registry_ids")):
            return True
        return any(
            name and name in text and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
            for name in self.names
        )


def _is_short_for(passage: str, name: Mention, short: Mention) -> bool:
    """Letters in brackets, or the reason of what was named, are no second endpoint."""
    gap = passage[name.end : short.start]
    return (gap.strip() == "(" and passage.startswith(")", short.end)) or bool(
        _REASON.fullmatch(gap)
    )


def plain_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _merged(mentions: list[Mention], passage: str) -> list[Mention]:
    """An arm told in several words at once ("gefitinib or erlotinib") is one mention."""
    found: list[Mention] = []
    for mention in mentions:
        last = found[-1] if found else None
        if (
            last is not None
            and last.code == mention.code
            and re.fullmatch(
                r"\s*[(\[]?\s*(?:or|and|,|/|-|either)?\s*", passage[last.end : mention.start]
            )
        ):
            found[-1] = Mention(last.code, last.start, mention.end)
        else:
            found.append(mention)
    return found
