"""Forms of the two stages: the office's answer to many, the leadership's decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from portal.widgets import DateInput
from training.models import Nomination
from training.nominations.grounds import grounds
from training.nominations.services.reviewing import RETURN

Proposal = Nomination.Proposal
OTHER = "other"  # the rule that must be put into words


def ground_choices() -> list[tuple[str, str]]:
    """The rules of refusal in force, with what they rest on."""
    return [("", _("Choose a rule")), *((ground.code, str(ground)) for ground in grounds())]


class ReviewForm(forms.Form):
    """One answer to one nomination or to many; ``answers`` is the field that holds it."""

    answers = "answer"
    answer = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("Rule of the refusal"), required=False)
    reason = forms.CharField(
        label=_("In words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The unit reads it with the decision. Required for a return."),
    )

    def __init__(self, *args, two_stages: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = ground_choices()
        accept = _("Propose to accept") if two_stages else _("Accept: enrol in the class")
        wait = _("Propose for the waiting list") if two_stages else _("Put on the waiting list")
        refuse = _("Propose to refuse") if two_stages else _("Refuse")
        self.fields[self.answers].choices = [
            (Proposal.ACCEPT, accept),
            (Proposal.WAIT, wait),
            (Proposal.REJECT, refuse),
            (RETURN, _("Return to the unit for correction")),
        ]

    def clean(self):
        cleaned = super().clean()
        answer, reason = cleaned.get(self.answers), cleaned.get("reason", "").strip()
        if answer == Proposal.REJECT and not cleaned.get("ground"):
            self.add_error("ground", _("Choose the rule by which it is refused; the unit will read it."))
        if answer == Proposal.REJECT and cleaned.get("ground") == OTHER and not reason:
            self.add_error("reason", _("Say in words why; the rule chosen says nothing of it."))
        if answer == RETURN and not reason:
            self.add_error("reason", _("Say what the unit should put right."))
        return cleaned


class DecisionForm(ReviewForm):
    """The same for one nomination on its own page."""

    answers = "decision"
    answer = None
    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    field_order = ["decision", "ground", "reason"]


class SubmitListForm(forms.Form):
    note = forms.CharField(
        label=_("Note to the leadership"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ApproveListForm(forms.Form):
    """The decision, and who is left out of it."""

    number = forms.CharField(label=_("Decision number"), max_length=60, help_text=_("For example 214/QĐ-TLHP."))
    decided_on = forms.DateField(label=_("Date of the decision"), widget=DateInput, initial=today)
    signer = forms.CharField(label=_("Signed by"), max_length=120)
    leave_out = forms.TypedMultipleChoiceField(label=_("Leave out"), coerce=int, required=False)

    def __init__(self, *args, lines: list[Nomination], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leave_out"].choices = [(row.pk, row.person.full_name) for row in lines]
