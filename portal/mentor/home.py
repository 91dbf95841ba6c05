"""The first screens: whom one guides, hosts or follows, what is late on top."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.access import requires
from portal.calendar.months import Month
from portal.context import may_enter
from portal.mentor.words import card_words, flag_line, kept_line
from portal.rules import glance_of
from training.mentoring.flags.queries import open_flags_of
from training.mentoring.handovers.holding import kept_by
from training.mentoring.queries import cards, postings_followed_by, postings_guided_by, postings_hosted_by
from training.models import MentorReview, Role
from training.rotation.capacities import Capacity

PAGE = 25


@requires("portal.use_mentor")
def home(request: HttpRequest) -> HttpResponse:
    """The officials one guides. Heads and link officers without any begin with their own list."""
    found = cards(postings_guided_by(request.user.pk), request.user, capacity=Capacity.MENTOR)
    roles = request.user.roles
    kept = list(kept_by(request.user)) if glance_of(request.user).finishes else []
    if not (found or kept) and roles.has(Role.UNIT_HEAD):
        return redirect("mentor:host")
    if not (found or kept) and roles.has(Role.LINK_OFFICER):
        return redirect("mentor:link")
    flags = _flags(request, found)
    words = [card_words(card) for card in found]
    context = {
        "cards": words,
        "flags": flags,
        "kept": [kept_line(row) for row in kept],
        "review": _review_to_write(request, found),
        **sections(request),
    }
    return render(request, "portal/mentor/home.html", context)


@requires("portal.use_mentor")
def host(request: HttpRequest) -> HttpResponse:
    """Officials posted to one's unit, and what waits for one's acknowledgement."""
    found = cards(postings_hosted_by(request.user), request.user, capacity=Capacity.HOST_HEAD)
    return _list(request, found, "portal/mentor/host.html")


@requires("portal.use_mentor")
def link(request: HttpRequest) -> HttpResponse:
    """Officials one's unit has sent out."""
    found = cards(postings_followed_by(request.user), request.user, capacity=Capacity.LINK_OFFICER)
    return _list(request, found, "portal/mentor/link.html")


@requires("portal.use_mentor")
def calendar(request: HttpRequest) -> HttpResponse:
    context = {"month": Month.asked_for(request), **sections(request)}
    return render(request, "portal/mentor/calendar.html", context)


def _list(request: HttpRequest, found: list, template: str) -> HttpResponse:
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    to_sign = [form for card in found for form in card.to_sign]
    context = {
        "page": page,
        "cards": [card_words(card) for card in page],
        "to_sign": to_sign,
        "flags": _flags(request, found),
        **sections(request),
    }
    return render(request, template, context)


def _flags(request: HttpRequest, found: list) -> list[dict]:
    """Open flags of those on the list that the person may read; what is late on top."""
    return [flag_line(flag) for flag in open_flags_of(request.user, [card.posting for card in found])]


def sections(request: HttpRequest, *, mine: bool | None = None) -> dict[str, bool]:
    """Which entries the section bar shows to this person, and whether there is a choice at all.

    ``mine`` is given where it is known whether he has a posting.
    """
    roles = request.user.roles
    if mine is None:
        mine = glance_of(request.user).was_posted
    entries = {
        "shows_guided": may_enter(request.user, "portal.use_mentor"),
        "shows_host": roles.has(Role.UNIT_HEAD),
        "shows_link": roles.has(Role.LINK_OFFICER),
        "shows_mine": mine,
    }
    return entries | {"shows_bar": entries["shows_guided"] or sum(entries.values()) > 1}


def _review_to_write(request: HttpRequest, found: list) -> MentorReview | None:
    """One's yearly look back (F9) while it is open: read with the mentorships, where there are any."""
    for row in (card.mentorship for card in found if card.mentorship):
        if row.review_id is None:
            return None
        return MentorReview(pk=row.review_id, year=row.review_year, due_on=row.review_due_on, status=row.review_status)
    return MentorReview.objects.unsigned().filter(mentor__person__user=request.user).order_by("due_on").first()
