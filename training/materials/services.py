"""Pinning the lessons of a class on its first day, and giving it newer versions later."""

from collections.abc import Iterable

from django.db import transaction

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.models import LessonPage
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.materials.models import PinnedLesson
from training.materials.queries import renewed
from training.people.permissions import require
from training.signals import materials_renewed


def pin_lessons(training_class: TrainingClass) -> int:
    """The class reads the lessons of its programme as they are published now; what it reads already stays."""
    lessons = LessonPage.objects.descendant_of(training_class.programme).live().exclude(live_revision=None)
    moment = now()
    pins = [
        PinnedLesson(training_class=training_class, lesson_id=lesson, revision_id=revision, pinned_at=moment)
        for lesson, revision in lessons.values_list("pk", "live_revision")
    ]
    PinnedLesson.objects.bulk_create(pins, ignore_conflicts=True)
    return len(pins)


@transaction.atomic
def renew_lessons(training_class: TrainingClass, lessons: Iterable[int], *, by) -> list[LessonPage]:
    """Let the class read these lessons as they are published now; returns those that were read differently.

    Its trainees are told once. Raises ``NotAllowed`` unless ``by`` teaches or supervises the class, or is the office.
    """
    require(by, "training.renew_lessons", training_class)
    held = lock_class(training_class)
    pins = list(renewed(held).filter(lesson__in=list(lessons)))
    if not pins:
        return []
    before = {pin.lesson.title: pin.revision_id for pin in pins}
    for pin in pins:
        pin.revision, pin.pinned_at = pin.lesson.live_revision, now()
    PinnedLesson.objects.bulk_update(pins, ["revision", "pinned_at"])
    after = {pin.lesson.title: pin.revision_id for pin in pins}
    log(held, "training.class.renew_lessons", user=by, data={"before": before, "after": after})
    found = [pin.lesson for pin in pins]
    transaction.on_commit(lambda: materials_renewed.send(TrainingClass, training_class=held, lessons=found))
    return found
