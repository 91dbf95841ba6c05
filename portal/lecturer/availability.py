"""When the lecturer is free: the half-days of a week, and days that differ."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from curriculum.clock.time import today
from portal.access import requires
from portal.widgets import DateInput
from training.errors import TrainingError
from training.models import AvailabilityException, ClassMeeting, Lecturer
from training.scheduling.holidays import weekday_names
from training.scheduling.keeping import mark_days, set_week, unmark_days

PREFIX = "free"


class DaysForm(forms.Form):
    """Days that differ from the week."""

    starts_on = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    ends_on = forms.DateField(label=gettext_lazy("To"), widget=DateInput, required=False)
    slot = forms.ChoiceField(
        label=gettext_lazy("Half-day"),
        required=False,
        choices=[("", gettext_lazy("whole day")), *ClassMeeting.Slot.choices],
    )
    is_available = forms.TypedChoiceField(
        label=gettext_lazy("I am"),
        coerce=lambda word: word == "yes",
        choices=[("no", gettext_lazy("away")), ("yes", gettext_lazy("free, unlike other weeks"))],
    )
    reason = forms.CharField(label=gettext_lazy("Reason (the office reads it)"), max_length=200, required=False)

    def clean(self):
        cleaned = super().clean()
        cleaned["ends_on"] = cleaned.get("ends_on") or cleaned.get("starts_on")
        return cleaned


@requires("portal.use_lecturer")
def availability(request: HttpRequest) -> HttpResponse:
    """The week as a grid to tick, and the days that differ; each is saved by its own button."""
    lecturer = _myself(request)
    form = DaysForm(request.POST if request.POST.get("what") == "days" else None)
    if request.method == "POST":
        try:
            if form.is_bound and form.is_valid():
                mark_days(lecturer, **form.cleaned_data, by=request.user)
                messages.success(request, _("The days are marked. The office sees them when it plans."))
                return redirect("lecturer:availability")
            if not form.is_bound:
                set_week(lecturer, _ticked(request), by=request.user)
                messages.success(request, _("Your week is kept. The office sees it when it plans."))
                return redirect("lecturer:availability")
        except TrainingError as refusal:
            form.add_error(None, str(refusal))
    free = set(lecturer.weekly.values_list("weekday", "slot"))
    context = {
        "grid": [
            (name, [(f"{PREFIX}-{number}-{slot.value}", slot.label, (number, slot.value) in free) for slot in _slots()])
            for number, name in enumerate(weekday_names())
        ],
        "slots": _slots(),
        "is_known": bool(free),
        "days": lecturer.exceptions.filter(ends_on__gte=today()),
        "form": form,
    }
    return render(request, "portal/teach/availability.html", context, status=422 if form.errors else 200)


@require_POST
@requires("portal.use_lecturer")
def unmark(request: HttpRequest, pk: int) -> HttpResponse:
    unmark_days(get_object_or_404(AvailabilityException, pk=pk, lecturer=_myself(request)), by=request.user)
    messages.success(request, _("The marking was taken back."))
    return redirect("lecturer:availability")


def _slots() -> list:
    return list(ClassMeeting.Slot)


def _myself(request: HttpRequest) -> Lecturer:
    found = Lecturer.objects.filter(person__user=request.user).select_related("person").first()
    if found is None:
        raise Http404("no lecturer")
    return found


def _ticked(request: HttpRequest) -> list[tuple[int, str]]:
    parts = (key.split("-") for key in request.POST if key.startswith(f"{PREFIX}-"))
    return [(int(part[1]), part[2]) for part in parts if len(part) == 3 and part[1].isdecimal()]
