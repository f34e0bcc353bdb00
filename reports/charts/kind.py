"""What a chart kind says of itself. Each module that draws one declares its own ``KIND``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from reports.charts.axis import Axis
from reports.published import Figure

if TYPE_CHECKING:
    from reports.charts.marks import TopLevel

SHRINKAGE = "A response is shrinkage, not survival."


@dataclass(frozen=True)
class Kind:
    """A chart kind: which rows may share its axis, how they are drawn, what is said with them."""

    axis: Axis
    draw: Callable[..., TopLevel]  # (rows, width), and the order of arms if it orders them
    not_shown: str  # what a reader must not look for in it
    orders_arms: bool = False  # each arm has its colour
    is_one_size: bool = False  # its narrow drawing fits every width
    transform: str = "as_printed"  # of its values, in words
    caveat: str = ""  # travels with it always
    caveat_of_several_reports: str = ""
    in_words: Callable[[list[Figure], pd.DataFrame], list[Markup]] | None = None  # else its values
    counted: Callable[[pd.DataFrame], list[int]] | None = None  # numbers that it shows of its own
