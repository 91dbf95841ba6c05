"""What the first screen answers: where must I be next, what must I hand in, what is waiting for me.

Every question is one query, whatever the number of classes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Certificate
from curriculum.clock.time import now, today
from curriculum.prepared.questions import Prepared
from curriculum.progress.queries import LessonState, ProgrammeState, progress_by_programme
from portal.notifications.absences import sentence_of as absence_sentence
from portal.notifications.models import Notice
from portal.rules import glance_of
from training.attendance.absences import Absence, absences_of_learner
from training.evaluations.queries import with_open_evaluation
from training.mentoring.definitions import Definition
from training.models import (
    AttendanceRecord,
    ClassMeeting,
    Enrolment,
    MentoringContact,
    Nomination,
    Obligation,
    Posting,
    TermForm,
    TrainingClass,
)
from training.obligations.queries import with_programme
from training.rotation.capacities import Capacity
from training.scheduling.make_ups.queries import attended_with

# What the first screen says of each; wide rows (facts, addresses, register entries) are not fetched.
CLASS_SHOWN = ("code", "name", "status", "opens_on", "closes_on", "place")
CLASS_LEFT_OUT = ("training_class__programme_facts", "training_class__cancel_reason", "position_text")
MEETING_SHOWN = (
    *("date", "slot", "starts_at", "ends_at", "topic", "status", "training_class_id"),
    *(f"training_class__{name}" for name in CLASS_SHOWN),
    *("room__name", "room__address", "lecturer__degree", "lecturer__person__full_name"),
)
MEETINGS_SHOWN = 4
NOTICES_SHOWN = 3
NEWS = timedelta(days=30)
SOON = timedelta(days=14)

RUNNING = (TrainingClass.Status.ENROLLING, TrainingClass.Status.OPEN, TrainingClass.Status.CLOSING)

Item = dict[str, Any]
_sources: list[Callable[["Today"], Iterable[Item]]] = []


def tells_of_duties(source: Callable[["Today"], Iterable[Item]]) -> None:
    """Let ``source`` add to "What to hand in" on the first screen: quizzes, assignments, whatever has a last day.

    Called when the app is ready (``tells_of_duties(quizzes_due)``); ``source(today)`` is asked at every view of the
    home, so it asks the database once at most (``@Prepared``), and not at all where ``today.classes`` is empty. It
    gives items as ``portal/components/what_now.html`` shows them: ``title`` and, as far as known, ``url``, ``day`` (a
    date, the last day: the items stand by it), ``time``, ``note``, ``state``, ``state_label``, ``tone``, ``action``.
    """
    if source not in _sources:
        _sources.append(source)


@dataclass
class ClassCard:
    """One class of the person: how it goes and how far its lessons are read."""

    enrolment: Enrolment
    progress: ProgrammeState = field(default_factory=ProgrammeState)

    @property
    def attended(self) -> int:
        """Meetings made up included; not more than were held."""
        return min(self.enrolment.attended, self.enrolment.recorded)

    @property
    def recorded(self) -> int:
        return self.enrolment.recorded


def enrolments_of(user):
    """The person's places in classes, newest first, with meetings attended and meetings recorded."""
    attended = Q(attendance__status__in=AttendanceRecord.ATTENDED)
    own = Q(attendance__meeting__training_class=F("training_class"))
    return (
        Enrolment.objects.active()
        .of_user(user)
        .select_related("training_class")
        .annotate(
            attended=Count("attendance", filter=attended),
            recorded=Count("attendance", filter=own),
            programme_path=F("training_class__programme__path"),
            programme_title=F("training_class__programme__title"),
        )
        .order_by("-training_class__opens_on", "-pk")
    )


def class_cards(user, enrolments: list[Enrolment]) -> list[ClassCard]:
    """The enrolments with the state of their lessons, in two queries for all of them."""
    states = progress_by_programme(user, {one.programme_path for one in enrolments})
    return [ClassCard(one, states[one.programme_path]) for one in enrolments]


class Today:
    """Everything on the first screen of one person; each part is asked for when the page comes to it."""

    def __init__(self, user) -> None:
        self.user = user
        self.day = today()

    @cached_property
    def classes(self) -> list[ClassCard]:
        return class_cards(self.user, _running(self.user.pk))

    @cached_property
    def meetings(self) -> list[ClassMeeting]:
        """The next published meetings of the classes in which the person studies."""
        return _next_meetings(self.user.pk) if self.classes else []

    @cached_property
    def duties(self) -> list[Item]:
        """What must be handed in, the earliest day first; before all that, contacts that wait for a word."""
        dated = [item for source in _sources for item in source(self)]
        dated += [item for item in map(self._form_item, self._forms) if item]
        dated.sort(key=lambda item: item.get("day") or date.max)
        return [*map(self._contact_item, self._contacts), *dated]

    @cached_property
    def lesson(self) -> LessonState | None:
        """The lesson to go on with: the one read last and not finished, over all running classes."""
        offers = [card.progress.to_go_on_with for card in self.classes]
        found = [state for state in offers if state is not None]
        begun = [state for state in found if state.is_begun]
        return max(begun, key=lambda state: state.last_read_at) if begun else next(iter(found), None)

    @cached_property
    def obligations(self) -> list[Obligation]:
        """What must be completed because of an office held, the earliest first."""
        return _obligations(self.user.pk)

    @cached_property
    def absences(self) -> list[tuple[Enrolment, Absence, str]]:
        """Classes in which the person has come near the limit of absences, with the sentence that says so."""
        if not self.classes:
            return []
        found = absences_of_learner(self.user)
        return [(row, absence, absence_sentence(absence)) for row, absence in found]

    @cached_property
    def nominations(self) -> list[Nomination]:
        return _nominations(self.user.pk) if glance_of(self.user).is_nominated else []

    @cached_property
    def posting(self) -> Posting | None:
        """The posting that runs; at most one, by its constraint."""
        return next(iter(_posting(self.user.pk)), None) if glance_of(self.user).is_posted else None

    @property
    def posting_days(self) -> tuple[int, int]:
        """Days of the term gone and days in all; (0, 0) where the posting has no end."""
        if self.posting is None or self.posting.due_on is None:
            return 0, 0
        whole = (self.posting.due_on - self.posting.effective_on).days
        return min(max((self.day - self.posting.effective_on).days, 0), whole), whole

    @cached_property
    def certificates(self) -> list[Certificate]:
        return _certificates(self.user.pk)

    @cached_property
    def notices(self) -> list:
        """Unread and lately sent; older ones wait behind the bell."""
        if not glance_of(self.user).unread:
            return []
        return [one for one in _notices(self.user.pk) if one.created_at >= now() - NEWS]

    @property
    def has_anything(self) -> bool:
        return bool(
            self.classes or self.duties or self.obligations or self.nominations or self.posting or self.certificates
        )

    @cached_property
    def _forms(self) -> list[TermForm]:
        """Mentoring forms due soon or late, while posted."""
        if self.posting is None:
            return []
        states = (TermForm.Status.NOT_DUE, TermForm.Status.DRAFT)
        mine = TermForm.objects.filter(
            posting__person__user=self.user, posting__status=Posting.Status.ACTIVE, status__in=states
        )
        return list(mine.filter(opens_on__lte=self.day, due_on__lte=self.day + SOON).select_related("version")[:5])

    @cached_property
    def _contacts(self) -> list[MentoringContact]:
        """Contacts the mentor wrote, while posted."""
        if self.posting is None:
            return []
        submitted = MentoringContact.objects.filter(
            mentorship__posting__person__user=self.user, status=MentoringContact.Status.SUBMITTED
        )
        waiting = submitted.exclude(recorded_by=self.user).select_related("mentorship__mentor__person")
        return list(waiting.order_by("happened_at")[:5])

    def _form_item(self, form: TermForm) -> Item | None:
        """A form to write in leads there; one of others is only named; one on paper is, until its day has passed."""
        is_late = form.due_on < self.day
        definition = Definition.of(form.version)
        if not definition.is_fillable:
            return None if is_late else self._paper_item(form)
        opens = definition.fields_for([Capacity.MENTEE])
        action = _("Go on writing") if form.status == TermForm.Status.DRAFT else _("Write")
        return {
            "title": form.version.name,
            "url": reverse("mentor:form", args=[form.pk]) if opens else "",
            "day": form.due_on,
            "note": _("Month %(month)d of the term") % {"month": form.month},
            "state": "overdue" if is_late else "due",
            "state_label": _("late") if is_late else _("due"),
            "tone": "bad" if is_late else "warn",
            "action": action if opens else "",
        }

    def _paper_item(self, form: TermForm) -> Item:
        return {
            "title": form.version.name,
            "note": _("On paper for now, to hand in by %(day)s") % {"day": f"{form.due_on:%d/%m/%Y}"},
            "state": "paper",
            "state_label": _("on paper for now"),
            "tone": "neutral",
        }

    def _contact_item(self, contact: MentoringContact) -> Item:
        day: date | None = contact.happened_at.date() if contact.happened_at else None
        return {
            "title": _("Confirm the mentoring contact with %(name)s") % {"name": contact.mentorship.mentor},
            "url": reverse("mentor:contact", args=[contact.key]),
            "note": _("Written by the mentor about %(day)s") % {"day": f"{day:%d/%m}"} if day else "",
            "state": "waiting",
            "state_label": _("waits for you"),
            "tone": "warn",
            "action": _("Read and confirm"),
        }


# What each part asks, put into SQL once (curriculum/prepared).


@Prepared
def _running(user: int) -> QuerySet[Enrolment]:
    mine = enrolments_of(user).filter(training_class__status__in=RUNNING).defer(*CLASS_LEFT_OUT)
    return with_open_evaluation(mine)


@Prepared
def _next_meetings(user: int) -> QuerySet[ClassMeeting]:
    mine = ClassMeeting.objects.upcoming().filter(
        attended_with(Enrolment.objects.studying().of_user(user)),
        status=ClassMeeting.Status.PUBLISHED,
        training_class__status__in=RUNNING,
    )
    return mine.select_related("training_class", "room", "lecturer__person").only(*MEETING_SHOWN)[:MEETINGS_SHOWN]


@Prepared
def _obligations(user: int) -> QuerySet[Obligation]:
    mine = Obligation.objects.open().filter(person__user=user)
    return with_programme(mine).select_related("rule", "office__title").order_by("due_on")


@Prepared
def _nominations(user: int) -> QuerySet[Nomination]:
    mine = Nomination.objects.filter(person__user=user, status__in=Nomination.ON_THE_WAY)
    shown = ("status", "submitted_at", "training_class__name", "training_class__opens_on")
    return mine.select_related("training_class").only(*shown).order_by("-submitted_at")


@Prepared
def _posting(user: int) -> QuerySet[Posting]:
    return Posting.objects.active().filter(person__user=user).select_related("host_unit", "host_unit_now", "title")[:1]


@Prepared
def _certificates(user: int) -> QuerySet[Certificate]:
    mine = Certificate.objects.filter(person__user=user, status=Certificate.Status.ISSUED)
    shown = ("kind", "number", "register_number", "issued_on", "facts")
    return mine.only(*shown).order_by("-issued_on", "-pk")[:2]


@Prepared
def _notices(user: int) -> QuerySet[Notice]:
    return Notice.objects.unread().filter(user=user)[:NOTICES_SHOWN]
