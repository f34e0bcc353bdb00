"""A name moved with everything that refers to it: a trial, a report, a figure, an arm, a population.

What has an address of its own leaves a redirect. Frozen charts, approvals, checks by eye and releases
stay as they are: they say what was true when they were made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines import clock
from pipelines.checks.charts import Drawable
from pipelines.checks.check import check
from pipelines.checks.checked import Checked
from pipelines.drafts.blank import CannotMake
from pipelines.drafts.fixes import Fix
from pipelines.drafts.spans import Span, csv_spans, replaced, yaml_spans
from pipelines.project import Project
from schemas.borders.plain import REPORT_NAME, SLUG, SLUG_WORDS, is_file_name
from schemas.estimate import Estimate
from schemas.problem import nearest
from schemas.prose import BINDING

ADDRESSED = {"trial": 1, "report": 2, "estimate": 3}  # kinds with an address → parts of it
LOCAL = ("arm", "population")  # names that hold inside their trial only
KINDS = (*ADDRESSED, *LOCAL)
LINK = re.compile(
    rf"~/evidence/(?P<id>{SLUG}(?:/{REPORT_NAME})?)(?:/(?:index\.html)?#(?P<key>{SLUG}))?"
)
HEAD = "old,new,noted\n"

# places of a file, as paths of keys, → the kind of name that stands there
OF_TRIAL = {
    ("arms", "?"): "arm",
    ("arms", "?", "combines"): "arm",
    ("arms", "?", "combines", "*"): "arm",
    ("populations", "?"): "population",
    ("populations", "?", "part_of"): "population",
    ("populations", "?", "set_of"): "population",
    ("populations", "?", "earlier_cut_of"): "population",
    ("populations", "?", "n", "?"): "arm",
    ("populations", "?", "took_part", "arm"): "arm",
    ("populations", "?", "took_part", "*", "arm"): "arm",
    ("populations", "?", "took_part", "report"): "report",
    ("populations", "?", "took_part", "*", "report"): "report",
    ("primary_populations",): "population",
    ("primary_populations", "*"): "population",
    ("leads", "?"): "figure",
}
OF_REPORT = {
    **{(*above, name): "arm" for above in ((), ("estimates", "?")) for name in ("arm", "comparator")},
    **{(*above, "population"): "population" for above in ((), ("estimates", "?"))},
    ("estimates", "?"): "key",
    ("estimates", "?", "conditional_share"): "key",
    ("estimates", "?", "printed_so", "?", "of"): "digest",
}  # fmt: skip
# columns of lists that name what moves; `report` stands behind its `trial`
COLUMNS = ("estimate_id", "trial", "report", "subject", "new")
SIGNED = ("approvals", "eye_checks")  # never edited
# columns by which a chart chooses → the kind of name that stands there
OF_CHARTS = {
    "report": "report", "key": "estimate", "arm_key": "arm", "comparator_key": "arm",
    "population_key": "population",
}  # fmt: skip


@dataclass(frozen=True)
class Move:
    """``old`` and ``new`` are whole addresses: TRIAL, TRIAL/REPORT, TRIAL/REPORT/KEY, TRIAL/ARM …"""

    kind: str
    old: str
    new: str

    @property
    def trial(self) -> str:
        return self.old.partition("/")[0]

    @property
    def names(self) -> tuple[str, str]:
        """The last parts, before and after."""
        return self.old.rpartition("/")[2], self.new.rpartition("/")[2]

    def id(self, text: str) -> str:
        """An address of a trial, report or figure, as it is from now on."""
        is_below = text == self.old or text.startswith(f"{self.old}/")
        is_moved = self.kind in ADDRESSED and is_below
        return self.new + text.removeprefix(self.old) if is_moved else text

    def name(self, text: str, kind: str) -> str:
        """A name that stands alone in a file of the trial."""
        return self.names[1] if kind == self.kind and text == self.names[0] else text


def move_of(checked: Checked, old: str, new: str, kind: str = "") -> Move:
    """What is meant by ``old`` and ``new``; the new name may be told alone. Raises CannotMake."""
    known = _known(checked)
    kinds = [name for name in KINDS if old in known[name] and kind in ("", name)]
    if not kinds:
        near = nearest(old, [id for name in KINDS for id in known[name]])
        raise CannotMake(f"there is no {kind or 'trial, report, figure, arm or population'} {old!r}{'; ' if near else ''}{near}")  # fmt: skip
    if len(kinds) > 1:
        raise CannotMake(f"{old!r} is an {' and a '.join(kinds)}; say which with --kind")
    above, _, _ = old.rpartition("/")
    whole = new if "/" in new or not above else f"{above}/{new}"
    move = Move(kinds[0], old, whole)
    if whole.rpartition("/")[0] != above:
        raise CannotMake(f"{new!r} lies elsewhere: a {move.kind} is renamed where it stands")
    name = move.names[1]
    if move.kind == "report" and not re.fullmatch(REPORT_NAME, name):
        raise CannotMake(f"{name!r} is no name of a report, such as 2025-wolchok")
    if not re.fullmatch(SLUG, name) or (move.kind == "trial" and not is_file_name(name)):
        raise CannotMake(f"{name!r} cannot be a name: use {SLUG_WORDS}")
    if whole in known[move.kind]:
        raise CannotMake(f"{whole!r} stands already")
    return move


def _known(checked: Checked) -> dict[str, set[str]]:
    keys = {
        "trial": ("trials", "trial"), "report": ("reports", "trial", "report"),
        "estimate": ("estimates", "trial", "report", "key"), "arm": ("arms", "trial", "arm"),
        "population": ("populations", "trial", "population"),
    }  # fmt: skip
    return {
        kind: {"/".join(row.get(name) for name in names) for row in checked.curated[table]}
        for kind, (table, *names) in keys.items()
    }


def rename(project: Project, old: str, new: str, kind: str = "") -> tuple[list[Fix], list[str]]:
    """(files as they would be, remarks for the editor). Writes nothing. Raises CannotMake."""
    checked = check(project)
    if checked.left_out:
        raise CannotMake(f"{', '.join(checked.left_out[:5])} cannot be read; run evidence check first")  # fmt: skip
    move = move_of(checked, old, new, kind)
    if move.kind == "trial" and (project.trials / move.new).exists():
        raise CannotMake(f"{project.relative(project.trials / move.new)} stands already")
    fixes = sorted(_Renamer(project, checked, move).fixes(), key=lambda fix: _turn(project, move, fix.path))  # fmt: skip
    return fixes, list(_no_longer_proven(checked, move))


def _turn(project: Project, move: Move, path: Path) -> tuple[bool, bool]:
    """The file where the name itself stands comes last: until then the old name is known."""
    folder = project.trials / move.trial
    if move.kind in ("report", "estimate"):
        return path.parent == folder, path.stem == move.old.split("/")[1]
    return path.parent == folder, path.name == "trial.yaml"


def make(project: Project, fixes: Iterable[Fix]) -> None:
    """Write what ``rename`` gave. Texts first: whatever moves, moves last and in one step, so that a
    renaming that was killed is finished by asking for it again."""
    fixes = list(fixes)
    for fix in fixes:
        fix.write()
    for fix in fixes:
        folder, new_folder = fix.path.parent, fix.new_path.parent
        if folder == new_folder:
            fix.path.rename(fix.new_path)
        elif folder.exists():
            folder.rename(new_folder)


def _no_longer_proven(checked: Checked, move: Move) -> Iterator[str]:
    """What was signed for the old names, and counts no longer."""
    parts = move.old.split("/")
    within = "/".join(parts[: min(ADDRESSED.get(move.kind, 1), 2)])
    for table, name, what in (
        ("approvals", "target", "Approvals"),
        ("eye_checks", "estimate_id", "Checks by eye"),
    ):
        targets = {row.get(name) for row in checked.curated[table]}
        if old := sorted(id for id in targets if id == within or id.startswith(f"{within}/")):
            yield f"{what} of {', '.join(old)} were of the old names and count no longer: have them made again."


class _Renamer:
    def __init__(self, project: Project, checked: Checked, move: Move):
        self.project, self.checked, self.move = project, checked, move
        self.digests = dict(_digests(checked, move))

    def fixes(self) -> Iterator[Fix]:
        project = self.project
        paths = [path for path in sorted(project.curated.rglob("*")) if path.suffix in (".yaml", ".md", ".csv")]  # fmt: skip
        raw = [project.raw / f"{name}.csv" for name in ("findings", "held", "drift")]
        for path in (*paths, project.charts, *raw):
            if path.is_file() and not any(part.startswith(".") for part in path.parts[-3:]):
                before = path.read_bytes().decode("utf-8")
                after, new_path = self.changed(path, before), self.path(path)
                if (after, new_path) != (before, path):
                    yield Fix(path, before, after, new_path)
        redirects = project.curated / "redirects.csv"
        if self.move.kind in ADDRESSED and not redirects.exists():
            yield Fix(redirects, "", self.with_redirect(HEAD), redirects)

    def path(self, path: Path) -> Path:
        """Where a file lies from now on."""
        trials = self.project.trials
        if not path.is_relative_to(trials) or self.move.kind not in ("trial", "report"):
            return path
        id = path.relative_to(trials).with_suffix("").as_posix()
        return trials / f"{self.move.id(id)}{path.suffix}"

    def changed(self, path: Path, text: str) -> str:
        project, move = self.project, self.move
        if path.suffix == ".csv":
            text = replaced(text, self._cells(path.stem, text))
            is_list = path == project.curated / "redirects.csv" and move.kind in ADDRESSED
            return self.with_redirect(text) if is_list else text
        is_of_a_trial = path.parent.parent == project.trials
        if is_of_a_trial and path.parent.name == move.trial:
            text = replaced(text, self._names(path, text))
        elif is_of_a_trial and path.name == "trial.yaml" and move.kind == "trial":
            text = replaced(text, self._ids(text, lambda span: span.path[:1] == ("pools",)))
        elif path == project.curated / "corrections.yaml":
            text = replaced(text, self._ids(text, lambda span: span.is_key and len(span.path) == 1))
        elif path == project.charts:
            text = self._charts(text)
        return self._links(text)

    def _cells(self, name: str, text: str) -> Iterator[tuple[Span, str]]:
        """Cells of a list that name what moves."""
        trial = ""
        for span in csv_spans(text):
            column = span.path[0]
            trial = span.text if column == "trial" else trial
            if name in SIGNED or column not in COLUMNS:
                continue
            if column == "report":  # told apart from its trial
                new = self.move.id(f"{trial}/{span.text}").partition("/")[2]
            else:
                new = self.move.id(span.text)
            if new != span.text:
                yield span, new

    def _names(self, path: Path, text: str) -> Iterator[tuple[Span, str]]:
        """Names in a file of the trial itself."""
        places = OF_TRIAL if path.name == "trial.yaml" else OF_REPORT
        report = f"{self.move.trial}/{path.stem}"
        for span in yaml_spans(text):
            kind = next((kind for place, kind in places.items() if _fits(span, place)), "")
            if kind in (*LOCAL, "report"):
                new = self.move.name(span.text, kind)
            elif kind in ("report", "figure"):  # report, report/key
                new = self.move.id(f"{self.move.trial}/{span.text}").partition("/")[2]
            elif kind == "key":
                new = self.move.id(f"{report}/{span.text}").rpartition("/")[2]
            elif kind == "digest":
                new = self.digests.get((f"{report}/{span.path[1]}", span.text), span.text)
            else:
                continue
            if new != span.text:
                yield span, new

    def _ids(self, text: str, is_meant: Callable[[Span], bool]) -> Iterator[tuple[Span, str]]:
        for span in yaml_spans(text):
            if is_meant(span) and (new := self.move.id(span.text)) != span.text:
                yield span, new

    def _links(self, text: str) -> str:
        """Bindings, and links inside the site, wherever they stand."""

        def bound(match: re.Match[str]) -> str:
            return match.group().replace(match[1], self.move.id(match[1]), 1)

        def linked(match: re.Match[str]) -> str:
            id, key = match["id"], match["key"]
            new = self.move.id(f"{id}/{key}" if key else id)
            if not key:
                return match.group().replace(id, new, 1)
            report, _, new_key = new.rpartition("/")
            return match.group().replace(id, report, 1).removesuffix(key) + new_key

        return LINK.sub(linked, BINDING.sub(bound, text))

    def _charts(self, text: str) -> str:
        """Filters of charts. Where the old name also means something else there, both are named."""
        drawable = Drawable(self.checked.curated.catalogue, self.checked.evidence)
        chosen = sorted(drawable.chosen.items())
        edits = []
        for span in yaml_spans(text):
            column = span.path[2] if span.path[:2] == ("*", "filter") and len(span.path) > 2 else ""
            if span.is_key or not column:
                continue
            line = text.count("\n", 0, span.start) + 1
            rows = next((rows for at, rows in reversed(chosen) if at <= line), [])
            new = self._chosen(column, span.text, rows)
            if not new:
                continue
            edits.append((span, new[0] if len(new) == 1 else _both(text, span, new)))
        return replaced(text, edits)

    def _chosen(
        self, column: str, value: str, rows: list[tuple[Estimate, Mapping[str, tuple[str, ...]]]]
    ) -> tuple[str, ...]:
        """What stands in a filter for ``value`` from now on; empty where it stays as it is."""
        move = self.move
        if column in ("trial", "estimate_id"):
            new = move.id(value)
            return (new,) if new != value else ()
        if OF_CHARTS.get(column) != move.kind or value != move.names[0]:
            return ()
        meant = [self._is_of(e) for e, values in rows if value in values[column]]
        return () if not any(meant) else (move.names[1],) if all(meant) else (value, move.names[1])

    def _is_of(self, e: Estimate) -> bool:
        """Does a figure carry the name that moves?"""
        is_below = e.id == self.move.old or e.id.startswith(f"{self.move.old}/")
        return is_below if self.move.kind in ADDRESSED else e.trial == self.move.trial

    def with_redirect(self, text: str) -> str:
        """The list of redirects with one more. What stands again leads on no longer."""
        own = (f"{self.move.new},", f"{self.move.old},{self.move.new},")
        kept = [line for line in text.rstrip("\n").split("\n") if not line.startswith(own)]
        return "\n".join([*kept, f"{self.move.old},{self.move.new},{clock.day()}", ""])


def _fits(span: Span, place: tuple[str, ...]) -> bool:
    """``?`` stands for any key; a place that ends with it is that of the key itself."""
    if len(span.path) != len(place) or span.is_key != (place[-1] == "?"):
        return False
    return all(wanted in ("?", name) for name, wanted in zip(span.path, place, strict=True))


def _both(text: str, span: Span, values: Iterable[str]) -> str:
    """Two values where one stood."""
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    if span.path[-1] != "*":
        return f"[{', '.join(values)}]"
    is_block = before.strip() == "-"
    return f"\n{before}".join(values) if is_block else ", ".join(values)


def _digests(checked: Checked, move: Move) -> Iterator[tuple[tuple[str, str], str]]:
    """(figure, its digest) → its digest under the new names, where an answer was given for it."""
    for row in checked.curated["printed_so"]:
        id = "/".join(row.get(name) for name in ("trial", "report", "key"))
        estimate = checked.evidence.by_id.get(id)
        if estimate is None or estimate.trial != move.trial or move.kind not in LOCAL:
            continue
        names = {
            name: move.name(estimate.row.get(name), kind)
            for name, kind in (("arm", "arm"), ("comparator", "arm"), ("population", "population"))
            if estimate.row.get(name)
        }
        values = {**estimate.row.values, **names}
        yield (id, estimate.digest), Estimate(replace(estimate.row, values=values), estimate.defined_by).digest  # fmt: skip
