"""Where a name leads on to: ``redirects.csv``, with all that lies below a renamed trial or report."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.row import Row


class Redirects:
    """``old`` and ``new`` are ids: trial, trial/report or trial/report/key."""

    def __init__(self, rows: Iterable[Row]):
        self.leads = {row.get("old"): row.get("new") for row in rows}

    def target(self, id: str) -> str:
        """What ``id`` is called now; empty where nothing leads on from it, or in a circle only."""
        now, seen = id, {id}
        while step := self._step(now):
            if step in seen:
                return ""
            seen.add(step)
            now = step
        return now if now != id else ""

    def _step(self, id: str) -> str:
        """The longest part that was renamed decides: a figure's own redirect before its report's."""
        parts = id.split("/")
        for count in range(len(parts), 0, -1):
            old = "/".join(parts[:count])
            if old in self.leads:
                return self.leads[old] + id.removeprefix(old)
        return ""
