"""Absences to make up with another class, those already sent there, and the choice of a meeting."""

import django_filters

from django import forms
from django.db.models import Case, CharField, Exists, OuterRef, Value, When
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.vietnamese.text import fold
from portal.office.base import OfficeForm, OfficeListing
from portal.office.tables import DayColumn, StateColumn
from training.attendance.make_ups import offers_for, to_make_up, why_not_made_up
from training.attendance.services import assign_make_up, withdraw_make_up
from training.models import AttendanceRecord, ClassMeeting, Enrolment, MakeUp, TrainingClass

STATES = {
    "waiting": pgettext_lazy("make-up meeting", "to come"),
    "present": pgettext_lazy("make-up meeting", "made up"),
    "unexcused": pgettext_lazy("make-up meeting", "not there"),
    "cancelled": pgettext_lazy("make-up meeting", "meeting cancelled"),
    "withdrawn": pgettext_lazy("make-up meeting", "taken back"),
}


def with_state(rows):
    """Adds ``state``: what has become of each."""
    own = AttendanceRecord.objects.filter(meeting=OuterRef("meeting"), enrolment=OuterRef("enrolment"))
    there = Exists(own.filter(status__in=AttendanceRecord.ATTENDED))
    return rows.annotate(
        state=Case(
            When(withdrawn_at__isnull=False, then=Value("withdrawn")),
            When(meeting__status=ClassMeeting.Status.CANCELLED, then=Value("cancelled")),
            When(there, then=Value("present")),
            When(Exists(own), then=Value("unexcused")),
            default=Value("waiting"),
            output_field=CharField(),
        )
    )


class _StateOfMakeUp(StateColumn):
    def get_cell_context_data(self, instance, parent_context):
        instance.get_state_display = lambda: STATES[instance.state]
        return super().get_cell_context_data(instance, parent_context)


class MakeUpFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=list(STATES.items()))
    code = django_filters.CharFilter(
        label=_("Class"), field_name="enrolment__training_class__code", lookup_expr="icontains"
    )

    class Meta:
        model = MakeUp
        fields = ["state", "code"]


class _ByPerson(OfficeListing):
    """Searched by the learner's name."""

    def search_queryset(self, queryset):
        for word in fold(self.search_query).split() if self.is_searching else ():
            queryset = queryset.filter(enrolment__person__search_name__contains=word)
        return queryset


class MakeUpListing(_ByPerson):
    """Everybody who was sent to another class, and what became of it."""

    permission = "portal.see_classes"
    model = MakeUp
    page_title = _("Make-up meetings")
    header_icon = "redirect"
    verbose_name_plural = _("make-up meetings")
    default_ordering = "-assigned_at"
    filterset_class = MakeUpFilter
    search_fields = ["enrolment__person__search_name"]
    list_export = [
        "enrolment.person.full_name",
        "enrolment.training_class.code",
        "missed.date",
        "missed.topic",
        "missed.periods",
        "meeting.training_class.code",
        "meeting.date",
        "state",
        "withdrawn_because",
    ]
    export_filename = "hoc-bu"
    columns = [
        TitleColumn(
            "person",
            label=_("Person"),
            accessor="enrolment.person",
            get_url=lambda row: reverse("office:make_up", args=[row.enrolment_id, row.missed_id]),
            sort_key="enrolment__person__sort_key",
        ),
        Column(
            "class",
            label=_("Class"),
            accessor="enrolment.training_class.code",
            sort_key="enrolment__training_class__code",
            classname="office-code office-code--second",
        ),
        Column("topic", label=_("Missed meeting"), accessor="missed.topic"),
        DayColumn("missed_on", label=_("Missed on"), accessor="missed.date", sort_key="missed__date"),
        Column("with", label=_("With class"), accessor="meeting.training_class.code", classname="office-code"),
        Column("on", label=_("Made up on"), accessor=lambda row: _half_day(row.meeting), sort_key="meeting__starts_at"),
        _StateOfMakeUp("state", label=_("State"), sort_key="state"),
    ]

    def get_base_queryset(self):
        rows = with_state(MakeUp.objects.visible_to(self.request.user))
        return rows.select_related(
            "enrolment__person", "enrolment__training_class", "missed", "meeting__training_class"
        )

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(label=_("Absences to make up"), url=reverse("office:to_make_up"), icon_name="list-ul"),
        ]


class ToMakeUpListing(_ByPerson):
    """Absences of running classes that the rule allows to make up and for which nobody has been sent elsewhere."""

    permission = "portal.see_classes"
    model = AttendanceRecord
    page_title = _("Absences to make up")
    header_icon = "list-ul"
    verbose_name_plural = _("absences to make up")
    default_ordering = "-meeting__date"
    search_fields = ["enrolment__person__search_name"]
    list_export = [
        "enrolment.person.full_name",
        "enrolment.unit.name",
        "enrolment.training_class.code",
        "meeting.date",
        "meeting.topic",
        "meeting.periods",
        "status",
    ]
    export_filename = "buoi-vang-can-hoc-bu"
    columns = [
        TitleColumn(
            "person",
            label=_("Person"),
            accessor="enrolment.person",
            get_url=lambda row: reverse("office:make_up", args=[row.enrolment_id, row.meeting_id]),
            sort_key="enrolment__person__sort_key",
        ),
        Column("unit", label=pgettext_lazy("organisation", "Unit"), accessor="enrolment.unit"),
        Column(
            "class",
            label=_("Class"),
            accessor="enrolment.training_class.code",
            sort_key="enrolment__training_class__code",
            classname="office-code office-code--second",
        ),
        Column("topic", label=_("Missed meeting"), accessor="meeting.topic"),
        Column("day", label=_("Missed on"), accessor=lambda row: _half_day(row.meeting), sort_key="meeting__date"),
        Column("periods", label=_("Periods"), accessor="meeting.periods"),
        StateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        seen = TrainingClass.objects.visible_to(self.request.user).values("pk")
        rows = to_make_up(Enrolment.objects.filter(training_class__in=seen))
        return rows.select_related("enrolment__person", "enrolment__unit", "enrolment__training_class", "meeting")


def _half_day(meeting: ClassMeeting) -> str:
    return f"{date_format(meeting.date, 'SHORT_DATE_FORMAT')}, {meeting.get_slot_display()}"


class ChooseForm(forms.Form):
    meeting = forms.ModelChoiceField(
        label=_("Meeting of the other class"), queryset=ClassMeeting.objects.none(), widget=forms.RadioSelect
    )


class MakeUpChoice(OfficeForm):
    """One absence: the meetings of other classes that could stand for it, each with its seats or what is against it."""

    permission = "portal.see_classes"
    template_name = "portal/office/attendance/make_up.html"
    form_class = ChooseForm
    page_title = _("Make up with another class")
    parents = [("office:make_ups", _("Make-up meetings"))]
    header_icon = "redirect"
    submit_label = _("Send to this meeting")
    success_message = _("Assigned. The learner and the lecturer of the other class were told.")

    @cached_property
    def enrolment(self) -> Enrolment:
        seen = TrainingClass.objects.visible_to(self.request.user).values("pk")
        rows = Enrolment.objects.filter(training_class__in=seen).select_related("person", "unit", "training_class")
        return get_object_or_404(rows, pk=self.kwargs["enrolment"])

    @cached_property
    def missed(self) -> ClassMeeting:
        rows = ClassMeeting.objects.filter(training_class=self.enrolment.training_class_id)
        return get_object_or_404(rows.select_related("training_class", "lecturer__person"), pk=self.kwargs["missed"])

    def get_page_subtitle(self) -> str:
        return str(self.enrolment.person)

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["meeting"].queryset = ClassMeeting.objects.all()
        return form

    def perform(self, form):
        return assign_make_up(self.enrolment, self.missed, form.cleaned_data["meeting"], by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:make_ups")

    def get_context_data(self, **kwargs):
        rows = with_state(self.enrolment.make_ups.filter(missed=self.missed))
        history = list(rows.select_related("meeting__training_class", "assigned_by", "withdrawn_by"))
        for row in history:
            row.state_words = STATES[row.state]
        return super().get_context_data(
            enrolment=self.enrolment,
            missed=self.missed,
            standing=next((row for row in history if row.withdrawn_at is None), None),
            history=history,
            why_not=why_not_made_up(self.enrolment, self.missed),
            offers=offers_for(self.enrolment, self.missed),
            may_assign=self.request.user.has_perm("training.assign_make_up", self.missed),
            **kwargs,
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("The learner reads it."))


class WithdrawMakeUp(OfficeForm):
    permission = "training.change_class"
    template_name = "portal/office/change.html"
    form_class = ReasonForm
    page_title = _("Take a make-up meeting back")
    parents = [("office:make_ups", _("Make-up meetings"))]
    header_icon = "redirect"
    submit_label = _("Take it back")
    success_message = _("Taken back. The learner was told.")

    @cached_property
    def make_up(self) -> MakeUp:
        rows = MakeUp.objects.visible_to(self.request.user).standing()
        return get_object_or_404(rows.select_related("enrolment__person", "missed", "meeting"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.make_up.enrolment.person)

    def perform(self, form):
        return withdraw_make_up(self.make_up, reason=form.cleaned_data["reason"], by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:make_ups")

    def get_context_data(self, **kwargs):
        words = _("The absence counts again until another meeting is chosen. What was assigned stays readable.")
        return super().get_context_data(consequence=words, back=self.get_success_url(), **kwargs)
