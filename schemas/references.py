"""Between tables: codes and keys that must exist elsewhere, identities that must be unique."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from schemas import tables
from schemas.borders.unread import Unread
from schemas.keys import KEYS
from schemas.problem import Problem, nearest
from schemas.row import Row
from schemas.terms import NOT_STATED

Tables = Mapping[str, list[Row]]

# tables whose keys are typed; those of the others are names of files, or keys of one mapping
UNIQUE = (
    "glossary", "endpoints", "criteria", "drugs", "biomarkers", "cancers", "characteristics", "hosts", "redirects", "extraction",
    "third_readings", "levels",
)  # fmt: skip


# other columns in which a code's name, short form or brand stands
NAMES = ("name", "abbreviation", "synonyms")


def check_references(given: Tables, unread: Unread | None = None) -> Iterator[Problem]:
    """What refers to nothing. What refers to something unreadable is not judged."""
    unread = unread or Unread()
    yield from _check_vocabularies(given, unread)
    yield from told_once(_check_keys(given, unread))
    yield from _check_unique(given)


def _check_vocabularies(given: Tables, unread: Unread) -> Iterator[Problem]:
    known: dict[str, set[str]] = {
        name: {row.get("code") for row in given[name]}
        for name in ("endpoints", "criteria", "drugs", "biomarkers", "cancers", "characteristics")
    }
    known["categories"] = {row.get("category") for row in given["categories"]}
    known["criteria"].add(NOT_STATED)
    wrong: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for table in (
        "trials",
        "arms",
        "populations",
        "took_part",
        "estimates",
        "categories",
        "levels",
    ):
        fields = {
            name: meta["vocabulary"]
            for name, (_, meta) in tables.columns(table).items()
            if meta["vocabulary"] not in ("", "subgroups")  # sections are those of certain pages
        }
        for row in given[table]:
            for name, vocabulary in fields.items():
                for code in row.list(name):
                    if code not in known[vocabulary] and not _may_stand(unread, vocabulary, code):
                        line = row.lines.get(name, row.line)
                        message = f"is not in the list of {vocabulary}."
                        problem = Problem(row.path, line, name, code, message, "", "known-code")
                        wrong[vocabulary, code].append(problem)
    for (vocabulary, code), found in wrong.items():
        yield from _told(vocabulary, code, found, _how_to_name(code, vocabulary, given))


def _told(vocabulary: str, code: str, found: list[Problem], todo: str) -> Iterator[Problem]:
    """One unknown code: where it stands, or, if several files name it, in the list that has lost it."""
    first = min(found)
    if len({problem.path for problem in found}) > 1:
        message = f"is not here, but {len(found)} lines name it, first {first.place}."
        place = f"data/curated/vocabularies/{vocabulary}.csv"
        if vocabulary == "categories":
            place = f"data/curated/categories/{code}.md"
        yield Problem(place, 0, first.field, code, message, todo, "known-code")
        return
    yield from told_once(replace(problem, todo=todo) for problem in found)


def told_once(found: Iterable[Problem]) -> Iterator[Problem]:
    """Of one thing said of the same value on several lines of a file, the first says how many."""
    alike: dict[Problem, list[Problem]] = defaultdict(list)
    for problem in found:
        alike[replace(problem, line=0)].append(problem)
    for same in alike.values():
        first, others = min(same), len(same) - 1
        lines = "line" if others == 1 else "lines"
        more = f" So it is on {others} more {lines} of this file." if others else ""
        yield replace(first, message=first.message + more)


def _may_stand(unread: Unread, vocabulary: str, code: str) -> bool:
    """May this code stand in a list that could not be read?"""
    return unread.hides(vocabulary, code)


def _how_to_name(code: str, vocabulary: str, given: Tables) -> str:
    """The code of what was named, and how a missing one is added. A code is never guessed."""
    if vocabulary == "categories":
        few = ", ".join(sorted(row.get("category") for row in given["categories"]))
        return f"Known: {few}. A new one is a file of data/curated/categories; see EDITING.md."
    meant = named(code, vocabulary, given)
    events = {row.get("event").casefold() for row in given["estimates"]}
    if vocabulary == "endpoints" and not meant and _plain(code) in events:
        return (
            f"It is one side effect: write `endpoint: adverse_events` and `event: {_plain(code)}`."
        )
    said = f"{code} is `{meant}`. " if meant else ""
    return f"{said}{'Another' if meant else 'A missing'} one is a new line of data/curated/vocabularies/{vocabulary}.csv."


def named(text: str, vocabulary: str, given: Tables) -> str:
    """The one code whose code, name, short form or brand is ``text``, in whatever case; else empty."""
    wanted = _plain(text)
    found = {
        row.get("code")
        for row in given[vocabulary]
        if wanted == _plain(row.get("code"))
        or wanted in {_plain(part) for name in NAMES for part in _parts(row.get(name))}
    }
    return found.pop() if len(found) == 1 else ""


def _parts(text: str) -> list[str]:
    return [text, *re.split(r"[;,]", text)]


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text).strip().lower()


def _check_keys(given: Tables, unread: Unread) -> Iterator[Problem]:
    arms = _by_owner(given["arms"], "trial", "arm")
    populations = _by_owner(given["populations"], "trial", "population")
    sections = _by_owner(given["subgroups"], "category", "subgroup")
    for known in sections.values():  # a key in capitals is told at the page
        known |= {key.lower().replace("_", "-").replace(" ", "-") for key in known}
    trials = {row.get("trial") for row in given["trials"]}

    def of_trial(row: Row, name: str, known: Collection[str], what: str) -> Iterator[Problem]:
        if not unread.hides("trials", row.get("trial")):
            yield from _dangling(row, name, known, f"{what} in trial.yaml")

    for row in given["estimates"]:
        trial = row.get("trial")
        named = (("arm", arms, "arm"), ("comparator", arms, "arm"), ("population", populations, "population"))  # fmt: skip
        for name, known, what in named if trial in trials else ():
            if row.get(name) not in known[trial]:  # most name what is there
                yield from of_trial(row, name, known[trial], what)
    for row in (*given["population_sizes"], *given["took_part"]):
        yield from of_trial(row, "arm", arms[row.get("trial")], "arm")
    for row in given["arms"]:
        yield from of_trial(row, "combines", arms[row.get("trial")], "arm")
    for row in given["populations"]:
        pages = [name for name in row.list("categories") if sections[name]]
        own = {key for category in pages for key in sections[category]}
        if pages and not any(unread.hides("subgroups", name) for name in row.list("categories")):
            yield from _dangling(row, "subgroups", own, "section on these pages")
            for page in pages if own.issuperset(row.list("subgroups")) else ():
                if sections[page].isdisjoint(row.list("subgroups")):
                    yield row.problem(
                        "subgroups",
                        f"names no section of the page {page}, so its results would stand nowhere there.",
                        f"Add one of: {', '.join(sorted(sections[page]))}.",
                        "no-dangling-key",
                    )
        for name in ("part_of", "set_of", "earlier_cut_of"):
            others = {*populations[row.get("trial")], NOT_STATED} - {row.get("population")}
            yield from of_trial(row, name, others, "other population")
    for row in given["trials"]:
        hidden = {name for name in row.list("pools") if unread.hides("trials", name)}
        yield from _dangling(row, "pools", trials | hidden, "trial folder")
        yield from of_trial(row, "primary_populations", populations[row.get("trial")], "population")
    figures = _by_owner(given["estimates"], "trial", "report", "key")
    for row in given["leads"]:
        if not unread.hides("estimates", f"{row.get('trial')}/{row.get('estimate')}"):
            yield from _dangling(row, "estimate", figures[row.get("trial")], "figure of this trial")
    reports = _by_owner(given["reports"], "trial", "report")
    for row in (*given["levels"], *given["took_part"]):
        if not unread.hides("reports", f"{row.get('trial')}/{row.get('report')}"):
            yield from _dangling(row, "report", reports[row.get("trial")], "report of this trial")
    endpoints = {row.get("code") for row in given["endpoints"]}
    for row in given["gaps"]:
        if not unread.hides("endpoints", row.get("endpoint")):
            yield from _dangling(row, "endpoint", endpoints, "endpoint")


def _by_owner(rows: list[Row], owner: str, *keys: str) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row.get(owner)].add("/".join(row.get(key) for key in keys))
    return found


def _dangling(row: Row, name: str, known: Collection[str], what: str) -> Iterator[Problem]:
    for key in row.list(name):
        if key not in known:
            few = ", ".join(sorted(known)) or "none"
            yield Problem(
                row.path,
                row.lines.get(name, row.line),
                name,
                key,
                f"there is no {what} of that name.",
                nearest(key, known).capitalize() or (f"Known: {few}." if len(few) < 400 else ""),
                "no-dangling-key",
            )


def _check_unique(given: Tables) -> Iterator[Problem]:
    for table in UNIQUE:
        names = KEYS[table]
        seen: dict[tuple[str, ...], Row] = {}
        for row in given[table]:
            first = seen.setdefault(tuple(row.get(name) for name in names), row)
            if first is not row:
                yield row.problem(
                    names[0], f"stands already on line {first.line}.", "Keep one.", "no-repeated-id"
                )
