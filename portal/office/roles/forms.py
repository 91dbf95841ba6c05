"""Granting and ending a role, and what each role may do, in words."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import today
from portal.office.postings.forms import ByCodeField
from portal.widgets import DateInput
from training.models import Role, Unit, User

DUTIES: dict[str, Promise] = {
    Role.SYSTEM_ADMIN: _("Grants and ends roles, keeps units and the values that come from documents."),
    Role.COMMITTEE_OFFICER: _("Records postings, names mentors, follows the forms of the terms; reads every profile."),
    Role.COMMITTEE_LEADER: _("Reads postings, results and every profile for the Organisation Committee."),
    Role.TRAINING_OFFICE: _("Holds classes, decides nominations, recognises results, publishes the site's pages."),
    Role.REGISTRAR: _("Prepares and issues certificates, keeps the registers, revokes and replaces."),
    Role.SIGNATORY: _("Approves prepared batches of certificates."),
    Role.AUDITOR: _("Reads everything in the offices' screens and changes nothing."),
    Role.EDITOR: _("Writes pages, news and lessons and sends them for approval."),
    Role.UNIT_COORDINATOR: _("Nominates people of the unit and follows their classes."),
    Role.UNIT_HEAD: _("Sees people of the unit; as host, assesses officials posted to the unit."),
    Role.LINK_OFFICER: _("Keeps in touch with officials whom the unit has sent."),
}


class GrantForm(forms.Form):
    user = ByCodeField(
        label=_("Sign-in name of the account"),
        queryset=User.objects.filter(is_active=True),
        lookup="username__iexact",
        missing=_("No open account has the sign-in name “%(code)s”."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role")), *Role.choices])
    unit = forms.ModelChoiceField(
        label=pgettext_lazy("organisation", "Unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("The whole City"),
        help_text=_("Needed for contact officers, heads and link officers of a unit; other roles hold City-wide."),
    )
    valid_from = forms.DateField(label=_("From"), widget=DateInput)
    valid_to = forms.DateField(
        label=_("Until"), widget=DateInput, required=False, help_text=_("The last day. Empty: until ended.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Document or request on which the role is granted.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.current().in_name_order()
        self.fields["valid_from"].initial = today()


class EndForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day"),
        widget=DateInput,
        required=False,
        help_text=_("Empty: the role ends at once. A role that begins today ends with this day."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
