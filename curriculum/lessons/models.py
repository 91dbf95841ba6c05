"""The lesson page."""

from django.contrib.auth.views import redirect_to_login
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from curriculum.lessons.blocks import LessonBlock
from curriculum.lessons.forms import LessonPageForm
from curriculum.lessons.panels import BeforePublishingPanel
from curriculum.lessons.versions import as_read_by

PLAYED = ("video", "audio")  # blocks that are watched or heard


class LessonPage(Page):
    """What a trainee reads, mostly on a phone. Open only to those whom ``curriculum.open_lesson`` lets in."""

    class Completion(models.TextChoices):
        READ = "read", _("read to the end")
        CONFIRMED = "confirmed", _("confirmed by the trainee")
        WATCHED = "watched", _("videos and recordings played")
        PASSED = "passed", _("test passed")

    BY_READING = (Completion.READ, Completion.CONFIRMED)  # to these, the reader's own word is enough

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes to read"), default=10)
    completion = models.CharField(_("completed when"), max_length=20, choices=Completion, default=Completion.READ)
    least_watched = models.PositiveSmallIntegerField(
        _("share to be played (%)"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of each video and recording, where the lesson is completed by playing them."),
    )
    passed_in = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        verbose_name=_("test to pass"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Where the lesson is completed by passing a test of the same module."),
    )
    body = StreamField(LessonBlock(), verbose_name=_("content"))

    content_panels = [
        *Page.content_panels,
        BeforePublishingPanel(),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("completion"), FieldPanel("least_watched")]),
        FieldPanel("passed_in"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    base_form_class = LessonPageForm
    parent_page_types = ["curriculum.ModulePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The lesson; a visitor is asked to sign in, whoever may not open it finds nothing here."""
        if request.user.has_perm("curriculum.open_lesson", self):
            return super(LessonPage, as_read_by(request.user, self)).serve(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404(self.slug)

    @property
    def media(self) -> list[str]:
        """The ids of the videos and recordings in the lesson, in order."""
        return [block.id for block in self.body if block.block_type in PLAYED]

    @property
    def module_path(self) -> str:
        """The tree path of its module, known without a query."""
        return self.path[: -self.steplen]

    @property
    def programme_path(self) -> str:
        """The tree path of the programme two steps above, known without a query."""
        return self.path[: -2 * self.steplen]
