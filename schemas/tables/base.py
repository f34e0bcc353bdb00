"""What all curated tables share: every column is text as typed, and how identifiers look."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa
from pandera.typing import Series

Text = Series[Any]  # read as text: Pandera need not ask each column what it is (half its time)
REGISTRY_ID = (
    r"NCT\d{8}|JapicCTI-\d{6}|jRCT\w{10,}|ISRCTN\d{8}|UMIN\d{9}|NTR\d+|NL\d+|ChiCTR[-\w]+"
    r"|EudraCT \d{4}-\d{6}-\d{2}|CTRI/[\d/]+|ACTRN\d+|KCT\d+"
)
PMID = r"\d{1,9}"
DOI = r"10\.\d{4,9}/\S+"
ADDRESS = r"https?://[^\s;]+"
P_VALUE = r"[<>=≤≥]? ?\d*\.?\d+(?: ?[x×] ?10\^-\d+)?(?: \([a-z -]+\))?"


class Table(pa.DataFrameModel):
    class Config:
        strict = True
        coerce = False
