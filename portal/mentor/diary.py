"""The work diary (F2): the official's own pages, written on the phone; to the mentor only what is shared."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from curriculum.clock.time import today
from portal.access import requires
from portal.mentor.contact_form import text_area
from portal.mentor.home import sections
from portal.mentor.saving import client_key, saved_answer, touched_in, version_of
from portal.records.sight import Standing
from training.access.services import record_view
from training.errors import TrainingError
from training.mentoring.diary import services
from training.mentoring.diary.queries import entries_of
from training.mentoring.services.saved import Saved
from training.models import DiaryEntry, Mentorship, Posting
from training.rotation.capacities import Capacity
from training.rotation.queries import posting_of
from training.rotation.rules import capacities_of

PAGE = 20
WEEKS_TO_CHOOSE = 8


class DiaryForm(forms.Form):
    """Nothing is required: a line on the bus is a beginning."""

    main_work = forms.CharField(label=gettext_lazy("Main work"), widget=text_area(3), required=False)
    results = forms.CharField(label=gettext_lazy("Results"), widget=text_area(3), required=False)
    lessons = forms.CharField(label=gettext_lazy("What I learned"), widget=text_area(3), required=False)
    people_met = forms.CharField(
        label=gettext_lazy("Whom I met"),
        widget=text_area(2),
        required=False,
        help_text=gettext_lazy("By role, such as “head of village 3”. No names of third persons."),
    )
    questions = forms.CharField(
        label=gettext_lazy("Questions for the next contact"), widget=text_area(2), required=False
    )
    village_days = forms.CharField(
        label=gettext_lazy("Days at villages and residential groups"),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": 14}),
        help_text=gettext_lazy("Carried over into your quarterly review."),
    )
    receptions = forms.CharField(
        label=gettext_lazy("Receptions of citizens"),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": 30}),
    )
    weeks = forms.TypedChoiceField(
        label=gettext_lazy("This page is for"),
        choices=[(1, gettext_lazy("one week")), (2, gettext_lazy("two weeks"))],
        coerce=int,
        initial=1,
    )


@requires()
def diary(request: HttpRequest) -> HttpResponse:
    """One's own pages, the latest on top, and the week that waits to be written."""
    posting = _own_posting(request)
    pages = Paginator(entries_of(posting, request.user), PAGE).get_page(request.GET.get("page"))
    first = _monday(today())
    context = {
        "posting": posting,
        "pages": pages,
        "week": first,
        "present": next((one for one in pages if one.starts_on == first), None),
        "may_write": posting.status != Posting.Status.ENDED,
        "in_mine": True,
        **sections(request, mine=True),
    }
    return render(request, "portal/mentor/diary.html", context)


@requires()
def shared(request: HttpRequest, pk: int) -> HttpResponse:
    """What the official shared with the mentor who asks; for everybody else there is no such page."""
    postings = Posting.objects.visible_to(request.user).select_related("person", "host_unit")
    posting = get_object_or_404(postings, pk=pk)
    found = entries_of(posting, request.user)
    if Capacity.MENTOR not in capacities_of(request.user, posting):
        raise Http404
    record_view(posting.person, "diary", by=request.user, purpose=Standing.MENTOR)
    pages = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"posting": posting, "pages": pages, "in_guided": True, **sections(request)}
    return render(request, "portal/mentor/diary_shared.html", context)


@requires()
def write(request: HttpRequest) -> HttpResponse:
    """The page of one week, begun or to begin. Works without scripts: the button posts the whole form.

    Where the mentor has read the page of the present week, the form of the next waits unseen: a copy of this page on a
    phone without a network begins it when its week has come (week.js).
    """
    posting = _own_posting(request)
    week = _week(request, posting)
    entry = DiaryEntry.objects.filter(posting=posting, starts_on=week).first()
    standing = entry if entry and entry.is_fixed and request.method == "GET" else None
    if standing and "week" in request.GET:
        return redirect("mentor:diary_page", standing.key)
    if standing:
        entry, week = None, week + timedelta(days=7)
    form = DiaryForm(request.POST if request.method == "POST" else None, initial=vars(entry) if entry else None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, posting, form)
        except TrainingError as refusal:
            form.add_error(None, str(refusal))
        else:
            if saved.conflict:
                return redirect("mentor:version", saved.conflict.pk)
            return redirect("mentor:diary_page", saved.record.key)
    context = {
        "form": form,
        "posting": posting,
        "entry": entry,
        "standing": standing,
        "week": week,
        "weeks": _weeks(posting),
        "client_key": entry.key if entry else client_key(request) if request.method == "POST" else uuid4(),
        "base_version": version_of(request) if request.method == "POST" else entry.version if entry else 0,
        "in_mine": True,
        **sections(request, mine=True),
    }
    return render(request, "portal/mentor/diary_write.html", context, status=422 if form.errors else 200)


@requires()
@require_POST
def draft(request: HttpRequest) -> JsonResponse:
    """Saves as one types (the contract of autosave.js)."""
    posting, form = _own_posting(request), DiaryForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": next(iter(form.errors.values()))[0]}, status=422)
    try:
        saved = _save(request, posting, form)
    except TrainingError as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return saved_answer(saved)


@requires()
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """One page, to the writer and to the mentor it is shared with; the mentor's first look is noted on it."""
    entry = _readable(request, key)
    mine = entry.posting.person.user_id == request.user.pk
    if not mine:
        services.read_entry(entry, by=request.user)
        record_view(entry.posting.person, "diary", by=request.user, purpose=Standing.MENTOR)
    current = Mentorship.objects.current().filter(posting=entry.posting_id).select_related("mentor__person").first()
    context = {
        "entry": entry,
        "posting": entry.posting,
        "mine": mine,
        "mentor": current.mentor if current else None,
        "in_mine": mine,
        "in_guided": not mine,
        **sections(request, mine=True if mine else None),
    }
    return render(request, "portal/mentor/diary_page.html", context)


@requires()
@require_POST
def share(request: HttpRequest, key: UUID) -> HttpResponse:
    return _change(request, key, services.share_entry, _("Your mentor can read this page now."))


@requires()
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    return _change(request, key, services.withdraw_entry, _("Only you can read this page again."))


@requires()
@require_POST
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    return _change(request, key, services.remove_entry, _("The page was torn out."))


def _change(request: HttpRequest, key: UUID, act, told: str) -> HttpResponse:
    entry = _readable(request, key)
    if entry.posting.person.user_id != request.user.pk:
        raise Http404
    try:
        changed = act(entry, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
        return redirect("mentor:diary_page", key)
    messages.success(request, told)
    return redirect("mentor:diary_page", key) if changed is not None else redirect("mentor:diary")


def _save(request: HttpRequest, posting: Posting, form: DiaryForm) -> Saved[DiaryEntry]:
    return services.save_entry(
        posting,
        form.cleaned_data,
        key=client_key(request),
        starts_on=_week(request, posting),
        base_version=version_of(request),
        touched=touched_in(request),
        by=request.user,
    )


def _own_posting(request: HttpRequest) -> Posting:
    posting = posting_of(request.user)
    if posting is None:
        raise Http404
    return Posting.objects.select_related("person", "host_unit").get(pk=posting.pk)


def _readable(request: HttpRequest, key: UUID) -> DiaryEntry:
    rows = DiaryEntry.objects.visible_to(request.user).select_related(
        "posting__person", "posting__host_unit", "shared_with__mentor__person"
    )
    return get_object_or_404(rows, key=key)


def _week(request: HttpRequest, posting: Posting) -> date:
    given = request.POST.get("week") or request.GET.get("week") or ""
    try:
        day = parse_date(given)
    except ValueError:
        day = None
    return _monday(day or today())


def _weeks(posting: Posting) -> list[date]:
    """The weeks one may still want to write, the present one first."""
    first = _monday(today())
    found = [first - timedelta(days=7 * number) for number in range(WEEKS_TO_CHOOSE)]
    return [one for one in found if one > posting.effective_on - timedelta(days=7)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
