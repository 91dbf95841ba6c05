"""What stands in a person's calendar: meetings attended and given, forms, contacts and deadlines.

Each source is one query, whatever the person's duties; what the person has nothing to do with is not asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from curriculum.prepared.questions import Prepared
from portal.rules import duties_of
from training.mentoring.definitions import Definition
from training.models import (
    Assignment,
    ClassMeeting,
    DeadlineExtension,
    DutyPeriod,
    Enrolment,
    MakeUp,
    MentoringContact,
    Person,
    Posting,
    Role,
    TermForm,
    TrainingClass,
    User,
)
from training.people.roles import roles_of
from training.scheduling.make_ups.queries import attended_with

ICONS = {
    "class": "graduation-cap",
    "teaching": "presentation",
    "form": "clipboard-list",
    "contact": "handshake",
    "deadline": "hourglass",
    "opening": "school",
    "duty": "flag",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a calendar. ``ends_at`` None: the whole day. ``note`` may name people and stays on the screen."""

    uid: str
    kind: str
    day: date
    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    note: str = ""
    public_note: str = ""
    url: str = ""
    is_cancelled: bool = False
    sequence: int = 0
    changed_at: datetime

    @property
    def is_all_day(self) -> bool:
        return self.ends_at is None

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @cached_property
    def begins(self) -> datetime:
        """The beginning as the clocks of the City show it."""
        return timezone.localtime(self.starts_at)

    @cached_property
    def clock(self) -> str:
        return f"{self.begins:%H:%M}"

    @property
    def clock_at_end(self) -> str:
        return f"{timezone.localtime(self.ends_at):%H:%M}" if self.ends_at else ""


def entries_of(user, first: date, last: date) -> list[Entry]:
    """Everything in the person's calendar from the first to the last day, in order. At most eleven queries."""
    found = [
        *_learning(user, first, last),
        *_handing_in(user, first, last),
        *_teaching(user, first, last),
        *_mentoring(user, first, last),
        *_deadlines(user, first, last),
        *_duties(user, first, last),
    ]
    by_uid = {entry.uid: entry for entry in found}
    return sorted(by_uid.values(), key=lambda entry: (entry.day, not entry.is_all_day, entry.starts_at, entry.title))


MEETING_SHOWN = (
    *("uid", "date", "starts_at", "ends_at", "topic", "status", "sequence", "changed_at"),
    *(f"training_class__{name}" for name in ("code", "name", "place", "status")),
    *("room__name", "room__address", "lecturer__degree", "lecturer__person__full_name"),
)


def _announced(first: date, last: date) -> QuerySet[ClassMeeting]:
    rows = ClassMeeting.objects.announced().filter(date__range=(first, last))
    return rows.select_related("training_class", "room", "lecturer__person").only(*MEETING_SHOWN)


@Prepared
def _studied(user: int, first: date, last: date) -> QuerySet[ClassMeeting]:
    cancelled = Q(training_class__status=TrainingClass.Status.CANCELLED)
    mine = Enrolment.objects.of_user(user).filter(Q(status__in=Enrolment.ACTIVE) | cancelled)
    guest_at = Exists(MakeUp.objects.standing().filter(meeting=OuterRef("pk"), enrolment__in=mine))
    return _announced(first, last).filter(attended_with(mine)).annotate(is_guest=guest_at)


@Prepared
def _taught(user: int, first: date, last: date) -> QuerySet[ClassMeeting]:
    return _announced(first, last).taught_by(user)


def _learning(user, first: date, last: date) -> Iterator[Entry]:
    """Meetings of the classes one is in, and those one makes up; of a cancelled class, so that the phone is told."""
    for meeting in _studied(user.pk, first, last):
        yield _meeting_entry(
            meeting,
            kind="class",
            title=_("Made up: %(topic)s") % {"topic": meeting.topic} if meeting.is_guest else meeting.topic,
            note=str(meeting.lecturer or ""),
            url=reverse("trainee:classes") if meeting.is_guest else _class_url(meeting.training_class),
        )


@Prepared
def _due_work(user: int, first: date, last: date) -> QuerySet[Assignment]:
    mine = Enrolment.objects.active().filter(person__user=user).values("training_class")
    extended = DeadlineExtension.objects.filter(assignment=OuterRef("pk"), enrolment__person__user=user)
    rows = Assignment.objects.published().filter(training_class__in=mine)
    rows = rows.annotate(until=Coalesce(Subquery(extended.values("until")[:1]), "due_at"))
    return rows.filter(until__date__range=(first, last)).select_related("training_class")


def _handing_in(user, first: date, last: date) -> Iterator[Entry]:
    """The last moments to hand in written work of one's classes, each as long as a reminder."""
    for row in _due_work(user.pk, first, last):
        yield Entry(
            uid=f"assignment-{row.pk}",
            kind="deadline",
            day=timezone.localtime(row.until).date(),
            title=_("Hand in: %(title)s") % {"title": row.title},
            starts_at=row.until - timedelta(minutes=30),
            ends_at=row.until,
            public_note=row.training_class.code,
            url=reverse("trainee:assignment", args=[row.pk]),
            changed_at=row.published_at,
        )


def _class_url(held: TrainingClass) -> str:
    """The page of a class; one that was cancelled has no page of its own for those who gave their places back."""
    is_cancelled = held.status == TrainingClass.Status.CANCELLED
    return reverse("trainee:classes") if is_cancelled else reverse("trainee:class", args=[held.pk])


def _teaching(user, first: date, last: date) -> Iterator[Entry]:
    if not duties_of(user)[0]:
        return
    for meeting in _taught(user.pk, first, last):
        yield _meeting_entry(
            meeting,
            kind="teaching",
            title=_("Teaching: %(topic)s") % {"topic": meeting.topic},
            url=reverse("lecturer:meeting", args=[meeting.pk]),
        )


def _meeting_entry(meeting: ClassMeeting, *, kind: str, title: str, url: str, note: str = "") -> Entry:
    held = meeting.training_class
    place = str(meeting.room or held.place)
    if meeting.room and meeting.room.address:
        place = f"{place}, {meeting.room.address}"
    return Entry(
        uid=str(meeting.uid),
        kind=kind,
        day=meeting.date,
        title=title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=place,
        note=note,
        public_note=_("Class %(class)s: %(name)s") % {"class": held.code, "name": held.name},
        url=url,
        is_cancelled=meeting.status == ClassMeeting.Status.CANCELLED,
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
    )


def _whole_day(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _mentoring(user, first: date, last: date) -> Iterator[Entry]:
    """Nothing is asked of the log and the forms for people who have no part in any posting."""
    postings = _postings(user.pk)
    if postings:
        yield from _forms(user, first, last, postings)
        yield from _contacts(user, first, last, postings)


def _guided(user: int, way: str = "") -> Q:
    return Q((f"{way}mentorships__mentor__person__user", user), (f"{way}mentorships__valid_to__isnull", True))


@Prepared
def _postings(user: int) -> QuerySet:
    """The keys of one's own postings and of those one guides."""
    guided = Posting.objects.filter(_guided(user))
    mine = Posting.objects.filter(Q(person__in=Person.objects.filter(user=user)) | Q(pk__in=guided.values("pk")))
    return mine.order_by("pk").values_list("pk", flat=True)


def _forms(user, first: date, last: date, postings: list[int]) -> Iterator[Entry]:
    """Forms of the term to hand in: of one's own posting, and of those one guides."""
    for form in _forms_due(user.pk, first, last, *postings):
        yield Entry(
            uid=f"form-{form.pk}-{form.due_on:%Y%m%d}",
            kind="form",
            day=form.due_on,
            title=_("Due: %(form)s") % {"form": f"{form.code} {Definition.of(form.version).name}"},
            starts_at=_whole_day(form.due_on),
            note="" if form.posting.person.user_id == user.pk else form.posting.person.full_name,
            url=reverse("mentor:posting", args=[form.posting_id]),
            changed_at=form.posting.created_at,
        )


@Prepared
def _forms_due(user: int, first: date, last: date, *postings: int) -> QuerySet[TermForm]:
    mine = Q(posting__person__user=user) | _guided(user, "posting__")
    rows = TermForm.objects.unfiled().filter(mine, posting__status=Posting.Status.ACTIVE, due_on__range=(first, last))
    return rows.filter(posting__in=postings).select_related("version", "posting__person").distinct()


def _contacts(user, first: date, last: date, postings: list[int]) -> Iterator[Entry]:
    """The next contact as the last one planned it; one that took place since plans anew."""
    for contact in _contacts_planned(user.pk, first, last, *postings):
        mentee, mentor = contact.mentorship.posting.person, contact.mentorship.mentor.person
        yield Entry(
            uid=f"contact-{contact.key}",
            kind="contact",
            day=contact.next_on,
            title=_("Mentoring contact planned"),
            starts_at=_whole_day(contact.next_on),
            note=(mentor if mentee.user_id == user.pk else mentee).full_name,
            url=reverse("mentor:posting", args=[contact.mentorship.posting_id]),
            changed_at=contact.submitted_at or contact.recorded_at,
        )


@Prepared
def _contacts_planned(user: int, first: date, last: date, *postings: int) -> QuerySet[MentoringContact]:
    later = MentoringContact.objects.held().filter(
        mentorship=OuterRef("mentorship"), happened_at__gt=OuterRef("happened_at")
    )
    rows = MentoringContact.objects.visible_to(User(pk=user)).held().filter(next_on__range=(first, last))
    rows = rows.filter(~Exists(later), mentorship__posting__in=postings)
    return rows.select_related("mentorship__posting__person", "mentorship__mentor__person")


def _deadlines(user, first: date, last: date) -> Iterator[Entry]:
    """For unit officers the days until which they nominate; for the training office openings and closings too."""
    roles, span = roles_of(user), (first, last)
    office = roles.has(Role.TRAINING_OFFICE)
    if not office and not roles.has(Role.UNIT_COORDINATOR, Role.UNIT_HEAD):
        return
    status = TrainingClass.Status
    wanted = Q(nominate_until__range=span, status=status.ENROLLING)
    if office:
        lasting = Q(opens_on__range=span) | Q(closes_on__range=span)
        wanted |= lasting & Q(status__in=[status.PLANNED, status.ENROLLING, status.OPEN, status.CLOSING])
    for held in TrainingClass.objects.filter(wanted):
        if held.status == status.ENROLLING:
            yield _class_entry(held, "deadline", held.nominate_until, _("%(class)s: last day to nominate"), office)
        if office:
            yield _class_entry(held, "opening", held.opens_on, _("%(class)s: opening"), office)
            yield _class_entry(held, "opening", held.closes_on, _("%(class)s: closing"), office, "closes")


def _duties(user, first: date, last: date) -> Iterator[Entry]:
    """Duties of the units one answers for; those of the whole City for these officers and the training office."""
    roles = roles_of(user)
    units = roles.unit_ids(Role.UNIT_COORDINATOR, Role.UNIT_HEAD)
    office = roles.has(Role.TRAINING_OFFICE)
    if not units and not office:
        return
    for duty in DutyPeriod.objects.between(first, last).filter(Q(unit__in=units) | Q(unit=None)).select_related("unit"):
        for number in range((min(duty.ends_on, last) - max(duty.starts_on, first)).days + 1):
            day = max(duty.starts_on, first) + timedelta(days=number)
            yield Entry(
                uid=f"duty-{duty.pk}-{day:%Y%m%d}",
                kind="duty",
                day=day,
                title=duty.title,
                starts_at=_whole_day(day),
                note=duty.place,
                public_note=duty.place,
                url=reverse("office:duties") if office else reverse("unit:duties"),
                changed_at=duty.added_at,
            )


def _class_entry(held: TrainingClass, kind: str, day: date, title: str, office: bool, part: str = "") -> Entry:
    return Entry(
        uid=f"class-{held.pk}-{part or kind}-{day:%Y%m%d}",
        kind=kind,
        day=day,
        title=title % {"class": held.code},
        starts_at=_whole_day(day),
        place=held.place if kind == "opening" else "",
        note=held.name,
        public_note=held.name,
        url=reverse("office:class" if office else "unit:class", args=[held.pk]),
        changed_at=held.created_at,
    )
