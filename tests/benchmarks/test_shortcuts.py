"""Each shortcut of ``pipelines.process`` saves more than a tenth of ``evidence check``, or it goes."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks.cpu import side_by_side

# how a shortcut is taken away again, before the command is loaded
WITHOUT = {
    "modules left out": "process.not_imported = lambda module: contextlib.nullcontext()",
    "rubbish left lying": "gc.disable = lambda: None",
    "leaving at once": "process.leave_at_once = sys.exit",
}


def check(folder: object, change: str = "") -> list[str]:
    code = (
        "import contextlib, gc, sys; from pipelines import process\n"
        f"{change}\n"
        "from pipelines.cli import run; run()"
    )
    return [sys.executable, "-c", code, "check", "--project", str(folder)]


@pytest.mark.parametrize("shortcut", WITHOUT)
def test_a_shortcut_saves_more_than_a_tenth(shortcut, shipped, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "compiled"))
    with_it, without = side_by_side(check(shipped.root), check(shipped.root, WITHOUT[shortcut]))
    with capsys.disabled():
        print(f"\n{shortcut}: {with_it:.2f} CPU s, without {without:.2f}: {without / with_it:.2f}x")
    assert without > 1.1 * with_it
