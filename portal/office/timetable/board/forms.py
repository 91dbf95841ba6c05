"""Where a meeting of a draft is put: the same form for the page without scripts and for what the scripts send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.widgets import DateInput
from training.models import ClassMeeting, Lecturer, Room


class PlaceForm(forms.Form):
    """An empty day takes the meeting off the timetable; it then waits among those not placed."""

    date = forms.DateField(
        label=_("Day"), widget=DateInput, required=False, help_text=_("Empty: not placed; it waits in the tray.")
    )
    slot = forms.ChoiceField(label=_("Half-day"), choices=[("", "–"), *ClassMeeting.Slot.choices], required=False)
    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.filter(is_active=True), required=False)
    lecturer = forms.ModelChoiceField(
        label=_("Lecturer"), queryset=Lecturer.objects.filter(is_active=True).select_related("person"), required=False
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("date") and not cleaned.get("slot"):
            self.add_error("slot", _("Choose morning, afternoon or evening."))
        if not cleaned.get("date"):
            cleaned["slot"] = ""
        return cleaned

    @property
    def place(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("date", "slot", "room", "lecturer")}
