"""Old addresses: pages that lead on to the one that stands for them now, and anchors of renamed figures."""

from __future__ import annotations

from collections.abc import Iterator

from reports.panels.situation import situations
from reports.published import Figure, Published
from schemas.borders import site_map
from schemas.typed.redirects import Redirects


def moved(published: Published) -> Iterator[tuple[str, str]]:
    """(old path, path now) of every page that has another address than before."""
    redirects = Redirects(published.tables["redirects"])
    now = {key: site_map.trial(key) for key in published.trials}
    now |= {f"{t}/{r}": site_map.report(t, r) for t, r in published.reports}
    old = {id for id in redirects.leads if id.count("/") < 2}
    for trial in [id for id in old if "/" not in id]:  # with its reports
        new = redirects.target(trial)
        old |= {f"{trial}/{r}" for t, r in published.reports if t == new}
    for id in sorted(old - now.keys()):
        target = redirects.target(id).split("/")
        page = now.get("/".join(target[:2])) or now.get(target[0])
        if page:
            path = site_map.report(*id.split("/")) if "/" in id else site_map.trial(id)
            yield path, page
    for category in published.categories:
        yield from _of_situations(published, category["category"])


def _of_situations(published: Published, category: str) -> Iterator[tuple[str, str]]:
    """A subgroup that was split leads to its cards on the hub, a page that another stands for to that one."""
    slugs = {s.slug: s for s in situations(published, category)}
    for s in slugs.values():
        if s.also:
            twin = s.slug.removeprefix(s.subgroup).removesuffix(s.also)
            old = site_map.situation(category, f"{s.also}{twin}{s.subgroup}")
            yield old, site_map.situation(category, s.slug)
    for subgroup in dict.fromkeys(s.subgroup for s in slugs.values()):
        if subgroup not in slugs:
            hub = f"{site_map.category(category)}#{subgroup}"
            yield site_map.situation(category, subgroup), hub


def old_anchors(published: Published) -> dict[str, list[tuple[str, Figure]]]:
    """Report (trial/report) → keys that figures had on its page, each with the figure it leads to now."""
    redirects = Redirects(published.tables["redirects"])
    found: dict[str, list[tuple[str, Figure]]] = {}
    for id in sorted(id for id in redirects.leads if id.count("/") == 2):
        figure = published.figures.get(redirects.target(id))
        report, _, key = id.rpartition("/")
        page = redirects.target(report) or report
        if figure and f"{page}/{key}" not in published.figures:
            found.setdefault(page, []).append((key, figure))
    return found
