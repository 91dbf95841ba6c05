"""One posting: the picture of its term, its forms and its contacts."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from portal.access import requires
from portal.mentor.home import sections
from portal.mentor.term_chart import draw
from portal.mentor.words import form_name, form_state, month_of_term
from training.mentoring.models import MentoringContact, TermForm
from training.mentoring.queries import cards, next_signer
from training.mentoring.rules import SIDES
from training.models import Posting
from training.rotation.capacities import Capacity
from training.rotation.queries import posting_of
from training.rotation.rules import capacities_of

PAGE = 10


@requires()
def my_posting(request: HttpRequest) -> HttpResponse:
    """The official's own posting, the present or the last."""
    found = posting_of(request.user)
    if found is None:
        raise Http404
    return redirect("mentor:posting", found.pk)


@requires()
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody with a capacity in the posting sees its term; the words of contacts only the two sides."""
    postings = Posting.objects.visible_to(request.user)
    found = get_object_or_404(postings.select_related("person", "host_unit", "sending_unit", "title", "wave"), pk=pk)
    capacities = capacities_of(request.user, found)
    forms = list(
        found.forms.exclude(status=TermForm.Status.CANCELLED).select_related("version").prefetch_related("signatures")
    )
    side = next((capacity for capacity in SIDES if capacity in capacities), None)
    card = cards([found], request.user, capacity=side or Capacity.HOST_HEAD)[0]
    context = {
        "posting": found,
        "card": card,
        "side": side,
        "capacities": capacities,
        "month": month_of_term(found.effective_on, found.term_months),
        "strips": draw(found, forms, _dots(found)),
        "forms": [_line(form, capacities) for form in forms],
        "mentorships": found.mentorships.select_related("mentor__person").order_by("valid_from"),
        "contacts": _contacts(request, found) if side else None,
        **sections(request),
    }
    return render(request, "portal/mentor/posting.html", context)


def _dots(found: Posting) -> list[tuple]:
    """Day, kind and state of each contact; whoever sees the posting sees that people met."""
    labels = dict(MentoringContact.Kind.choices)
    rows = MentoringContact.objects.held().filter(mentorship__posting=found).order_by("happened_at")
    return [
        (timezone.localtime(moment).date(), labels[kind], status)
        for moment, kind, status in rows.values_list("happened_at", "kind", "status")
    ]


def _line(form: TermForm, capacities: frozenset[str]) -> dict:
    state = form_state(form)
    definition = form.version.definition
    reads = any(capacity in definition["readers"] for capacity in capacities)
    writes = any(
        capacity in item.get("written_by", [])
        for part in definition["sections"]
        for item in part["fields"]
        for capacity in capacities
    )
    return {
        "form": form,
        "name": form_name(form),
        "state": state,
        "opens": definition["fillable"] and form.is_open and reads and (writes or not form.is_unfiled),
        "my_turn": not form.is_unfiled and form.is_open and next_signer(form) in capacities and state.word == "waiting",
        "fillable": definition["fillable"],
    }


def _contacts(request: HttpRequest, found: Posting):
    rows = (
        MentoringContact.objects.visible_to(request.user)
        .filter(Q(mentorship__posting=found))
        .select_related("recorded_by")
        .order_by("-happened_at", "-pk")
    )
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))
