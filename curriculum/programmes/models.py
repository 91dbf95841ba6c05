"""The tree above lessons: the index of programmes, a programme, its modules. Pages, so drafts and history are kept."""

from typing import Any

from modelcluster.fields import ParentalKey, ParentalManyToManyField

from django import forms
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from curriculum.lessons.blocks import ContentBlock
from curriculum.lessons.models import LessonPage
from curriculum.programmes.forms import ModulePageForm, ProgrammePageForm


class ProgrammeIndexPage(Page):
    """The catalogue of programmes."""

    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["curriculum.ProgrammePage"]
    max_count = 1

    class Meta:
        verbose_name = _("programme catalogue")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        """``areas``: the published programmes by content area, in the order of the Decree."""
        found = ProgrammePage.objects.child_of(self).live().defer("intro").order_by("path")
        by_area: dict[str, list[ProgrammePage]] = {}
        for programme in found:
            by_area.setdefault(programme.content_area, []).append(programme)
        areas = [
            {"label": area.label, "programmes": by_area[area]} for area in ProgrammePage.ContentArea if area in by_area
        ]
        return super().get_context(request, *args, **kwargs) | {"areas": areas}

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Finds a programme, module or lesson by its whole address: one query instead of two for each step.

        Other pages of a module (tests, packages) are found by two.
        """
        if not path_components:
            return super().route(request, path_components)
        models_by_depth = {1: ProgrammePage, 2: ModulePage, 3: LessonPage}
        if len(path_components) not in models_by_depth:
            raise Http404(request.path)
        there = Q(live=True, url_path=f"{self.url_path}{'/'.join(path_components)}/")
        page = models_by_depth[len(path_components)].objects.filter(there).first()
        other = None if page else Page.objects.filter(there).first()
        if page is None and other is None:
            raise Http404(request.path)
        return RouteResult(page or other.specific)


class ProgrammeQuerySet(PageQuerySet):
    def with_code(self, code: str):
        return self.filter(code=code)


ProgrammeManager = PageManager.from_queryset(ProgrammeQuerySet)


class ProgrammePage(Page):
    """A training programme, approved by a decision. Each published revision is a version of it."""

    class DocumentKind(models.TextChoices):
        CERTIFICATE = "certificate", _("certificate")
        COMPLETION_ATTESTATION = "completion_attestation", _("attestation of completion")

    class Mode(models.TextChoices):
        FULL_TIME = "full_time", _("full-time")
        PART_TIME = "part_time", _("part-time")
        ONLINE = "online", _("online")
        BLENDED = "blended", _("blended")

    class ContentArea(models.TextChoices):
        """The five contents of Decree 171/2025/NĐ-CP (rules.md T2)."""

        POLITICAL_THEORY = "political_theory", _("political theory")
        DEFENCE_SECURITY = "defence_security", _("defence and security")
        STATE_MANAGEMENT = "state_management", _("state management")
        JOB_POSITION = "job_position", _("skills of the job position")
        DIGITAL = "digital", _("science, innovation and digital skills")

    code = models.CharField(_("code"), max_length=20, unique=True)
    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    target_group = models.TextField(_("target group"), blank=True)
    mode = models.CharField(_("mode"), max_length=20, choices=Mode, default=Mode.FULL_TIME)
    mode_note = models.CharField(_("note on the mode"), max_length=200, blank=True)
    days = models.PositiveSmallIntegerField(_("days"))
    periods = models.PositiveSmallIntegerField(_("teaching periods"))
    content_area = models.CharField(_("content area"), max_length=30, choices=ContentArea)
    assessment_note = models.TextField(_("assessment in words"), blank=True)
    document_kind = models.CharField(_("document issued"), max_length=30, choices=DocumentKind)
    class_size_max = models.PositiveSmallIntegerField(_("largest class"), default=80)
    basis = models.TextField(_("basis"), blank=True)
    intro = StreamField(ContentBlock(), verbose_name=_("introduction"), blank=True)

    objects = ProgrammeManager()

    content_panels = [
        *Page.content_panels,
        FieldPanel("title_en"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("content_area"), FieldPanel("document_kind")]),
        FieldRowPanel([FieldPanel("mode"), FieldPanel("mode_note")]),
        FieldRowPanel([FieldPanel("days"), FieldPanel("periods"), FieldPanel("class_size_max")]),
        FieldPanel("target_group"),
        FieldPanel("intro"),
        InlinePanel(
            "elective_groups",
            label=_("group of electives"),
            help_text=_("Modules are put into a group on their own page; all others are compulsory."),
        ),
        MultiFieldPanel(
            [FieldPanel("assessment_note"), InlinePanel("assessments", label=_("assessment"))], _("assessment")
        ),
        FieldPanel("basis"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("title_en"),
        index.SearchField("target_group"),
        index.SearchField("code"),
        index.FilterField("content_area"),
    ]
    base_form_class = ProgrammePageForm
    parent_page_types = ["curriculum.ProgrammeIndexPage"]
    subpage_types = ["curriculum.ModulePage"]

    class Meta:
        verbose_name = pgettext_lazy("training", "programme")
        verbose_name_plural = pgettext_lazy("training", "programmes")


class ProgrammeAssessment(Orderable):
    """One weighted part of a programme's assessment; weights of a programme add up to 100."""

    class Form(models.TextChoices):
        TEST = "test", _("test")
        EXAM = "exam", _("exam")
        MULTIPLE_CHOICE = "multiple_choice", _("multiple choice")
        REFLECTIVE_REPORT = "reflective_report", _("reflective report")
        ESSAY = "essay", _("essay")
        SITUATION = "situation", _("situation")
        FIELD_REPORT = "field_report", _("field study report")
        FINAL_PAPER = "final_paper", _("final paper")
        PROJECT = "project", _("project")
        PRACTICE = "practice", _("practice")

    programme = ParentalKey(ProgrammePage, related_name="assessments", on_delete=models.CASCADE)
    name = models.CharField(_("name"), max_length=200)
    form = models.CharField(_("form"), max_length=30, choices=Form)
    weight_percent = models.PositiveSmallIntegerField(_("weight (%)"))
    is_graded = models.BooleanField(
        _("marked from 0 to 10"), default=True, help_text=_("Off: passed or not passed, without a number.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("assessment")


class ElectiveGroup(Orderable):
    """Modules of a programme of which each learner completes some."""

    programme = ParentalKey(ProgrammePage, related_name="elective_groups", on_delete=models.CASCADE)
    name = models.CharField(_("name"), max_length=120)
    least = models.PositiveSmallIntegerField(
        _("modules to complete"), default=1, validators=[MinValueValidator(1)], help_text=_("Of those in the group.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("group of electives")
        verbose_name_plural = _("groups of electives")

    def __str__(self) -> str:
        return self.name


class ModulePage(Page):
    """A topic (chuyên đề) of a programme and the teaching periods it takes."""

    class Kind(models.TextChoices):
        TOPIC = "topic", _("topic")
        GUEST_REPORT = "guest_report", _("guest report")
        FIELD_STUDY = "field_study", _("field study")
        DISCUSSION = "discussion", _("exchange of experience")
        PRACTICE = "practice", _("practice")
        CLOSING = "closing", _("revision, test and closing")

    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.TOPIC)
    theory_periods = models.PositiveSmallIntegerField(_("theory"), default=0)
    discussion_periods = models.PositiveSmallIntegerField(_("discussion"), default=0)
    practice_periods = models.PositiveSmallIntegerField(_("practice"), default=0)
    other_periods = models.PositiveSmallIntegerField(_("other periods"), default=0)
    elective_group = models.ForeignKey(
        ElectiveGroup,
        models.SET_NULL,
        verbose_name=_("group of electives"),
        null=True,
        blank=True,
        related_name="modules",
        help_text=_("Empty: the module is compulsory."),
    )
    prerequisites = ParentalManyToManyField(
        "self",
        verbose_name=_("opens after"),
        symmetrical=False,
        blank=True,
        related_name="opens",
        help_text=_("Modules whose lessons must be completed before the lessons of this one open."),
    )
    intro = StreamField(ContentBlock(), verbose_name=_("introduction"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("title_en"),
        FieldPanel("kind"),
        FieldRowPanel(
            [
                FieldPanel("theory_periods"),
                FieldPanel("discussion_periods"),
                FieldPanel("practice_periods"),
                FieldPanel("other_periods"),
            ]
        ),
        FieldPanel("elective_group"),
        FieldPanel("prerequisites", widget=forms.CheckboxSelectMultiple),
        FieldPanel("intro"),
    ]
    base_form_class = ModulePageForm
    parent_page_types = ["curriculum.ProgrammePage"]
    subpage_types = ["curriculum.LessonPage", "curriculum.QuizPage", "curriculum.PackagePage"]

    class Meta:
        verbose_name = pgettext_lazy("training", "module")
        verbose_name_plural = pgettext_lazy("training", "modules")

    @property
    def periods(self) -> int:
        """Teaching periods of all kinds together."""
        return self.theory_periods + self.discussion_periods + self.practice_periods + self.other_periods
