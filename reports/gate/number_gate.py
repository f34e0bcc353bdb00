"""The number gate: no numeral leaves the house unless it is bound to a stored value and equal to it.

A numeral passes only inside an element bound to an estimate through a named transform, to a field
or fact (identifiers, dates, curated words), to a count that is computed again here, as tick or
legend of a chart, or as part of a known word of the vocabularies. Everything else is a Problem.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from reports.gate.numerals import Bound, cover_of, own_text, texts_of, visible_text
from reports.gate.page import Page, Spoken
from reports.published import Published
from reports.text.shown import WORDS, CannotShow, numerals, of_people, plain, shown
from schemas.fields import SEPARATOR
from schemas.keys import KEYS
from schemas.problem import Problem, nearest, shorten
from schemas.units import MONTHS_PER_YEAR
from schemas.wording import known_words

SCRIPTS = etree.XPath("//script[@type = 'application/ld+json']")


@dataclass
class Gate:
    """Holds built pages against the store. ``counts`` are the numbers the builder computed."""

    published: Published
    counts: dict[str, int] = field(default_factory=dict)
    build: dict[str, str] = field(default_factory=dict)  # date and version of this build

    @cached_property
    def known_words(self) -> re.Pattern[str]:
        return known_words(self.published.tables)

    def check_text(self, text: str, place: str) -> Iterator[Problem]:
        """Problems of the text of one page or drawing."""
        return self.check(Page.of(text, place.endswith(".svg")), place)

    def check(self, page: Page, place: str) -> Iterator[Problem]:
        """Problems of one page or drawing."""
        for element, bound in page.bound:
            yield from self._bound(element, bound, place)
        for text, holder in page.digits:
            if cover_of(holder) is None:
                yield from self._loose(text, holder, place, etree.QName(holder).localname)
        for spoken in page.spoken:
            yield from self._attribute(spoken, place)
        for element in SCRIPTS(page.root):
            yield from self._script(element, place)

    def _bound(self, element: etree._Element, bound: Bound, place: str) -> Iterator[Problem]:
        """The numerals of a bound element equal those of its value through its transform."""
        text = own_text(element)
        try:
            expected = self._expected(bound, element)
        except (KeyError, CannotShow) as error:
            yield _problem(
                place,
                element,
                shorten(text),
                f"is bound to nothing that can be shown: {error}.",
                nearest(bound.key, self.published.figures if bound.kind == "estimate" else ())
                or "Bind it to an existing row.",
            )
            return
        if bound.kind == "estimate" and bound.how in WORDS:
            # a drawing breaks a line of words into pieces
            is_drawn = next(element.iterancestors("{*}svg"), None) is not None
            is_same = text in (expected, expected.removeprefix("about "))
            if not is_same and not (is_drawn and text in expected):
                yield _problem(
                    place,
                    element,
                    shorten(text),
                    f"these are not the words of {bound.key} ({bound.how}): {shorten(expected)!r}.",
                    "Let the template show it, and each state beside its own number.",
                )
            return
        if text == expected or numerals(text) == numerals(expected):
            return
        found = self._unknown(text)
        if bound.kind == "columns":  # a drawing may break a text into several pieces
            known = {n.replace(",", "") for n in numerals(expected)}
            found = [n for n in found if n not in known]
            if found:
                yield _problem(
                    place,
                    element,
                    shorten(text),
                    f"shows {found[0]}, which is not in {bound.how} of {bound.key} ({shorten(expected)}).",
                    "Never type a value: let the chart draw it.",
                )
            return
        if found != self._unknown(expected):
            yield _problem(
                place,
                element,
                shorten(text),
                f"differs from its source {bound.kind} {bound.key} ({bound.how}), which shows {shorten(expected)!r}.",
                "Never type a value: let the template show it.",
            )

    def _columns(self, bound: Bound, element: etree._Element) -> str:
        figure = self.published.figures[bound.key]
        values = [getattr(figure, name) for name in bound.how.split()]
        if element.get("data-as") == "years":
            values = [value / MONTHS_PER_YEAR for value in values]
        return " ".join(
            plain(value) if isinstance(value, float) else str(value) for value in values
        )

    def _expected(self, bound: Bound, element: etree._Element) -> str:
        if bound.kind == "columns":
            return self._columns(bound, element)
        if bound.kind == "estimate":
            return shown(self.published.figures[bound.key], bound.how)
        if bound.kind == "fact":
            return f"{self.published.facts[bound.key]['value']}"
        if bound.kind == "count":
            return str(self.counts[bound.key])
        table, _, column = bound.key.partition(".")
        key = element.get("data-id", "")
        if table == "build":
            return self.build[column]
        value = self._fields[table][key][column]
        if (table, column) == ("took_part", "value"):
            return of_people(self._fields[table][key])
        text = "" if value is None else str(value)
        if element.get("data-part") is None:
            return text
        part = " ".join("".join(element.itertext()).split())  # one item of a list
        return part if part in text.split(SEPARATOR) else text

    @cached_property
    def _fields(self) -> dict[str, dict[str, dict]]:
        keys = {
            "trials": ("trial",), "reports": ("trial", "report"), "arms": ("trial", "arm"),
            "populations": ("trial", "population"), "facts": ("fact_id",), "gaps": ("trial", "what"),
            "levels": KEYS["levels"],
            "categories": ("category",), "guide": ("page",), "glossary": ("term",),
            "references": ("reference",), "criteria": ("code",), "biomarkers": ("code",),
            "endpoints": ("code",), "characteristics": ("code",), "took_part": ("took_part_id",), "corrections": ("target", "field", "noted"),
            "approvals": ("number", "target", "by", "at"), "extraction": ("estimate_id",),
            "third_readings": ("estimate_id",),
            "printed_so": ("trial", "report", "key", "rule"),
            "findings": ("estimate_id", "finding"), "records": ("path",),
            "rule_results": ("estimate_id", "rule", "number"), "quotes": ("estimate_id",),
            "eye_checks": ("estimate_id", "by", "at"),
        }  # fmt: skip
        found = {
            table: {
                "/".join(str(row[k]) for k in names): row for row in self.published.tables[table]
            }
            for table, names in keys.items()
        }
        found["estimates"] = {id: figure.__dict__ for id, figure in self.published.figures.items()}
        return found

    def _loose(
        self, text: str, element: etree._Element, place: str, where: str
    ) -> Iterator[Problem]:
        for number in self._unknown(text):
            yield _problem(
                place,
                element,
                number,
                f"a bare number in {where}: “{shorten(text.strip())}”.",
                "Bind it: [[trial/report/key]] in prose, n(figure) in a template.",
            )

    def _attribute(self, spoken: Spoken, place: str) -> Iterator[Problem]:
        """A spoken attribute may say what its bound element says, and no other number."""
        name, text, element = spoken
        if not numerals(text):
            return
        cover = cover_of(element)
        bound = Bound.of(cover) if cover is not None else None
        where = f"{etree.QName(element).localname} {name}"
        if (
            bound is None
            or bound.key not in self.published.figures
            or set(numerals(text)) - set(numerals(self._expected(bound, cover)))
        ):
            yield from self._loose(text, element, place, where)

    def _unknown(self, text: str) -> list[str]:
        """Numerals outside known words, without thousands separators."""
        if not numerals(text):
            return []
        return [n.replace(",", "") for n in numerals(self.known_words.sub(" ", text))]

    def _script(self, element: etree._Element, place: str) -> Iterator[Problem]:
        """Structured data may repeat what stands on the page, and identifiers and dates of rows."""
        try:
            texts = list(texts_of(json.loads(element.text or "")))
        except ValueError as error:
            yield _problem(place, element, "", f"structured data is no JSON: {error}.", "")
            return
        page = None
        for text in texts:
            unknown = set(self._unknown(text)) - self._identifiers
            if not unknown:
                continue
            page = page or visible_text(element.getroottree())
            if text not in page:
                yield _problem(
                    place,
                    element,
                    min(unknown),
                    f"a number in structured data that does not stand on the page: “{shorten(text)}”.",
                    "Leave values out of structured data.",
                )

    @cached_property
    def _identifiers(self) -> set[str]:
        found = {number for text in self.build.values() for number in numerals(text)}
        for table in ("trials", "reports", "references", "categories", "guide"):
            for row in self.published.tables[table]:
                for value in row.values():
                    found.update(numerals(str(value)) if value is not None else ())
        return found


def _problem(place: str, element: etree._Element, value: str, message: str, todo: str) -> Problem:
    return Problem(
        f"site/{place}", element.sourceline or 0, "", value, message, todo, "number-gate"
    )
