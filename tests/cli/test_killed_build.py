"""A build that dies at any moment leaves store and site both old or both new."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time

import duckdb
import pytest

from pipelines.project import Project

MOMENTS = 30


@pytest.fixture
def small(example) -> Project:
    """One trial without charts: thirty builds and more stay short."""
    for trial in ("orchard-1", "meadow-2"):
        shutil.rmtree(example.trials / trial)
    page = example.categories / "appleoma.md"
    head = page.read_text("utf-8").rsplit("---", 1)[0]
    page.write_text(head + "---\nAppleoma is an invented illness.\n", "utf-8")
    for name in ("corrections.yaml", "gaps.csv"):
        (example.curated / name).unlink()
    example.charts.unlink(missing_ok=True)
    return example


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


def test_killed_at_thirty_moments_store_and_site_always_belong_together(small):
    assert start(small).wait() == 0
    began = time.monotonic()
    assert start(small).wait() == 0
    whole = time.monotonic() - began
    path = small.trials / "brook-3" / "2025-stream.yaml"
    for number in range(MOMENTS):
        old, new = ("13.8", "13.9") if number % 2 == 0 else ("13.9", "13.8")
        text = path.read_text("utf-8")
        path.write_text(text.replace(f"value: {old}", f"value: {new}"), "utf-8")
        build = start(small)
        try:
            build.wait(timeout=random.Random(number).uniform(0, 1.15) * whole)
        except subprocess.TimeoutExpired:
            build.send_signal(signal.SIGKILL)
            build.wait()
        in_store, on_page = published_value(small)
        assert in_store == on_page
        if in_store == old:  # the next build works
            assert start(small).wait() == 0
            assert published_value(small) == (new, new)
    assert len(list(small.builds.glob("build-*"))) == 1
