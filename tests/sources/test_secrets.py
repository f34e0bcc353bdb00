"""The key for NCBI reaches NCBI and nobody else: no message, no log, no file of the project."""

from __future__ import annotations

import logging

import pytest

from pipelines.project import Project
from pipelines.refresh.steps import refresh
from pipelines.sources import http
from pipelines.sources.hosts import read_hosts
from schemas.problem import Unusable
from tests.sources import faults
from tests.sources.replay import Handler, Replay
from tests.sources.rounds import NOW

KEY = "0123456789abcdef0123456789abcdef0108"


def sent_to(address: str) -> faults.Fault:
    def fault(handler: Handler) -> None:
        handler.send(b"", status=302, Location=address + handler.path)

    return fault


def told_back(handler: Handler) -> None:
    handler.send(b"error: " + handler.path.encode(), f"text/plain; {handler.path}")


def in_the_body(handler: Handler) -> None:
    body = f'{{"esearchresult": {{"idlist": [], "asked": "{KEY}"}}}}'
    handler.send(body.encode(), "application/json, text/xml")


def in_an_entity(handler: Handler) -> None:
    handler.send(f"<PubmedArticleSet>&k{KEY};</PubmedArticleSet>".encode(), "json xml")


def in_the_mark(handler: Handler) -> None:
    handler.send(b"{}", "json xml", ETag=f'"{KEY}"')


def with_status(code: int) -> faults.Fault:
    def fault(handler: Handler) -> None:
        handler.send(handler.path.encode(), "text/plain", code)

    return fault


FAULTS = {
    "none": None, "another host": sent_to("https://ncbi.example"), "another scheme": sent_to("https://127.0.0.1"),
    "in a circle": sent_to(""), "no address": sent_to("http://[::1"), "in a path": sent_to(f"/pubmed/{KEY}"),
    "a name in the address": sent_to(f"https://{KEY}@ncbi.example"), "told back": told_back, "in the body": in_the_body,
    "in an entity": in_an_entity, "in a mark": in_the_mark, "bad request": with_status(400), "gone": with_status(404),
    "broken": with_status(500), "silence": faults.silence, "broken off": faults.broken_off,
}  # fmt: skip


@pytest.mark.parametrize("contact", [True, False], ids=["contact", "no contact"])
@pytest.mark.parametrize("name", FAULTS)
def test_the_key_is_sent_and_shown_nowhere(
    project: Project,
    replay: Replay,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
    contact: bool,
) -> None:
    monkeypatch.setenv("NCBI_API_KEY", f"{KEY}\n")
    monkeypatch.setattr(http, "TRIES", 2)
    settings = replay.settings(patience=0.3, most_seconds=1)
    project.settings_file.write_text(settings.replace("contact", "contact" if contact else "# c"))
    if FAULTS[name] is not None:
        replay.faults["/pubmed/"] = [FAULTS[name]] * 99
    logging.getLogger().setLevel(logging.DEBUG)
    with caplog.at_level(logging.DEBUG):
        refreshed = refresh(project, ["orchard-1"], now=NOW)
    assert any(f"api_key={KEY}" in path for path, _ in replay.asked)
    assert refreshed.has_failed == (name != "none")
    assert KEY not in "\n".join(map(str, refreshed.problems)) + caplog.text
    kept = [path for path in project.root.rglob("*") if path.is_file()]
    assert [path for path in kept if KEY.encode() in path.read_bytes()] == []


def test_a_contact_of_other_letters_can_be_sent(project: Project, replay: Replay) -> None:
    text = project.settings_file.read_text()
    project.settings_file.write_text(text.replace("editors@", "Jos\u00e9@"), "utf-8")
    assert refresh(project, ["brook-3"], now=NOW).problems == []
    agents = {headers["User-Agent"] for _, headers in replay.asked}
    assert len(agents) == 1


def test_a_contact_that_would_write_a_header_of_its_own_is_refused(
    project: Project, replay: Replay
) -> None:
    text = project.settings_file.read_text()
    project.settings_file.write_text(text.replace("editors@", "editors\\r\\nX: y@"), "utf-8")
    with pytest.raises(Unusable, match=r"sources.contact U\+000D"):
        refresh(project, ["brook-3"], now=NOW)
    assert replay.asked == []


@pytest.mark.parametrize(
    "settings",
    [
        {"sources": 5}, {"sources": {"crossref": 5}}, {"sources": {"crossref": {"per_second": 0}}},
        {"sources": {"crossref": {"per_second": "5"}}}, {"sources": {"crossref": {"patience": float("nan")}}},
        {"sources": {"crossref": {"address": "file:///etc"}}}, {"sources": {"crossref": {"address": 5}}},
        {"sources": {"pubmed": {"most_bytes": True}}},
    ],
)  # fmt: skip
def test_settings_that_are_none_are_named(settings: dict) -> None:
    with pytest.raises(Unusable, match=r"reports/site.toml  sources"):
        read_hosts(settings, {})
