"""Lists that belong to no class: mentors whose time is over, people who are thanked."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.models import CertificateKind, Design, Signatory
from certificates.register import services
from certificates.register.queries import due_mentorships
from curriculum.clock.time import today
from portal.office.certificates.changes import Change
from portal.widgets import DateInput
from training.models import Mentorship, Person

MOST = 200


class ListForm(forms.Form):
    """What stands on every document of the list."""

    kind: CertificateKind

    issue_on = forms.DateField(label=_("Date of issue"), widget=DateInput, initial=today)
    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput, initial=today)
    signatory = forms.ModelChoiceField(label=_("Signatory"), queryset=Signatory.objects.none())
    design = forms.ModelChoiceField(label=_("Design"), queryset=Design.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        designs = Design.objects.filter(kind=self.kind, is_current=True)
        signatories = Signatory.objects.valid_on(today()).filter(institution__in=designs.values("institution"))
        self.fields["signatory"].queryset = signatories.select_related("person")
        self.fields["design"].queryset = designs
        if usual := designs.first():
            self.initial.setdefault("design", usual)
            self.initial.setdefault("signatory", signatories.filter(institution=usual.institution_id).first())


class MentorshipChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, mentorship: Mentorship) -> str:
        span = f"{mentorship.valid_from:%d/%m/%Y} – {mentorship.valid_to:%d/%m/%Y}"
        return f"{mentorship.mentor.person.full_name} · {mentorship.posting.host_unit.name} · {span}"


class MentorsForm(ListForm):
    kind = CertificateKind.MENTORING_ATTESTATION
    field_order = ["mentorships"]
    mentorships = MentorshipChoices(
        label=_("Mentors whose time is over"),
        queryset=Mentorship.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing is said on the paper of whom they guided."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mentorships"].queryset = due_mentorships()


class ThanksForm(ListForm):
    kind = CertificateKind.APPRECIATION
    field_order = ["people", "citation"]
    people = forms.CharField(
        label=_("Staff codes"),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_("One to a line, or with commas between them; at most 200."),
    )
    citation = forms.CharField(
        label=_("What for"), max_length=300, help_text=_("As it is to be read after “we thank and acknowledge”.")
    )

    def clean_people(self) -> list[Person]:
        codes = self.cleaned_data["people"].replace(",", " ").replace(";", " ").split()
        if len(codes) > MOST:
            raise forms.ValidationError(_("At most %(most)s people at once.") % {"most": MOST})
        found = {person.staff_code.upper(): person for person in Person.objects.filter(staff_code__in=codes)}
        unknown = [code for code in codes if code.upper() not in found]
        if unknown:
            raise forms.ValidationError(_("Nobody has the staff code “%(code)s”.") % {"code": "”, “".join(unknown)})
        return list({person.pk: person for person in found.values()}.values())


class PrepareList(Change):
    permission = "certificates.prepare_batch"
    parents = [("office:issues", _("Issues"))]
    submit_label = _("Send the list for approval")
    success_message = _("The list was prepared. Another person must approve it before anything is issued.")
    consequence = _(
        "Nothing is issued yet. A signatory sees the same list and approves it; only then are numbers taken."
    )

    def perform(self, form):
        return services.prepare_list(form.kind, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:issue", args=[self.result.pk])

    def get_back(self) -> str:
        return reverse("office:issues")


class PrepareMentors(PrepareList):
    form_class = MentorsForm
    page_title = _("Attest mentoring")


class PrepareThanks(PrepareList):
    form_class = ThanksForm
    page_title = _("Letters of appreciation")
