"""What of mentoring is kept on a person's device: the present postings, by themselves and sealed (decision 38)."""

from collections.abc import Iterable
from hashlib import sha256

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from curriculum.clock.time import today
from portal.access import requires
from portal.context import may_enter
from portal.mentor.home import sections
from portal.offline.models import DeviceKey
from training.mentoring.definitions import Definition
from training.mentoring.models import MentoringContact, Mentorship, TermForm
from training.mentoring.queries import next_signer, postings_guided_by
from training.models import DiaryEntry, Posting
from training.rotation.rules import capacities_of

LATEST_PAGES = 20


@require_GET
@requires()
def manifest(request: HttpRequest) -> HttpResponse:
    """For each posting one guides or holds the pages to keep, and a mark that changes when one of them does."""
    postings = _postings_of(request)
    pages = {posting.pk: _always(posting) for posting in postings}
    lines = {posting.pk: [_day(request), str(posting)] for posting in postings}
    for posting in postings:
        if posting.person.user_id == request.user.pk:
            pages[posting.pk] += [reverse("mentor:diary"), reverse("mentor:diary_write")]
            lines[posting.pk] += [f"{key} {version} {read_on}" for key, version, read_on in _diary_of(posting)]
    capacities = {posting.pk: capacities_of(request.user, posting) for posting in postings}
    for form in _forms_of(postings):
        lines[form.posting_id].append(f"{form.pk} {form.revision_number} {form.status}")
        if _opens(form, capacities[form.posting_id]):
            pages[form.posting_id].append(reverse("mentor:form", args=[form.pk]))
    for contact in _contacts_of(request, postings):
        lines[contact.mentorship.posting_id].append(f"{contact.key} {contact.version} {contact.status}")
        if contact.status == MentoringContact.Status.SUBMITTED and contact.recorded_by_id != request.user.pk:
            pages[contact.mentorship.posting_id].append(reverse("mentor:contact", args=[contact.key]))
    marks = {pk: _mark(found) for pk, found in lines.items()}
    found = [
        {
            "id": posting.pk,
            "title": str(posting.person),
            "url": reverse("mentor:posting", args=[posting.pk]),
            "mark": marks[posting.pk],
            "pages": pages[posting.pk],
        }
        for posting in postings
    ]
    around = [reverse("mentor:saved")]
    if may_enter(request.user, "portal.use_mentor"):
        around.append(reverse("mentor:home"))
    if any(posting.person.user_id == request.user.pk for posting in postings):
        around.append(reverse("mentor:my_posting"))
    mark = _mark([_day(request), *around, *marks.values()])
    return JsonResponse({"around": {"pages": around, "mark": mark}, "postings": found})


@require_GET
@requires()
def saved(request: HttpRequest) -> HttpResponse:
    """What is saved on this device, and on which devices one's mentoring can be opened; shown without a network too."""
    devices = DeviceKey.objects.filter(user=request.user, revoked_at__isnull=True)
    return render(request, "portal/mentor/saved.html", {"devices": devices, **sections(request)})


def _postings_of(request: HttpRequest) -> list[Posting]:
    """Those one guides at present, and one's own as long as it lasts."""
    guided = list(postings_guided_by(request.user.pk))
    own = Posting.objects.filter(person__user=request.user).exclude(status=Posting.Status.ENDED)
    found = [*own.select_related("person", "host_unit", "sending_unit", "title"), *guided]
    postings = list({posting.pk: posting for posting in found}.values())
    prefetch_related_objects(postings, Prefetch("mentorships", Mentorship.objects.select_related("mentor__person")))
    return postings


def _always(posting: Posting) -> list[str]:
    return [reverse("mentor:posting", args=[posting.pk]), reverse("mentor:contact_write", args=[posting.pk])]


def _forms_of(postings: list[Posting]) -> list[TermForm]:
    forms = TermForm.objects.open().filter(posting__in=postings, opens_on__lte=today())
    forms = list(forms.select_related("version").prefetch_related("signatures").order_by("due_on"))
    by_pk = {posting.pk: posting for posting in postings}
    for form in forms:
        form.posting = by_pk[form.posting_id]
    return forms


def _opens(form: TermForm, capacities: frozenset[str]) -> bool:
    """Whether the person has something to write or to confirm on the page of the form."""
    definition = Definition.of(form.version)
    if not definition.is_fillable or not definition.is_read_by(capacities):
        return False
    return bool(definition.fields_for(capacities)) if form.is_unfiled else next_signer(form) in capacities


def _contacts_of(request: HttpRequest, postings: list[Posting]) -> Iterable[MentoringContact]:
    bare = ("key", "version", "status", "recorded_by", "mentorship__posting")
    found = MentoringContact.objects.visible_to(request.user).filter(mentorship__posting__in=postings)
    return found.select_related("mentorship").only(*bare).order_by("pk")


def _diary_of(posting: Posting) -> Iterable[tuple]:
    """The latest pages of one's own diary by what changes them, without a word of them."""
    return DiaryEntry.objects.filter(posting=posting).values_list("key", "version", "read_on")[:LATEST_PAGES]


def _day(request: HttpRequest) -> str:
    """Pages say how late things are and speak a language: both belong to the mark."""
    return f"{today()} {get_language()} {request.COOKIES.get('theme', '')}"


def _mark(lines: Iterable[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()[:16]
