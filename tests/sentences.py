"""Draws sentences of built pages at random, each with the figures behind it, to be read by eye.

    python -m tests.sentences reports/site -n 40 --seed 14

A sentence is a paragraph's sentence, an item of a list, a caption or a row of a table that shows a
figure. Below it stands what the store holds of each: a reader asks whether the words say just that.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from pathlib import Path

import click
from lxml import etree

from reports.gate.numerals import parse
from reports.published import Figure, Published, read_store

# innermost places of words that belong together
PLACES = (
    "//main//*[self::p or self::li or self::figcaption or self::tr or self::dd or self::h4]"
    "[.//@data-estimate][not(.//p or .//li or .//tr or .//figcaption)]"
)
END = re.compile(r"(?<=[.?!]) (?=[A-Z])")
MARK = "\ue000"
KIND = re.compile(r'<body[^>]* data-page="(\w+)"')
SHOWN = ("category", "category", "guide", "trial", "report")  # kinds of pages that show figures


def sentences(page: etree._Element) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each sentence that shows a figure, with (estimate_id, transform) of each."""
    found = []
    for place in page.xpath(PLACES):
        bound, parts = [], []
        for text in place.xpath(".//text()"):
            holder = text.getparent()
            shown = holder.xpath("ancestor-or-self::*[@data-estimate][1]")
            if shown and not text.is_tail:
                parts.append(f"{MARK}{len(bound)}{MARK}")
                bound.append((shown[0].get("data-estimate"), shown[0].get("data-as", "")))
            parts.append(str(text) + (" " if holder.tag in ("td", "th", "span", "br") else ""))
        for sentence in END.split(" ".join("".join(parts).split())):
            own = [bound[int(n)] for n in re.findall(f"{MARK}(\\d+){MARK}", sentence)]
            if own:
                found.append((re.sub(f"{MARK}\\d+{MARK}", "", sentence), own))
    return found


def told(f: Figure) -> str:
    """What the store holds of a figure, on one line."""
    time = f" at {f.timepoint_as_printed}" if f.timepoint_as_printed else ""
    against = f" against {f.comparator}" if f.comparator else ""
    interval = f" ({f.ci_lower_as_printed} to {f.ci_upper_as_printed})" if f.has_interval else ""
    return (
        f"{f.trial_name} | {f.arm}{against} | {f.population}, n {f.n} | {f.endpoint_name}, "
        f"{f.effect_measure}{time}, counts {f.state or '–'} | {f.value_qualifier}"
        f"{f.value_as_printed} {f.unit_as_printed}{interval} | followed {f.follow_up_as_printed} "
        f"({f.follow_up_kind}) | {f.attribution}, {f.grades} {f.event or ''}"
    )


def drawn(site: Path, number: int, seed: int) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """A kind of page is drawn first, so that tables of trials do not crowd out prose."""
    chance = random.Random(seed)
    kinds: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(site.rglob("index.html")):
        if kind := KIND.search(path.read_text("utf-8")):
            kinds[kind.group(1)].append(path)
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    while len(found) < number:
        page = chance.choice(kinds[chance.choice(SHOWN)])
        here = sentences(parse(page.read_text("utf-8")))
        if here:
            text, bound = chance.choice(here)
            found[str(page.relative_to(site)), text] = bound
    return [(place, text, bound) for (place, text), bound in found.items()]


@click.command()
@click.argument("site", type=click.Path(exists=True, path_type=Path))
@click.option("-n", "number", default=40, show_default=True)
@click.option("--seed", default=14, show_default=True)
@click.option(
    "--store", type=click.Path(exists=True, path_type=Path), help="Beside the site, if left out."
)
def main(site: Path, number: int, seed: int, store: Path | None) -> None:
    published: Published = read_store(store or site.resolve().parent / "evidence.duckdb")
    for place, (page, text, bound) in enumerate(drawn(site, number, seed), 1):
        click.echo(f"\n{place}. {page}\n   “{text}”")
        for id in dict.fromkeys(id for id, _ in bound):
            ways = ", ".join(dict.fromkeys(how for other, how in bound if other == id))
            click.echo(f"   - {id} as {ways}\n     {told(published.figures[id])}")


if __name__ == "__main__":
    main()
