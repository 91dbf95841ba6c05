"""Forms of the training office."""

from django import forms
from django.utils.translation import gettext_lazy as _

from curriculum.models import ModulePage, ProgrammePage
from portal.widgets import DateInput
from training.cohorts.supervision import possible_supervisors
from training.models import ClassMeeting, Lecturer, PlanItem, Room, User


class ClassForm(forms.Form):
    programme = forms.ModelChoiceField(label=_("Programme"), queryset=ProgrammePage.objects.live().order_by("code"))
    code = forms.CharField(label=_("Class code"), max_length=40, help_text=_("For example BTX-2026-03."))
    name = forms.CharField(label=_("Name"), max_length=200)
    intake = forms.CharField(label=_("Intake"), max_length=60, required=False)
    nominate_until = forms.DateField(label=_("Nominations until"), widget=DateInput)
    opens_on = forms.DateField(label=_("Opens on"), widget=DateInput)
    closes_on = forms.DateField(label=_("Closes on"), widget=DateInput)
    place = forms.CharField(label=_("Place"), max_length=200)
    capacity = forms.IntegerField(label=_("Places"), min_value=1, initial=80)
    minimum = forms.IntegerField(
        label=_("Minimum number"), min_value=1, initial=20, help_text=_("Below it the class does not open by itself.")
    )
    confirm_by = forms.DateField(
        label=_("To be confirmed by"),
        widget=DateInput,
        required=False,
        help_text=_("You are warned before this day while the class lacks people. Empty: the end of nominations."),
    )
    plan_item = forms.ModelChoiceField(
        label=_("Item of the plan"),
        queryset=PlanItem.objects.select_related("plan", "programme"),
        required=False,
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class OpenClassForm(forms.Form):
    opening_decision = forms.CharField(
        label=_("Opening decision"), max_length=100, help_text=_("Number and date of the decision.")
    )
    reason = forms.CharField(
        label=_("Reason, when below the minimum number"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SupervisorForm(forms.Form):
    supervisor = forms.ModelChoiceField(
        label=_("Class supervisor"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Whoever works at the institution that holds the class. Empty: the training office answers."),
    )

    def __init__(self, *args, training_class, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = possible_supervisors(training_class)


class MeetingForm(forms.Form):
    """When, where, what and by whom. The module fills the topic when none is typed."""

    date = forms.DateField(label=_("Day"), widget=DateInput)
    slot = forms.ChoiceField(label=_("Half-day"), choices=ClassMeeting.Slot)
    module = forms.ModelChoiceField(label=_("Module"), queryset=ModulePage.objects.none(), required=False)
    topic = forms.CharField(label=_("Topic"), max_length=300, required=False)
    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.filter(is_active=True), required=False)
    lecturer = forms.ModelChoiceField(
        label=_("Lecturer"), queryset=Lecturer.objects.filter(is_active=True).select_related("person"), required=False
    )
    periods = forms.IntegerField(label=_("Teaching periods"), min_value=1, max_value=5, initial=4)

    def __init__(self, *args, training_class, **kwargs):
        super().__init__(*args, **kwargs)
        modules = ModulePage.objects.child_of(training_class.programme).live().order_by("path")
        self.fields["module"].queryset = modules

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("topic") and cleaned.get("module"):
            cleaned["topic"] = cleaned["module"].title
        if not cleaned.get("topic"):
            self.add_error("topic", _("Choose a module or write the topic."))
        return cleaned


class MoveMeetingForm(forms.Form):
    date = forms.DateField(label=_("Day"), widget=DateInput)
    slot = forms.ChoiceField(label=_("Half-day"), choices=ClassMeeting.Slot)
    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.filter(is_active=True), required=False)
    lecturer = forms.ModelChoiceField(
        label=_("Lecturer"), queryset=Lecturer.objects.filter(is_active=True).select_related("person"), required=False
    )


class RecognitionForm(forms.Form):
    number = forms.CharField(label=_("Decision number"), max_length=60, help_text=_("For example 123/QĐ-TLHP."))
    decided_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer = forms.CharField(label=_("Signed by"), max_length=120)


class RoomForm(forms.ModelForm):
    class Meta:
        model = Room
        fields = ["code", "name", "kind", "capacity", "address"]
