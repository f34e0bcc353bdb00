"""Whose work a report is: who typed its figures, as its file, the extraction record and the log say."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from pipelines.approvals.digests import content_digests, report_of
from pipelines.approvals.entry import Entry
from pipelines.approvals.log import Log
from pipelines.approvals.people import same_person
from pipelines.curated.reader import Curated
from schemas.row import Row


class Work:
    """The reports of one state of the project, and who entered them."""

    def __init__(self, curated: Curated, log: Log):
        self.curated, self.log = curated, log
        self._digests: dict[str, str] = {}

    def is_own(self, name: str, target: str) -> bool:
        """Did ``name`` type figures of this report (trial/report), however the name is spelled?"""
        row = self.reports.get(target)
        typed = {row.get("entered_by")} if row else set()
        names = typed | self._re_entered[target] | self._signed[target]
        return any(same_person(name, typist) for typist in names)

    def is_current(self, entry: Entry) -> bool:
        """Is this line about the digits as they stand?"""
        target = entry.values["target"]
        if target not in self.reports:
            return False
        if target not in self._digests:
            key = tuple(target.split("/"))
            self._digests[target] = next(content_digests(self.curated, [key]))
        return self._digests[target] == entry.values["digest"]

    @cached_property
    def reports(self) -> dict[str, Row]:
        return {report_of(row): row for row in self.curated["reports"]}

    @cached_property
    def _re_entered(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.curated["extraction"]:
            target = row.get("estimate_id").rpartition("/")[0]
            found[target] |= {row.get("entered_by"), row.get("reentered_by")} - {""}
        return found

    @cached_property
    def _signed(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for entry in self.log.of("enter"):
            found[entry.values["target"]].add(entry.values["by"])
        return found
