"""Where builds are made, and the one switch."""

from __future__ import annotations

import errno
import fcntl
import os

import pytest

from pipelines.locks import Busy
from pipelines.publish.place import InTheWay, build_place


def finish(place, text: str) -> None:
    (place.folder / "evidence.duckdb").write_text(text)
    (place.folder / "site").mkdir()
    (place.folder / "site" / "index.html").write_text(text)


def test_store_and_site_change_together(example):
    for text in ("old", "new"):
        with build_place(example) as place:
            finish(place, text)
            if text == "new":
                assert example.store.read_text() == "old"
            place.publish()
        assert example.store.read_text() == text
        assert (example.site / "index.html").read_text() == text


def test_a_build_that_fails_leaves_nothing_behind(example):
    with pytest.raises(RuntimeError), build_place(example) as place:
        finish(place, "half")
        raise RuntimeError("a fault")
    assert list(example.builds.glob("build-*")) == []
    assert not example.site.exists()


def test_two_builds_at_once_are_refused(example):
    with build_place(example), pytest.raises(Busy), build_place(example):
        pass


def test_a_real_folder_in_the_place_of_the_site_is_never_removed(example):
    example.site.mkdir(parents=True)
    (example.site / "mine.html").write_text("mine")
    with pytest.raises(InTheWay, match="not a link made by a build"), build_place(example):
        pass
    assert (example.site / "mine.html").read_text() == "mine"


def test_leftovers_of_a_killed_build_are_cleared(example):
    (example.builds / "build-7").mkdir(parents=True)
    with build_place(example) as place:
        finish(place, "new")
        place.publish()
    assert [p.name for p in example.builds.glob("build-*")] == [place.folder.name]


def test_an_out_folder_is_replaced_only_if_it_is_an_earlier_build(example, tmp_path):
    out = tmp_path / "out"
    for text in ("old", "new"):
        with build_place(example, out) as place:
            finish(place, text)
            place.publish()
    assert (out / "site" / "index.html").read_text() == "new"
    assert sorted(p.name for p in tmp_path.iterdir() if "out" in p.name) == ["out"]


def no_links(*_: object, **__: object) -> None:
    raise PermissionError(1, "Operation not permitted")


def no_locks(*_: object) -> None:
    raise OSError(errno.EOPNOTSUPP, "Operation not supported")


def test_where_links_are_unknown_store_and_site_still_change_in_one_step(example, monkeypatch):
    monkeypatch.setattr(os, "symlink", no_links)
    for text in ("old", "new"):
        with build_place(example) as place:
            finish(place, text)
            if text == "new":
                assert (example.store.read_text(), read_page(example)) == ("old", "old")
            place.publish()
        assert (example.store.read_text(), read_page(example)) == (text, text)
    assert example.site.parent == example.store.parent == place.folder
    assert len(list(example.builds.glob("build-*"))) == 1


def read_page(project) -> str:
    return (project.site / "index.html").read_text()


def test_a_folder_that_learns_or_forgets_links_is_published_all_the_same(example, monkeypatch):
    for knows_links in (True, False, True):
        with monkeypatch.context() as patch:
            if not knows_links:
                patch.setattr(os, "symlink", no_links)
            with build_place(example) as place:
                finish(place, str(knows_links))
                place.publish()
        assert (example.store.read_text(), read_page(example)) == (str(knows_links),) * 2


@pytest.mark.parametrize("word", ["../..", "/etc", "", "build-x", "build-1/../.."])
def test_the_file_that_names_a_build_leads_nowhere_else(example, word):
    example.builds.mkdir()
    (example.builds / "current").write_text(word)
    assert example.site == example.root / "reports" / "site"


def test_where_locks_are_unknown_two_builds_at_once_are_refused_too(example, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", no_locks)
    with build_place(example) as place:
        with pytest.raises(Busy, match=r"lock\.held"), build_place(example):
            pass
        finish(place, "new")
        place.publish()
    with build_place(example):
        pass
    assert example.store.read_text() == "new"
