"""What stands against a meeting is shown before it is saved: what forbids it, and what deserves a thought."""

import hashlib

from django.http import HttpResponse

from portal.office.base import REFUSALS
from training.scheduling.findings import Finding, blocking, to_justify, warnings


class ShowsClashes:
    """For a form of one meeting. ``preview(form)`` says what stands against it; the first press shows it.

    Warnings are passed by a second press, which carries the print of what was read: other warnings are shown anew.
    """

    template_name = "portal/office/classes/meeting.html"
    findings: list[Finding] = []

    def preview(self, form) -> list[Finding]:
        raise NotImplementedError

    def form_valid(self, form) -> HttpResponse:
        try:
            self.findings = self.preview(form)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        if blocking(self.findings) or (self.findings and self.request.POST.get("seen") != self._print()):
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            against=blocking(self.findings),
            doubts=to_justify(self.findings) + warnings(self.findings),
            seen=self._print(),
            **kwargs,
        )

    def _print(self) -> str:
        return hashlib.sha256("\n".join(finding.sentence for finding in self.findings).encode()).hexdigest()
