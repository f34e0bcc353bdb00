"""A project read and judged: what is wrong with its files, drafts and lost addresses included."""

from __future__ import annotations

import threading
from dataclasses import replace

from pipelines.checks.addresses import lost, shown_before
from pipelines.checks.checked import Checked, Checks
from pipelines.checks.form import Form
from pipelines.curated.reader import Curated, Reader
from pipelines.process import garbage_left
from pipelines.project import Project
from schemas.evidence import Evidence
from schemas.problem import WARNING, in_order
from schemas.typed.drafts import Drafts


class Checker:
    """Checks one project as often as asked; after a save, only what the save changed.

    What it found last belongs to it and to nobody else: a new checker starts afresh.
    """

    def __init__(self, project: Project):
        self.project = project
        self._reader = Reader(project)
        self._shown, self._with_drafts = Checks(), Checks()
        self._one_at_a_time = threading.Lock()

    def __getstate__(self) -> dict[str, object]:
        """Without what is made again at once."""
        return {**vars(self), "_one_at_a_time": None}

    def __setstate__(self, state: dict[str, object]) -> None:
        vars(self).update(state, _one_at_a_time=threading.Lock())

    def check(self) -> Checked:
        """Read and judge every curated file. One unreadable value hides no other."""
        with self._one_at_a_time, garbage_left():
            curated = self._reader.read()
            checked = self._judge_drafts_apart(curated)
            if gone := list(lost(self.project, curated)):
                checked.problems = in_order([*checked.problems, *gone])
            return checked

    def _judge_drafts_apart(self, curated: Curated) -> Checked:
        """Drafts are judged with all the rest, but what comes of them fails nothing."""
        drafts = Drafts.of(curated.tables)
        if not drafts:
            return self._shown.of(curated)
        checked = self._shown.of(_without(drafts, curated))
        whole = self._with_drafts.of(curated)
        firm = [problem for problem in checked.problems if problem.path not in drafts.paths]
        gaps = {replace(p, level=WARNING) for p in {*checked.problems, *whole.problems} - {*firm}}
        own = [
            *drafts.shown(checked.evidence),
            *drafts.taken_back(shown_before(self.project, curated)),
        ]
        checked.problems = in_order({*firm, *gaps, *own})
        checked.drafts = tuple(sorted(drafts.rows))
        return checked

    def evidence(self) -> Evidence:
        """What the files hold in the right form, without drafts. No rule is run."""
        with self._one_at_a_time, garbage_left():
            curated = self._reader.read()
            drafts = Drafts.of(curated.tables)
            return Form().evidence(_without(drafts, curated) if drafts else curated)[0]


def _without(drafts: Drafts, curated: Curated) -> Curated:
    return replace(
        curated, tables=drafts.without(curated.tables), unread=drafts.hidden(curated.unread)
    )


def evidence_of(project: Project) -> Evidence:
    """What a project's files hold in the right form, for steps that need no judgement of it."""
    return Checker(project).evidence()


def check(project: Project) -> Checked:
    """Read and judge a project once."""
    return Checker(project).check()
