"""Lecturers are asked to give meetings and answer (L1): on their page, or by a link that holds until it is used."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID, uuid4

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.errors import InvalidInput, NotAllowed, WrongState
from training.people.permissions import require
from training.scheduling.models import ClassMeeting, Lecturer, TeachingInvitation
from training.signals import invitations_answered, lecturer_invited

State = TeachingInvitation.State
LINK_DAYS = 21
SALT = "training.scheduling.invitation"


@transaction.atomic
def invite_lecturers(
    training_class: TrainingClass, meetings: Sequence[ClassMeeting], *, by
) -> list[TeachingInvitation]:
    """Ask the lecturers of these meetings of the class; each is told once for all of his. Returns the new ones.

    Meetings that are over, cancelled, without a lecturer, or whose lecturer was asked already are passed over.
    """
    require(by, "training.schedule_meeting", training_class)
    wanted = ClassMeeting.objects.held().filter(
        training_class=training_class, pk__in=[meeting.pk for meeting in meetings], lecturer__isnull=False
    )
    open_ones = wanted.filter(starts_at__gt=now()).select_for_update(of=("self",)).select_related("lecturer")
    asked = set(
        TeachingInvitation.objects.filter(meeting__training_class=training_class)
        .exclude(state=State.WITHDRAWN)
        .values_list("meeting", "lecturer")
    )
    batches: dict[int, UUID] = {}
    made = [
        TeachingInvitation(
            meeting=meeting,
            lecturer=meeting.lecturer,
            batch=batches.setdefault(meeting.lecturer_id, uuid4()),
            invited_by=by,
            invited_at=now(),
        )
        for meeting in open_ones
        if (meeting.pk, meeting.lecturer_id) not in asked
    ]
    TeachingInvitation.objects.bulk_create(made)
    if made:
        log(training_class, "training.invitation.send", user=by, data={"meetings": [row.meeting_id for row in made]})
    for batch in batches.values():
        _announce_invited(batch)
    return made


@transaction.atomic
def accept_invitations(invitations: Iterable[TeachingInvitation], *, by) -> list[TeachingInvitation]:
    """The lecturer will come; what was accepted before is left alone. Raises ``NotAllowed``, ``WrongState``."""
    return _answer(invitations, State.ACCEPTED, "", by=by)


@transaction.atomic
def decline_invitations(invitations: Iterable[TeachingInvitation], *, reason: str, by) -> list[TeachingInvitation]:
    """The lecturer cannot come; the office reads why. Raises ``InvalidInput`` without a reason."""
    if not nfc(reason):
        raise InvalidInput(_("Say why you cannot come, so that the office can look for another lecturer."))
    return _answer(invitations, State.DECLINED, nfc(reason)[:300], by=by)


def link_token(batch: UUID) -> str:
    """What a mail's link carries: the invitations sent together, signed and dated."""
    return TimestampSigner(salt=SALT).sign(batch.hex)


def invitations_of_link(token: str) -> list[TeachingInvitation]:
    """The invitations a link is about; none where it is not ours or too old."""
    try:
        batch = UUID(TimestampSigner(salt=SALT).unsign(token, max_age=LINK_DAYS * 24 * 3600))
    except (BadSignature, ValueError):
        return []
    rows = TeachingInvitation.objects.filter(batch=batch).exclude(state=State.WITHDRAWN)
    return list(rows.select_related("meeting__training_class", "meeting__room", "lecturer__person__user"))


def follow_change(meeting: ClassMeeting, *, before: dict, after: dict) -> None:
    """A meeting that moves is asked for anew; one that goes to another lecturer withdraws the invitation."""
    has_moved = (before["date"], before["slot"]) != (after["date"], after["slot"])
    follow_changes([meeting], moved=[meeting] if has_moved else [])


def follow_changes(meetings: Collection[ClassMeeting], *, moved: Collection[ClassMeeting] = ()) -> None:
    """The same for many meetings at once; each lecturer is asked for all of his that moved by one link.

    Invitations of lecturers who no longer give the meeting, and those of cancelled ones, are withdrawn.
    """
    by_key, has_moved = {meeting.pk: meeting for meeting in meetings}, {meeting.pk for meeting in moved}
    rows = list(TeachingInvitation.objects.filter(meeting__in=list(by_key)).exclude(state=State.WITHDRAWN))
    batches: dict[int, UUID] = {}
    changed = []
    for row in rows:
        meeting = by_key[row.meeting_id]
        if meeting.status == ClassMeeting.Status.CANCELLED or meeting.lecturer_id != row.lecturer_id:
            row.state = State.WITHDRAWN
        elif row.meeting_id in has_moved:
            row.batch = batches.setdefault(row.lecturer_id, uuid4())
            row.state, row.answered_at, row.reason, row.invited_at = State.PENDING, None, "", now()
        else:
            continue
        changed.append(row)
    TeachingInvitation.objects.bulk_update(
        changed, ["state", "batch", "answered_at", "reason", "invited_at"], batch_size=200
    )
    for batch in batches.values():
        _announce_invited(batch)


def _answer(invitations: Iterable[TeachingInvitation], state: str, reason: str, *, by) -> list[TeachingInvitation]:
    keys = [invitation.pk for invitation in invitations]
    rows = list(
        TeachingInvitation.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .select_related("meeting__training_class", "lecturer__person")
    )
    if any(row.lecturer.person.user_id != by.pk for row in rows) or len(rows) != len(keys):
        raise NotAllowed(_("These invitations are not yours. Nothing was changed."))
    changed = [row for row in rows if row.state != state]
    for row in changed:
        if row.state == State.WITHDRAWN or row.meeting.status == ClassMeeting.Status.CANCELLED:
            raise WrongState(_("This invitation was withdrawn; nothing needs to be answered."))
        if row.meeting.starts_at <= now():
            raise WrongState(_("The meeting has begun; please speak with the training office."))
        row.state, row.reason, row.answered_at = state, reason, now()
    TeachingInvitation.objects.bulk_update(changed, ["state", "reason", "answered_at"])
    for row in changed:
        log(row.meeting, f"training.invitation.{'accept' if state == State.ACCEPTED else 'decline'}", user=by)
    if changed:
        transaction.on_commit(lambda: invitations_answered.send(Lecturer, invitations=changed))
    return changed


def _announce_invited(batch: UUID) -> None:
    transaction.on_commit(lambda: lecturer_invited.send(Lecturer, batch=batch))
