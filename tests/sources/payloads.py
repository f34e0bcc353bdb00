"""Real records, where they are at hand: beside the checkout, in ``../shared/payloads``.

They are not part of the project; a test that needs them skips by name without them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT.parent / "shared" / "payloads", ROOT.parent.parent / "shared" / "payloads")


class Payloads:
    def __init__(self, folder: Path):
        self.folder = folder

    def read(self, archive: str) -> dict[str, bytes]:
        """Name → bytes of every file in one of the archives."""
        return _read(self.folder / f"{archive}.zip")

    def studies(self) -> dict[str, bytes]:
        """NCT number → record."""
        return {Path(name).stem: body for name, body in self.read("ctg-studies.json").items()}

    def history(self) -> dict[str, list[bytes]]:
        """NCT number → its versions, oldest first."""
        found: dict[str, list[bytes]] = {}
        for name, body in sorted(self.read("ctgov-history").items()):
            found.setdefault(name.split("/")[0], []).append(body)
        return found

    def articles(self) -> Iterator[bytes]:
        yield from self.read("pubmed-efetch").values()


@cache
def _read(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def find() -> Payloads:
    for folder in FOLDERS:
        if folder.is_dir():
            return Payloads(folder)
    pytest.skip("the real records of ../shared/payloads are not here")
