"""Bindings of a sentence, with their estimates and where they stand among its words."""

from __future__ import annotations

from typing import NamedTuple

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.prose import Binding, Passage


class Bound(NamedTuple):
    """A binding that leads to an estimate, and where it stands in the words of its sentence."""

    at: int
    binding: Binding
    e: Estimate


def bound(sentence: Passage, evidence: Evidence) -> list[Bound]:
    found = []
    for at, binding in zip(sentence.marks, sentence.bindings, strict=False):
        e = evidence.by_id.get(binding.target)
        if e is not None:
            found.append(Bound(at, binding, e))
    return found


def facts_of(sentence: Passage, evidence: Evidence) -> list[str]:
    """What the bound facts of references say, with their values, in small letters."""
    rows = (evidence.facts.get(binding.target) for binding in sentence.bindings)
    return [f"{r.get('value')} {r.get('unit')} {r.get('says')}".lower() for r in rows if r]
