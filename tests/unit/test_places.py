"""Where builds are made, and the one switch."""

from __future__ import annotations

import pytest

from pipelines.places import Busy, InTheWay, build_place


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
