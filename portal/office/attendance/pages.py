"""Deciding on one request for leave."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.office.base import OfficeForm
from training.attendance.services import decide_on_leave
from training.models import LeaveRequest


class LeaveDecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("approve", _("Approve")), ("reject", _("Refuse"))], widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The trainee reads it. Needed when you refuse."),
    )


class DecideLeave(OfficeForm):
    permission = "training.see_leave_requests"
    template_name = "portal/office/attendance/leave.html"
    form_class = LeaveDecisionForm
    page_title = _("Request for leave")
    parents = [("office:leave", _("Requests for leave"))]
    header_icon = "doc-full"
    submit_label = _("Decide")
    success_message = _("The trainee was told of the decision.")

    @cached_property
    def leave(self) -> LeaveRequest:
        seen = LeaveRequest.objects.visible_to(self.request.user).select_related(
            "enrolment__person", "enrolment__training_class", "enrolment__unit", "decided_by"
        )
        return get_object_or_404(seen.prefetch_related("meetings"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.leave.enrolment.person)

    def perform(self, form):
        given = form.cleaned_data
        return decide_on_leave(
            self.leave, approve=given["decision"] == "approve", answer=given["answer"], by=self.request.user
        )

    def get_success_url(self) -> str:
        return reverse("office:leave")

    def get_context_data(self, **kwargs):
        is_open = self.leave.status == LeaveRequest.Status.SUBMITTED
        may_decide = is_open and self.request.user.has_perm("training.decide_on_leave", self.leave)
        return super().get_context_data(leave=self.leave, may_decide=may_decide, **kwargs)
