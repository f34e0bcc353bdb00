"""Pages made the moment they are asked for, from the files as they were last saved.

``preview`` shows them while the whole site is built in the background: the same steps, the same
templates, but only the page that is looked at. What only a whole build can tell (the number gate,
the rules of pages) follows with that build.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.places import BuildPlace
from pipelines.project import Project
from pipelines.publish import Run, make_store, read_and_check, site_of
from pipelines.quick import garbage_left
from reports import parallel

if TYPE_CHECKING:
    from reports.pages import Page, Writer


class Live:
    """The newest saved state, as far as its pages were asked for. Empty while the site is new."""

    def __init__(self, project: Project):
        self.project = project
        self.folder = Path(tempfile.mkdtemp(prefix="evidence-preview-"))
        self.newest = 0  # number of the state that was saved last
        self._lock = threading.Lock()
        self._writer: Writer | None = None
        self._pages: dict[str, Page] = {}

    def renew(self) -> None:
        """Take the files as they are now. Raises publish.Failed where they hold an error."""
        from reports.pages import Writer, all_pages

        folder = self.folder / str(self.newest + 1)
        shutil.rmtree(folder, ignore_errors=True)  # of an attempt that failed
        folder.mkdir()
        run = Run(self.project, BuildPlace(folder, folder), datetime.now(UTC).date())
        with garbage_left():
            read_and_check(run)
            make_store(run)
            site = site_of(run)
        with self._lock:
            self.newest += 1
            self._writer = Writer(site, folder)
            self._pages = {page[0]: page for page in all_pages(site)}
        shutil.rmtree(self.folder / str(self.newest - 1), ignore_errors=True)

    def page(self, path: str) -> Path | None:
        """The file of the page at ``path`` (from the root of the site), made now if need be."""
        with self._lock:
            page = self._pages.get(path)
            if page is None:
                return None
            target = self._writer.folder / path
            if not target.is_file():
                with garbage_left():
                    if page[1] == "category":
                        self._writer.contexts.charts |= self._writer.draw_charts([page[2]])
                    self._writer.make(page)
            return target

    def is_built(self, state: int) -> None:
        """The whole site now shows ``state``: if nothing newer was saved, it is shown instead."""
        with self._lock:
            if state == self.newest:
                self._pages, self._writer = {}, None

    def close(self) -> None:
        parallel.end()
        shutil.rmtree(self.folder, ignore_errors=True)
