"""Rows of a view, one after the other."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import pandas as pd


def each(frame: pd.DataFrame) -> list[Any]:
    """Rows as named tuples, index left out; ``itertuples`` is slow for a frame of many columns."""
    row = namedtuple("Row", frame.columns)
    return [row(*values) for values in frame.to_numpy(dtype=object).tolist()]
