"""The packages taken in, and the files given for it."""

import django_filters

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.models import Package, PackageUpload
from curriculum.templatetags.content import bytes_in_words
from portal.office.base import OfficeListing
from portal.office.tables import DayColumn, StateColumn
from training.access.services import record_export


class PackageFilter(WagtailFilterSet):
    class Meta:
        model = Package
        fields = ["kind"]


class UploadFilter(WagtailFilterSet):
    given = django_filters.DateFromToRangeFilter(
        label=_("Given between"), field_name="created_at", widget=DateRangePickerWidget
    )

    class Meta:
        model = PackageUpload
        fields = ["state", "given"]


def size_in_words(package: Package) -> str:
    return bytes_in_words(package.bytes_unpacked)


class PackageListing(OfficeListing):
    """What may be placed below a module."""

    permission = "curriculum.view_package"
    model = Package
    page_title = _("Packages")
    header_icon = "folder-inverse"
    verbose_name_plural = _("packages")
    default_ordering = "-added_at"
    filterset_class = PackageFilter
    list_export = ["title", "get_kind_display", "edition", "parts", "file_name", "bytes_unpacked", "added_at", "sha256"]
    export_filename = "goi-hoc-lieu"
    columns = [
        TitleColumn("title", label=_("Title"), url_name="office:package", sort_key="title"),
        Column("kind", label=pgettext_lazy("package", "Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("parts", label=_("Parts"), sort_key="parts"),
        Column("size", label=_("Size"), accessor=size_in_words, sort_key="bytes_unpacked"),
        DayColumn("added_at", label=pgettext_lazy("package", "Added"), sort_key="added_at"),
    ]

    @cached_property
    def header_buttons(self):
        buttons = [
            HeaderButton(_("Learners"), reverse("office:package_learners"), icon_name="group"),
            HeaderButton(_("Files given"), reverse("office:package_uploads"), icon_name="history"),
        ]
        if self.request.user.has_perm("curriculum.add_package"):
            buttons.insert(0, HeaderButton(_("Add a package"), reverse("office:package_upload"), icon_name="upload"))
        return buttons

    def get_base_queryset(self):
        return Package.objects.annotate(parts=Count("items", filter=~Q(items__href="")))

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        return super().as_spreadsheet(queryset, spreadsheet_format)


class UploadListing(OfficeListing):
    """The files given so far, the refused ones with their reason."""

    permission = "curriculum.view_package"
    model = PackageUpload
    page_title = _("Files given as packages")
    header_icon = "upload"
    verbose_name_plural = _("uploads of packages")
    default_ordering = "-created_at"
    filterset_class = UploadFilter
    list_export = ["file_name", "get_state_display", "refusal", "package", "started_by", "created_at", "file_hash"]
    export_headings = {"get_state_display": _("State"), "refusal": _("What is wrong"), "started_by": _("Given by")}
    export_filename = "tep-goi-hoc-lieu"
    columns = [
        TitleColumn("file_name", label=_("File"), url_name="office:package_upload_run", sort_key="file_name"),
        StateColumn("state", label=_("State"), sort_key="state"),
        Column("refusal", label=_("What is wrong")),
        Column("started_by", label=_("Given by"), sort_key="started_by__first_name"),
        DayColumn("created_at", label=_("When"), sort_key="created_at"),
    ]

    def get_parents(self):
        return [("office:packages", _("Packages"))]

    def get_base_queryset(self):
        return PackageUpload.objects.select_related("started_by", "package")

    def search_queryset(self, queryset):
        for word in self.search_query.split() if self.is_searching else ():
            queryset = queryset.filter(Q(file_name__icontains=word) | Q(refusal__icontains=word))
        return queryset

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        return super().as_spreadsheet(queryset, spreadsheet_format)
