"""A record on the screen and on paper: one's own, and that of somebody for whom one has a duty. Each look is logged."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from portal.access import requires
from portal.papers.answers import answer_paper
from portal.records.looks import looks_at
from portal.records.models import Takeout
from portal.records.paper import record_paper
from portal.records.queries import timeline_of
from portal.records.sight import Sight, sight_of
from portal.records.takeout.services import ask_for_takeout, take
from training.access.services import record_print, record_view
from training.errors import TrainingError
from training.models import Person

PAGE = 25
KEPT_IN_SIGHT = 5  # takeouts


def person_of(user) -> Person | None:
    return Person.objects.filter(user=user).first()


def seen_record(user, pk: int) -> Sight:
    """The record as the user sees it; 404 where no duty leads to it."""
    sight = sight_of(user, get_object_or_404(Person, pk=pk))
    if not sight.standings:
        raise Http404(pk)
    return sight


def page_of_record(request: HttpRequest, sight: Sight) -> dict:
    """The filtered line of time, one page of it, for the portal's pages and the office's alike."""
    timeline = timeline_of(sight, kind=request.GET.get("kind", ""), year=request.GET.get("year", ""))
    page = Paginator(timeline.chosen, PAGE).get_page(request.GET.get("page"))
    return {"sight": sight, "person": sight.person, "timeline": timeline, "page": page}


@requires()
def own(request: HttpRequest) -> HttpResponse:
    """One's own record. An account that belongs to nobody in the register has an empty one."""
    person = person_of(request.user)
    context = page_of_record(request, sight_of(request.user, person)) if person else {"person": None}
    return render(request, "portal/records/own.html", context)


@requires()
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else's record, as far as one's duty reaches."""
    sight = seen_record(request.user, pk)
    if sight.is_own:
        return redirect("trainee:record")
    record_view(sight.person, "record", by=request.user, purpose=sight.purpose)
    return render(request, "portal/records/person.html", page_of_record(request, sight))


@requires()
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The record as an official paper, as far as the reader sees it; the print is logged."""
    sight = seen_record(request.user, pk)
    record_print(sight.person, "record", by=request.user, purpose=sight.purpose)
    answer = answer_paper(record_paper(sight), "pdf", f"qua trinh {sight.person.full_name}")
    answer["Cache-Control"] = "private, no-store"
    return answer


@requires()
def takeouts(request: HttpRequest) -> HttpResponse:
    """One's own data to take along: asked for by pressing, watched while it is made, taken while it is kept."""
    person = person_of(request.user)
    if request.method == "POST":
        if person is None:
            raise Http404
        ask_for_takeout(person, by=request.user)
        return redirect("records:takeouts")
    mine = list(Takeout.objects.filter(person=person)[:KEPT_IN_SIGHT]) if person else []
    answer = render(request, "portal/records/takeouts.html", {"person": person, "takeouts": mine})
    if any(not takeout.is_over for takeout in mine):
        answer["Refresh"] = "2"
    return answer


@requires()
@require_POST
def takeout_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The package; by pressing a button, so that no preview of a browser takes it."""
    found = get_object_or_404(Takeout.objects.filter(person__user=request.user), pk=pk)
    try:
        takeout = take(found, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
        return redirect("records:takeouts")
    answer = FileResponse(
        takeout.file.open("rb"), as_attachment=True, filename=f"du-lieu-ca-nhan-{takeout.asked_at:%Y-%m-%d}.zip"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@requires()
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at one's data, when and for what."""
    person = person_of(request.user)
    page: Page = Paginator(looks_at(person), PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/records/looks.html", {"page": page})
