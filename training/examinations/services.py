"""Giving a class a sitting, granting accommodations, beginning to sit, and the mark that comes of it."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.models import QuizAttempt, QuizPage
from curriculum.quizzes.queries import counting_attempt
from curriculum.quizzes.services import Terms, change_end, start_attempt
from curriculum.quizzes.services.starting import end_of
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import InvalidInput, TrainingError, WrongState
from training.examinations.models import Accommodation, QuizSitting, SittingResult, sitting_key
from training.examinations.queries import Window, granted_to, window_of
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.results.models import Assessment, Mark
from training.results.services.marking import correct_mark, expect_open_for_marks, write_marks

GUESSES, GUESSING_SECONDS = 10, 300  # wrong passwords of one person before a pause
MARKED_BY_QUIZ = frozenset({"multiple_choice", "test", "exam"})
TENTH = Decimal("0.1")
RUNNING = (TrainingClass.Status.OPEN, TrainingClass.Status.CLOSING)


@transaction.atomic
def give_sitting(
    training_class: TrainingClass,
    quiz: QuizPage,
    *,
    opens_at: datetime,
    closes_at: datetime,
    by,
    assessment: Assessment | None = None,
    minutes: int | None = None,
    attempts_allowed: int = 1,
    password: str = "",
) -> QuizSitting:
    """Let a class sit a quiz of its programme within a window. The same sitting given again is the one already there.

    Raises ``NotAllowed``; ``WrongState`` where the class is not running; ``InvalidInput`` for a quiz of another
    programme, an assessment that no quiz can mark, or a window that ends before it begins.
    """
    require(by, "training.manage_sittings", training_class)
    held = lock_class(training_class)
    if held.status not in RUNNING:
        raise WrongState(_("Only a class that is running can be given a sitting."))
    if closes_at <= opens_at:
        raise InvalidInput(_("The sitting closes after it opens."))
    if quiz.programme_path != held.programme.path:
        raise InvalidInput(_("This quiz is not of the programme of the class."))
    if assessment is not None and (assessment.training_class_id != held.pk or assessment.form not in MARKED_BY_QUIZ):
        raise InvalidInput(_("A quiz marks a test, an examination or a multiple choice paper of the same class."))
    there = QuizSitting.objects.held().filter(training_class=held, quiz=quiz, opens_at=opens_at).first()
    if there is not None:
        return there
    sitting = QuizSitting(
        training_class=held,
        quiz=quiz,
        assessment=assessment,
        opens_at=opens_at,
        closes_at=closes_at,
        minutes=minutes or None,
        attempts_allowed=max(attempts_allowed, 1),
        made_by=by,
        made_at=now(),
    )
    sitting.password = sitting.hash_of(password) if password.strip() else ""
    sitting.save()
    log(held, "training.sitting.give", user=by, data={"sitting": sitting.pk, "quiz": quiz.title, **_window(sitting)})
    return sitting


@transaction.atomic
def call_off_sitting(sitting: QuizSitting, *, by) -> QuizSitting:
    """Call a sitting off, as long as nobody has begun it. Raises ``NotAllowed``, ``WrongState``."""
    require(by, "training.manage_sittings", sitting.training_class)
    held = QuizSitting.objects.select_for_update().get(pk=sitting.pk)
    if held.cancelled_at is not None:
        return held
    if QuizAttempt.objects.of_occasion(held.occasion).exists():
        raise WrongState(_("Somebody has begun already; the sitting can no longer be called off."))
    held.cancelled_at = now()
    held.save(update_fields=["cancelled_at"])
    log(held.training_class, "training.sitting.call_off", user=by, data={"sitting": held.pk})
    return held


@transaction.atomic
def grant_accommodation(
    sitting: QuizSitting,
    enrolment: Enrolment,
    *,
    reason: str,
    by,
    extra_minutes: int = 0,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Accommodation:
    """Grant one learner more minutes or another window; an attempt that is open gets the new end at once.

    Granting the same again changes nothing. Raises ``NotAllowed``, ``InvalidInput``.
    """
    require(by, "training.manage_sittings", sitting.training_class)
    sitting = QuizSitting.objects.select_for_update(of=("self",)).select_related("quiz").get(pk=sitting.pk)
    if enrolment.training_class_id != sitting.training_class_id:
        raise InvalidInput(_("This person is not in the class."))
    if not nfc(reason):
        raise InvalidInput(_("Say why. Nothing was granted."))
    facts = {
        "extra_minutes": extra_minutes,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "reason": nfc(reason)[:300],
    }
    latest = sitting.accommodations.filter(enrolment=enrolment).first()
    if latest and all(getattr(latest, name) == value for name, value in facts.items()):
        return latest
    granted = Accommodation(sitting=sitting, enrolment=enrolment, granted_by=by, granted_at=now(), **facts)
    window = window_of(sitting, granted)
    if window.closes_at <= window.opens_at:
        raise InvalidInput(_("The sitting closes after it opens."))
    granted.save()
    data = {"sitting": sitting.pk, "extra_minutes": extra_minutes, "reason": granted.reason}
    log(enrolment, "training.sitting.accommodate", user=by, data=data)
    for attempt in QuizAttempt.objects.open().of_occasion(sitting.occasion).filter(user=enrolment.person.user_id):
        end = end_of(attempt.started_at, window.minutes, window.closes_at)
        change_end(attempt, ends_at=end, closes_at=window.closes_at)
    return granted


def start_sitting(sitting: QuizSitting, *, by, password: str = "") -> QuizAttempt:
    """The person's attempt in the sitting, begun now where there is none.

    Raises ``NotAllowed`` for somebody without a place in the class, ``WrongState`` outside the window and after too
    many wrong passwords, ``InvalidInput`` for a wrong password; ``CurriculumError`` as ``start_attempt``.
    """
    require(by, "training.sit", sitting)
    window = window_of(sitting, granted_to(by, [sitting]).get(sitting.pk))
    _expect_open(sitting, window)
    terms = Terms(
        sitting.occasion,
        window.closes_at,
        window.minutes,
        sitting.attempts_allowed,
        admit=lambda: _expect_password(sitting, password, by),
    )
    return start_attempt(sitting.quiz, by=by, terms=terms)


@transaction.atomic
def take_over_mark(attempt: QuizAttempt, *, reason: str = "", by=None) -> SittingResult | None:
    """Write the mark of the assessment from the attempt that counts; nothing where the sitting marks none.

    A mark is added, never overwritten: another result is a correction with its reason, by whoever changed it or else by
    whoever gave the sitting. What the results refuse is kept beside the result, for the lecturer to see.
    """
    key = sitting_key(attempt.occasion)
    sitting = QuizSitting.objects.select_related("quiz", "assessment", "made_by").filter(pk=key).first()
    if sitting is None or sitting.assessment is None:
        return None
    enrolment = Enrolment.objects.filter(training_class=sitting.training_class_id, person__user=attempt.user_id)
    learner = enrolment.select_related("training_class", "person").first()
    mine = QuizAttempt.objects.of_occasion(attempt.occasion).filter(user=attempt.user_id, quiz=sitting.quiz_id)
    chosen = counting_attempt(mine.handed_in(), sitting.quiz.counting)
    if learner is None or chosen is None:
        return None
    result, _made = SittingResult.objects.get_or_create(
        sitting=sitting, enrolment=learner, defaults={"attempt": chosen}
    )
    result = SittingResult.objects.select_for_update().get(pk=result.pk)
    result.attempt, result.refusal = chosen, ""
    try:
        with transaction.atomic():
            result.mark = _write(sitting.assessment, learner, chosen, reason, by or sitting.made_by)
    except TrainingError as refusal:
        result.refusal = str(refusal)[:500]
    result.save()
    return result


def mark_of(attempt: QuizAttempt) -> Decimal:
    """What an attempt comes to on the scale from 0 to 10, to one decimal."""
    return ((attempt.percent or Decimal(0)) / 10).quantize(TENTH, ROUND_HALF_UP)


def _write(assessment: Assessment, enrolment: Enrolment, attempt: QuizAttempt, reason: str, by) -> Mark:
    held = lock_class(enrolment.training_class)
    expect_open_for_marks(held)
    value = mark_of(attempt) if assessment.is_graded else None
    is_passed = None if assessment.is_graded else attempt.is_passed
    standing = Mark.objects.standing().filter(enrolment=enrolment, assessment=assessment)
    before = standing.select_related("enrolment__training_class", "enrolment__person", "assessment").first()
    if before is None:
        return write_marks(
            held, [Mark(enrolment=enrolment, assessment=assessment, value=value, is_passed=is_passed)], by=by
        )[0]
    if (before.value, before.is_passed) == (value, is_passed):
        return before
    ground = reason or _("Attempt %(number)s of the quiz counts.") % {"number": attempt.number}
    typed: Any = value if assessment.is_graded else ("passed" if is_passed else "failed")
    return correct_mark(before, typed, reason=ground, by=by)


def _expect_open(sitting: QuizSitting, window: Window) -> None:
    if sitting.cancelled_at is not None:
        raise WrongState(_("This sitting was called off."))
    if now() < window.opens_at:
        moment = window.opens_at.astimezone()
        raise WrongState(_("The sitting opens at %(moment)s.") % {"moment": f"{moment:%H:%M %d/%m/%Y}"})
    if window.is_past:
        raise WrongState(_("The sitting is over."))


def _expect_password(sitting: QuizSitting, password: str, by) -> None:
    if not sitting.password:
        return
    key = f"sitting-guesses:{sitting.pk}:{by.pk}"
    if cache.get(key, 0) >= GUESSES:
        raise WrongState(_("Too many wrong passwords. Wait five minutes, or ask the invigilator."))
    if not sitting.accepts(password):
        cache.set(key, cache.get(key, 0) + 1, GUESSING_SECONDS)
        raise InvalidInput(_("The password is wrong. The invigilator tells it."))


def _window(sitting: QuizSitting) -> dict[str, str]:
    return {"opens": sitting.opens_at.isoformat(), "closes": sitting.closes_at.isoformat()}
