"""Pages made the moment they are asked for, from the files as they were last saved.

``preview`` shows them while the whole site is built in the background: the same steps, the same
templates, but only the page that is looked at. What only a whole build can tell (the number gate,
the rules of pages) follows with that build.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.checks.changed import changed_trials
from pipelines.checks.check import Checker
from pipelines.process import garbage_left
from pipelines.project import Project
from pipelines.publish.place import BuildPlace
from pipelines.publish.steps import Failed, Run, make_store, read_and_check, site_of
from pipelines.store.build import build_store
from reports.panels.drawings import Drawn
from reports.workers import Workers

if TYPE_CHECKING:
    from reports.pages.writer import Page, Writer
    from reports.published import Published
    from schemas.evidence import Evidence


class Live:
    """The newest saved state, as far as its pages were asked for. Empty while the site is new.

    Its processes, its checker and what it has drawn serve the builds of the whole site too.
    """

    def __init__(self, project: Project):
        self.project = project
        self.workers = Workers(give_way=True)  # the whole site can wait, who looks at a page cannot
        self.checker, self.drawn = Checker(project), Drawn()
        self.folder = Path(tempfile.mkdtemp(prefix="evidence-preview-"))
        self.told = (
            ""  # HTML of why pages show an older state than the files; empty where they do not
        )
        self.newest = 0  # number of the state that was saved last
        self._lock = threading.Lock()
        self._shown: tuple[Evidence, Published] | None = None  # the state that pages show
        self._writer: Writer | None = None
        self._pages: dict[str, Page] = {}

    def begin(self) -> None:
        """Know what the site shows that was built just now, so that the first save is quick, too."""
        with suppress(Failed):  # saved meanwhile, with an error: told as a save
            self.renew()
            self.is_built(self.newest)

    def renew(self) -> None:
        """Take the files as they are now. Raises publish.Failed where they hold an error."""
        from reports.pages.writer import Writer, all_pages

        folder = self.folder / str(self.newest + 1)
        shutil.rmtree(folder, ignore_errors=True)  # of an attempt that failed
        folder.mkdir()
        place, today = BuildPlace(folder, folder), datetime.now(UTC).date()
        run = Run(self.project, place, today, checker=self.checker)
        with garbage_left():
            read_and_check(run)
            run.published = self._published(run)
            site = site_of(run)
        with self._lock:
            self.newest += 1
            self._shown = run.checked.evidence, run.published
            self._writer = Writer(site, folder)
            self._pages = {page[0]: page for page in all_pages(site)}
        shutil.rmtree(self.folder / str(self.newest - 1), ignore_errors=True)

    def _published(self, run: Run) -> Published:
        """What pages show, of which only the trials that are other than those shown go through a store.

        Whether a checked sample still stands is known of all figures alone.
        """
        before, shown = self._shown or (None, None)
        trials = changed_trials(before, run.checked.evidence) if before is not None else None
        if trials is None or run.checked.curated["eye_checks"]:
            make_store(run)
            return run.published
        checked = run.checked.of_trials({*trials})
        build_store(run.project, checked, run.store, run.judged, is_part=True)
        return shown.with_part(run.published, trials)

    def page(self, path: str) -> Path | None:
        """The file of the page at ``path`` (from the root of the site), made now if need be."""
        with self._lock:
            page = self._pages.get(path)
            if page is None:
                return None
            target = self._writer.folder / path
            if not target.is_file():
                with garbage_left():
                    if page[1] == "trial":
                        charts = self._writer.draw_charts([page[2]], self.workers, self.drawn)
                        self._writer.contexts.charts |= charts
                    self._writer.make(page)
            return target

    def is_built(self, state: int) -> None:
        """The whole site now shows ``state``: if nothing newer was saved, it is shown instead."""
        with self._lock:
            if state == self.newest:
                self._pages, self._writer = {}, None

    def close(self) -> None:
        self.workers.end()
        shutil.rmtree(self.folder, ignore_errors=True)
