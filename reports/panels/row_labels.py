"""What tells rows of one table apart that would read alike: judge, cut, people, report, at last the key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from reports.published import Figure

# in the order in which readers ask; templates put each into words
ASPECTS: dict[str, Callable[[Figure], Hashable]] = {
    "judge": lambda f: f.assessor,
    "confirmation": lambda f: f.confirmed,
    "criteria": lambda f: f.criteria,
    "cut": lambda f: f.data_cutoff,
    "follow_up": lambda f: (f.follow_up_as_printed, f.follow_up_kind),
    "people": lambda f: (f.population, f.n),
    "report": lambda f: f.report,
    "key": lambda f: f.id,
}


def measured(f: Figure) -> tuple[Hashable, ...]:
    """What every label says of a figure, in a table of one trial."""
    return (
        f.endpoint, f.counts, f.mrd_threshold, f.instrument, f.event_includes, f.effect_measure,
        f.timepoint_as_printed, f.conditional_on, f.variant, f.event, f.attribution, f.grades,
    )  # fmt: skip


def apart(
    figures: Iterable[Figure], label: Callable[[Figure], Hashable]
) -> dict[str, tuple[str, ...]]:
    """Figure id → aspects to name in its row, for rows whose ``label`` is another's too.

    With them no two rows read alike.
    """
    alike: dict[Hashable, list[Figure]] = defaultdict(list)
    for f in figures:
        alike[label(f)].append(f)
    return {
        f.id: names
        for group in alike.values()
        if len(group) > 1
        for names in (_differing(group),)
        for f in group
    }


def _differing(group: list[Figure]) -> tuple[str, ...]:
    names: list[str] = []
    for name, aspect in ASPECTS.items():
        if len({tuple(ASPECTS[known](f) for known in names) for f in group}) == len(group):
            break
        if len({aspect(f) for f in group}) > 1:
            names.append(name)
    return tuple(names)
