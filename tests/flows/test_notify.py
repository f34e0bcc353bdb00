"""Editors are told when a refresh ends, through a notification block of Prefect."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.blocks.system import Secret

from pipelines.orchestration import flows
from pipelines.project import Project
from pipelines.worklist.printers import MOST_IN_BRIEF
from tests.sources import faults
from tests.sources.replay import Replay

BLOCK = "custom-webhook/editors"
pytestmark = pytest.mark.usefixtures("server")


@pytest.fixture
def received() -> Iterator[list[dict[str, str]]]:
    """Messages that a chat service on loopback was sent, by the block ``editors``."""
    messages: list[dict[str, str]] = []

    class Chat(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            messages.append(json.loads(body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    chat = ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    threading.Thread(target=chat.serve_forever, daemon=True).start()
    save_block(f"http://127.0.0.1:{chat.server_port}/hook")
    yield messages
    chat.shutdown()
    chat.server_close()


def save_block(url: str) -> None:
    block = CustomWebhookNotificationBlock(
        name="editors", url=url, json_data={"title": "{{subject}}", "text": "{{body}}"}
    )
    asyncio.run(block.asave("editors", overwrite=True))


def refresh(project: Project, notify: str = BLOCK) -> object:
    return asyncio.run(flows.refresh(str(project.root), notify=notify, return_state=True))


def test_editors_are_sent_the_list_when_a_refresh_is_complete(
    example: Project, replay: Replay, received: list[dict[str, str]]
) -> None:
    assert refresh(example).is_completed()
    (message,) = received
    assert message["title"].endswith("things to look at")
    assert (
        "the registry posts another figure — orchard-1/2022-fields/orr-standard" in message["text"]
    )
    assert message["text"].count("→") <= MOST_IN_BRIEF


def test_editors_are_told_first_which_source_failed(
    example: Project, replay: Replay, received: list[dict[str, str]]
) -> None:
    replay.faults["/crossref/"] = [faults.status(500)] * 99
    state = refresh(example)
    assert state.is_failed()
    (message,) = received
    assert message["title"].startswith("Refresh failed; ")
    assert "Crossref: answered 500" in message["text"].splitlines()[0]


def test_a_run_that_could_tell_nobody_ends_failed(example: Project, replay: Replay) -> None:
    save_block("http://127.0.0.1:9/nobody-listens")
    state = refresh(example)
    assert state.is_failed()
    assert f"nobody was told by {BLOCK}" in state.message


def test_without_a_block_nobody_is_told(
    example: Project, replay: Replay, received: list[dict[str, str]]
) -> None:
    assert refresh(example, notify="").is_completed()
    assert received == []


@pytest.mark.parametrize(
    ("name", "says"),
    [("custom-webhook/nobody", "nobody"), ("secret/word", "is no notification block")],
)
def test_only_a_notification_block_that_is_there_is_taken(name: str, says: str) -> None:
    asyncio.run(Secret(value="x").asave("word", overwrite=True))
    with pytest.raises(ValueError, match=says):
        asyncio.run(flows.find_notifier(name))
