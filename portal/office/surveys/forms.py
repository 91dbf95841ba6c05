"""Forms of the desk of surveys."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.widgets import DateInput
from training.mentoring.surveys.definitions import LONGEST, survey_form
from training.models import Survey, SurveyComment, SurveyRespondent


class RespondentForm(forms.Form):
    full_name = forms.CharField(label=_("Full name"), max_length=100)
    role = forms.ChoiceField(
        label=pgettext_lazy("respondent", "Stands to the official as"), choices=SurveyRespondent.Role
    )
    office = forms.CharField(label=_("Office, unit"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Without one, the link is printed on a slip.")
    )
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)


class OpenForm(forms.Form):
    respondents = forms.ModelMultipleChoiceField(
        label=_("Who is asked"), queryset=SurveyRespondent.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    closes_on = forms.DateField(label=_("Last day"), widget=DateInput)

    def __init__(self, *args, survey: Survey | None, **kwargs):
        super().__init__(*args, **kwargs)
        if survey is not None:
            self.fields["respondents"].queryset = survey.respondents.all()
        self.fields["respondents"].label_from_instance = _said


class ConfirmForm(forms.Form):
    """Nothing to fill in: the consequence is read, and confirmed."""


class LastDayForm(forms.Form):
    closes_on = forms.DateField(label=_("Last day"), widget=DateInput)


class SlipsForm(forms.Form):
    whom = forms.ChoiceField(
        label=_("For whom"),
        choices=[("paper", _("those without an e-mail")), ("everybody", _("everybody asked"))],
        widget=forms.RadioSelect,
        initial="paper",
    )


class WordsForm(forms.Form):
    """A field for each answer in words, to edit; empty leaves it out."""

    def __init__(self, *args, survey: Survey, **kwargs):
        super().__init__(*args, **kwargs)
        asked = {one.id: one.text for one in survey_form(survey.form.version.definition).questions}
        self.comments: list[SurveyComment] = list(survey.comments.order_by("question", "pk"))
        for comment in self.comments:
            self.fields[str(comment.pk)] = forms.CharField(
                label=asked[comment.question],
                initial=comment.text,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
            )


def _said(one: SurveyRespondent) -> str:
    said = ", ".join(filter(None, (one.full_name, one.office)))
    return f"{said} · {one.get_role_display()} · {one.get_side_display()} · {one.email or _('slip')}"
