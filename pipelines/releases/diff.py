"""What changed between two states: numbers first, largest effect on a page first; then texts, layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from pipelines.releases.snapshot import Key, State
from schemas.keys import KEYS, NUMBERS
from schemas.prose import bindings
from schemas.terms import NOT_REACHED, NOT_STATED

NUMBER, TEXT, LAYOUT = "number", "text", "layout"
SAID_IN_PROSE = 2  # a number in a sentence is read before one in a table


@dataclass(frozen=True)
class Change:
    """``effect``: 0 where no page shows it, else how far the number moved, weighed by its place."""

    kind: str
    table: str
    id: str
    field: str
    before: str
    after: str
    pages: tuple[str, ...] = ()
    effect: float = 0.0
    path: str = ""

    @property
    def how(self) -> str:
        return "added" if not self.before else "removed" if not self.after else "changed"

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "how": self.how}


def compare(old: State, new: State) -> list[Change]:
    """All changes from ``old`` to ``new``, in reading order."""
    changes = list(_numbers(old, new))
    if old.is_numbers_only:
        changes = [change for change in changes if change.kind == NUMBER]
    else:
        texts = list(_texts(old, new))
        changes += texts
        changes += _layout(old, new, {change.path for change in changes})
    order = {NUMBER: 0, TEXT: 1, LAYOUT: 2}
    return sorted(changes, key=lambda c: (order[c.kind], -c.effect, c.table, c.id, c.field))


def _rows(old: State, new: State, table: str) -> Iterator[tuple[Key, dict, dict]]:
    before, after = old.tables.get(table, {}), new.tables.get(table, {})
    for key in sorted(set(before) | set(after)):
        if before.get(key) != after.get(key):
            yield key, before.get(key, {}), after.get(key, {})


def _numbers(old: State, new: State) -> Iterator[Change]:
    shown = _pages(old) | _pages(new)
    for table, fields in NUMBERS.items():
        for key, before, after in _rows(old, new, table):
            id = "/".join(key)
            pages, weight = shown.get((table, id), ((), 0.0))
            path = new.paths.get((table, key)) or old.paths.get((table, key), "")
            if not before or not after:
                sides = [in_words(row, fields) if row else "" for row in (before, after)]
                kind = NUMBER if set(fields) & (set(before) | set(after)) else TEXT
                yield Change(kind, table, id, "", *sides, pages, weight, path)
                continue
            for name in fields:
                one, two = before.get(name, ""), after.get(name, "")
                if one != two:
                    moved = weight * moved_by(one, two)
                    yield Change(NUMBER, table, id, name, one, two, pages, moved, path)


def in_words(row: dict[str, str], fields: Iterable[str]) -> str:
    told = {name: row[name] for name in fields if row.get(name, NOT_STATED) != NOT_STATED}
    if not {"ci_lower", "ci_upper"} & told.keys():
        told.pop("ci_level", "")  # given for the whole report; here is no interval
    return ", ".join(f"{name} {value}" for name, value in told.items()) or "without a number"


def moved_by(before: str, after: str) -> float:
    """Relative change, 0 to 1; 1 where one side is no number."""
    try:
        one, two = float(before), float(after)
    except ValueError:
        return 1.0
    if NOT_REACHED in (before, after):
        return 1.0
    largest = max(abs(one), abs(two))
    return min(abs(one - two) / largest, 1.0) if largest else 0.0


def _pages(state: State) -> dict[tuple[str, str], tuple[tuple[str, ...], float]]:
    """(table, id) → pages that show it, and how prominently."""
    found: dict[tuple[str, str], set[str]] = {}
    for (trial, report, key), row in state.tables.get("estimates", {}).items():
        population = state.tables.get("populations", {}).get((trial, row.get("population", "")))
        pages = found.setdefault(("estimates", f"{trial}/{report}/{key}"), set())
        pages |= {f"evidence/{trial}/{report}"}
        pages |= set(population["categories"].split(";")) if population else set()
    for table in ("population_sizes", "took_part"):
        for key in state.tables.get(table, {}):
            found[(table, "/".join(key))] = {f"evidence/{key[0]}"}
    for (trial,) in state.tables.get("trials", {}):
        found[("trials", trial)] = {f"evidence/{trial}"}
    said: set[tuple[str, str]] = set()
    for table in ("categories", "guide"):
        for (page,), row in state.tables.get(table, {}).items():
            for binding in bindings(row.get("prose", "")):
                id = ("estimates" if binding.is_estimate else "facts", binding.target)
                found.setdefault(id, set()).add(page)
                said.add(id)
    return {
        id: (tuple(sorted(pages)), SAID_IN_PROSE if id in said else 1.0)
        for id, pages in found.items()
    }


def _texts(old: State, new: State) -> Iterator[Change]:
    for table in KEYS:
        numbers = NUMBERS.get(table, ())
        for key, before, after in _rows(old, new, table):
            path = new.paths.get((table, key)) or old.paths.get((table, key), "")
            if table in NUMBERS and not (before and after):
                continue  # told above as a whole
            for name in sorted(set(before) | set(after)):
                one, two = before.get(name, ""), after.get(name, "")
                if one != two and name not in numbers and name not in KEYS[table]:
                    yield Change(TEXT, table, "/".join(key), name, one, two, path=path)


def _layout(old: State, new: State, told: set[str]) -> Iterator[Change]:
    """Files whose bytes changed although nothing typed in them did."""
    before, after = old.files, new.files
    if before is None or after is None:
        return
    for path in sorted(set(before) & set(after)):
        if before[path] != after[path] and path not in told:
            yield Change(LAYOUT, "files", path, "", "other layout or comments", "", path=path)
