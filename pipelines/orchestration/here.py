"""A flow run in this process, as commands do: told step by step, with the failures of the plain steps."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.orchestration.server import NotStarted, reach_server


def run_flow(name: str, home: Path, tell: Callable[..., None], **parameters: Any) -> Any:
    """The result of the flow ``name``; ``tell`` gets what its steps say as they say it.

    Raises what made the flow fail, and NotStarted if Prefect cannot be used: the steps can then be
    run plainly, also from the beginning, because a run that ended left nothing half.
    """
    with reach_server(home):
        from pipelines.orchestration import flows

        try:
            with _told(tell):
                state = asyncio.run(getattr(flows, name)(**parameters, return_state=True))
            flows.hand_over()
            return state.result()
        except flows.PREFECT_FAULTS as error:
            raise NotStarted(f"it failed in between: {error}") from error


@contextmanager
def _told(tell: Callable[..., None]) -> Iterator[None]:
    handler = _Handler(tell)
    loggers = [logging.getLogger(f"prefect.{kind}_runs") for kind in ("flow", "task")]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
            logger.setLevel(logging.NOTSET)


class _Handler(logging.Handler):
    def __init__(self, tell: Callable[..., None]):
        super().__init__()
        self.tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        words = getattr(record, "told", None)
        if words is not None:
            self.tell(*words)
