"""Saves of a project's files, as `check --watch` and `preview` hear of them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from pipelines.cli.saves import Saves
from pipelines.project import Project


@pytest.mark.parametrize("file", ["data/curated/gaps.csv", "reports/charts.yaml"])
def test_a_save_is_told_even_if_nobody_waited_for_it(example: Project, file: str) -> None:
    saves, told, path = Saves(example), threading.Event(), Path(example.root, file)
    text = path.read_text("utf-8")

    def save() -> None:
        while not told.wait(0.05):  # until the watcher, which starts meanwhile, has seen it
            path.write_text(text, "utf-8")

    saving = threading.Thread(target=save)
    saving.start()
    heard = next(iter(saves), "nothing")
    told.set()
    saving.join()
    assert heard is None
