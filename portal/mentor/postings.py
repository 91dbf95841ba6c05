"""One posting: the picture of its term, its forms and its contacts."""

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from portal.access import requires
from portal.mentor.benefits import benefits_for
from portal.mentor.home import sections
from portal.mentor.term_chart import draw
from portal.mentor.words import flag_line, form_name, form_state, month_of_term
from portal.records.sight import purpose_in
from training.access.services import record_view
from training.mentoring.diary.queries import with_diary
from training.mentoring.flags.queries import open_flags_of
from training.mentoring.flags.rules import rules_by_hand
from training.mentoring.handovers.holding import kept_forms_of
from training.mentoring.models import MentoringContact, Mentorship, TermForm
from training.mentoring.queries import next_signer
from training.mentoring.register.rules import heads_host_of
from training.mentoring.rules import PROFILE_READERS, SIDES
from training.models import KeptForm, Posting
from training.rotation.capacities import Capacity
from training.rotation.queries import posting_of
from training.rotation.rules import capacities_of

PAGE = 10
BEGINS_HERE = frozenset({Capacity.MENTOR, Capacity.HOST_HEAD})


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
    mentorships = Mentorship.objects.select_related("mentor__person").order_by("valid_from")
    postings = with_diary(Posting.objects.visible_to(request.user), request.user).prefetch_related(
        Prefetch("mentorships", mentorships)
    )
    found = get_object_or_404(
        postings.select_related("person", "host_unit", "host_unit_now", "sending_unit", "title", "wave"), pk=pk
    )
    capacities = capacities_of(request.user, found)
    record_view(found.person, "posting", by=request.user, purpose=purpose_in(capacities))
    forms = list(
        found.forms.exclude(status=TermForm.Status.CANCELLED).select_related("version").prefetch_related("signatures")
    )
    side = next((capacity for capacity in SIDES if capacity in capacities), None)
    rows = _contact_rows(request, found, capacities)
    kept = {row.form_id: row for row in kept_forms_of(found)} if len(found.mentorships.all()) > 1 else {}
    lines = [_line(form, _in_form(capacities, kept.get(form.pk))) for form in forms]
    mine = _log_of(request, found, side)
    held = [row for row in rows if row.status != MentoringContact.Status.DRAFT]
    context = {
        "posting": found,
        "flags": [flag_line(flag) for flag in open_flags_of(request.user, [found])],
        "may_find_mentor": heads_host_of(request.user, found),
        "may_raise": bool(rules_by_hand(request.user, found)),
        "side": side,
        "month": month_of_term(found.effective_on, found.term_months),
        "strips": draw(found, forms, _dots(held)),
        "forms": lines,
        "due": [line for line in lines if line["opens"] and line["form"].is_unfiled],
        "handover": found.handovers.open().select_related("form__version").first(),
        "reads_sheet": side is not None and len(found.mentorships.all()) > 1,
        "may_hand_over": found.status != Posting.Status.ENDED and bool(BEGINS_HERE & capacities),
        "mentorships": found.mentorships.all(),
        "has_mentor": any(mentorship.valid_to is None for mentorship in found.mentorships.all()),
        "contact_count": len(held),
        "needs_intervention": bool(held) and held[0].concern_level == MentoringContact.Concern.INTERVENE,
        "draft": next((row for row in rows if row.status == MentoringContact.Status.DRAFT), None),
        "waiting": [row for row in held if side and _waits_for(request, row, mine)],
        "contacts": _contacts(request, [row for row in rows if row.mentorship_id in mine]) if side else None,
        "diary_count": found.diary_count,
        "diary_shared": found.diary_shared if Capacity.MENTOR in capacities else 0,
        "sees_profile": bool(PROFILE_READERS & capacities),
        "in_mine": Capacity.MENTEE in capacities,
        "in_guided": Capacity.MENTOR in capacities,
        **benefits_for(found, capacities),
        **sections(request, mine=True if Capacity.MENTEE in capacities else None),
    }
    return render(request, "portal/mentor/posting.html", context)


def _contact_rows(request: HttpRequest, found: Posting, capacities: frozenset[str]) -> list[MentoringContact]:
    """Every contact of the posting without its words, the latest first, with one's own draft among them."""
    rows = MentoringContact.objects.filter(mentorship__posting=found)
    others_drafts = Q(status=MentoringContact.Status.DRAFT) & ~Q(recorded_by=request.user)
    bare = ("key", "happened_at", "kind", "status", "concern_level", "recorded_by", "mentorship")
    return list(rows.exclude(others_drafts).only(*bare).order_by("-happened_at", "-pk"))


def _log_of(request: HttpRequest, found: Posting, side: str | None) -> set[int]:
    """The mentorships whose words are on one's own side: all for the official, for a mentor his own (M7)."""
    return {
        row.pk
        for row in found.mentorships.all()
        if side == Capacity.MENTEE or row.mentor.person.user_id == request.user.pk
    }


def _in_form(capacities: frozenset[str], kept: KeptForm | None) -> frozenset[str]:
    """A form that a former mentor keeps to finish is not the present one's yet."""
    return capacities if kept is None else capacities - {Capacity.MENTOR}


def _waits_for(request: HttpRequest, row: MentoringContact, mine: set[int]) -> bool:
    if row.mentorship_id not in mine:
        return False
    return row.status == MentoringContact.Status.SUBMITTED and row.recorded_by_id != request.user.pk


def _dots(held: list[MentoringContact]) -> list[tuple]:
    """Day, kind and state of each contact; whoever sees the posting sees that people met."""
    return [(timezone.localtime(row.happened_at).date(), row.get_kind_display(), row.status) for row in held]


def _contacts(request: HttpRequest, rows: list[MentoringContact]):
    """One page of the log with its words, found anew through ``visible_to``."""
    page = Paginator([row.pk for row in rows], PAGE).get_page(request.GET.get("page"))
    readable = MentoringContact.objects.visible_to(request.user).filter(pk__in=list(page))
    page.object_list = list(readable.select_related("recorded_by").order_by("-happened_at", "-pk"))
    return page


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
