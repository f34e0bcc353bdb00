"""The published views as objects: all that pages, charts and exports may know of the store."""

from reports.published.figure import Figure
from reports.published.store import Published, Record, grouped, read_store

__all__ = ["Figure", "Published", "Record", "grouped", "read_store"]
