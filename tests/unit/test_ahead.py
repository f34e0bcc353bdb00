"""Parsing in a copy of the process is a matter of speed alone: it never changes what is read."""

from __future__ import annotations

import os

import pytest

from pipelines import ahead, yamltext
from pipelines.curated import read_curated
from pipelines.rows import rows_of

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system copies no processes")


@pytest.fixture
def project(example):
    rows_of.cache_clear()
    yield example
    yamltext.parsed_ahead.clear()
    rows_of.cache_clear()


def test_what_was_parsed_ahead_reads_as_if_parsed_now(project):
    plain = read_curated(project)
    rows_of.cache_clear()
    ahead.begin(project)()
    assert yamltext.parsed_ahead
    assert read_curated(project) == plain
    assert not yamltext.parsed_ahead, "nothing is kept for a later reading"


def test_a_file_saved_meanwhile_is_read_as_it_is_now(project):
    use = ahead.begin(project)
    path = next(project.trials.glob("*/trial.yaml"))
    path.write_text(path.read_text("utf-8") + "nonsense: 1\n", "utf-8")
    use()
    problems = read_curated(project).problems
    assert [(p.field, p.rule) for p in problems] == [("nonsense", "known-key")]


def test_without_an_answer_the_files_are_read_here(project, monkeypatch):
    monkeypatch.setattr(ahead, "_parse_all", lambda _: os._exit(1))
    ahead.begin(project)()
    assert not yamltext.parsed_ahead
    assert read_curated(project)["estimates"]
