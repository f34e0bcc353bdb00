"""A build that dies at any moment leaves store and site both old or both new."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import duckdb

from pipelines.project import Project

MOMENTS = 30


def start(project: Project) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines", "build", "--plain", "--project", str(project.root)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def published_value(project: Project) -> tuple[str, str]:
    """What the store and what the site say of the same figure."""
    with duckdb.connect(str(project.store), read_only=True) as connection:
        in_store = connection.sql(
            "SELECT value_as_printed FROM estimates WHERE estimate_id = 'brook-3/2025-stream/os-median-placebo'"
        ).fetchall()[0][0]
    page = (project.site / "evidence" / "brook-3" / "index.html").read_text("utf-8")
    return in_store, "13.9" if "13.9 months" in page else "13.8"


def test_killed_at_thirty_moments_store_and_site_always_belong_together(example):
    assert start(example).wait() == 0
    began = time.monotonic()
    assert start(example).wait() == 0
    whole = time.monotonic() - began
    path = example.trials / "brook-3" / "2025-stream.yaml"
    for number in range(MOMENTS):
        old, new = ("13.8", "13.9") if number % 2 == 0 else ("13.9", "13.8")
        text = path.read_text("utf-8")
        path.write_text(text.replace(f"value: {old}", f"value: {new}"), "utf-8")
        build = start(example)
        try:
            build.wait(timeout=random.Random(number).uniform(0, 1.15) * whole)
        except subprocess.TimeoutExpired:
            build.send_signal(signal.SIGKILL)
            build.wait()
        in_store, on_page = published_value(example)
        assert in_store == on_page
        if in_store == old:  # the next build works
            assert start(example).wait() == 0
            assert published_value(example) == (new, new)
    assert len(list(example.builds.glob("build-*"))) == 1
