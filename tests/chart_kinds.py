"""CHARTS.md: kinds of charts and the columns that choose rows. ``python -m tests.chart_kinds`` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from pipelines.curated.catalogue import read_catalogue
from pipelines.project import Project
from reports.charts.axis import AXES, COMPARED
from reports.charts.kinds import KINDS, MODULES
from reports.embeds.catalogue import LISTS
from reports.embeds.entry import FILTERS, Entry

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "CHARTS.md"
HEAD = """# Kinds of charts, and columns that choose their rows

For an entry of `reports/charts.yaml` (see [EMBEDDING.md](EMBEDDING.md)). `python -m tests.chart_kinds` writes this
page again from the code.
"""


def document() -> str:
    """The page as it should be."""
    return "\n".join([HEAD, *_kinds(), *_columns()]) + "\n"


def _kinds() -> Iterator[str]:
    project = Project(ROOT / "tests" / "example")
    examples = {entry.kind: entry for entry in read_catalogue(project).entries}
    for name, axis in AXES.items():
        module = import_module(f"reports.charts.{MODULES[name]}")
        sentence = (module.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
        may_differ = ", ".join(words for key, words in COMPARED.items() if key in axis.may_differ)
        draws = ", ".join(f"`{code}`" for code in sorted(axis.measures)) or "any measure"
        yield f"## {name}\n\n{sentence}\n"
        yield f"- draws: {draws}{' of one figure' if axis.is_single else ''}"
        if axis.panels:
            yield f"- one panel for each: {', '.join(COMPARED[key] for key in axis.panels)}"
        if axis.shows_values and not axis.is_single:
            yield f"- its rows may differ in {may_differ}; in all else they agree"
        yield f"- does not show: {KINDS[name].not_shown}\n"
        yield _example(examples[name])


def _example(entry: Entry) -> str:
    asked = ", ".join(
        f"{column}: {wanted[0] if len(wanted) == 1 else '[' + ', '.join(wanted) + ']'}"
        for column, wanted in entry.filter.items()
    )
    lines = [f"- slug: {entry.slug}", f"  kind: {entry.kind}", f"  filter: {{{asked}}}"]
    return "\n".join(["```yaml", *lines, f"  title: {entry.title}", "```\n"])


def _columns() -> Iterator[str]:
    yield "## Columns\n"
    yield "A value is written as in `data/estimates.csv` of the built site; `yes`, `no` and `none` (empty) are known"
    yield "everywhere, a list means any of its values. A chart's own table has every column that its filter names.\n"
    yield ", ".join(f"`{column}`" for column in sorted(FILTERS)) + ".\n"
    yield f"Of {', '.join(f'`{column}`' for column in LISTS)} a row may hold several; one that is asked for is enough."


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
