"""The register of people."""

import django_filters

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from curriculum.clock.time import today
from portal.office.base import OfficeListing
from portal.office.tables import DayColumn
from training.access.services import record_export
from training.models import Bloc, ImportRun, Person, Position, PositionTitle, Unit


def offices_on_list(person: Person) -> str:
    return "; ".join(f"{office.title}, {office.unit.name}" for office in person.offices_today)


class PersonFilter(WagtailFilterSet):
    unit = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("organisation", "unit"),
        queryset=lambda request: Unit.objects.current().in_name_order(),
        method="in_unit",
    )
    bloc = django_filters.ModelChoiceFilter(
        label=_("bloc"), queryset=lambda request: Bloc.objects.current(), method="in_bloc"
    )
    title = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("posting", "title"),
        queryset=lambda request: PositionTitle.objects.current(),
        method="with_title",
    )

    class Meta:
        model = Person
        fields = ["staff_category"]

    def in_unit(self, queryset, name, unit):
        return queryset.holding_office_in([unit])

    def in_bloc(self, queryset, name, bloc):
        return queryset.holding_office_in(Unit.objects.filter(bloc=bloc))

    def with_title(self, queryset, name, title):
        return queryset.filter(pk__in=Position.objects.valid_on(today()).filter(title=title).values("person"))


class PersonListing(OfficeListing):
    """Who is in the register; exports are written into the views-and-exports log."""

    permission = "training.view_person"
    model = Person
    page_title = _("People")
    header_icon = "group"
    verbose_name_plural = _("people")
    default_ordering = "sort_key"
    filterset_class = PersonFilter
    list_export = ["staff_code", "full_name", "birth_date", "sex", "staff_category", "offices"]
    export_filename = "can-bo"
    columns = [
        TitleColumn("full_name", label=_("Full name"), url_name="office:person", sort_key="sort_key"),
        Column("staff_code", label=_("Staff code"), sort_key="staff_code", classname="office-code"),
        DayColumn("birth_date", label=_("Date of birth"), sort_key="birth_date"),
        Column("offices", label=_("Offices today"), accessor=offices_on_list),
    ]

    def get_base_queryset(self):
        offices = Position.objects.current().select_related("unit", "title")
        return Person.objects.visible_to(self.request.user).prefetch_related(
            Prefetch("positions", offices, to_attr="offices_today")
        )

    def search_queryset(self, queryset):
        return queryset.matching(self.search_query)

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        for person in queryset:
            person.offices = offices_on_list(person)
        return super().as_spreadsheet(queryset, spreadsheet_format)


class ImportListing(OfficeListing):
    """The imports made so far."""

    permission = "training.import_people"
    model = ImportRun
    page_title = _("Imports")
    header_icon = "upload"
    default_ordering = "-created_at"
    is_searchable = False
    columns = [
        TitleColumn("file_name", label=_("File"), url_name="office:import_run"),
        Column("state", label=_("State"), accessor="get_state_display"),
        Column("started_by", label=_("Started by")),
        DayColumn("created_at", label=_("When"), sort_key="created_at"),
    ]

    def get_base_queryset(self):
        return ImportRun.objects.filter(kind=ImportRun.Kind.PEOPLE).select_related("started_by")
