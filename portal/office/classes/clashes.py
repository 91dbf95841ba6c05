"""What stands against a meeting is shown before it is saved: what forbids it, what needs a reason, what only warns."""

import hashlib

from django import forms
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal.office.base import REFUSALS
from training.scheduling.findings import Finding, blocking, to_justify, warnings


class ShowsClashes:
    """For a form of one meeting. ``preview(form)`` says what stands against it; the first press shows it.

    Warnings are passed by a second press, which carries the print of what was read: other warnings are shown anew.
    Where a rule asks for a reason, the second press carries it as well (``reasons``, by rule).
    """

    template_name = "portal/office/classes/meeting.html"
    findings: list[Finding] = []

    def preview(self, form) -> list[Finding]:
        raise NotImplementedError

    @cached_property
    def reasons(self) -> dict[str, str]:
        """What was written in the fields below the form, by rule."""
        return reasons_in(self.request.POST)

    def form_valid(self, form) -> HttpResponse:
        try:
            self.findings = self.preview(form)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        if blocking(self.findings) or (self.findings and self.request.POST.get("seen") != self._print()):
            return self._show(form, ReasonsForm(self.findings, initial=self.reasons))
        reasons = ReasonsForm(self.findings, self.reasons)
        if not reasons.is_valid():
            return self._show(form, reasons)
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        found = self.findings
        shown = {"against": blocking(found), "to_justify": to_justify(found), "doubts": warnings(found)}
        return super().get_context_data(seen=self._print(), **shown, **kwargs)

    def _show(self, form, reasons: "ReasonsForm") -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, reasons=reasons), status=422)

    def _print(self) -> str:
        return hashlib.sha256("\n".join(finding.sentence for finding in self.findings).encode()).hexdigest()


def reasons_in(posted) -> dict[str, str]:
    """The reasons among what was sent, by rule."""
    asked = ReasonsForm.PREFIX
    return {name[len(asked) :]: text for name, text in posted.items() if name.startswith(asked)}


class ReasonsForm(forms.Form):
    """A reason for each rule that asks for one; data and initial values go by rule."""

    PREFIX = "reason_"

    def __init__(self, findings: list[Finding], data=None, initial=None):
        named = {self.PREFIX + rule: text for rule, text in (data or initial or {}).items()}
        super().__init__(named if data is not None else None, initial=named)
        for finding in to_justify(findings):
            self.fields[self.PREFIX + finding.rule] = forms.CharField(
                label=_("Why it must be so"),
                help_text=finding.sentence,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
