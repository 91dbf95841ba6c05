"""Forms of the desk of flags."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.widgets import DateInput
from training.mentoring.flags.queries import possible_assignees
from training.models import PostingRecord, User


class NoteForm(forms.Form):
    note = forms.CharField(
        label=pgettext_lazy("remark", "Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AssignForm(NoteForm):
    to = forms.ModelChoiceField(label=_("To whom"), queryset=User.objects.none())
    due_on = forms.DateField(label=_("Until"), widget=DateInput)
    field_order = ["to", "due_on", "note"]

    def __init__(self, *args, flag, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = possible_assignees(flag)


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How it ends"),
        choices=[
            ("resolved", _("Resolved: what was to be done is done")),
            ("unfounded", _("Unfounded, with a reason")),
        ],
        widget=forms.RadioSelect,
        initial="resolved",
    )
    result = forms.CharField(label=_("Result or reason"), widget=forms.Textarea(attrs={"rows": 4}))


class RaiseForm(forms.Form):
    rule = forms.ChoiceField(label=_("Kind of flag"))
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Not kept for discipline, leave and complaints. No state secrets, no names of third persons."),
    )
    document = forms.CharField(
        label=_("Document number"),
        max_length=100,
        required=False,
        help_text=_("For discipline and complaints: the number alone."),
    )

    def __init__(self, *args, rules, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(rule.value, f"{rule.value}. {rule.label}") for rule in rules]


class RecordForm(forms.Form):
    kind = forms.ChoiceField(label=_("What the document is about"), choices=PostingRecord.Kind)
    document = forms.CharField(label=_("Document number"), max_length=100)
    dated_on = forms.DateField(label=_("Date of the document"), widget=DateInput)
