"""The register of mentors, the postings that wait for one, and the yearly self-reviews."""

import django_filters

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.clock.time import today
from portal.office.base import OfficeListing
from portal.office.tables import DayColumn, StateColumn
from training.access.services import record_export
from training.mentoring.register.proposals import new_mentor_due, postings_without_mentor
from training.mentoring.register.queries import register_rows
from training.models import Bloc, Mentor, MentorReview, Posting, RotationWave, Unit
from training.people.models import Person, Position


def offices_of(mentor: Mentor) -> str:
    return "; ".join(f"{office.title}, {office.unit.name}" for office in mentor.person.offices_today) or "–"


def load_of_row(mentor: Mentor) -> str:
    return f"{mentor.guided} / {mentor.most}"


class MentorFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), method="by_state", choices=Mentor.State.choices)
    training = django_filters.ChoiceFilter(
        label=_("Mentor training"), method="by_training", choices=Mentor.Training.choices
    )
    load = django_filters.ChoiceFilter(
        label=_("Officials guided"),
        method="by_load",
        choices=[
            ("free", pgettext_lazy("mentors", "has room")),
            ("full", pgettext_lazy("mentors", "full")),
            ("over", pgettext_lazy("mentors", "over the limit")),
            ("none", pgettext_lazy("mentors", "guides nobody")),
        ],
    )
    unit = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("organisation", "unit"),
        method="in_unit",
        queryset=lambda request: Unit.objects.current().in_name_order(),
    )
    bloc = django_filters.ModelChoiceFilter(
        label=_("Bloc"), method="in_bloc", queryset=lambda request: Bloc.objects.current()
    )

    class Meta:
        model = Mentor
        fields: list[str] = []

    def by_state(self, queryset, name, value):
        return queryset.in_state(value)

    def by_training(self, queryset, name, value):
        return queryset.with_training(value)

    def by_load(self, queryset, name, value):
        if value == "free":
            return queryset.filter(room__gt=0, is_active=True)
        if value == "none":
            return queryset.filter(guided=0)
        return queryset.filter(room__lt=0) if value == "over" else queryset.filter(room=0)

    def in_unit(self, queryset, name, value):
        return queryset.filter(person__in=Position.objects.current().filter(unit=value).values("person"))

    def in_bloc(self, queryset, name, value):
        return queryset.filter(person__in=Position.objects.current().filter(title__bloc=value).values("person"))


class MentorListing(OfficeListing):
    permission = "training.view_register"
    model = Mentor
    page_title = _("Register of mentors")
    header_icon = "group"
    verbose_name_plural = _("mentors")
    default_ordering = "person__sort_key"
    filterset_class = MentorFilter
    list_export = [
        "person.full_name",
        "offices",
        "guided",
        "most",
        "get_training_display",
        "trained_on",
        "trained_until",
        "update_due_on",
        "registered_on",
        "get_state_display",
    ]
    export_headings = {
        "person.full_name": _("Full name"),
        "offices": _("Offices today"),
        "guided": _("Guides"),
        "most": _("At most"),
        "get_training_display": _("Mentor training"),
        "get_state_display": _("State"),
    }
    export_filename = "nguoi-huong-dan"
    columns = [
        TitleColumn("person", label=_("Mentor"), url_name="office:mentor", sort_key="person__sort_key"),
        Column("offices", label=_("Offices today"), accessor=offices_of),
        Column("guided", label=_("Guides / at most"), accessor=load_of_row, sort_key="room"),
        StateColumn("training", label=pgettext_lazy("mentors", "Training"), sort_key="trained_until"),
        DayColumn("trained_until", label=_("Valid until"), sort_key="trained_until"),
        StateColumn("state", label=_("State"), sort_key="is_active"),
    ]

    def get_base_queryset(self):
        return register_rows()

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        return queryset.filter(person__in=Person.objects.matching(self.search_query))

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        for mentor in queryset:
            mentor.offices = offices_of(mentor)
        return super().as_spreadsheet(queryset, spreadsheet_format)

    @property
    def header_buttons(self):
        if not self.request.user.has_perm("training.change_register"):
            return []
        return [HeaderButton(_("Enter a mentor"), url=reverse("office:mentor_enter"), icon_name="plus")]


class WithoutMentorFilter(WagtailFilterSet):
    late = django_filters.ChoiceFilter(
        label=_("Time"), method="only_late", choices=[("true", _("only those beyond the day"))]
    )
    wave = django_filters.ModelChoiceFilter(label=_("Wave"), queryset=lambda request: RotationWave.objects.all())

    class Meta:
        model = Posting
        fields = ["kind", "wave"]

    def only_late(self, queryset, name, value):
        return queryset.filter(since__lt=today() - (new_mentor_due(today()) - today()))


def days_left(posting: Posting) -> str:
    days = (new_mentor_due(posting.since) - today()).days
    if days < 0:
        return str(_("%(days)d days late") % {"days": -days})
    return str(_("%(days)d days left") % {"days": days})


class WithoutMentorListing(OfficeListing):
    """Who has nobody to guide him, or whose mentor may guide no more; the longest wait on top."""

    permission = "training.view_register"
    model = Posting
    page_title = _("Postings without a mentor")
    header_icon = "search"
    verbose_name_plural = _("postings")
    default_ordering = "since"
    filterset_class = WithoutMentorFilter
    list_export = ["person.full_name", "host_unit.name", "title.name_vi", "leaving", "since", "due"]
    export_headings = {
        "person.full_name": _("Person"),
        "host_unit.name": _("Host unit"),
        "leaving": _("Mentor who leaves"),
        "since": _("Since"),
        "due": _("New mentor by"),
    }
    export_filename = "chua-co-nguoi-huong-dan"
    columns = [
        TitleColumn("person", label=_("Person"), url_name="office:mentor_proposals", sort_key="person__sort_key"),
        Column("host_unit", label=_("Host unit"), sort_key="host_unit__sort_key"),
        Column("title", label=pgettext_lazy("posting", "Title")),
        Column("leaving", label=_("Mentor who leaves"), accessor=lambda row: row.leaving or "–"),
        DayColumn("since", label=_("Since"), sort_key="since"),
        DayColumn("due", label=_("New mentor by"), accessor=lambda row: new_mentor_due(row.since)),
        Column("left", label=_("Time"), accessor=days_left),
    ]

    def get_base_queryset(self):
        seen = Posting.objects.visible_to(self.request.user).values("pk")
        return postings_without_mentor().filter(pk__in=seen).select_related("person", "host_unit", "title")

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        people = Person.objects.matching(self.search_query)
        return queryset.filter(Q(person__in=people) | Q(host_unit__in=Unit.objects.matching(self.search_query)))

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        for posting in queryset:
            posting.due = new_mentor_due(posting.since)
        return super().as_spreadsheet(queryset, spreadsheet_format)


class ReviewFilter(WagtailFilterSet):
    late = django_filters.ChoiceFilter(label=_("Time"), method="only_late", choices=[("true", _("only late"))])
    year = django_filters.ChoiceFilter(label=_("Year"), choices=lambda: _years())

    class Meta:
        model = MentorReview
        fields = ["status"]

    def only_late(self, queryset, name, value):
        return queryset.overdue()


def _years() -> list[tuple[int, int]]:
    years = MentorReview.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, year) for year in years]


class ReviewStateColumn(StateColumn):
    def get_cell_context_data(self, instance, parent_context):
        late = {"state": "overdue"} if instance.is_overdue else {}
        return super().get_cell_context_data(instance, parent_context) | late


class ReviewListing(OfficeListing):
    """F9 of each mentor and year: whether it is there and when; its words are on its own page, once confirmed."""

    permission = "training.view_register"
    model = MentorReview
    page_title = _("Mentors' self-reviews")
    header_icon = "form"
    verbose_name_plural = _("self-reviews")
    default_ordering = "-due_on"
    filterset_class = ReviewFilter
    list_export = ["year", "mentor.person.full_name", "due_on", "get_status_display", "signed_at"]
    export_headings = {"mentor.person.full_name": _("Mentor"), "get_status_display": _("State")}
    export_filename = "tu-soat-nguoi-huong-dan"
    columns = [
        TitleColumn(
            "mentor",
            label=_("Mentor"),
            get_url=lambda row: reverse("office:mentor", args=[row.mentor_id]),
            sort_key="mentor__person__sort_key",
        ),
        Column("year", label=_("Year"), accessor=lambda row: str(row.year), sort_key="year"),
        DayColumn("due_on", label=_("Due on"), sort_key="due_on"),
        DayColumn("signed_at", label=_("Confirmed on"), sort_key="signed_at"),
        ReviewStateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        return MentorReview.objects.select_related("mentor__person")

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        return queryset.filter(mentor__person__in=Person.objects.matching(self.search_query))
