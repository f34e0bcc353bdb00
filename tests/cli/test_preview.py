"""The site as ``preview`` serves it."""

from __future__ import annotations

import threading
import urllib.request
from dataclasses import asdict

import pytest
from click.testing import CliRunner
from pandas.testing import assert_frame_equal

from pipelines.checks.check import check
from pipelines.cli.command import main
from pipelines.cli.preview import Builder, make_server, show
from pipelines.publish.live_pages import Live
from pipelines.store.build import build_store
from reports.published import read_store


@pytest.fixture
def address(example):
    result = CliRunner().invoke(main, ["build", "--plain", "--project", str(example.root)])
    assert result.exit_code == 0, result.output
    server = make_server(example, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_pages_come_with_a_strict_policy_and_no_sniffing(address):
    with urllib.request.urlopen(f"{address}/appleoma/index.html") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert b"ORCHARD-1" in answer.read()


@pytest.fixture
def saved(example, tmp_path):
    """The built example and its live pages; gives (live, read, edit)."""
    result = CliRunner().invoke(main, ["build", "--plain", "--project", str(example.root)])
    assert result.exit_code == 0, result.output
    live = Live(example)
    server = make_server(example, 0, live)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def read(path: str) -> str:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{server.server_address[1]}/{path}"
        ) as answer:
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            return answer.read().decode()

    def edit(old: str, new: str) -> None:
        path = example.trials / "orchard-1" / "trial.yaml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    yield live, read, edit
    server.shutdown()
    live.close()


OLD, NEW = "able to carry", "ready to carry"


def test_a_save_shows_on_every_page_before_the_site_is_built_again(saved):
    live, read, edit = saved
    edit(OLD, NEW)
    assert show(live)
    for path in ("appleoma/first-treatment/", "evidence/orchard-1/"):
        assert NEW in read(path)
    assert "No figure" in read("")


def test_live_pages_are_those_of_a_whole_build(saved, example):
    live, read, edit = saved
    edit(OLD, NEW)
    show(live)
    paths = [
        "index.html",
        "appleoma/index.html",
        "appleoma/first-treatment/index.html",
        "evidence/orchard-1/index.html",
        "about/index.html",
    ]
    seen = {path: read(path) for path in paths}
    CliRunner().invoke(main, ["build", "--plain", "--project", str(example.root)])
    live.is_built(live.newest)
    assert {path: read(path) for path in paths} == seen


def test_a_save_with_an_error_leaves_what_stood_and_says_so(saved, capsys):
    live, read, edit = saved
    edit(OLD, NEW)
    show(live)
    edit("design: randomised", "design: randomized")
    assert not show(live)
    assert "Valid: randomised" in capsys.readouterr().err
    assert NEW in read("evidence/orchard-1/")


def test_an_old_page_says_what_keeps_the_new_one_away_until_it_is_mended(saved):
    live, read, edit = saved
    edit('phase: "3"', 'phase: "<9>"')
    assert not show(live)
    page = read("appleoma/first-treatment/")
    assert 'role="alert"' in page and "does not show what was saved last" in page
    assert "trial.yaml:" in page and "&lt;9&gt;" in page and "<9>" not in page
    edit('phase: "<9>"', 'phase: "3"')
    assert show(live) and 'role="alert"' not in read("appleoma/first-treatment/")


def test_saves_during_a_build_make_one_more_build(saved):
    live, _, _ = saved
    started, go_on, builds = threading.Semaphore(0), threading.Semaphore(0), []

    def build() -> int:
        builds.append(live.newest)
        started.release()
        go_on.acquire()
        return 0

    builder = Builder(live, build)
    builder.start()
    live.renew()
    builder.wanted.set()
    started.acquire()
    for _ in range(3):
        live.renew()
        builder.wanted.set()
    go_on.release()
    started.acquire()
    assert builds == [1, 4]
    assert live.page("index.html") is not None
    go_on.release()


SAVES = {
    "a value": ("trials/meadow-2/2023-grass.yaml", "value: 48.5", "value: 48.4"),
    "people": ("trials/orchard-1/trial.yaml", "label: ", "label: changed "),
    "a page": ("categories/appleoma.md", "Appleoma is", "Appleoma, in short, is"),
    "a list": ("vocabularies/endpoints.csv", "overall survival", "survival of all"),
}


@pytest.mark.parametrize("save", SAVES)
def test_after_a_save_pages_show_what_a_whole_store_would_hold(example, tmp_path, save):
    live = Live(example)
    live.renew()
    for file, old, new in (SAVES[save], SAVES["a value"]):
        path = example.curated / file
        text = path.read_text("utf-8")
        assert old in text or save == "a value"
        path.write_text(text.replace(old, new, 1), "utf-8")
        live.renew()
    _, shown = live._shown
    build_store(example, check(example), tmp_path / "whole.duckdb")
    whole = read_store(tmp_path / "whole.duckdb")
    assert shown.tables == whole.tables
    assert [*map(asdict, shown.figures.values())] == [*map(asdict, whole.figures.values())]
    assert_frame_equal(shown.frame, whole.frame, check_dtype=False)  # of columns without a value
    live.close()
