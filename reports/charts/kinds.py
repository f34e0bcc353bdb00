"""The list of chart kinds: a new one is its module, which declares ``KIND``, and a line here.

A kind is loaded when it is asked for: its name is known without the libraries that draw.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.charts.kind import Kind

MODULES = {
    "survival": "survival",
    "response_bar": "response",
    "icon_array": "icons",
    "forest": "forest",
    "ladder": "ladder",
    "timeline": "timeline",
    "evidence_map": "evidence_map",
}


class Kinds(Mapping[str, "Kind"]):
    """Chart kinds by name."""

    def __getitem__(self, name: str) -> Kind:
        return import_module(f"reports.charts.{MODULES[name]}").KIND

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


KINDS = Kinds()
