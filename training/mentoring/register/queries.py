"""Reading the register: its list, one entry with what became of it, and the numbers the Committee asks for."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from curriculum.clock.time import today
from training.mentoring.models import MentoringContact, Mentorship, TermForm
from training.mentoring.register.load import Load, guided_on, load_of, own_limits
from training.mentoring.register.models import Mentor, MentorLimit, MentorReview, MentorTraining, RegisterDecision
from training.mentoring.register.qualification import Qualification, qualification_of
from training.people.models import Position
from training.regulations.queries import value_on
from training.rotation.models import Posting
from training.rotation.term import months_after

SIGNED_BY_MENTOR = ("F0", "F3", "F4", "F5")


def register_rows(day: date | None = None) -> QuerySet[Mentor]:
    """Every entry with how many it guides, how many it may, and the offices of today in ``offices_today``."""
    day = day or today()
    guided = Mentorship.objects.current().filter(mentor=OuterRef("pk")).order_by().values("mentor")
    own = MentorLimit.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), mentor=OuterRef("pk"), starts_on__lte=day
    ).order_by("-recorded_at", "-pk")
    regulated = value_on("mentoring.max_mentees", day)
    offices = Position.objects.valid_on(day).select_related("unit", "title")
    return (
        Mentor.objects.select_related("person")
        .annotate(
            guided=Coalesce(Subquery(guided.annotate(count=Count("pk")).values("count")), 0),
            most=Coalesce(Least(Subquery(own.values("most")[:1]), regulated, output_field=IntegerField()), regulated),
        )
        .annotate(room=F("most") - F("guided"))
        .prefetch_related(Prefetch("person__positions", offices, to_attr="offices_today"))
    )


@dataclass
class Guiding:
    """One mentorship as the register tells it: figures, no words."""

    mentorship: Mentorship
    contacts_held: int = 0
    contacts_due: int = 0
    forms_due: int = 0
    forms_on_time: int = 0


@dataclass
class Entry:
    """A mentor's entry with its history."""

    mentor: Mentor
    qualification: Qualification
    load: Load
    present: list[Guiding] = field(default_factory=list)
    past: list[Guiding] = field(default_factory=list)

    @property
    def contacts(self) -> tuple[int, int]:
        rows = [*self.present, *self.past]
        return sum(row.contacts_held for row in rows), sum(row.contacts_due for row in rows)

    @property
    def forms(self) -> tuple[int, int]:
        rows = [*self.present, *self.past]
        return sum(row.forms_on_time for row in rows), sum(row.forms_due for row in rows)


def entry_of(mentor: Mentor, day: date | None = None) -> Entry:
    """A constant number of queries, however long he has been a mentor."""
    day = day or today()
    entry = Entry(
        mentor, qualification_of(mentor.person, day, working_since=mentor.working_since), load_of(mentor, day)
    )
    contacts = MentoringContact.objects.held().filter(mentorship=OuterRef("pk")).order_by().values("mentorship")
    rows = mentor.mentorships.annotate(held=Coalesce(Subquery(contacts.annotate(count=Count("pk")).values("count")), 0))
    rows = rows.select_related("posting__person", "posting__host_unit", "posting__title")
    guidings = [Guiding(row, row.held) for row in rows.order_by("-valid_from", "-pk")]
    _count_contacts_due(guidings, day)
    _count_forms(guidings, day)
    for guiding in guidings:
        (entry.present if guiding.mentorship.valid_to is None else entry.past).append(guiding)
    return entry


def _count_contacts_due(guidings: list[Guiding], day: date) -> None:
    """How many contacts the cadence asks for in the days of the mentorship, beside those held."""
    cadence = value_on("mentoring.contact_days", day)
    for guiding in guidings:
        row = guiding.mentorship
        guiding.contacts_due = max((min(row.valid_to or day, day) - row.valid_from).days // cadence, 0)


def _count_forms(guidings: list[Guiding], day: date) -> None:
    """Forms he confirms that fell due in his time: how many, and how many were handed in by their day."""
    postings = {guiding.mentorship.posting_id for guiding in guidings}
    due = TermForm.objects.filter(posting__in=postings, code__in=SIGNED_BY_MENTOR, due_on__lt=day)
    due = due.exclude(status=TermForm.Status.CANCELLED).order_by()
    rows = list(due.values_list("posting", "due_on", "submitted_at__date"))
    for guiding in guidings:
        row, last = guiding.mentorship, guiding.mentorship.valid_to or day
        mine = [one for one in rows if one[0] == row.posting_id and row.valid_from <= one[1] <= last]
        guiding.forms_due = len(mine)
        guiding.forms_on_time = sum(1 for _posting, due_on, sent in mine if sent is not None and sent <= due_on)


def mentor_numbers(on: date) -> dict[str, int]:
    """What the Committee asks about mentors on a day (mentoring.md §7), read from the history; seven queries.

    ``registered`` (not taken off), of whom ``available`` (not suspended) and ``suspended``; ``guiding`` (with at least
    one official), ``guided`` (the officials), ``full``, ``over_limit``, ``free_places`` (of those available);
    ``trained`` (in force), ``update_due`` (of those trained), ``expired``, ``untrained``; ``postings_without_mentor``;
    ``reviews_due`` and ``reviews_signed`` (F9 of the year whose day has come last).
    """
    entered = dict(Mentor.objects.filter(registered_on__lte=on).values_list("pk", "registered_on"))
    last = RegisterDecision.objects.filter(mentor__in=entered, effective_on__lte=on).order_by("effective_on", "pk")
    standing = dict(last.values_list("mentor", "kind"))
    kinds = RegisterDecision.Kind
    registered = {pk for pk in entered if standing.get(pk) != kinds.TAKEN_OFF}
    suspended = {pk for pk in registered if standing.get(pk) == kinds.SUSPENDED}
    available = registered - suspended
    guided, own, regulated = guided_on(on), own_limits(on), value_on("mentoring.max_mentees", on)
    loads = {pk: Load(guided.get(pk, 0), regulated, own.get(pk)) for pk in registered | set(guided)}
    until, update = _training_on(on)
    trained = {pk for pk in registered if (day := until.get(pk)) is not None and day >= on}
    return {
        "registered": len(registered),
        "available": len(available),
        "suspended": len(suspended),
        "guiding": sum(1 for load in loads.values() if load.guided),
        "guided": sum(load.guided for load in loads.values()),
        "full": sum(1 for pk in available if loads[pk].is_full),
        "over_limit": sum(1 for load in loads.values() if load.is_over),
        "free_places": sum(loads[pk].free for pk in available),
        "trained": len(trained),
        "update_due": sum(1 for pk in trained if pk in update and update[pk] < on),
        "expired": len(registered & until.keys()) - len(trained),
        "untrained": len(registered - until.keys()),
        "postings_without_mentor": _without_mentor(on),
        **_reviews(on),
    }


def _training_on(on: date) -> tuple[dict[int, date], dict[int, date]]:
    """Until when each mentor's training is valid, and when his next update is due, as known on the day."""
    until: dict[int, date] = {}
    latest: dict[int, date] = {}
    rows = MentorTraining.objects.filter(held_on__lte=on).order_by("held_on", "pk")
    for mentor, held_on, valid_until in rows.values_list("mentor", "held_on", "valid_until"):
        latest[mentor] = held_on
        if valid_until is not None:
            until[mentor] = max(valid_until, until.get(mentor, valid_until))
    months = value_on("mentoring.mentor_update_months", on)
    return until, {mentor: months_after(day, months) for mentor, day in latest.items()}


def _without_mentor(on: date) -> int:
    """Postings that ran on the day with nobody to guide them."""
    guided = Mentorship.objects.valid_on(on) if on < today() else Mentorship.objects.current()
    running = Posting.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), effective_on__lte=on)
    return running.exclude(pk__in=guided.values("posting")).count()


def _reviews(on: date) -> dict[str, int]:
    found = MentorReview.objects.filter(due_on__lte=on, due_on__gt=on - timedelta(days=366))
    signed = Count("pk", filter=Q(signed_at__date__lte=on))
    counts = found.aggregate(reviews_due=Count("pk"), reviews_signed=signed)
    return {name: counts[name] or 0 for name in ("reviews_due", "reviews_signed")}
