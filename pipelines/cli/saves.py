"""Saves of the files that an editor types, told as they come."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import watchfiles

from pipelines.project import Project

TYPED = (".yaml", ".toml", ".txt")  # what is typed in the folder of reports


class Saves:
    """Watches a project from the moment it is made; what is saved while nobody waits is not lost."""

    def __init__(self, project: Project):
        self._saved, self._ended = threading.Event(), threading.Event()
        below = [folder for folder in (project.curated, project.raw) if folder.is_dir()]
        self._watch(*below)
        beside = project.charts.parent
        if beside.is_dir():  # what is built lies there, too: only its own files count
            self._watch(beside, recursive=False, watch_filter=lambda _, path: path.endswith(TYPED))

    def _watch(self, *folders: object, **how: object) -> None:
        def run() -> None:
            for _ in watchfiles.watch(
                *folders, debounce=50, step=20, stop_event=self._ended, **how
            ):
                self._saved.set()

        threading.Thread(target=run, daemon=True).start()

    def __iter__(self) -> Iterator[None]:
        """Once for all that was saved since the last time, until interrupted."""
        try:
            while self._saved.wait():
                self._saved.clear()
                yield
        except KeyboardInterrupt:
            return
        finally:
            self._ended.set()
