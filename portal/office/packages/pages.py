"""Giving a package: upload, progress, the refusal in words or the package with its contents."""

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from wagtail.admin import messages

from curriculum.models import Package, PackagePage, PackageUpload
from curriculum.packages.services.uploads import ask_to_cancel, keep_upload, too_large
from curriculum.tasks import take_in_package
from portal.office.base import REFUSALS, OfficeForm, OfficePage, PermissionByName

ABOVE = ("office:packages", _("Packages"))


class PackageForm(forms.Form):
    file = forms.FileField(
        label=_("Package"),
        help_text=_("SCORM 1.2 or 2004 (.zip), H5P (.h5p), cmi5 (.zip, or cmi5.xml alone)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.h5p,.xml"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit = {"data-max-bytes": str(settings.PACKAGE_MAX_BYTES), "data-too-large": too_large()}
        self.fields["file"].widget.attrs.update(limit)


class UploadPackage(OfficeForm):
    """The file is looked through at once; unpacking goes on in the background."""

    permission = "curriculum.add_package"
    template_name = "portal/office/packages/upload.html"
    form_class = PackageForm
    page_title = _("Add a package")
    header_icon = "upload"
    submit_label = _("Check and take in")
    parents = [ABOVE]

    def perform(self, form):
        with transaction.atomic():
            upload = keep_upload(form.cleaned_data["file"], by=self.request.user)
            transaction.on_commit(lambda: take_in_package.delay(upload.pk))
        return upload

    def get_success_url(self) -> str:
        return reverse("office:package_upload_run", args=[self.result.pk])


class UploadDetail(OfficePage):
    """How far the work has come; refreshes itself while it goes on."""

    permission = "curriculum.view_package"
    template_name = "portal/office/packages/upload_run.html"
    page_title = _("Package given")
    header_icon = "upload"
    parents = [ABOVE, ("office:package_uploads", _("Files given as packages"))]

    def get_context_data(self, **kwargs):
        upload = get_object_or_404(PackageUpload.objects.select_related("started_by", "package"), pk=self.kwargs["pk"])
        self.page_title = upload.file_name
        return super().get_context_data(upload=upload, **kwargs)

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        answer = super().render_to_response(context, **kwargs)
        if not context["upload"].is_over:
            answer["Refresh"] = "2"
        return answer


class CancelUpload(PermissionByName, View):
    permission = "curriculum.add_package"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = get_object_or_404(PackageUpload, pk=pk)
        try:
            ask_to_cancel(upload, by=request.user)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        return redirect("office:package_upload_run", pk=upload.pk)


class PackageDetail(OfficePage):
    """The package, its contents and the pages that offer it."""

    permission = "curriculum.view_package"
    template_name = "portal/office/packages/package.html"
    header_icon = "folder-inverse"
    parents = [ABOVE]

    def get_context_data(self, **kwargs):
        package = get_object_or_404(Package.objects.select_related("added_by"), pk=self.kwargs["pk"])
        self.page_title = package.title
        pages = PackagePage.objects.filter(package=package).order_by("path")
        return super().get_context_data(package=package, items=package.items.all(), pages=pages, **kwargs)
