"""A file of questions: given, read in the background, shown question by question, then taken in or given up."""

import json
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views import View

from wagtail.admin import messages

from curriculum.models import QuestionCategory, QuestionImport, QuestionImportRow
from curriculum.questions.cleaning import PICTURE
from curriculum.questions.comparing import compare
from curriculum.questions.content import QuestionContent
from curriculum.questions.formats.known import LABELS, Format, too_large
from curriculum.questions.formats.xlsx_template import write_template
from curriculum.questions.imports import services
from curriculum.questions.imports.models import private_storage
from curriculum.questions.pictures import TYPES
from curriculum.tasks import import_questions
from portal.office.base import REFUSALS, OfficeForm, OfficePage, PermissionByName
from portal.office.questions.pages import QUESTIONS
from portal.questions.showing import blanks_of

CHANGE = "curriculum.change_questions"
SHOWN = 20
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = ".txt,.gift,.xml,.zip,.xlsx"
CONTENT_TYPES = dict(TYPES.values())


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File of questions"), widget=forms.ClearableFileInput(attrs={"accept": ENDINGS}))
    format = forms.ChoiceField(label=_("Format"), required=False, choices=[("", _("found by itself")), *LABELS.items()])
    category = forms.ModelChoiceField(
        label=_("Hang everything below"),
        queryset=QuestionCategory.objects.all(),
        required=False,
        empty_label=_("as the file says"),
        help_text=_("The categories of the file are kept. Questions without one get a category named after the file."),
    )
    holds_no_secrets = forms.BooleanField(label=_("The file holds no state secrets"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit = {"data-max-bytes": str(settings.IMPORT_MAX_BYTES), "data-too-large": too_large()}
        self.fields["file"].widget.attrs.update(limit)


class UploadQuestions(OfficeForm):
    """Gives a file to be read; nothing is written."""

    permission = CHANGE
    template_name = "portal/office/questions/imports/upload.html"
    form_class = UploadForm
    page_title = _("Import questions")
    header_icon = "upload"
    submit_label = _("Read the file")
    parents = [QUESTIONS]

    def perform(self, form):
        facts = form.cleaned_data
        chosen = Format(facts["format"]) if facts["format"] else None
        with transaction.atomic():
            run = services.keep_upload(facts["file"], format_=chosen, category=facts["category"], by=self.request.user)
            transaction.on_commit(lambda: import_questions.delay(run.pk))
        return run

    def get_success_url(self) -> str:
        return reverse("office:question_import", args=[self.result.pk])


@dataclass
class Preview:
    """One question of the file as the page shows it."""

    row: QuestionImportRow
    said: QuestionContent
    text: SafeString
    changes: list


class ImportPage(OfficePage):
    """What the file would do, question by question, and each problem with its line; refreshes while it is read."""

    permission = CHANGE
    template_name = "portal/office/questions/imports/import.html"
    header_icon = "upload"
    parents = [QUESTIONS, ("office:question_imports", _("Imports of questions"))]

    @cached_property
    def run(self) -> QuestionImport:
        return get_object_or_404(QuestionImport.objects.select_related("started_by"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.run.file_name

    def get_context_data(self, **kwargs):
        run = self.run
        outcome = self.request.GET.get("show", "")
        rows = run.rows.select_related("question__current")
        if outcome in QuestionImportRow.Outcome.values:
            rows = rows.filter(outcome=outcome)
        page = Paginator(rows, SHOWN).get_page(self.request.GET.get("page"))
        is_own = run.started_by_id == self.request.user.pk
        is_checked = run.state == QuestionImport.State.CHECKED
        return super().get_context_data(
            run=run,
            tallies=self._tallies(outcome),
            page=page,
            previews=[self._preview(row) for row in page],
            may_take_in=is_own and is_checked and run.sound_count > 0,
            may_give_up=is_own and (is_checked or run.is_running),
            **kwargs,
        )

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        answer = super().render_to_response(context, **kwargs)
        if self.run.is_running:
            answer["Refresh"] = "2"
        return answer

    def _tallies(self, chosen: str) -> list[tuple[str, str, int, bool]]:
        """What can be shown apart: value, label, how many, whether it is shown now."""
        counts = self.run.counts
        every = [("", _("All questions"), self.run.sound_count)]
        every += [(value, label, counts.get(value, 0)) for value, label in QuestionImportRow.Outcome.choices]
        return [(value, label, count, value == chosen) for value, label, count in every]

    def _preview(self, row: QuestionImportRow) -> Preview:
        changes = compare(row.question.current.said, row.said) if row.outcome == "changed" and row.question else []
        said = self._with_pictures(row)
        return Preview(row, said, blanks_of(said), changes)

    def _with_pictures(self, row: QuestionImportRow) -> QuestionContent:
        """The content with the addresses of pictures that are kept beside the file as yet."""

        def address(found) -> str:
            if found[1] not in self.run.pictures:
                return found[0]
            return reverse("office:question_import_picture", args=[self.run.pk, found[1]])

        return QuestionContent.from_json(json.loads(PICTURE.sub(address, json.dumps(row.content))))


class _ChangeImport(PermissionByName, View):
    permission = CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(QuestionImport, pk=pk)
        try:
            self.change(run)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        return redirect("office:question_import", pk=run.pk)

    def change(self, run: QuestionImport) -> None:
        raise NotImplementedError


class TakeIn(_ChangeImport):
    def change(self, run: QuestionImport) -> None:
        keeps_good = self.request.POST.get("keeps_good") == "on"
        with transaction.atomic():
            held = services.confirm(run, keeps_good=keeps_good, by=self.request.user)
            transaction.on_commit(lambda: import_questions.delay(held.pk))


class GiveUp(_ChangeImport):
    def change(self, run: QuestionImport) -> None:
        services.cancel(run, by=self.request.user)


class PreviewPicture(PermissionByName, View):
    """A picture of a file that is not taken in yet."""

    permission = CHANGE

    def get(self, request: HttpRequest, pk: int, key: str) -> FileResponse:
        run = get_object_or_404(QuestionImport, pk=pk)
        place = run.pictures.get(key)
        content_type = CONTENT_TYPES.get(place.rpartition(".")[2]) if place else None
        if content_type is None or not private_storage().exists(place):
            raise Http404
        return FileResponse(private_storage().open(place), content_type=content_type)


class Template(PermissionByName, View):
    permission = CHANGE

    def get(self, request: HttpRequest) -> HttpResponse:
        answer = HttpResponse(content_type=EXCEL)
        answer["Content-Disposition"] = 'attachment; filename="mau-nhap-cau-hoi.xlsx"'
        write_template(answer)
        return answer
