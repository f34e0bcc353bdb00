"""Fixtures of other tests that these need too."""

from tests.audit.conftest import approved_once, released

__all__ = ["approved_once", "released"]
