"""What the curated data hold, in numbers."""

from __future__ import annotations

from click.testing import CliRunner

from pipelines.cli.command import main
from pipelines.project import Project


def test_levels_gaps_and_how_both_entries_agreed_are_counted(example: Project) -> None:
    (example.curated / "extraction.csv").write_text(
        "estimate_id,entry_1,entry_2,outcome,seen_at,noted\n"
        "orchard-1/2024-fields/os-2y-orchardimab,64,64,agreed,https://example.org/a,2026-11-01\n"
        "orchard-1/2024-fields/os-5y-standard,26,25,settled,https://example.org/a,2026-11-01\n",
        encoding="utf-8",
    )
    told = CliRunner().invoke(main, ["status", "--project", str(example.root)]).output
    assert "NCI level of evidence\n       1  A1" in told
    assert "gaps\n       1  not_readable" in told
    assert "1 of 2   50.0%  appleoma: 1 settled" in told
