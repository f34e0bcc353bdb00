"""A real Prefect server, and programs beside it, for tests of schedules and deployments."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import Callable, Collection

import httpx

Start = Callable[..., subprocess.Popen]
MOST_SECONDS = 240  # a server's start, and the wait for the next full minute


def log_of(program: subprocess.Popen) -> str:
    return program.log.read_text("utf-8", errors="replace")


async def until(ask: Callable[[httpx.AsyncClient], object], url: str) -> object:
    """The first true answer."""
    async with asyncio.timeout(MOST_SECONDS), httpx.AsyncClient(base_url=url) as client:
        while True:
            try:
                answer = await ask(client)
            except httpx.HTTPError:
                answer = None
            if answer:
                return answer
            await asyncio.sleep(0.5)


async def is_healthy(client: httpx.AsyncClient) -> bool:
    return (await client.get("/health")).status_code == 200


async def finished_run(client: httpx.AsyncClient, known: Collection[str] = ()) -> dict | None:
    """A run of a deployment that has ended and is not ``known``."""
    states = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}}
    runs = (await client.post("/flow_runs/filter", json=states)).json()
    return next((run for run in runs if run["deployment_id"] and run["id"] not in known), None)


async def the_list(client: httpx.AsyncClient) -> str:
    found = (
        await client.post("/artifacts/filter", json={"artifacts": {"key": {"any_": ["todo"]}}})
    ).json()
    return found[0]["data"] if found else ""


async def until_gone(url: str) -> None:
    """Until nothing answers: a server takes a moment to put its things away."""
    async with asyncio.timeout(MOST_SECONDS), httpx.AsyncClient(base_url=url) as client:
        with contextlib.suppress(httpx.HTTPError):
            while True:
                await client.get("/health")
