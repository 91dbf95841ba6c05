"""A Word document below a module: given, shown block by block, then made a draft or given up."""

from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View

from wagtail.admin import messages
from wagtail.models import Page

from curriculum.lessons.blocks import ContentBlock
from curriculum.lessons.word import services
from curriculum.models import LessonImport, ModulePage
from curriculum.questions.pictures import TYPES
from portal.office.base import REFUSALS, OfficeForm, PermissionByName
from portal.office.lessons.forms import DocumentForm, LessonForm

IMPORT = "curriculum.import_lessons"
CONTENT_TYPES = dict(TYPES.values())


class BelowModule:
    """The way to the module through the tree of pages."""

    module: Page

    def get_parents(self):
        return []

    def get_breadcrumbs_items(self):
        first, *_between, last = super().get_breadcrumbs_items()
        above = {
            "url": reverse("wagtailadmin_explore", args=[self.module.pk]),
            "label": self.module.get_admin_display_title(),
        }
        return [first, above, last]


class GiveDocument(BelowModule, OfficeForm):
    """Gives a document to be read; no page is touched."""

    permission = IMPORT
    template_name = "portal/office/lessons/upload.html"
    form_class = DocumentForm
    page_title = _("Import a lesson from Word")
    header_icon = "upload"
    submit_label = _("Read the document")

    @cached_property
    def module(self) -> ModulePage:
        return get_object_or_404(ModulePage, pk=self.kwargs["module"])

    def get_page_subtitle(self) -> str:
        return self.module.title

    def perform(self, form):
        return services.keep_document(form.cleaned_data["file"], module=self.module, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:lesson_import_run", args=[self.result.pk])


class OneImport:
    """The document that was given."""

    @cached_property
    def run(self) -> LessonImport:
        return get_object_or_404(LessonImport.objects.select_related("module", "lesson"), pk=self.kwargs["pk"])


@dataclass
class Preview:
    """One block as it would be, and what is asked about it."""

    kind: str
    label: str
    icon: str
    value: Any
    picture: str
    fields: list
    lacks: str


class LookAtDocument(OneImport, BelowModule, OfficeForm):
    """What the document would become, block by block; nothing is written before somebody says so."""

    permission = IMPORT
    template_name = "portal/office/lessons/preview.html"
    form_class = LessonForm
    header_icon = "doc-full"
    submit_label = _("Make the draft")

    @property
    def module(self) -> Page:
        return self.run.module

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self._to_lesson() or super().get(request, *args, **kwargs)

    def _to_lesson(self) -> HttpResponse | None:
        if self.run.lesson is not None:
            return redirect("wagtailadmin_pages:edit", self.run.lesson_id)
        return None

    def get_page_title(self) -> str:
        return self.run.file_name

    def get_form_kwargs(self):
        is_there = any(lesson.is_child_of(self.module) for lesson in self.made_before)
        return super().get_form_kwargs() | {"run": self.run, "is_there": is_there}

    @cached_property
    def made_before(self) -> list:
        return list(self.run.lessons_made_before())

    def perform(self, form):
        facts = form.cleaned_data
        return services.make_lesson(
            self.run,
            title=facts["title"],
            corrections=form.corrections,
            makes_another=facts.get("makes_another", False),
            by=self.request.user,
        )

    def get_success_url(self) -> str:
        messages.success(
            self.request,
            gettext("“%(title)s” is a draft now. Look it through, then submit it for approval.")
            % {"title": self.result.title},
        )
        return reverse("wagtailadmin_pages:edit", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(run=self.run, made_before=self.made_before, **kwargs)
        previews = [self._preview(place, part, context["form"]) for place, part in enumerate(self.run.parts)]
        lacking = sum(1 for preview in previews if preview.lacks)
        return context | {"previews": previews, "lacking": lacking}

    def _preview(self, place: int, part: dict[str, Any], form: LessonForm) -> Preview:
        kind, value = part["type"], part["value"]
        block = ContentBlock().child_blocks[kind]
        picture = ""
        if kind == "image":
            picture = reverse("office:lesson_import_picture", args=[self.run.pk, value["picture"]])
        return Preview(kind, block.label, block.meta.icon, value, picture, form.fields_for(place), _lack(kind, value))


def _lack(kind: str, value: Any) -> str:
    """What the document does not say and a published lesson must."""
    if kind == "image" and not value["alternative_text"]:
        return gettext("The document has no alternative text for this picture.")
    if kind == "table" and value["table_header_choice"] == "neither":
        return gettext("The document does not say which row or column is the head of this table.")
    if kind == "quotation" and not value["source"]:
        return gettext("The document does not say where this quotation is from.")
    return ""


class GiveUp(PermissionByName, OneImport, View):
    permission = IMPORT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        module = self.run.module_id
        try:
            services.give_up(self.run, by=request.user)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        return redirect("wagtailadmin_explore", module)


class PreviewPicture(PermissionByName, OneImport, View):
    """A picture of a document that is not a lesson yet."""

    permission = IMPORT

    def get(self, request: HttpRequest, pk: int, key: str) -> FileResponse:
        place = self.run.pictures.get(key, "")
        content_type = CONTENT_TYPES.get(place.rpartition(".")[2])
        if content_type is None or not services.private_storage().exists(place):
            raise Http404
        return FileResponse(services.private_storage().open(place), content_type=content_type)
