"""Asking, answering, saying that it is answered, pinning."""

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import fold, nfc_lines
from training.cohorts.models import TrainingClass
from training.enquiries.models import Enquiry, EnquiryAnswer
from training.errors import InvalidInput, NotAllowed
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.signals import enquiry_answered, enquiry_asked

LONGEST = 4000


@transaction.atomic
def ask_question(training_class: TrainingClass, text: str, *, by, is_anonymous: bool = False) -> Enquiry:
    """Ask those who teach the class. The same question of the same person, still open, is the one already there.

    Raises ``NotAllowed``, ``InvalidInput``.
    """
    require(by, "training.ask_in_class", training_class)
    words = _words(text, _("Write your question."))
    places = Enrolment.objects.active().of_user(by).filter(training_class=training_class)
    mine = places.select_for_update(of=("self",)).first()
    if mine is None:
        raise NotAllowed(_("You are not allowed to do this. Nothing was changed."))
    same = Enquiry.objects.unanswered().filter(enrolment=mine, text=words).first()
    if same is not None:
        return same
    enquiry = Enquiry.objects.create(
        training_class=training_class,
        enrolment=mine,
        text=words,
        search_text=fold(words),
        is_anonymous=is_anonymous,
        asked_at=now(),
    )
    transaction.on_commit(lambda: enquiry_asked.send(Enquiry, enquiry=enquiry))
    return enquiry


@transaction.atomic
def answer_question(enquiry: Enquiry, text: str, *, by) -> EnquiryAnswer:
    """Answer; the asker is told once of each answer. The same words a second time are the answer already there.

    Raises ``NotAllowed``, ``InvalidInput``.
    """
    require(by, "training.answer_enquiry", enquiry)
    held = _lock(enquiry)
    words = _words(text, _("Write the answer."))
    same = held.answers.filter(answered_by=by, text=words).first()
    if same is not None:
        return same
    answer = EnquiryAnswer.objects.create(enquiry=held, text=words, answered_by=by, answered_at=now())
    held.answered_at = held.answered_at or answer.answered_at
    held.search_text = f"{held.search_text} {fold(words)}"
    held.save(update_fields=["answered_at", "search_text"])
    log(held, "training.enquiry.answer", user=by)
    transaction.on_commit(lambda: enquiry_answered.send(EnquiryAnswer, answer=answer))
    return answer


@transaction.atomic
def mark_answered(enquiry: Enquiry, *, is_answered: bool, by) -> Enquiry:
    """Say that a question is answered, in the room for instance, or open it again. Raises ``NotAllowed``."""
    require(by, "training.settle_enquiry", enquiry)
    held = _lock(enquiry)
    if (held.answered_at is not None) != is_answered:
        held.answered_at = now() if is_answered else None
        held.save(update_fields=["answered_at"])
        log(held, "training.enquiry.settle", user=by, data={"answered": is_answered})
    return held


@transaction.atomic
def pin_question(enquiry: Enquiry, *, is_pinned: bool, by) -> Enquiry:
    """Keep a question at the top of its class, or no longer. Raises ``NotAllowed``."""
    require(by, "training.answer_enquiry", enquiry)
    held = _lock(enquiry)
    if (held.pinned_at is not None) != is_pinned:
        held.pinned_at = now() if is_pinned else None
        held.save(update_fields=["pinned_at"])
    return held


def _lock(enquiry: Enquiry) -> Enquiry:
    related = ("training_class", "enrolment__person__user")
    return Enquiry.objects.select_for_update(of=("self",)).select_related(*related).get(pk=enquiry.pk)


def _words(text: str, missing: str) -> str:
    words = nfc_lines(text).strip()
    if not words:
        raise InvalidInput(missing)
    return words[:LONGEST]
