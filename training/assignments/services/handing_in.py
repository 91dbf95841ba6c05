"""Handing a work in: each time a version of its own, with a receipt."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from training.assignments.deadlines import deadline_of
from training.assignments.models import Submission, Work
from training.assignments.services.drafting import expect_open, lock_work
from training.errors import InvalidInput, NotAllowed
from training.people.permissions import require


@transaction.atomic
def hand_in(work: Work, *, by) -> Submission:
    """Hand in the draft as it stands. The same content a second time is the version already there.

    Raises ``NotAllowed``; ``InvalidInput`` where there is nothing; ``WrongState`` too early, too late, or once marked.
    """
    require(by, "training.write_assignment", work.assignment)
    held = lock_work(work)
    if held.enrolment.person.user_id != by.pk:
        raise NotAllowed(_("You are not allowed to do this. Nothing was changed."))
    text = held.text if held.assignment.takes_text else ""
    files = list(held.files.in_draft())
    if not text.strip() and not files:
        raise InvalidInput(_("There is nothing to hand in yet: write a text or attach a file."))
    digest = _digest(text, files)
    latest = held.submissions.last()
    if latest is not None and latest.sha256 == digest:
        return latest
    expect_open(held)
    moment = now()
    extension = held.assignment.extensions.filter(enrolment=held.enrolment_id).first()
    submission = Submission.objects.create(
        work=held,
        number=latest.number + 1 if latest else 1,
        text=text,
        handed_in_at=moment,
        days_late=deadline_of(held.assignment, extension).days_late(moment),
        sha256=digest,
    )
    submission.files.set(files)
    data = {"number": submission.number, "sha256": digest, "days_late": submission.days_late}
    log(held, "training.assignment.hand_in", user=by, data=data)
    return submission


def _digest(text: str, files: list) -> str:
    parts = [hashlib.sha256(text.encode()).hexdigest(), *sorted(file.sha256 for file in files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
