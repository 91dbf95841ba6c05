"""The import of a results sheet: upload, progress, errors by row, then for real; the screens of the people import."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.office.people.pages import CancelImport, ImportRunPage, UploadPeople, WriteForReal
from training.models import ImportRun, TrainingClass
from training.spreadsheets.services import keep_upload
from training.tasks import run_import

RUNS_SHOWN = 5


class UploadResults(UploadPeople):
    """Gives the sheet of a class to a dry run."""

    permission = "training.import_results"
    template_name = "portal/office/results/upload.html"
    page_title = _("Import results")
    parents = [("office:classes", _("Classes"))]

    @cached_property
    def training_class(self) -> TrainingClass:
        return get_object_or_404(TrainingClass.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.training_class)

    def perform(self, form):
        file = form.cleaned_data["file"]
        with transaction.atomic():
            run = keep_upload(file, kind=ImportRun.Kind.RESULTS, dry_run=True, by=self.request.user)
            transaction.on_commit(lambda: run_import.delay(run.pk))
        return run

    def get_success_url(self) -> str:
        return reverse("office:results_run", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        runs = ImportRun.objects.filter(kind=ImportRun.Kind.RESULTS).select_related("started_by")[:RUNS_SHOWN]
        return super().get_context_data(training_class=self.training_class, runs=runs, **kwargs)


class ResultsRunPage(ImportRunPage):
    permission = "training.import_results"
    parents = [("office:classes", _("Classes"))]
    kind = ImportRun.Kind.RESULTS
    counted = [("marks", _("Marks"))]
    pages = {"write": "office:results_write", "cancel": "office:results_cancel", "again": "office:classes"}


class WriteResults(WriteForReal):
    permission = "training.import_results"
    kind = ImportRun.Kind.RESULTS
    run_page = "office:results_run"


class CancelResults(CancelImport):
    permission = "training.import_results"
    kind = ImportRun.Kind.RESULTS
    run_page = "office:results_run"
