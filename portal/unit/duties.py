"""The duty calendar of the unit: its own days, and those of the whole City."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from curriculum.clock.time import today
from portal.calendar.duty_form import DutyForm
from portal.unit.units import Desk, unit_page
from training.errors import TrainingError
from training.models import DutyPeriod
from training.scheduling.keeping import add_duty, remove_duty


@unit_page
def duties(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = DutyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_duty(**form.cleaned_data, unit=desk.unit, by=request.user)
        except TrainingError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The duty stands in the calendar; the training office sees it when it plans."))
            return redirect("unit:duties")
    rows = DutyPeriod.objects.filter(Q(unit=desk.unit) | Q(unit=None), ends_on__gte=today()).select_related("unit")
    context = {"rows": rows, "form": form, "unit": desk.unit}
    return render(request, "portal/unit/duties.html", context, status=422 if form.errors else 200)


@require_POST
@unit_page
def remove(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    remove_duty(get_object_or_404(DutyPeriod, pk=pk, unit=desk.unit), by=request.user)
    messages.success(request, _("The duty was removed."))
    return redirect("unit:duties")
