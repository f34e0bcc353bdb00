"""What is known of a public service. Each module that asks one declares its own ``SOURCE``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import quote

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Host:
    """One service: where it is, how often it may be asked, how much it may send."""

    name: str
    title: str
    address: str
    per_second: float
    licence: str
    per_second_with_contact: float | None = None  # where a service is kinder to who says so
    per_second_with_key: float | None = None
    most_bytes: int = 32 * MEGABYTE
    # seconds without a byte, and for the whole answer
    patience: float = 30.0
    most_seconds: float = 120.0


@dataclass(frozen=True)
class Source:
    """A service, and how its records are read back.

    ``readers``: folder of ``data/raw`` to what reads a record in it and raises SourceError where
    that fails.
    """

    host: Host
    readers: Mapping[str, Callable[[bytes], object]]


@dataclass(frozen=True)
class Hosts:
    """All services by name, with this project's settings."""

    by_name: Mapping[str, Host]
    contact: str = ""
    ncbi_key: str = ""

    def __getitem__(self, name: str) -> Host:
        return self.by_name[name]

    @property
    def user_agent(self) -> str:
        about = (
            f"mailto:{quote(self.contact, safe='@+')}"  # a header holds nothing but ASCII
            if self.contact
            else "no contact given in reports/site.toml"
        )
        return f"remission-evidence/{version('remission-evidence')} ({about})"
