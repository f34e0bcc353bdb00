"""Between tables: codes and keys that must exist elsewhere, identities that must be unique."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from schemas import tables
from schemas.problem import Problem, nearest
from schemas.row import Row
from schemas.terms import NOT_STATED

Tables = Mapping[str, list[Row]]

UNIQUE = {
    "glossary": ("term",),
    "endpoints": ("code",),
    "criteria": ("code",),
    "drugs": ("code",),
    "biomarkers": ("code",),
    "cancers": ("code",),
    "redirects": ("old",),
    "extraction": ("estimate_id",),
}


def check_references(given: Tables) -> Iterator[Problem]:
    yield from _check_vocabularies(given)
    yield from _check_keys(given)
    yield from _check_unique(given)


def _check_vocabularies(given: Tables) -> Iterator[Problem]:
    known: dict[str, set[str]] = {
        name: {row.get("code") for row in given[name]}
        for name in ("endpoints", "criteria", "drugs", "biomarkers", "cancers")
    }
    known["categories"] = {row.get("category") for row in given["categories"]}
    known["subgroups"] = {row.get("subgroup") for row in given["subgroups"]}
    known["criteria"].add(NOT_STATED)
    for table in ("trials", "arms", "populations", "estimates", "categories"):
        fields = {
            name: meta["vocabulary"]
            for name, (_, meta) in tables.columns(table).items()
            if meta["vocabulary"]
        }
        for row in given[table]:
            for name, vocabulary in fields.items():
                for code in row.list(name):
                    if code not in known[vocabulary]:
                        yield Problem(
                            row.path, row.lines.get(name, row.line), name, code,
                            f"is not in the list of {vocabulary}.",
                            nearest(code, known[vocabulary]).capitalize()
                            or f"See {_place_of(vocabulary)}; add it there if it is missing.",
                            "known-code",
                        )  # fmt: skip


def _place_of(vocabulary: str) -> str:
    if vocabulary in ("categories", "subgroups"):
        return "data/curated/categories"
    return f"data/curated/vocabularies/{vocabulary}.csv"


def _check_keys(given: Tables) -> Iterator[Problem]:
    arms = _by_owner(given["arms"], "trial", "arm")
    populations = _by_owner(given["populations"], "trial", "population")
    sections = _by_owner(given["subgroups"], "category", "subgroup")
    trials = {row.get("trial") for row in given["trials"]}

    for row in given["estimates"]:
        trial = row.get("trial")
        if trial in trials:
            yield from _dangling(row, "arm", arms[trial], "arm in trial.yaml")
            yield from _dangling(row, "comparator", arms[trial], "arm in trial.yaml")
            yield from _dangling(row, "population", populations[trial], "population in trial.yaml")
    for row in given["population_sizes"]:
        yield from _dangling(row, "arm", arms[row.get("trial")], "arm in trial.yaml")
    for row in given["arms"]:
        yield from _dangling(row, "combines", arms[row.get("trial")], "arm in trial.yaml")
    for row in given["populations"]:
        own = {key for category in row.list("categories") for key in sections[category]}
        yield from _dangling(row, "subgroups", own, "section on these pages")
    for row in given["trials"]:
        yield from _dangling(row, "pools", trials, "trial folder")


def _by_owner(rows: list[Row], owner: str, key: str) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row.get(owner)].add(row.get(key))
    return found


def _dangling(row: Row, name: str, known: Collection[str], what: str) -> Iterator[Problem]:
    for key in row.list(name):
        if key not in known:
            few = ", ".join(sorted(known)) or "none"
            yield Problem(
                row.path, row.lines.get(name, row.line), name, key,
                f"there is no {what} of that name.",
                nearest(key, known).capitalize() or (f"Known: {few}." if len(few) < 400 else ""),
                "no-dangling-key",
            )  # fmt: skip


def _check_unique(given: Tables) -> Iterator[Problem]:
    for table, names in UNIQUE.items():
        seen: dict[tuple[str, ...], Row] = {}
        for row in given[table]:
            first = seen.setdefault(tuple(row.get(name) for name in names), row)
            if first is not row:
                yield row.problem(
                    names[0], f"stands already on line {first.line}.", "Keep one.", "no-repeated-id"
                )
