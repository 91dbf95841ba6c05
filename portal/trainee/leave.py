"""Asking for leave from meetings of one's class, and what became of it."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from portal.access import check, requires
from training.attendance.services import ask_for_leave, withdraw_leave
from training.attendance.services.leave import meetings_open_to_leave
from training.errors import TrainingError
from training.models import ClassMeeting, Enrolment, LeaveRequest


class MeetingChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, meeting: ClassMeeting) -> str:
        return f"{meeting.date:%d/%m} {meeting.starts_at.astimezone():%H:%M} · {meeting.topic}"


class LeaveForm(forms.Form):
    meetings = MeetingChoices(
        label=gettext_lazy("Meetings you cannot come to"),
        queryset=ClassMeeting.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of reason"), choices=LeaveRequest.Kind)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One or two sentences. The class supervisor and the training office read them."),
    )
    document = forms.FileField(
        label=gettext_lazy("Paper that shows it"),
        required=False,
        help_text=gettext_lazy("A summons, a doctor's note: PDF or photograph, at most 5 MB. It may follow later."),
    )
    declares_no_secret = forms.BooleanField(label=gettext_lazy("The document holds no state secret"), required=False)

    def __init__(self, *args, enrolment: Enrolment, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meetings"].queryset = meetings_open_to_leave(enrolment)


@requires("portal.use_trainee")
def leave(request: HttpRequest, class_id: int) -> HttpResponse:
    """The requests of one's own in a class, and the form for another."""
    mine = Enrolment.objects.of_user(request.user).select_related("training_class", "person")
    enrolment = get_object_or_404(mine, training_class=class_id)
    form = LeaveForm(request.POST or None, request.FILES or None, enrolment=enrolment)
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_leave(enrolment, by=request.user, **form.cleaned_data)
        except TrainingError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your request was sent. You will be told of the decision."))
            return redirect("trainee:leave", class_id=class_id)
    requests = enrolment.leave_requests.prefetch_related("meetings").select_related("decided_by")
    context = {"enrolment": enrolment, "training_class": enrolment.training_class, "form": form, "requests": requests}
    return render(request, "portal/trainee/leave.html", context, status=422 if form.errors else 200)


@require_POST
@requires("portal.use_trainee")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _request(request, pk, "training.withdraw_leave")
    try:
        withdraw_leave(asked, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your request is taken back."))
    return redirect("trainee:leave", class_id=asked.enrolment.training_class_id)


@require_GET
@requires()
def document(request: HttpRequest, pk: int) -> FileResponse:
    """The paper of a request, for whoever asked and whoever decides."""
    asked = _request(request, pk, "training.view_leave_request")
    storage = asked.document.storage
    if not asked.document or not storage.exists(asked.document.name):
        raise Http404(pk)
    answer = FileResponse(asked.document.open("rb"), as_attachment=True, filename=asked.document_name or "giay-to")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _request(request: HttpRequest, pk: int, permission: str) -> LeaveRequest:
    asked = get_object_or_404(
        LeaveRequest.objects.select_related("enrolment__person", "enrolment__training_class"), pk=pk
    )
    check(request, permission, asked)
    return asked
