"""Who worked on a package and how far each has come; the training office excuses somebody from a part."""

from dataclasses import dataclass

import django_filters

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from curriculum.models import PackageItemState, PackagePage, PackageRegistration
from curriculum.packages.queries import Contents, Part
from curriculum.packages.statements.services import waive
from portal.office.base import OfficeForm, OfficeListing, OfficePage
from portal.office.packages.pages import ABOVE
from portal.office.tables import DayColumn
from portal.templatetags.questions import as_percent
from training.access.services import record_export

LEARNERS = ("office:package_learners", _("Learners of packages"))


class LearnerFilter(WagtailFilterSet):
    page = django_filters.ModelChoiceFilter(label=_("Page"), queryset=PackagePage.objects.order_by("path"))
    done = django_filters.ChoiceFilter(
        label=_("Completed"), choices=[("yes", _("completed")), ("no", _("not yet"))], method="by_completion"
    )
    waived = django_filters.BooleanFilter(label=_("With a part waived"), field_name="is_waived")

    class Meta:
        model = PackageRegistration
        fields = ["page", "done", "waived"]

    def by_completion(self, queryset, name, value):
        return queryset.filter(completed_at__isnull=value == "no")


class LearnerListing(OfficeListing):
    """Everybody who opened a package on one of its pages."""

    permission = "curriculum.view_package"
    model = PackageRegistration
    page_title = _("Learners of packages")
    header_icon = "group"
    verbose_name_plural = _("learners of packages")
    parents = [ABOVE]
    default_ordering = "-opened_at"
    filterset_class = LearnerFilter
    list_export = ["user", "page", "opened_at", "completed_at", "best_score", "is_waived"]
    export_headings = {"user": _("Learner"), "page": _("Page"), "is_waived": _("With a part waived")}
    export_filename = "hoc-vien-goi-hoc-lieu"
    columns = [
        TitleColumn("user", label=_("Learner"), url_name="office:package_learner", sort_key="user__first_name"),
        Column("page", label=_("Page"), sort_key="page__title"),
        DayColumn("opened_at", label=_("Opened on"), sort_key="opened_at"),
        DayColumn("completed_at", label=_("Completed on"), sort_key="completed_at"),
        Column("best_score", label=_("Best score"), accessor=lambda row: _score(row), sort_key="best_score"),
        Column("waived", label=_("Waived"), accessor=lambda row: _("a part") if row.is_waived else "–"),
    ]

    def get_base_queryset(self):
        waived = PackageItemState.objects.filter(registration=OuterRef("pk"), waived_at__isnull=False)
        return PackageRegistration.objects.annotate(is_waived=Exists(waived)).select_related("user", "page")

    def search_queryset(self, queryset):
        for word in self.search_query.split() if self.is_searching else ():
            named = Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word)
            queryset = queryset.filter(named | Q(page__title__icontains=word))
        return queryset

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        return super().as_spreadsheet(queryset, spreadsheet_format)


def _score(row: PackageRegistration) -> str:
    return as_percent(None if row.best_score is None else float(row.best_score))


@dataclass
class _Of:
    """One registration and its contents."""

    registration: PackageRegistration

    @cached_property
    def contents(self) -> Contents:
        return Contents(self.registration.page, self.registration.user)


def _found(pk: int) -> _Of:
    rows = PackageRegistration.objects.select_related("user", "page__package")
    return _Of(get_object_or_404(rows, pk=pk))


class Learner(OfficePage):
    """One person's way through the parts of a package, and the part he may be excused from."""

    permission = "curriculum.view_package"
    template_name = "portal/office/packages/learner.html"
    header_icon = "group"
    parents = [ABOVE, LEARNERS]

    def get_context_data(self, **kwargs):
        of = _found(self.kwargs["pk"])
        self.page_title = str(of.registration.user)
        return super().get_context_data(
            registration=of.registration,
            parts=of.contents.to_open,
            is_current=of.registration.package_id == of.registration.page.package_id,
            may_waive=self.request.user.has_perm("curriculum.waive_package"),
            **kwargs,
        )


class WaiverForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is written into the log: the document, the class in which it was done before."),
    )


class WaivePart(OfficeForm):
    """One part counts as done for one person."""

    permission = "curriculum.waive_package"
    template_name = "portal/office/change.html"
    form_class = WaiverForm
    page_title = _("Waive a part of a package")
    header_icon = "group"
    parents = [ABOVE, LEARNERS]
    submit_label = _("Waive the part")
    success_message = _("The part is waived. It counts as done for this person.")

    @cached_property
    def of(self) -> _Of:
        return _found(self.kwargs["pk"])

    @cached_property
    def part(self) -> Part:
        if self.of.registration.package_id != self.of.registration.page.package_id:
            raise Http404  # of a package the page no longer offers
        found = next((one for one in self.of.contents.to_open if one.item.pk == self.kwargs["item"]), None)
        if found is None:
            raise Http404
        return found

    def get_page_subtitle(self) -> str:
        return f"{self.of.registration.user}, {self.part.item.title}"

    def perform(self, form):
        registration, reason = self.of.registration, form.cleaned_data["reason"]
        return waive(registration.page, self.part.item, registration.user, reason=reason, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:package_learner", args=[self.of.registration.pk])

    def get_context_data(self, **kwargs):
        words = _("The part counts as done for this person only. What was reported stays; it cannot be taken back.")
        return super().get_context_data(consequence=words, back=self.get_success_url(), **kwargs)
