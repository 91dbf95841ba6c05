"""Forms of what the training office plans with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from curriculum.models import ModulePage
from portal.calendar.duty_form import DutyForm
from portal.widgets import DateInput
from training.models import CalendarDay, ClassMeeting, EquipmentKind, Room, Unit


class OfficeDutyForm(DutyForm):
    """The office enters duties of a unit, or of the whole City."""

    unit = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.filter(valid_to__isnull=True).in_name_order(),
        required=False,
        empty_label=_("The whole City"),
    )


class DayForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DateInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=CalendarDay.Kind)
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("For example: worked in exchange for 31/8."))
    legal_basis = forms.CharField(label=_("Document"), max_length=300)


class LecturerForm(forms.Form):
    """Modules one may teach, and the own most periods; all three empty: the rule holds."""

    week = forms.IntegerField(label=_("Most periods a week"), min_value=1, max_value=60, required=False)
    month = forms.IntegerField(label=_("Most periods a month"), min_value=1, max_value=250, required=False)
    year = forms.IntegerField(label=_("Most periods a year"), min_value=1, max_value=2000, required=False)
    basis = forms.CharField(label=_("Basis of the own figures"), max_length=300, required=False)
    modules = forms.ModelMultipleChoiceField(
        label=_("Modules this lecturer may teach"),
        queryset=ModulePage.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, modules, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["modules"].queryset = modules

    def clean(self):
        cleaned = super().clean()
        figures = [cleaned.get(span) for span in ("week", "month", "year")]
        if any(figures) and not all(figures):
            self.add_error("week", _("Give all three figures, or none."))
        return cleaned


class RoomChangeForm(forms.ModelForm):
    """The room with what stands in it."""

    class Meta:
        model = Room
        fields = ["code", "name", "kind", "capacity", "address", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        there = dict(self.instance.equipment.values_list("kind", "quantity"))
        for kind in EquipmentKind:
            self.fields[kind.value] = forms.IntegerField(
                label=_("Number: %(kind)s") % {"kind": kind.label},
                min_value=0,
                max_value=500,
                required=False,
                initial=there.get(kind.value, 0),
            )

    @property
    def quantities(self) -> dict[str, int]:
        return {kind.value: self.cleaned_data.get(kind.value) or 0 for kind in EquipmentKind}


class CloseRoomForm(forms.Form):
    starts_on = forms.DateField(label=_("From"), widget=DateInput)
    ends_on = forms.DateField(label=_("To"), widget=DateInput)
    slot = forms.ChoiceField(
        label=_("Half-day"), required=False, choices=[("", _("whole day")), *ClassMeeting.Slot.choices]
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class InviteForm(forms.Form):
    meetings = forms.ModelMultipleChoiceField(
        label=_("Meetings"),
        queryset=ClassMeeting.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each lecturer receives one notice and one mail for all of his meetings."),
    )

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meetings"].queryset = meetings
        self.fields["meetings"].label_from_instance = _meeting_words
        self.initial.setdefault("meetings", [meeting.pk for meeting in meetings])


def _meeting_words(meeting: ClassMeeting) -> str:
    when = f"{meeting.date:%d/%m/%Y}, {meeting.get_slot_display()}"
    return f"{when}: {meeting.topic} ({meeting.lecturer})"
