"""A person's profile, and the import of the people sheet: upload, progress, errors by row, then for real."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from wagtail.admin import messages

from portal.office.base import REFUSALS, OfficeForm, OfficePage, PermissionByName
from training.access.services import record_view
from training.models import ImportRun, Person
from training.people.import_columns import COLUMNS, write_template
from training.spreadsheets.services import ask_to_cancel, keep_upload, repeat_for_real
from training.tasks import run_import


class ProfilePage(OfficePage):
    """One person with his offices through time; the look is written into the log."""

    permission = "training.view_person"
    template_name = "portal/office/people/person.html"
    header_icon = "user"
    parents = [("office:people", _("People"))]

    def get_context_data(self, **kwargs):
        people = Person.objects.visible_to(self.request.user).select_related("native_place", "residence", "user")
        person = get_object_or_404(people, pk=self.kwargs["pk"])
        self.page_title = person.full_name
        record_view(person, "profile", by=self.request.user)
        offices = person.positions.select_related("unit", "title__bloc")
        return super().get_context_data(person=person, offices=offices, **kwargs)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Excel workbook (.xlsx)"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"})
    )
    holds_no_secrets = forms.BooleanField(label=_("The file holds no state secrets"))


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

    def get_context_data(self, **kwargs):
        run = get_object_or_404(ImportRun.objects.select_related("started_by"), pk=self.kwargs["pk"])
        self.page_title = run.file_name
        kinds = ("added", "changed", "unchanged")
        counts = {name: [run.counts.get(f"{name}_{kind}", 0) for kind in kinds] for name in ("people", "offices")}
        may_repeat = (
            run.state == ImportRun.State.CHECKED
            and not run.counts.get("errors")
            and run.started_by_id == self.request.user.pk
        )
        return super().get_context_data(run=run, counts=counts, may_repeat=may_repeat, **kwargs)

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        answer = super().render_to_response(context, **kwargs)
        if not context["run"].is_over:
            answer["Refresh"] = "2"
        return answer


class _ChangeRun(PermissionByName, View):
    permission = "training.import_people"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(ImportRun, pk=pk)
        try:
            run = self.change(run)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        return redirect("office:import_run", pk=run.pk)

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
