"""Postings and what happened in them on the line of time: mentors, contacts, forms and their levels.

The words of contacts and forms are never here. A contact stands as an entry of its own for the two sides alone; whoever
else sees the posting sees how many there were in a month.
"""

from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.records.events import Event, EventKind
from portal.records.sight import Sight
from training.mentoring.profiles import FORMS, MENTOR
from training.models import FormRevision, MentoringContact, Mentorship, PostingChange, TermForm

BY_MENTOR = f"_{MENTOR}"  # level fields are named by competency and rater


def postings(sight: Sight) -> Iterator[Event]:
    """When each began and, where it has, ended. No query: the sight holds them."""
    for one in sight.postings:
        names = {"kind": one.get_kind_display().capitalize(), "unit": one.host_display}
        url = reverse("mentor:posting", args=[one.pk])
        decision = _("decision %(number)s") % {"number": one.decision_number}
        yield Event(
            one.effective_on,
            EventKind.POSTINGS,
            _("%(kind)s to %(unit)s") % names,
            f"{one.title} · {decision}",
            one.status,
            one.get_status_display(),
            url,
        )
        if one.ended_on:
            decision = _("decision %(number)s") % {"number": one.end_decision} if one.end_decision else ""
            yield Event(
                one.ended_on,
                EventKind.POSTINGS,
                _("End of the posting to %(unit)s") % names,
                decision,
                one.end_reason,
                one.get_end_reason_display(),
                url,
            )


def changes(sight: Sight) -> Iterator[Event]:
    """Extensions, interruptions, returns and mergers of the host unit; the end stands by itself. One query."""
    kind = PostingChange.Kind
    rows = PostingChange.objects.filter(posting__in=sight.postings).exclude(kind__in=[kind.ENDED, kind.ENDED_EARLY])
    for one in rows.select_related("unit"):
        until = one.due_on_after if one.kind == kind.EXTENDED else one.to_on
        words = [
            _("decision %(number)s") % {"number": one.decision_number} if one.decision_number else "",
            _("until %(day)s") % {"day": f"{until:%d/%m/%Y}"} if until else "",
            one.unit.display_name if one.unit else "",
        ]
        title = _("Posting: %(change)s") % {"change": one.get_kind_display()}
        yield Event(one.from_on, EventKind.POSTINGS, title, " · ".join(filter(None, words)))


def mentors(sight: Sight) -> Iterator[Event]:
    """Who guided the official from when. No query."""
    for posting in sight.postings:
        for number, one in enumerate(posting.mentorships.all()):
            title = _("Mentor changed") if number else _("Mentor named")
            until = _("until %(day)s") % {"day": f"{one.valid_to:%d/%m/%Y}"} if one.valid_to else ""
            note = " · ".join(filter(None, [str(one.mentor), until]))
            yield Event(one.valid_from, EventKind.MENTORING, title, note)


def contacts(sight: Sight) -> Iterator[Event]:
    """One's own contacts one by one, those of others by month. One query."""
    mentorships = {one.pk: (one, posting) for posting in sight.postings for one in posting.mentorships.all()}
    rows = MentoringContact.objects.held().filter(mentorship__in=mentorships).order_by("happened_at")
    months: dict[tuple, list] = {}
    for row in rows.only("key", "mentorship", "happened_at", "kind", "status"):
        day = timezone.localtime(row.happened_at).date()
        mentorship, posting = mentorships[row.mentorship_id]
        if sight.is_side(mentorship, posting):
            yield _contact(row, day, mentorship)
        else:
            months.setdefault((posting.pk, day.year, day.month), []).append(day)
    for days in months.values():
        count = ngettext("%(count)d mentoring contact", "%(count)d mentoring contacts", len(days))
        yield Event(days[-1], EventKind.MENTORING, count % {"count": len(days)}, f"{days[-1]:%m/%Y}")


def _contact(row: MentoringContact, day, mentorship: Mentorship) -> Event:
    return Event(
        day,
        EventKind.MENTORING,
        _("Mentoring contact: %(kind)s") % {"kind": row.get_kind_display()},
        str(mentorship.mentor),
        row.status,
        row.get_status_display(),
        reverse("mentor:contact", args=[row.key]),
    )


def forms(sight: Sight) -> Iterator[Event]:
    """Each form when it was handed in, with its confirmations and, for its readers, the levels. One query."""
    standing = {posting.pk: posting for posting in sight.postings}
    assessed = FormRevision.objects.filter(
        form=OuterRef("pk"), number=OuterRef("revision_number"), form__code__in=FORMS
    )
    language = "vi" if (get_language() or "vi").startswith("vi") else "en"
    in_force = Q(signatures__signed_at__gte=F("submitted_at"))
    rows = (
        TermForm.objects.filter(posting__in=standing, submitted_at__isnull=False)
        .exclude(status=TermForm.Status.CANCELLED)
        .annotate(
            name=F(f"version__name_{language}"),
            readers=F("version__definition__readers"),
            given=Subquery(assessed.values("answers")[:1]),
            confirmed=Count("signatures__capacity", filter=in_force, distinct=True),
        )
        .order_by("submitted_at")
    )
    for form in rows:
        reads = sight.reads_levels(standing[form.posting_id])
        opens = bool(sight.capacities(standing[form.posting_id]) & set(form.readers))
        yield Event(
            timezone.localtime(form.submitted_at).date(),
            EventKind.MENTORING,
            _form_title(form),
            " · ".join(filter(None, [_timeliness(form), _confirmations(form), _levels(form.given) if reads else ""])),
            form.status,
            form.get_status_display(),
            reverse("mentor:form", args=[form.pk]) if opens else "",
        )


def _form_title(form) -> str:
    """The form and its month; what is due before the arrival has none."""
    name = f"{form.code}. {form.name}"
    return _("%(form)s, month %(month)s") % {"form": name, "month": form.month} if form.month > 0 else name


def _timeliness(form: TermForm) -> str:
    days = (timezone.localtime(form.submitted_at).date() - form.due_on).days
    if days <= 0:
        return _("handed in in time")
    return ngettext("handed in %(days)d day late", "handed in %(days)d days late", days) % {"days": days}


def _confirmations(form: TermForm) -> str:
    given = ngettext("%(count)d confirmation", "%(count)d confirmations", form.confirmed) % {"count": form.confirmed}
    return given if form.confirmed else ""


def _levels(answers: dict | None) -> str:
    """The levels the mentor saw: *C1 3, C2 4*; nothing where the form asks for none."""
    seen = [(key.removesuffix(BY_MENTOR), given) for key, given in (answers or {}).items() if key.endswith(BY_MENTOR)]
    levels = [f"{code} {given['level']}" for code, given in seen if isinstance(given, dict) and given.get("level")]
    return _("levels by the mentor: %(levels)s") % {"levels": ", ".join(levels)} if levels else ""
