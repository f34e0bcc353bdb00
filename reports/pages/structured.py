"""Structured data of pages in schema.org's words. Text only: a value never leaves its source here.

What has a number in it must stand visibly on the same page, or be an identifier or a date of a
stored row; the number gate holds it to that.
"""

from __future__ import annotations

from lxml import html

from reports.exports.formats import FIGURES
from reports.pages.site import Site
from reports.published import Record
from schemas.fields import items_of
from schemas.terms import NOT_STATED

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ARTICLES = ("journal_article", "meeting_abstract", "preprint")
TRIAL_DESIGNS = {"randomised": "RandomizedTrial"}
MASKINGS = {
    "open_label": "OpenTrial",
    "single_blind": "SingleBlindedTrial",
    "double_blind": "DoubleBlindedTrial",
}


def _thing(kind: str, **properties: object) -> Record:
    return {
        "@context": "https://schema.org",
        "@type": kind,
        **{name: value for name, value in properties.items() if value not in (None, "", [])},
    }


def web_site(site: Site) -> Record:
    return _thing(
        "WebSite", name=site.name, url=site.address("index.html"), inLanguage="en", license=LICENCE
    )


def _page(site: Site, path: str, record: Record, **more: object) -> Record:
    reviewed = record["last_reviewed"]
    return _thing(
        "MedicalWebPage",
        name=record["title"],
        url=site.address(path),
        inLanguage="en",
        license=LICENCE,
        audience={"@type": "PeopleAudience", "audienceType": "Patients and their families"},
        lastReviewed=None if reviewed == "never" else reviewed,
        isPartOf={"@type": "WebSite", "name": site.name},
        **more,
    )


def category_page(site: Site, category: Record) -> Record:
    names = site.published.named("cancers")
    about = [
        {"@type": "MedicalCondition", "name": names[code]["name"]}
        for code in items_of(category["cancers"])
        if code in names
    ]
    return _page(site, f"{category['category']}/index.html", category, about=about)


def situation_page(site: Site, key: str, context: Record) -> Record:
    record = {**context["category"], "title": context["title"]}
    return _page(site, f"{key}/index.html", record)


def guide_page(site: Site, page: Record, prose: str) -> Record:
    path = f"guide/{page['page']}/index.html"
    return faq(site, path, page, prose) if page["page"] == "faq" else _page(site, path, page)


def faq(site: Site, path: str, page: Record, prose: str) -> Record:
    """Questions are the headings of the page, answers the visible text below each."""
    root = html.fragment_fromstring(prose, create_parent="div")
    questions = []
    for heading in root.iterfind("h3"):
        answer = []
        for block in heading.itersiblings():
            if block.tag in ("h2", "h3"):
                break
            answer.append(" ".join(block.text_content().split()))
        questions.append(
            {
                "@type": "Question",
                "name": " ".join(heading.text_content().split()),
                "acceptedAnswer": {"@type": "Answer", "text": " ".join(answer)},
            }
        )
    return _thing(
        "FAQPage", name=page["title"], url=site.address(path), inLanguage="en", mainEntity=questions
    )


def trial_page(site: Site, trial: Record) -> Record:
    designs = [TRIAL_DESIGNS.get(trial["design"]), MASKINGS.get(trial["masking"])]
    return _thing(
        "MedicalTrial",
        name=trial["name"],
        url=site.address(f"evidence/{trial['trial']}/index.html"),
        identifier=items_of(trial["registry_ids"]),
        trialDesign=[f"https://schema.org/{name}" for name in designs if name],
        sponsor=None
        if trial["sponsor"] == NOT_STATED
        else {"@type": "Organization", "name": trial["sponsor"]},
    )


def report_page(site: Site, report: Record) -> Record:
    doi, pmid = report["doi"], report["pmid"]
    addresses = [f"https://doi.org/{doi}"] if doi else []
    addresses += [f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"] if pmid else []
    is_article = report["kind"] in ARTICLES
    journal = "" if report["journal"] == NOT_STATED else report["journal"]
    return _thing(
        "MedicalScholarlyArticle" if is_article else "CreativeWork",
        headline=None if report["title"] == NOT_STATED else report["title"],
        author=None
        if report["authors"] == NOT_STATED
        else {
            "@type": "Person" if is_article else "Organization",
            "name": report["authors"].removesuffix(" et al."),
        },
        datePublished=report["year"],
        isPartOf={"@type": "Periodical", "name": journal} if is_article and journal else None,
        publisher={"@type": "Organization", "name": journal}
        if journal and not is_article
        else None,
        sameAs=addresses or _fit(site, report["url"]),
    )


def _fit(site: Site, url: str | None) -> list[str] | None:
    """An address as a list, if readers may be led there."""
    return [url] if url and site.published.hosts.may_link(url) else None


def dataset(site: Site) -> Record:
    return _thing(
        "Dataset",
        name=f"{site.name}: published results of cancer trials",
        description="Published figures on response, survival and harm from trials in advanced "
        "cancer, each with its source, its people and its state of checking.",
        url=site.address("explore/index.html"),
        license=LICENCE,
        isAccessibleForFree=True,
        creator={"@type": "Organization", "name": site.name},
        distribution=[
            {
                "@type": "DataDownload",
                "encodingFormat": format.media_type,
                "contentUrl": site.address(f"data/{format.file}") or f"../data/{format.file}",
            }
            for format in FIGURES
        ],
    )
