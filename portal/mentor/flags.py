"""Flags on the mentor's, the official's and the host unit's side: what one may read, answer and raise."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import requires
from portal.mentor.home import sections
from portal.mentor.words import flag_line
from training.errors import TrainingError
from training.mentoring.flags import services
from training.mentoring.flags.catalogue import WATCHES
from training.mentoring.flags.queries import flag_with_steps
from training.mentoring.flags.rules import can_answer_flag, can_close_flag, can_read_words, rules_by_hand
from training.models import Flag, Posting


@requires()
def flag(request: HttpRequest, pk: int) -> HttpResponse:
    found = _flag(request, pk)
    user = request.user
    context = {
        **flag_line(found),
        "may_read_words": can_read_words(user, found),
        "may_acknowledge": found.acknowledged_at is None and can_answer_flag(user, found),
        "may_close": can_close_flag(user, found),
        **sections(request),
    }
    return render(request, "portal/mentor/flag.html", context)


@requires()
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    found = _flag(request, pk)
    try:
        services.acknowledge_flag(found, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Acknowledged. Write what came of it when it is done."))
    return redirect("mentor:flag", pk)


@requires()
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = _flag(request, pk)
    try:
        services.close_flag(found, result=request.POST.get("result", ""), by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The flag is closed with its result."))
    return redirect("mentor:flag", pk)


@requires()
def concern(request: HttpRequest, pk: int) -> HttpResponse:
    """Raise a concern by hand; what can be raised depends on how one stands to the posting."""
    posting = get_object_or_404(
        Posting.objects.visible_to(request.user).select_related("person", "host_unit", "host_unit_now"), pk=pk
    )
    rules = rules_by_hand(request.user, posting)
    if not rules:
        raise Http404
    chosen = request.POST.get("rule", "")
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("words", "document")}
        try:
            services.raise_flag(posting, chosen, **given, by=request.user)
        except TrainingError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your concern was passed on. Whoever has to answer was told."))
            return redirect("mentor:posting", pk)
    choices = [{"rule": rule, "asks": WATCHES[rule].asks, "chosen": rule == chosen} for rule in rules]
    context = {
        "posting": posting,
        "choices": choices,
        "asks_document": any(choice["asks"] == "document" for choice in choices),
        "words": request.POST.get("words", ""),
        **sections(request),
    }
    return render(request, "portal/mentor/concern.html", context)


def _flag(request: HttpRequest, pk: int) -> Flag:
    """Among those the user may read; for everybody else there is none. R14 concerns no posting and has its desk."""
    return get_object_or_404(flag_with_steps(request.user).filter(posting__isnull=False), pk=pk)
