"""What all curated tables share: every column is text as typed, and how identifiers look."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa
from pandera.typing import Series

Text = Series[Any]  # read as text: Pandera need not ask each column what it is (half its time)
REGISTRY_ID = (
    r"NCT[0-9]{8}|JapicCTI-[0-9]{6}|jRCT[0-9A-Za-z]{10,20}|ISRCTN[0-9]{8}|UMIN[0-9]{9}"
    r"|NTR[0-9]{1,9}|NL[0-9]{1,9}|ChiCTR[0-9A-Za-z-]{1,20}|EudraCT [0-9]{4}-[0-9]{6}-[0-9]{2}"
    r"|CTRI/[0-9/]{1,30}|ACTRN[0-9]{1,20}|KCT[0-9]{1,20}|CTR[0-9]{8}|DRKS[0-9]{8}"
    r"|(?:EUCT )?20[0-9]{2}-5[0-9]{5}-[0-9]{2}-[0-9]{2}|EUCTR[0-9]{4}-[0-9]{6}-[0-9]{2}"
    r"|IRCT[0-9]{8,16}N[0-9]{1,4}|TCTR[0-9]{11}|RBR-[0-9a-z]{4,10}|PACTR[0-9]{6,18}"
    r"|SNCTP[0-9]{9}|HKUCTR-[0-9]{1,6}"
)
PMID = r"[1-9][0-9]{0,8}"
DOI = r"10\.[0-9]{4,9}/[^\s?#]{0,199}[^\s?#.,;]"
# one form for readers, and for charts that draw figures of one threshold together
CELLS = r"1 in (?:[1-9][0-9]{2}|[1-9][0-9]{0,2}(?:,[0-9]{3})+) cells|not_stated"
P_VALUE = r"[<>=≤≥]? ?[0-9]*\.?[0-9]+(?: ?[x×] ?10\^-[0-9]+)?(?: \([a-z -]+\))?"


class Table(pa.DataFrameModel):
    class Config:
        strict = True
        coerce = False
