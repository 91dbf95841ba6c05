"""A person's profile, and the import of the people sheet: upload, progress, errors by row, then for real."""

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from wagtail.admin import messages

from portal.office.base import REFUSALS, OfficeForm, OfficePage, PermissionByName
from portal.office.people.forms import PersonForm
from portal.records.views import page_of_record, seen_record
from training.access.services import record_view
from training.models import ImportRun, Person
from training.people.import_columns import COLUMNS, write_template
from training.people.services import change_person
from training.spreadsheets.services import ask_to_cancel, keep_upload, repeat_for_real
from training.spreadsheets.workbooks import too_large
from training.tasks import run_import


class ProfilePage(OfficePage):
    """One person with his offices through time; the look is written into the log."""

    permission = "training.view_person"
    template_name = "portal/office/people/person.html"
    header_icon = "user"
    parents = [("office:people", _("People"))]

    def get_context_data(self, **kwargs):
        related = ("native_place", "birth_place", "residence", "user")
        people = Person.objects.visible_to(self.request.user).select_related(*related)
        person = get_object_or_404(people, pk=self.kwargs["pk"])
        self.page_title = person.full_name
        record_view(person, "profile", by=self.request.user)
        offices = person.positions.select_related("unit", "title__bloc")
        may_change = self.request.user.has_perm("training.change_person")
        return super().get_context_data(person=person, offices=offices, may_change=may_change, **kwargs)


class ChangePerson(OfficeForm):
    """Facts of one person: what the rules of postings are asked of stands here, and what was before is logged."""

    permission = "training.change_person"
    template_name = "portal/office/change.html"
    form_class = PersonForm
    page_title = _("Change the record")
    header_icon = "user"
    parents = [("office:people", _("People"))]
    submit_label = _("Save")
    success_message = _("The record was changed. What the rules of postings answered before stays as it was.")

    @cached_property
    def person(self) -> Person:
        return get_object_or_404(Person.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return f"{self.person.full_name} ({self.person.staff_code})"

    def get_initial(self):
        return {name: getattr(self.person, name) for name in self.form_class.base_fields}

    def perform(self, form):
        return change_person(self.person, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:person", args=[self.person.pk])

    def get_context_data(self, **kwargs):
        note = _("Every change is logged with what stood here before.")
        return super().get_context_data(consequence=note, back=self.get_success_url(), **kwargs)


class RecordPage(OfficePage):
    """The record on one line of time, as far as the office's duty reaches; the look is written into the log."""

    permission = "training.view_person"
    template_name = "portal/office/people/record.html"
    header_icon = "history"
    parents = [("office:people", _("People"))]

    def get_context_data(self, **kwargs):
        sight = seen_record(self.request.user, self.kwargs["pk"])
        self.page_title = sight.person.full_name
        record_view(sight.person, "record", by=self.request.user, purpose=sight.purpose)
        return super().get_context_data(**page_of_record(self.request, sight), **kwargs)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Excel workbook (.xlsx)"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"})
    )
    holds_no_secrets = forms.BooleanField(label=_("The file holds no state secrets"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit = {"data-max-bytes": str(settings.IMPORT_MAX_BYTES), "data-too-large": too_large()}
        self.fields["file"].widget.attrs.update(limit)


class UploadPeople(OfficeForm):
    """Gives a workbook to a dry run."""

    permission = "training.import_people"
    template_name = "portal/office/people/upload.html"
    form_class = UploadForm
    page_title = _("Import people")
    header_icon = "upload"
    submit_label = _("Check the file")
    parents = [("office:people", _("People"))]

    def perform(self, form):
        with transaction.atomic():
            run = keep_upload(form.cleaned_data["file"], kind=ImportRun.Kind.PEOPLE, dry_run=True, by=self.request.user)
            transaction.on_commit(lambda: run_import.delay(run.pk))
        return run

    def get_success_url(self) -> str:
        return reverse("office:import_run", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(columns=COLUMNS, **kwargs)


class ImportRunPage(OfficePage):
    """Progress, counts and errors of one import; refreshes itself while it runs."""

    permission = "training.import_people"
    template_name = "portal/office/people/import_run.html"
    page_title = _("Import")
    header_icon = "upload"
    parents = [("office:people", _("People")), ("office:people_import", _("Import people"))]

    kind = ImportRun.Kind.PEOPLE
    counted = [("people", _("People")), ("offices", _("Offices"))]
    pages = {"write": "office:import_write", "cancel": "office:import_cancel", "again": "office:people_import"}

    def get_context_data(self, **kwargs):
        runs = ImportRun.objects.filter(kind=self.kind).select_related("started_by")
        run = get_object_or_404(runs, pk=self.kwargs["pk"])
        self.page_title = run.file_name
        kinds = ("added", "changed", "unchanged")
        counts = [(label, [run.counts.get(f"{name}_{kind}", 0) for kind in kinds]) for name, label in self.counted]
        may_repeat = (
            run.state == ImportRun.State.CHECKED
            and not run.counts.get("errors")
            and run.started_by_id == self.request.user.pk
        )
        pages = {name: reverse(page, args=[] if name == "again" else [run.pk]) for name, page in self.pages.items()}
        return super().get_context_data(run=run, counts=counts, may_repeat=may_repeat, pages=pages, **kwargs)

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        answer = super().render_to_response(context, **kwargs)
        if not context["run"].is_over:
            answer["Refresh"] = "2"
        return answer


class _ChangeRun(PermissionByName, View):
    permission = "training.import_people"
    http_method_names = ["post"]
    kind = ImportRun.Kind.PEOPLE
    run_page = "office:import_run"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(ImportRun, pk=pk, kind=self.kind)
        try:
            run = self.change(run)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        return redirect(self.run_page, pk=run.pk)

    def change(self, run: ImportRun) -> ImportRun:
        raise NotImplementedError


class WriteForReal(_ChangeRun):
    def change(self, run: ImportRun) -> ImportRun:
        with transaction.atomic():
            real = repeat_for_real(run, by=self.request.user)
            transaction.on_commit(lambda: run_import.delay(real.pk))
        return real


class CancelImport(_ChangeRun):
    def change(self, run: ImportRun) -> ImportRun:
        ask_to_cancel(run, by=self.request.user)
        return run


class Template(PermissionByName, View):
    permission = "training.import_people"

    def get(self, request: HttpRequest) -> HttpResponse:
        answer = HttpResponse(content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        answer["Content-Disposition"] = 'attachment; filename="mau-nhap-can-bo.xlsx"'
        write_template(answer)
        return answer
