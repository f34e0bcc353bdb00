"""How long charts take to make: the promise is 100 charts in every format within 15 s on two cores."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.checks.check import check
from pipelines.project import Project
from pipelines.store.build import build_store
from reports import preload
from reports.embeds.catalogue import draw, select
from reports.embeds.entry import Catalogue, Entry
from reports.embeds.gallery import build_charts
from reports.pages.writer import Site, Writer
from reports.policy import Policy
from reports.published import Published, read_store
from reports.workers import Workers, load_ahead

SECONDS = 15
PER_KIND = {"survival": 30, "response_bar": 20, "icon_array": 25, "timeline": 20, "ladder": 5}


@pytest.fixture(scope="module")
def published(shipped: Project, tmp_path_factory: pytest.TempPathFactory) -> Published:
    load_ahead(preload)  # as a build does
    path = tmp_path_factory.mktemp("store") / "evidence.duckdb"
    build_store(shipped, check(shipped), path)
    return read_store(path)


def test_a_hundred_charts_in_all_formats_are_made_in_fifteen_seconds(
    published: Published, tmp_path: Path
) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        pytest.skip("speed is measured alone: make bench")
    catalogue = Catalogue(list(hundred(published)))
    assert len(catalogue.entries) == 100
    site = Site(published, date(2026, 11, 22), "0", "https://example.org/")
    Writer(site, tmp_path).write_static()
    started = time.perf_counter()
    with Workers() as workers:
        _, refused = build_charts(site, tmp_path, catalogue, Policy(), [], workers)
    seconds = time.perf_counter() - started
    assert refused == []
    files = [path for path in (tmp_path / "charts").iterdir() if path.is_file()]
    print(f"\n100 charts, {len(files)} files in {seconds:.1f} s")
    assert seconds <= SECONDS


def hundred(published: Published) -> Iterator[Entry]:
    """Entries of every kind that the curated data allow, the same ones in every run."""
    frame = published.frame
    plain = frame[frame["conditional_on"].isna() & frame["variant"].isna() & frame["is_current"]]
    wanted = []
    for keys, _ in plain[plain["family"] == "survival"].groupby(
        ["trial", "population_key", "endpoint"]
    ):
        trial, population, endpoint = keys
        wanted.append(
            (
                "survival",
                {
                    "trial": trial,
                    "population_key": population,
                    "endpoint": endpoint,
                    "effect_measure": ("landmark_rate", "median"),
                },
            )
        )
    parts = plain[(plain["effect_measure"] == "proportion") & (plain["family"] == "response")]
    for keys, _ in parts.groupby(["trial", "population_key", "report"]):
        trial, population, report = keys
        where = {"trial": trial, "population_key": population, "report": report,
                 "effect_measure": "proportion", "endpoint": ("orr", "cr", "pr", "sd", "pd")}  # fmt: skip
        wanted.append(("response_bar", where))
        wanted.append(("ladder", where | {"endpoint": ("orr", "cr", "ongoing_response")}))
    for row in parts.itertuples():
        wanted.append(("icon_array", {"trial": row.trial, "report": row.report, "key": row.key}))
    wanted += [("timeline", {"trial": trial}) for trial in sorted(set(frame["trial"]))]
    left = dict(PER_KIND)
    for number, (kind, where) in enumerate(wanted):
        if not left[kind]:
            continue
        many = {k: v if isinstance(v, tuple) else (v,) for k, v in where.items()}
        entry = Entry(
            f"chart-{number}",
            kind,
            many | {"is_current": ("yes",), "conditional_on": ("none",), "variant": ("none",)},
            "A chart",
            "A chart of this kind.",
        )
        try:
            draw(entry, select(entry, frame), 680)
        except ValueError:
            continue
        left[kind] -= 1
        yield entry
