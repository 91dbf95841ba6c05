"""Forms of the results: assessments of a class, minutes of the board, conclusions, further decisions, answers."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from curriculum.models import ProgrammeAssessment
from portal.widgets import DateInput
from training.models import BoardConclusion, BoardMember, Mark
from training.results.marks import show_mark
from training.results.services import Component, Sitting

MEMBERS_SHOWN = 7
PARTS_SHOWN = 6


class AssessmentsForm(forms.Form):
    """The parts of a class's assessment as lines; a line without a name falls away."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Stays in the log beside the old and the new assessments.")
    )

    def __init__(self, *args, parts, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = max(PARTS_SHOWN, len(parts) + 1)
        for number in range(self.count):
            part = parts[number] if number < len(parts) else None
            self.fields |= {
                f"name-{number}": forms.CharField(
                    label=_("Name"), max_length=200, required=False, initial=part and part.name
                ),
                f"form-{number}": forms.ChoiceField(
                    label=_("Form"),
                    choices=ProgrammeAssessment.Form,
                    required=False,
                    initial=part.form if part else ProgrammeAssessment.Form.TEST,
                ),
                f"weight-{number}": forms.IntegerField(
                    label=_("Weight (%)"),
                    min_value=0,
                    max_value=100,
                    required=False,
                    initial=part and part.weight_percent,
                ),
                f"graded-{number}": forms.BooleanField(
                    label=_("Marked from 0 to 10"), required=False, initial=part.is_graded if part else True
                ),
            }

    def lines(self) -> Iterator[list]:
        for number in range(self.count):
            yield [self[f"{name}-{number}"] for name in ("name", "form", "weight", "graded")]

    @property
    def components(self) -> list[Component]:
        data = self.cleaned_data
        return [
            Component(
                data[f"name-{n}"],
                data[f"form-{n}"] or ProgrammeAssessment.Form.TEST,
                data[f"weight-{n}"] or 0,
                data[f"graded-{n}"],
            )
            for n in range(self.count)
            if data[f"name-{n}"].strip()
        ]


class MinutesForm(forms.Form):
    """The minutes of a results board; members are lines, a line without a name falls away."""

    number = forms.CharField(label=_("Number of the minutes"), max_length=60, help_text=_("For example 05/BB-TĐT."))
    held_on = forms.DateField(label=_("Met on"), widget=DateInput)
    place = forms.CharField(label=_("Place"), max_length=200)
    remarks = forms.CharField(label=_("What was said"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = max(MEMBERS_SHOWN, len(members) + 1)
        for number in range(self.count):
            member = members[number] if number < len(members) else None
            usual = {0: BoardMember.Duty.CHAIR, 1: BoardMember.Duty.SECRETARY}
            duty = member.duty if member else usual.get(number, BoardMember.Duty.MEMBER)
            self.fields |= {
                f"name-{number}": forms.CharField(
                    label=_("Full name"), max_length=120, required=False, initial=member and member.full_name
                ),
                f"office-{number}": forms.CharField(
                    label=_("Office held"), max_length=200, required=False, initial=member and member.office
                ),
                f"duty-{number}": forms.ChoiceField(
                    label=_("Duty on the board"), choices=BoardMember.Duty, required=False, initial=duty
                ),
            }

    def lines(self) -> Iterator[list]:
        for number in range(self.count):
            yield [self[f"{name}-{number}"] for name in ("name", "office", "duty")]

    def facts(self):
        return [self[name] for name in ("number", "held_on", "place", "remarks")]

    @property
    def minutes(self) -> dict:
        data = self.cleaned_data
        members = [
            Sitting(data[f"name-{n}"], data[f"office-{n}"], data[f"duty-{n}"] or BoardMember.Duty.MEMBER)
            for n in range(self.count)
        ]
        return {name: data[name] for name in ("number", "held_on", "place", "remarks")} | {"members": members}


class ConclusionsForm(forms.Form):
    """For each learner the proposal of the board, and the reason where it differs from the rules."""

    def __init__(self, *args, conclusions: list[BoardConclusion], **kwargs):
        super().__init__(*args, **kwargs)
        self.conclusions = conclusions
        for row in conclusions:
            self.fields[f"proposal-{row.enrolment_id}"] = forms.ChoiceField(
                label=_("Proposal"), choices=BoardConclusion.Proposal, initial=row.proposal
            )
            self.fields[f"reason-{row.enrolment_id}"] = forms.CharField(
                label=_("Reason"), max_length=300, required=False, initial=row.reason
            )

    def lines(self) -> Iterator[tuple]:
        for row in self.conclusions:
            yield row, self[f"proposal-{row.enrolment_id}"], self[f"reason-{row.enrolment_id}"]

    @property
    def proposals(self) -> dict[int, tuple[str, str]]:
        return {
            row.enrolment_id: (
                self.cleaned_data[f"proposal-{row.enrolment_id}"],
                self.cleaned_data[f"reason-{row.enrolment_id}"],
            )
            for row in self.conclusions
        }


class AmendForm(forms.Form):
    """The decision that puts another mark in the place of a recognised one."""

    mark = forms.CharField(label=_("New mark"), max_length=12)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    number = forms.CharField(label=_("Decision number"), max_length=60)
    decided_on = forms.DateField(label=_("Date of the decision"), widget=DateInput, initial=today)
    signer = forms.CharField(label=_("Signed by"), max_length=120)

    def __init__(self, *args, mark: Mark, **kwargs):
        super().__init__(*args, **kwargs)
        shown = show_mark(mark.value, mark.is_passed)
        self.fields["mark"].help_text = _("It replaces %(mark)s, which stays readable.") % {"mark": shown}


class AnswerForm(forms.Form):
    mark = forms.CharField(
        label=_("New mark"), max_length=12, required=False, help_text=_("Leave it empty when the mark stays.")
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The learner reads it."),
    )
