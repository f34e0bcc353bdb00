"""Parsing begins before the libraries are there: a copy of this process does it meanwhile.

``check`` spends half its time on loading pandas and Pandera, which keeps one processor busy. What
the copy found is only taken for a text that is still the same when this process reads the file.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable
from contextlib import suppress

from pipelines import yamltext
from pipelines.project import Project
from pipelines.textfile import read_text


def begin(project: Project) -> Callable[[], None]:
    """Start to parse the YAML files; call the result to wait for that and to use it."""
    if not hasattr(os, "fork"):
        return lambda: None
    answer = tempfile.TemporaryFile()  # noqa: SIM115 (kept open for the answer)
    copy = os.fork()
    if copy == 0:
        try:
            pickle.dump(_parse_all(project), answer, pickle.HIGHEST_PROTOCOL)
            answer.flush()
        finally:
            os._exit(0)  # nothing of the original is to be put away twice

    def use() -> None:
        os.waitpid(copy, 0)
        with answer:
            answer.seek(0)
            with suppress(EOFError, pickle.UnpicklingError):  # stopped: parse here, then
                yamltext.parsed_ahead.update(pickle.load(answer))

    return use


def _parse_all(project: Project) -> dict[tuple[str, str], yamltext.Parsed]:
    found = {}
    for path in sorted(project.curated.rglob("*.yaml")):
        text, _ = read_text(project, path)
        if text:
            place = project.relative(path)
            found[text, place] = yamltext.parse(text, place)
    return found
