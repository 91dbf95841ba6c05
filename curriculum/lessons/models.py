"""The lesson page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from curriculum.lessons.blocks import ContentBlock


class LessonPage(Page):
    """What a trainee reads, mostly on a phone."""

    class Completion(models.TextChoices):
        READ = "read", _("read to the end")
        CONFIRMED = "confirmed", _("confirmed by the trainee")

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes to read"), default=10)
    completion = models.CharField(_("completed when"), max_length=20, choices=Completion, default=Completion.READ)
    body = StreamField(ContentBlock(), verbose_name=_("content"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("completion")]),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["curriculum.ModulePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
