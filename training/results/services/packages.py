"""A package whose page is tied to an assessment gives the learner's first mark of it."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from curriculum.models import PackageRegistration
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import WrongState
from training.nominations.models import Enrolment
from training.results.models import Assessment, Mark
from training.results.services.marking import expect_open_for_marks, write_marks

TENTH = Decimal("0.1")


@transaction.atomic
def take_over_score(registration: PackageRegistration) -> Mark | None:
    """The best score becomes the first mark when the package is completed; nothing where the page marks none.

    Only the first: what stands there already, typed or taken over, is changed by a correction with its reason. A class
    whose marks are closed keeps them as they are.
    """
    tied = registration.page.assessment
    if tied is None:
        return None
    running = (TrainingClass.Status.OPEN, TrainingClass.Status.CLOSING)
    mine = Enrolment.objects.active().of_user(registration.user)
    mine = mine.filter(training_class__programme=tied.programme_id, training_class__status__in=running)
    enrolment = mine.select_related("training_class", "person").order_by("-training_class__opens_on").first()
    if enrolment is None:
        return None
    same = Assessment.objects.filter(training_class=enrolment.training_class, name=tied.name, form=tied.form)
    assessment = same.first()
    if assessment is None or (assessment.is_graded and registration.best_score is None):
        return None
    held = lock_class(enrolment.training_class)
    try:
        expect_open_for_marks(held)
    except WrongState:
        return None
    standing = Mark.objects.standing().filter(enrolment=enrolment, assessment=assessment).first()
    if standing is not None:
        return standing
    mark = Mark(enrolment=enrolment, assessment=assessment)
    if assessment.is_graded:
        mark.value = (max(registration.best_score, Decimal(0)) * 10).quantize(TENTH, ROUND_HALF_UP)
    else:
        mark.is_passed = True
    return write_marks(held, [mark], by=None)[0]
