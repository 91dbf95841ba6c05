"""Classes between the plan and their opening: taken in from a sheet, changed while planned, confirmed."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from portal.office.base import PermissionByName
from portal.office.classes.changes import ClassChange
from portal.office.classes.forms import ClassForm
from portal.office.people.pages import CancelImport, ImportRunPage, UploadPeople, WriteForReal
from portal.widgets import DateInput
from training.cohorts.confirmation import change_confirmation, confirm_class
from training.cohorts.import_columns import write_template
from training.cohorts.services import CHANGEABLE, change_class
from training.models import ImportRun, PlanItem, TrainingClass
from training.spreadsheets.services import keep_upload
from training.tasks import run_import

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RUNS_SHOWN = 5


class UploadClasses(UploadPeople):
    """Gives a sheet of classes to a dry run; the screens are those of the people import."""

    permission = "training.add_class"
    template_name = "portal/office/plans/upload.html"
    page_title = _("Import classes")
    parents = [("office:classes", _("Classes"))]

    def perform(self, form):
        file = form.cleaned_data["file"]
        with transaction.atomic():
            run = keep_upload(file, kind=ImportRun.Kind.CLASSES, dry_run=True, by=self.request.user)
            transaction.on_commit(lambda: run_import.delay(run.pk))
        return run

    def get_success_url(self) -> str:
        return reverse("office:classes_run", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        runs = ImportRun.objects.filter(kind=ImportRun.Kind.CLASSES).select_related("started_by")[:RUNS_SHOWN]
        return super().get_context_data(runs=runs, **kwargs)


class ClassesRunPage(ImportRunPage):
    permission = "training.add_class"
    parents = [("office:classes", _("Classes")), ("office:classes_import", _("Import classes"))]
    kind = ImportRun.Kind.CLASSES
    counted = [("classes", _("Classes"))]
    pages = {
        "write": "office:classes_write",
        "cancel": "office:classes_cancel",
        "again": "office:classes_import",
    }


class WriteClasses(WriteForReal):
    permission = "training.add_class"
    kind = ImportRun.Kind.CLASSES
    run_page = "office:classes_run"


class CancelClasses(CancelImport):
    permission = "training.add_class"
    kind = ImportRun.Kind.CLASSES
    run_page = "office:classes_run"


class ClassesTemplate(PermissionByName, View):
    permission = "training.add_class"

    def get(self, request: HttpRequest) -> HttpResponse:
        answer = HttpResponse(content_type=XLSX)
        answer["Content-Disposition"] = 'attachment; filename="mau-nhap-lop.xlsx"'
        write_template(answer)
        return answer


class PlannedClassForm(ClassForm):
    """What may still change of a planned class: all but its programme and code."""

    def __init__(self, *args, training_class: TrainingClass, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["programme"], self.fields["code"]
        items = PlanItem.objects.select_related("plan", "programme").filter(programme=training_class.programme_id)
        self.fields["plan_item"].queryset = items


class ChangeClass(ClassChange):
    form_class = PlannedClassForm
    page_title = _("Change the class")
    consequence = _("Until it is announced nobody outside the office sees the class.")
    submit_label = _("Save")
    success_message = _("The class was changed.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"training_class": self.training_class}

    def get_initial(self):
        facts = {name: getattr(self.training_class, name) for name in CHANGEABLE}
        return facts | {"plan_item": self.training_class.plan_item_id}

    def perform(self, form):
        return change_class(self.training_class, **form.cleaned_data, by=self.request.user)


class ConfirmationReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason, when below the minimum number"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ConfirmClass(ClassChange):
    form_class = ConfirmationReasonForm
    page_title = _("Confirm the class")
    consequence = _("The class will be held. A class confirms itself as soon as it has its minimum number of people.")
    submit_label = _("Confirm")
    success_message = _("The class is confirmed.")

    def perform(self, form):
        return confirm_class(self.training_class, **form.cleaned_data, by=self.request.user)


class DeadlineForm(forms.Form):
    confirm_by = forms.DateField(label=_("To be confirmed by"), widget=DateInput)
    minimum = forms.IntegerField(label=_("Minimum number"), min_value=1)


class ChangeDeadline(ClassChange):
    form_class = DeadlineForm
    page_title = _("Change the day of confirmation")
    consequence = _("You are warned anew before the day you set. With its minimum the class confirms itself at once.")
    submit_label = _("Save")
    success_message = _("The day of confirmation was set.")

    def get_initial(self):
        return {"confirm_by": self.training_class.confirm_by, "minimum": self.training_class.minimum}

    def perform(self, form):
        return change_confirmation(self.training_class, **form.cleaned_data, by=self.request.user)
