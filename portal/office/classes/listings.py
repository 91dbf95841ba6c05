"""The training office's lists: classes, nominations, rooms, lecturers."""

import django_filters

from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.clock.time import now, today
from curriculum.models import ProgrammePage
from curriculum.vietnamese.text import fold
from portal.office.base import OfficeListing
from portal.office.tables import ActColumn, DayColumn, StateColumn
from training.models import Enrolment, Lecturer, Nomination, Room, TaughtModule, TrainingClass
from training.regulations.queries import value_on


class ClassFilter(WagtailFilterSet):
    year = django_filters.NumberFilter(label=_("Year"), field_name="opens_on", lookup_expr="year")
    programme = django_filters.ModelChoiceFilter(label=_("Programme"), queryset=ProgrammePage.objects.order_by("code"))
    confirmation = django_filters.ChoiceFilter(
        label=_("Confirmation"),
        choices=[
            ("at_risk", _("at risk: below the minimum, the day near or past")),
            ("tentative", _("tentative")),
            ("confirmed", _("confirmed")),
        ],
        method="in_confirmation",
    )

    class Meta:
        model = TrainingClass
        fields = ["status", "confirmation", "programme", "year"]

    def in_confirmation(self, queryset, name, value):
        if value == "at_risk":
            near = TrainingClass.objects.at_risk(today(), value_on("training.confirm_warning_days"))
            return queryset.filter(pk__in=near.values("pk"))
        before_opening = queryset.filter(status__in=[TrainingClass.Status.PLANNED, TrainingClass.Status.ENROLLING])
        return before_opening.filter(confirmed_at__isnull=value == "tentative")


def confirmation_on_list(row: TrainingClass) -> str:
    """The day by which a tentative class is to be confirmed; in words once it is."""
    if row.stage == TrainingClass.Stage.TENTATIVE:
        return date_format(row.confirm_by, "SHORT_DATE_FORMAT") if row.confirm_by else "–"
    return str(row.stage.label) if row.stage == TrainingClass.Stage.CONFIRMED else "–"


class ClassListing(OfficeListing):
    permission = "portal.see_classes"
    model = TrainingClass
    page_title = _("Classes")
    header_icon = "calendar-alt"
    verbose_name_plural = _("classes")
    default_ordering = "-opens_on"
    filterset_class = ClassFilter
    search_fields = ["code", "name", "place"]
    list_export = [
        "code",
        "name",
        "programme.code",
        "opens_on",
        "closes_on",
        "place",
        "taken",
        "capacity",
        "minimum",
        "confirm_by",
        "stage",
        "status",
    ]
    export_filename = "lop-hoc"
    columns = [
        TitleColumn("code", label=_("Class"), url_name="office:class", sort_key="code", classname="office-code"),
        Column("name", label=_("Name"), sort_key="name"),
        DayColumn("opens_on", label=_("Opens on"), sort_key="opens_on"),
        Column("seats", label=_("Places taken"), accessor=lambda row: f"{row.taken}/{row.capacity}", sort_key="taken"),
        Column("confirm_by", label=_("Confirm by"), accessor=confirmation_on_list, sort_key="confirm_by"),
        Column("awaiting", label=_("Awaiting decision"), accessor=lambda row: row.awaiting or "–", sort_key="awaiting"),
        StateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        return (
            TrainingClass.objects.visible_to(self.request.user)
            .select_related("programme")
            .annotate(
                taken=Count("enrolments", filter=Q(enrolments__status__in=Enrolment.ACTIVE), distinct=True),
                awaiting=Count("nominations", filter=Q(nominations__status="submitted"), distinct=True),
            )
        )

    @property
    def header_buttons(self):
        if not self.request.user.has_perm("training.add_class"):
            return []
        return [HeaderButton(_("Add a class"), url=reverse("office:class_create"), icon_name="plus")]


class NominationFilter(WagtailFilterSet):
    class Meta:
        model = Nomination
        fields = ["status"]


class NominationListing(OfficeListing):
    permission = "portal.see_classes"
    model = Nomination
    page_title = _("Nominations")
    header_icon = "group"
    verbose_name_plural = _("nominations")
    default_ordering = "-submitted_at"
    filterset_class = NominationFilter
    search_fields = ["person__search_name", "unit__search_name", "training_class__code"]
    list_export = ["person.full_name", "unit.name", "training_class.code", "position_text", "status", "reason"]
    export_filename = "de-cu"
    columns = [
        TitleColumn("person", label=_("Person"), url_name="office:nomination_decide", sort_key="person__sort_key"),
        Column("unit", label=_("Unit"), sort_key="unit__sort_key"),
        Column("position_text", label=_("Office held")),
        TitleColumn(
            "training_class",
            label=_("Class"),
            accessor="training_class.code",
            get_url=lambda row: reverse("office:class_nominations", args=[row.training_class_id]),
            sort_key="training_class__code",
            classname="office-code office-code--second",
        ),
        Column("priority", label=_("Priority"), sort_key="priority"),
        DayColumn("submitted_at", label=_("Submitted"), sort_key="submitted_at"),
        StateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        return (
            Nomination.objects.visible_to(self.request.user)
            .exclude(status=Nomination.Status.DRAFT)
            .select_related("person", "unit", "training_class")
        )

    def search_queryset(self, queryset):
        for word in fold(self.search_query).split() if self.is_searching else ():
            queryset = queryset.filter(
                Q(person__search_name__contains=word)
                | Q(unit__search_name__contains=word)
                | Q(training_class__code__iexact=word)
            )
        return queryset


class RoomListing(OfficeListing):
    permission = "portal.see_classes"
    model = Room
    page_title = _("Rooms")
    header_icon = "home"
    verbose_name_plural = _("rooms")
    default_ordering = "code"
    search_fields = ["code", "name", "address"]
    list_export = ["code", "name", "kind", "capacity", "address", "is_active"]
    export_filename = "phong-hoc"
    columns = [
        ActColumn(
            "code",
            label=_("Code"),
            sort_key="code",
            classname="office-code",
            url_name="office:room",
            permission="training.change_class",
        ),
        Column("name", label=_("Name"), sort_key="name"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("capacity", label=_("Seats"), sort_key="capacity"),
        Column("address", label=_("Address")),
    ]

    @property
    def header_buttons(self):
        if not self.request.user.has_perm("training.change_class"):
            return []
        return [HeaderButton(_("Add a room"), url=reverse("office:room_create"), icon_name="plus")]


class LecturerListing(OfficeListing):
    permission = "portal.see_classes"
    model = Lecturer
    page_title = _("Lecturers")
    header_icon = "user"
    verbose_name_plural = _("lecturers")
    default_ordering = "person__sort_key"
    search_fields = ["person__search_name"]
    list_export = ["person.full_name", "degree", "kind", "is_active", "periods_this_year"]
    export_filename = "giang-vien"
    columns = [
        TitleColumn(
            "person", label=_("Lecturer"), accessor="__str__", url_name="office:teaching", sort_key="person__sort_key"
        ),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        ActColumn(
            "modules_known",
            label=_("May teach"),
            accessor=lambda row: row.modules_known or _("not asked"),
            sort_key="modules_known",
            url_name="office:lecturer",
            permission="training.change_class",
        ),
        Column("meetings_ahead", label=_("Meetings ahead"), sort_key="meetings_ahead"),
        Column("periods_this_year", label=_("Periods this year"), sort_key="periods_this_year"),
    ]

    def get_base_queryset(self):
        held = ~Q(meetings__status="cancelled")
        known = TaughtModule.objects.filter(lecturer=OuterRef("pk")).order_by().values("lecturer")
        return Lecturer.objects.select_related("person").annotate(
            modules_known=Coalesce(Subquery(known.annotate(count=Count("pk")).values("count")), 0),
            meetings_ahead=Count("meetings", filter=held & Q(meetings__starts_at__gte=now())),
            periods_this_year=Coalesce(Sum("meetings__periods", filter=held & Q(meetings__date__year=today().year)), 0),
        )

    def search_queryset(self, queryset):
        for word in fold(self.search_query).split() if self.is_searching else ():
            queryset = queryset.filter(person__search_name__contains=word)
        return queryset
