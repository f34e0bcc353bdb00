"""Drafts: trials and reports that are kept and judged, and shown nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from schemas.borders.unread import Unread
from schemas.evidence import TABLES_OF_TRIALS, Evidence
from schemas.problem import Problem
from schemas.prose import bindings
from schemas.row import Row
from schemas.terms import DRAFT

RULE = "drafts-are-not-shown"
WAS_SHOWN = "was published, and what was shown must not vanish."
TODO = "Delete `status: draft`; of a withdrawn report, set `standing:`."
OF_REPORTS = ("reports", "estimates", "printed_so", "levels")


@dataclass(frozen=True)
class Drafts:
    """Trials that are drafts, and reports that are: themselves, or as part of such a trial."""

    rows: Mapping[str, Row]  # by trial, or trial/report: where `status: draft` stands
    paths: frozenset[str]

    @classmethod
    def of(cls, tables: Mapping[str, list[Row]]) -> Drafts:
        trials = {r.get("trial"): r for r in tables["trials"] if r.get("status") == DRAFT}
        reports = {
            f"{r.get('trial')}/{r.get('report')}": r
            for r in tables["reports"]
            if r.get("status") == DRAFT
        }
        rows = {**trials, **reports}
        paths = {row.path for row in rows.values()}
        paths |= {row.path for row in tables["reports"] if row.get("trial") in trials}
        return cls(rows, frozenset(paths))

    def __bool__(self) -> bool:
        return bool(self.rows)

    def holds(self, target: str) -> bool:
        """Is a trial, a report or a figure (``trial/report/key``) a draft?"""
        parts = target.split("/")
        return any("/".join(parts[:count]) in self.rows for count in (1, 2))

    def without(self, tables: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
        """The tables as pages, exports and releases may see them."""
        return {
            table: [row for row in rows if not self._is_draft(table, row)]
            if table in (*TABLES_OF_TRIALS, "levels")
            else rows
            for table, rows in tables.items()
        }

    def _is_draft(self, table: str, row: Row) -> bool:
        trial = row.get("trial")
        name = f"{trial}/{row.get('report')}" if table in OF_REPORTS else trial
        return self.holds(f"{trial}/{row.get('estimate')}" if table == "leads" else name)

    def hidden(self, unread: Unread) -> Unread:
        """What lists may refer to without being wrong: second entries of a draft, its gaps."""
        more = {"estimates": {*unread.gaps.get("estimates", ()), *self.rows}}
        return Unread({**unread.gaps, **more}, unread.places, unread.texts)

    def shown(self, evidence: Evidence) -> Iterator[Problem]:
        """Prose and corrections that would show a draft."""
        for page in evidence.pages:
            for binding in bindings(page.text, page.line):
                if self.holds(binding.target):
                    message, todo = "this is a draft, and drafts are shown nowhere.", "Bind another figure, or delete `status: draft`."  # fmt: skip
                    yield Problem(page.row.path, binding.line, page.field, f"[[{binding.target}]]", message, todo, RULE)  # fmt: skip
        for row in evidence.typed["corrections"]:
            if self.holds(row.get("target")):
                yield row.problem("target", "is a draft, and drafts are shown nowhere.", "Delete the correction, or `status: draft`.", RULE)  # fmt: skip

    def taken_back(self, shown: Iterable[str]) -> Iterator[Problem]:
        """Drafts that were published before. ``shown``: reports (``trial/report``) ever shown."""
        known = sorted(shown)
        for name, row in self.rows.items():
            if any(report == name or report.startswith(f"{name}/") for report in known):
                yield row.problem("status", WAS_SHOWN, TODO, RULE)
