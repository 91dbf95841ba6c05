"""Forms of the registrar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import CertificateEvent, Design, Institution, Signatory
from curriculum.clock.time import today
from portal.widgets import DateInput

Ground = CertificateEvent.Ground


class PrepareForm(forms.Form):
    issue_on = forms.DateField(label=_("Date of issue"), widget=DateInput, help_text=_("As a rule the closing day."))
    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signatory = forms.ModelChoiceField(label=_("Signatory"), queryset=Signatory.objects.none())
    design = forms.ModelChoiceField(label=_("Design"), queryset=Design.objects.none())
    valid_until = forms.DateField(
        label=_("Valid until"), widget=DateInput, required=False, help_text=_("Leave empty where there is no last day.")
    )

    def __init__(self, *args, institution: Institution, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        signatories = Signatory.objects.filter(institution=institution).select_related("person")
        self.fields["signatory"].queryset = signatories
        self.fields["design"].queryset = Design.objects.filter(institution=institution, kind=kind, is_current=True)


class DecisionForm(forms.Form):
    """The decision behind a change of the register."""

    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer = forms.CharField(label=_("Signed by"), max_length=120)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RevokeForm(DecisionForm):
    field_order = ["ground"]
    ground = forms.ChoiceField(
        label=_("Ground"), choices=[(ground.value, ground.label) for ground in CertificateEvent.FOR_REVOCATION]
    )
    effective_on = forms.DateField(
        label=_("Effective on"),
        widget=DateInput,
        required=False,
        help_text=_("The day of the decision when left empty."),
    )


class ReplaceForm(DecisionForm):
    field_order = ["ground"]
    ground = forms.ChoiceField(
        label=_("Why it is replaced"),
        choices=[
            (Ground.LOSS, _("Lost: an attestation of equal value is issued")),
            (Ground.DAMAGE, _("Damaged: an attestation of equal value is issued")),
            (Ground.ISSUER_ERROR, _("Error of the institution: issued again with the records as corrected")),
        ],
    )
    issued_on = forms.DateField(label=_("Date of issue"), widget=DateInput, initial=today)
