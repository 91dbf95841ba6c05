"""The public site: home, news, documents. Edited in Wagtail."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from curriculum.lessons.blocks import ContentBlock
from curriculum.lessons.forms import ContentPageForm
from curriculum.lessons.panels import BeforePublishingPanel
from curriculum.models import ProgrammePage
from curriculum.vietnamese.text import fold

PAGE_SIZE = 25
NEWS_ON_FIRST_PAGE = 3


class HomePage(Page):
    """The front door: what this is, the news, the catalogue, the check of a certificate."""

    lead = models.CharField(_("lead"), max_length=300, blank=True)
    body = StreamField(ContentBlock(), verbose_name=_("content"), blank=True)

    content_panels = [*Page.content_panels, BeforePublishingPanel(), FieldPanel("lead"), FieldPanel("body")]
    base_form_class = ContentPageForm
    subpage_types = [
        "portal.NewsIndexPage",
        "portal.DocumentIndexPage",
        "portal.StandardPage",
        "curriculum.ProgrammeIndexPage",
    ]
    max_count = 1

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        news = NewsPage.objects.live().order_by("-date", "-pk").select_related("image")
        programmes = ProgrammePage.objects.live().order_by("path").defer("intro")
        return super().get_context(request, *args, **kwargs) | {
            "news": news.defer("body")[:NEWS_ON_FIRST_PAGE],
            "programmes": programmes,
        }


class NewsIndexPage(Page):
    """The list of news."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["portal.NewsPage"]
    max_count = 1

    class Meta:
        verbose_name = _("news")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        found = NewsPage.objects.child_of(self).live().order_by("-date", "-pk").select_related("image").defer("body")
        news = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"news": news}


class NewsPage(Page):
    """One piece of news."""

    date = models.DateField(_("date"))
    summary = models.CharField(_("summary"), max_length=400)
    image = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, verbose_name=_("picture"), null=True, blank=True, related_name="+"
    )
    image_alternative_text = models.CharField(_("alternative text"), max_length=200, blank=True)
    body = StreamField(ContentBlock(), verbose_name=_("content"))

    content_panels = [
        *Page.content_panels,
        BeforePublishingPanel(),
        FieldPanel("date"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("image"), FieldPanel("image_alternative_text")]),
        FieldPanel("body"),
    ]
    base_form_class = ContentPageForm
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["portal.NewsIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("news item")


class DocumentIndexPage(Page):
    """The list of public documents."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["portal.DocumentPage"]
    max_count = 1

    class Meta:
        verbose_name = _("documents")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        words = request.GET.get("q", "").strip()
        found = DocumentPage.objects.child_of(self).live().order_by("-issued_on", "-pk").select_related("file")
        if words:
            found = found.filter(pk__in=_matching(found, words))
        documents = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"documents": documents, "words": words}


def _matching(documents: models.QuerySet, words: str) -> list[int]:
    """Those whose title, number or abstract holds all the words, tone marks and case aside."""
    wanted = fold(words).split()
    rows = documents.values_list("pk", "title", "number", "abstract")
    return [pk for pk, *texts in rows if all(word in fold(" ".join(texts)) for word in wanted)]


class DocumentPage(Page):
    """One public document: number, abstract, date of issue and the file."""

    number = models.CharField(_("number and symbol"), max_length=60)
    issued_on = models.DateField(_("date of issue"))
    issuer = models.CharField(_("issued by"), max_length=200)
    abstract = models.TextField(_("abstract"))
    file = models.ForeignKey(
        "wagtaildocs.Document", models.PROTECT, verbose_name=_("file"), null=True, blank=True, related_name="+"
    )

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("number"), FieldPanel("issued_on"), FieldPanel("issuer")]),
        FieldPanel("abstract"),
        FieldPanel("file"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("number"), index.SearchField("abstract")]
    parent_page_types = ["portal.DocumentIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("public document")


class StandardPage(Page):
    """A page of text: about, contact, help."""

    body = StreamField(ContentBlock(), verbose_name=_("content"))

    content_panels = [*Page.content_panels, BeforePublishingPanel(), FieldPanel("body")]
    base_form_class = ContentPageForm
    search_fields = [*Page.search_fields, index.SearchField("body")]
    subpage_types = ["portal.StandardPage"]

    class Meta:
        verbose_name = _("page of text")


@register_setting(icon="home")
class SiteDetails(BaseSiteSetting):
    """What stands at the foot of every page."""

    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    telephone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("site details")
