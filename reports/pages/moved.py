"""Old addresses of trials and reports: a page there leads on to the one that stands for it now."""

from __future__ import annotations

from collections.abc import Iterator

from reports.published import Published
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
