"""Somebody with a phone and a question: how they find an answer, and what that costs them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page

MOST_CLICKS, MOST_PIXELS = 3, 3000
PHONE = {"width": 375, "height": 700}


def asked() -> list[dict[str, str]]:
    """What readers ask: the words they type, the links they choose, what must then be in sight."""
    with (Path(__file__).parent / "questions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Reader:
    """Somebody with a phone: counts what a way costs, in clicks and in pixels to scroll."""

    page: Page
    clicks: int = 0
    pixels: float = 0.0

    def sees(self, found: Locator) -> bool:
        """Scroll, if need be, until all of an element is in sight."""
        if not found.count():
            return False
        box = found.bounding_box()
        self.pixels += max(0.0, box["y"] + box["height"] - PHONE["height"])
        found.scroll_into_view_if_needed()
        return True

    def chooses(self, found: Locator) -> bool:
        is_there = self.sees(found)
        if is_there:
            found.click()
            self.clicks += 1
        return is_there

    def finds(self, start: str, words: str) -> None:
        self.page.goto(start)
        self.page.get_by_role("searchbox").fill(words)
        self.page.keyboard.press("Enter")
        self.page.locator(".answers .finds > li").first.wait_for()
        self.clicks += 1

    def answer(self, name: str, section: str) -> Locator:
        """Among what was found, the link of this name, or of a section beside it."""
        is_name = re.compile(rf"^{re.escape(name)}$")
        item = self.page.locator(".answers .finds > li").filter(
            has=self.page.locator(".name", has_text=is_name)
        )
        link = item.locator(".ways a", has_text=section) if section else item.locator("a.name")
        return link.first

    def told(self, expected: str) -> Locator:
        """Figures by their id; words after ``says:``."""
        main, says = self.page.locator("main"), expected.removeprefix("says: ")
        if says != expected:
            return main.get_by_text(says).locator("visible=true").first
        return main.locator(f'[data-estimate="{expected}"]:visible').first


def what_is_missing(reader: Reader, start: str, row: dict[str, str]) -> str:
    """Follow one question from the start page. What goes wrong, or nothing."""
    reader.finds(start, row["words"])
    name, _, section = row["ways"].partition(" > ")
    if name and not reader.chooses(reader.answer(name, section)):
        return f"{row['ways']} was not found"
    for expected in row["expects"].split("; "):
        if not reader.sees(reader.told(expected)):
            return f"{expected} is not in sight"
    if reader.clicks > MOST_CLICKS or reader.pixels > MOST_PIXELS:
        return f"{reader.clicks} clicks, {reader.pixels:.0f} px"
    return ""
