"""The published views as objects: all that pages, charts and exports may know of the store."""

from reports.published.figure import USUAL_LEVEL, Figure
from reports.published.store import Published, Record, grouped, read_store

__all__ = ["USUAL_LEVEL", "Figure", "Published", "Record", "grouped", "read_store"]
