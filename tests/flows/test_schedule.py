"""A real Prefect server on loopback runs the scheduled refresh, once, on its cron."""

from __future__ import annotations

import asyncio
import signal

import pytest
from click.testing import CliRunner

from pipelines.cli.command import main
from pipelines.project import Project
from tests.flows.real_server import (
    MOST_SECONDS,
    Start,
    finished_run,
    is_healthy,
    log_of,
    the_list,
    until,
    until_gone,
)

SCHEDULE = ("-c", "from pipelines.cli import main; main()", "schedule", "--cron", "* * * * *")


def test_the_schedule_refreshes_and_shows_the_list(
    spaced: Project, environment: dict[str, str], start: Start
) -> None:
    example, url = spaced, environment["PREFECT_API_URL"]
    start("-m", "prefect", "server", "start")
    asyncio.run(until(is_healthy, url))
    start(*SCHEDULE, "--project", str(example.root))
    run = asyncio.run(until(finished_run, url))
    assert run["state"]["type"] == "COMPLETED"
    assert run["auto_scheduled"]
    assert (example.raw / "clinicaltrials" / "NCT09000001.json").is_file()
    assert "the registry posts another figure" in asyncio.run(until(the_list, url))


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "systemd"])
def test_without_a_server_it_starts_its_own_and_ends_it(
    spaced: Project, environment: dict[str, str], start: Start, end: signal.Signals
) -> None:
    example, url = spaced, environment.pop("PREFECT_API_URL")
    schedule = start(*SCHEDULE, "--project", str(example.root))
    run = asyncio.run(until(finished_run, url))
    assert run["state"]["type"] == "COMPLETED"
    schedule.send_signal(end)
    schedule.wait(timeout=MOST_SECONDS)
    asyncio.run(until_gone(url))
    assert "pipelines/" not in log_of(schedule)  # Prefect's server may log its own cancelled tasks


def test_a_block_that_is_not_there_is_told_before_anything_is_scheduled(
    example: Project, environment: dict[str, str], start: Start
) -> None:
    url = environment.pop("PREFECT_API_URL")
    schedule = start(*SCHEDULE, "--notify", "slack-webhook/nobody", "--project", str(example.root))
    assert schedule.wait(timeout=MOST_SECONDS) == 2
    assert "--notify: Unable to find block document named nobody" in log_of(schedule)
    asyncio.run(until_gone(url))


@pytest.mark.parametrize("cron", ["../../x", "", "61 * * * *", "\x1b[31m"])
def test_a_cron_line_that_is_none_is_told_before_a_server_is_started(
    spaced: Project, cron: str
) -> None:
    words = ["schedule", "--cron", cron, "--project", str(spaced.root)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2 and "--cron" in result.output and "\x1b" not in result.output
