"""Making the public site: its tree of pages, four news items, five documents, and the workflow over them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from wagtail.models import Page, Site

from curriculum.lessons.content import ContentReader
from curriculum.lessons.papers import collection_named, keep_paper, print_paper
from curriculum.lessons.reference import publish_under
from curriculum.models import ProgrammeIndexPage
from curriculum.programmes.reference import load_programmes
from portal.pages.models import (
    DocumentIndexPage,
    DocumentPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    SiteDetails,
    StandardPage,
)
from portal.pages.publishing import set_up_publishing

DATA = Path(__file__).parent / "data"
COLLECTION = "Trang công khai"
ISSUER = "TRƯỜNG ĐÀO TẠO CÁN BỘ LÊ HỒNG PHONG"


@transaction.atomic
def load_site() -> HomePage:
    """The site with all its pages, the programmes included. Safe to repeat: a page that is there stays as it is."""
    data = json.loads((DATA / "site.json").read_text(encoding="utf-8"))
    reader = ContentReader(DATA, collection_named(COLLECTION))
    home = _home(data["home"], data["details"])
    about, *others = data["pages"]
    _standard_page(home, about, reader)
    catalogue = data["catalogue"]
    index = _page(home, ProgrammeIndexPage, catalogue, intro=catalogue["intro"])
    load_programmes(index)
    _load_news(home, data, reader)
    _load_documents(home, data, reader)
    for page in others:
        _standard_page(home, page, reader)
    set_up_publishing(home)
    return home


def _home(values: dict[str, str], details: dict[str, str]) -> HomePage:
    home = HomePage.objects.first()
    if home is None:
        home = HomePage(title=values["title"], slug="trang-chu", lead=values["lead"])
        publish_under(Page.get_first_root_node(), home)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site(hostname="localhost", is_default_site=True)
    if site.root_page_id != home.pk:
        welcome, site.root_page = (site.root_page if site.root_page_id else None), home
        site.site_name = values["title"]
        site.save()
        if welcome is not None and welcome.specific_class is Page and welcome.is_leaf():
            welcome.delete()  # the page that Wagtail's own migration leaves behind
    SiteDetails.objects.get_or_create(site=site, defaults=details)
    return home


def _page(parent: Page, model: type[Page], values: dict[str, Any], *, menu: bool = True, **fields: Any) -> Any:
    page = model.objects.child_of(parent).filter(slug=values["slug"]).first()
    if page is None:
        page = model(title=values["title"], slug=values["slug"], show_in_menus=menu, **fields)
        publish_under(parent, page)
    return page


def _standard_page(home: HomePage, values: dict[str, Any], reader: ContentReader) -> StandardPage:
    return _page(home, StandardPage, values, body=reader.read(values["body"]))


def _load_news(home: HomePage, data: dict[str, Any], reader: ContentReader) -> None:
    index = _page(home, NewsIndexPage, data["news_index"], intro=data["news_index"]["intro"])
    for item in data["news"]:
        _page(
            index,
            NewsPage,
            item,
            menu=False,
            date=date.fromisoformat(item["date"]),
            summary=item["summary"],
            body=reader.read(item["body"]),
        )


def _load_documents(home: HomePage, data: dict[str, Any], reader: ContentReader) -> None:
    index = _page(home, DocumentIndexPage, data["documents_index"], intro=data["documents_index"]["intro"])
    there = set(index.get_children().values_list("slug", flat=True))
    for item in data["documents"]:
        if item["slug"] in there:
            continue
        item = item | {"issued_on": date.fromisoformat(item["issued_on"]), "issuer": ISSUER}
        content = print_paper("portal/papers/public_document.html", {"document": item})
        file = keep_paper(item["title"], f"{item['slug']}.pdf", content, reader.collection)
        _page(
            index,
            DocumentPage,
            item,
            menu=False,
            number=item["number"],
            issued_on=item["issued_on"],
            issuer="Trường Đào tạo cán bộ Lê Hồng Phong",
            abstract=item["abstract"],
            file=file,
        )
