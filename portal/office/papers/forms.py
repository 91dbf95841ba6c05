"""What a clerk fills in on a paper: issuer, number and day, grounds, recipients, who signs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import Signatory
from portal.office.papers.signing import school_signatory
from portal.papers.classes.details import Details, lines
from portal.papers.issuers import NAMES, SCHOOL, issuer_on
from portal.papers.numbering import number_text
from portal.papers.paper import Signature
from portal.widgets import DateInput


class HeadForm(forms.Form):
    """The head of any paper. Number and day may stay empty: the PDF then leaves room to write them in by hand."""

    issuer = forms.ChoiceField(label=_("Issued by"), choices=list(NAMES.items()), initial=SCHOOL)
    number = forms.IntegerField(
        label=_("Number"),
        min_value=1,
        required=False,
        help_text=_("The next number of the series is offered. Empty: room is left to write it in by hand."),
    )
    issued_on = forms.DateField(
        label=_("Date of issue"),
        widget=DateInput,
        required=False,
        help_text=_("Empty: room is left to write it in by hand."),
    )

    def __init__(self, *args, abbreviation: str, numbered: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.abbreviation = abbreviation
        if not numbered:
            del self.fields["number"]

    def head(self) -> dict:
        """Issuer, number and day, as ``Details`` takes them."""
        day = self.cleaned_data["issued_on"]
        issuer = issuer_on(self.cleaned_data["issuer"], day)
        number = ""
        if "number" in self.fields:
            number = number_text(issuer, self.abbreviation, self.cleaned_data["number"], day)
        return {"issuer": issuer, "number": number, "issued_on": day}


class PaperForm(HeadForm):
    """A paper of a class: what its template asks for."""

    grounds = forms.CharField(
        label=_("Legal grounds"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text=_("One on each line; the signs at the end are added."),
    )
    capacity = forms.ChoiceField(label=_("Signing capacity"), choices=Signatory.Capacity, initial="direct")
    on_behalf_of = forms.CharField(
        label=_("Signs for"), max_length=100, required=False, help_text=_("Behind KT., TL., TM., TUQ.")
    )
    title = forms.CharField(label=_("Title of the signatory"), max_length=100, initial="Hiệu trưởng")
    signer = forms.CharField(label=_("Name of the signatory"), max_length=120, required=False)
    recipients = forms.CharField(
        label=_("Recipients"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("One on each line."),
    )

    def __init__(self, *args, template, **kwargs):
        super().__init__(*args, abbreviation=template.abbreviation, numbered=template.numbered, **kwargs)
        self.template = template
        if not template.decides:
            del self.fields["grounds"]
        if not template.signs:
            for name in ("capacity", "on_behalf_of", "title", "signer"):
                del self.fields[name]
        for asked in template.asked:
            widget = forms.Textarea(attrs={"rows": asked.rows}) if asked.rows > 1 else forms.TextInput()
            self.fields[asked.name] = forms.CharField(
                label=asked.label, help_text=asked.help_text, required=False, max_length=3000, widget=widget
            )

    def clean(self):
        data = super().clean()
        if data.get("capacity", "direct") != "direct" and not data.get("on_behalf_of"):
            self.add_error("on_behalf_of", _("Say for whom is signed."))
        ours = school_signatory()
        if data.get("issuer") != SCHOOL and data.get("signer") and data["signer"] == ours.get("signer"):
            self.add_error(
                "signer", _("This is the signatory of the school. Write who signs for the body that issues it.")
            )
        return data

    def details(self) -> Details:
        data = self.cleaned_data
        return Details(
            **self.head(),
            signature=Signature(
                data.get("title", ""),
                data.get("signer", ""),
                data.get("capacity", "direct"),
                data.get("on_behalf_of", ""),
            ),
            grounds=lines(data.get("grounds", "")),
            recipients=lines(data["recipients"]),
            words={asked.name: data[asked.name] for asked in self.template.asked},
        )
