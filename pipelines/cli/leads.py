"""The verb ``leads``: what speaks for each trial, from the curated files as they stand."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from pipelines import problem_printers
from pipelines.checks.check import check
from pipelines.cli.options import EXIT_DATA_ERRORS
from pipelines.problem_printers import say
from pipelines.process import Leave
from pipelines.project import Project
from pipelines.store.build import build_store
from reports.panels.lead_report import COLUMNS, lead_report
from reports.published import read_store
from schemas.borders.sheets import guarded


def as_csv(project: Project) -> str:
    """One line a lead. Ends the command with exit code 10, and the problems, if there are errors."""
    checked = check(project)
    if checked.has_errors:
        say(problem_printers.as_text(checked.problems), err=True)
        raise Leave(EXIT_DATA_ERRORS)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    with tempfile.TemporaryDirectory(prefix="evidence-") as folder:
        store = Path(folder) / "evidence.duckdb"
        build_store(project, checked, store)
        for row in lead_report(read_store(store)):
            writer.writerow({name: guarded(str(cell)) for name, cell in row.items()})
    return text.getvalue()
