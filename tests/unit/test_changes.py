"""What changed, as the page and the feed tell it."""

from __future__ import annotations

import pytest

from reports.pages import changes
from reports.published import Published
from tests.published import published

REPORT = {"trial": "t", "trial_name": "T", "year": "2024", "standing": "current"}
CORRECTION = {"target": "t/a/os", "field": "value", "correct": "It is so.", "noted": "2026-02-03"}


@pytest.fixture
def held() -> Published:
    found = published([])
    found.tables |= {
        "reports": [
            REPORT | {"report": "a", "cite": "A, 2024", "entered": "2026-01-02"},
            REPORT
            | {"report": "b", "cite": "B, 2025", "entered": "2026-02-03", "standing": "retracted"},
        ],
        "extraction": [
            {"estimate_id": "t/a/os", "outcome": "agreed", "noted": "2026-02-03"},
        ],
        "third_readings": [{"estimate_id": "t/a/os", "noted": "2026-02-03"}],
        "corrections": [CORRECTION],
        "records": [],
    }
    return found


def test_the_newest_day_stands_first_with_all_that_was_noted_on_it(held: Published) -> None:
    newest, oldest = changes.days(held)
    assert (newest.day, oldest.day) == ("2026-02-03", "2026-01-02")
    assert [r["report"] for own in newest.entered.values() for r in own] == ["b"]
    assert newest.seconds == {"agreed": 1} and newest.corrections == [CORRECTION]
    assert newest.thirds == 1


def test_withdrawn_reports_stand_on_the_page_and_in_the_feed(held: Published) -> None:
    assert [r["report"] for r in changes.notices(held)] == ["b"]
    titles = {event["title"]: event["on"] for event in changes.events(held)}
    assert titles["Withdrawn: T, B, 2025"] == "2026-02-03"
    assert titles["Entered: T, A, 2024"] == "2026-01-02"


def test_a_notice_is_as_new_as_the_last_look_for_notices(held: Published) -> None:
    held.tables["records"] = [{"path": "crossref/x.json", "retrieved_at": "2026-03-04T05:06:07"}]
    assert {e["on"] for e in changes.events(held) if e["title"].startswith("Withdrawn")} == {
        "2026-03-04"
    }
