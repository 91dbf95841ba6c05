"""Opening the evaluation of a class, and answering it without a name."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc_lines
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import InvalidInput, NotAllowed, WrongState
from training.evaluations.definitions import SCALE, form_of
from training.evaluations.models import (
    CourseEvaluation,
    EvaluationComment,
    EvaluationPlace,
    EvaluationSheet,
    EvaluationVersion,
)
from training.people.permissions import require
from training.scheduling.models import Lecturer
from training.signals import evaluation_opened

LONGEST = 2000
_OPENED_IN = (TrainingClass.Status.OPEN, TrainingClass.Status.CLOSING)


@transaction.atomic
def open_evaluation(
    training_class: TrainingClass, *, closes_at: datetime, by, opens_at: datetime | None = None
) -> CourseEvaluation:
    """Open the form in force to everybody who studies in the class, once; called again, only its window changes.

    Raises ``NotAllowed``; ``WrongState`` unless the class is running or its results are under review; ``InvalidInput``.
    """
    require(by, "training.open_evaluation", training_class)
    held = lock_class(training_class)
    opens = opens_at or now()
    if closes_at <= max(opens, now()):
        raise InvalidInput(_("The evaluation closes after it opens."))
    found = CourseEvaluation.objects.filter(training_class=held).first()
    if found is not None:
        return _move(found, opens_at, closes_at, by)
    if held.status not in _OPENED_IN:
        raise WrongState(_("A class is evaluated while it runs or its results are under review."))
    version = EvaluationVersion.objects.current().first()
    if version is None:
        raise WrongState(_("No version of the evaluation form is in force today."))
    lecturers = Lecturer.objects.filter(meetings__training_class=held).distinct().select_related("person")
    evaluation = CourseEvaluation.objects.create(
        training_class=held,
        version=version,
        opens_at=opens,
        closes_at=closes_at,
        lecturers=[{"id": one.pk, "name": str(one)} for one in lecturers],
        opened_by=by,
    )
    learners = held.enrolments.studying().order_by("pk")
    EvaluationPlace.objects.bulk_create([EvaluationPlace(evaluation=evaluation, enrolment=one) for one in learners])
    log(held, "training.evaluation.open", user=by, data={"until": closes_at.isoformat()})
    transaction.on_commit(lambda: evaluation_opened.send(CourseEvaluation, evaluation=evaluation))
    return evaluation


@transaction.atomic
def answer_evaluation(evaluation: CourseEvaluation, scores: Mapping[str, int], texts: Mapping[str, str], *, by) -> None:
    """Answer once. Nothing of what is stored says who, or when; a second time nothing is added, for nobody could tell
    which answer to change. Returns nothing for the same reason.

    Raises ``NotAllowed``; ``WrongState`` outside the window; ``InvalidInput`` where a statement has no score.
    """
    require(by, "training.answer_evaluation", evaluation)
    if not evaluation.is_open:
        raise WrongState(_("This evaluation is not open now."))
    form = form_of(evaluation.version.definition, evaluation.lecturers)
    given = {one.id: scores[one.id] for one in form.questions() if scores.get(one.id) in SCALE}
    missing = sum(one.id not in given for one in form.questions() if one.lecturer is None)
    if missing:
        raise InvalidInput(
            ngettext(
                "%(count)s statement has no score yet. What you chose is kept.",
                "%(count)s statements have no score yet. What you chose is kept.",
                missing,
            )
            % {"count": missing}
        )
    place = (
        EvaluationPlace.objects.select_for_update(of=("self",))
        .filter(evaluation=evaluation, enrolment__person__user=by)
        .first()
    )
    if place is None:
        raise NotAllowed(_("You are not allowed to do this. Nothing was changed."))
    if place.has_answered:
        return
    place.has_answered = True
    place.save(update_fields=["has_answered"])
    EvaluationSheet.objects.create(evaluation=evaluation, scores=given)
    for one in form.texts:
        if words := nfc_lines(texts.get(one.id, "")).strip()[:LONGEST]:
            EvaluationComment.objects.create(evaluation=evaluation, question=one.id, text=words)


def _move(evaluation: CourseEvaluation, opens_at: datetime | None, closes_at: datetime, by) -> CourseEvaluation:
    """Another window, for one that is not over: results once seen would not stay what they were."""
    wanted = (opens_at or evaluation.opens_at, closes_at)
    if wanted == (evaluation.opens_at, evaluation.closes_at):
        return evaluation
    if evaluation.is_over:
        raise WrongState(_("This evaluation is over since %(day)s.") % {"day": f"{evaluation.closes_at:%d/%m/%Y}"})
    evaluation.opens_at, evaluation.closes_at = wanted
    evaluation.save(update_fields=["opens_at", "closes_at"])
    data = {"until": closes_at.isoformat(), "on": today().isoformat()}
    log(evaluation.training_class, "training.evaluation.extend", user=by, data=data)
    return evaluation
