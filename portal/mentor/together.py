"""Confirming together on one device: who may do so beside the person, and one's own signing code."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import requires
from portal.mentor.home import sections
from portal.mentor.receivers import account_holders
from training.errors import TrainingError
from training.mentoring.forms import Filing
from training.mentoring.models import FormSignature, Mentorship
from training.mentoring.rules import other_side, side_of
from training.mentoring.signing.models import SigningCode
from training.mentoring.signing.sealing import public_key
from training.mentoring.signing.services import BESIDE, set_signing_code
from training.rotation.capacities import Capacity

IN_THE_ROOM = (Capacity.MENTEE, Capacity.MENTOR, Capacity.HOST_HEAD)


def form_signers(filing: Filing) -> dict[str, Any] | None:
    """The order of a form with the accounts of those who may be in the room; None where nobody confirms beside."""
    if not filing.capacities & set(BESIDE) or not filing.definition.is_fillable or not filing.form.is_open:
        return None
    if filing.form.locked_at is not None:
        return None
    labels = dict(FormSignature.Capacity.choices)
    order = [
        {
            "label": str(labels[name]),
            "signed": name in filing.signed,
            "mine": name in filing.capacities,
            "people": _people(account_holders(filing.form.posting, name)) if _may_be_here(filing, name) else [],
        }
        for name in filing.definition.signers
    ]
    return {"about": f"form:{filing.form.pk}", "key": public_key(), "order": order, "filed": not filing.form.is_unfiled}


def contact_signer(user, mentorship: Mentorship, about: str) -> dict[str, Any] | None:
    """The other side of a contact, who adds its words and confirms; None where it has no account."""
    side = side_of(user, mentorship)
    if side is None:
        return None
    person = mentorship.mentor.person if side == Capacity.MENTEE else mentorship.posting.person
    people = _people([person.user])
    label = str(FormSignature.Capacity(other_side(side)).label)
    order = [{"label": label, "signed": False, "mine": False, "people": people}]
    filed = about != NEW
    return {"about": f"contact:{about}", "key": public_key(), "order": order, "filed": filed} if people else None


NEW = "new"


def _may_be_here(filing: Filing, name: str) -> bool:
    return name in IN_THE_ROOM and name not in filing.capacities and not filing.definition.needs_document(name)


def _people(users) -> list[dict[str, Any]]:
    return [{"id": user.pk, "name": str(user)} for user in users if user is not None and user.is_active]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Signing code"),
        help_text=gettext_lazy("Six to twelve digits, yours alone, different from the code of your telephone."),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        max_length=12,
    )
    again = forms.CharField(
        label=gettext_lazy("The same code again"),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        max_length=12,
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def clean(self) -> None:
        if self.cleaned_data.get("code") != self.cleaned_data.get("again"):
            self.add_error("again", _("The two codes differ."))


@requires()
def signing_code(request: HttpRequest) -> HttpResponse:
    """Set the code with which one confirms on another's device."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_signing_code(request.user, form.cleaned_data["code"], password=form.cleaned_data["password"])
        except TrainingError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your signing code is set."))
            return redirect("mentor:signing_code")
    known = SigningCode.objects.filter(user=request.user).first()
    context = {"form": form, "known": known, **sections(request)}
    return render(request, "portal/mentor/signing_code.html", context, status=422 if form.errors else 200)
