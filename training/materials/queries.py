"""What somebody reads of a lesson, and which lessons of a class have a newer version."""

from copy import copy

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from wagtail.models import Revision

from curriculum.models import LessonPage
from curriculum.prepared.questions import Prepared
from training.cohorts.models import TrainingClass
from training.materials.models import PinnedLesson
from training.nominations.models import Enrolment

WORDS = ("title", "summary", "minutes", "body")  # what a version of a lesson is

# While a class studies and while its results are under review, its trainees read its versions.
READING = (TrainingClass.Status.OPEN, TrainingClass.Status.CLOSING)


def _pins_of(user: int) -> QuerySet[PinnedLesson]:
    """What the classes read in which the person studies or awaits results, the newest class first."""
    classes = Enrolment.objects.active().filter(person__user=user, training_class__status__in=READING)
    pins = PinnedLesson.objects.filter(training_class__in=classes.order_by().values("training_class"))
    return pins.order_by("-training_class__opens_on", "-training_class")


@Prepared
def _pinned_for(user: int, lesson: int) -> QuerySet:
    """The revision the person reads, with its words where it is not the published one."""
    earlier = When(~Q(revision=F("lesson__live_revision")), then=F("revision__content"))
    pins = _pins_of(user).filter(lesson=lesson).annotate(words=Case(earlier, default=None))
    return pins.values_list("words", "revision__created_at")[:1]


def version_for(user, lesson: LessonPage) -> LessonPage:
    """The lesson as the person's newest class reads it; as published where that keeps no earlier version."""
    for words, made_at in _pinned_for(user.pk, lesson.pk) if user.is_authenticated else ():
        if words is not None:
            return as_of(lesson, Revision(content=words, created_at=made_at))
    return lesson


def lessons_read_by(user, lessons: QuerySet[LessonPage]) -> list[LessonPage]:
    """The same for many, asked in the query that fetches them."""
    newest = _pins_of(user.pk).filter(lesson=OuterRef("pk")).values("revision")[:1]
    found = list(lessons.annotate(pinned=Subquery(newest)))
    earlier = {one.pk: one.pinned for one in found if one.pinned not in (None, one.live_revision_id)}
    revisions = Revision.objects.in_bulk(earlier.values()) if earlier else {}
    return [as_of(one, revisions[earlier[one.pk]]) if one.pk in earlier else one for one in found]


def as_of(lesson: LessonPage, revision: Revision) -> LessonPage:
    """The lesson with the words of a revision; it counts as published when that was made, by which copies are told
    apart. What completes it is asked of everybody alike.
    """
    earlier = copy(lesson)
    kept = LessonPage.from_serializable_data(revision.content, check_fks=False)
    for name in WORDS:
        setattr(earlier, name, getattr(kept, name))
    earlier.last_published_at = revision.created_at
    return earlier


def renewed(training_class: TrainingClass) -> QuerySet[PinnedLesson]:
    """The lessons of the class that were published anew since it took its version, in their order."""
    rows = PinnedLesson.objects.filter(training_class=training_class, lesson__live=True)
    rows = rows.exclude(revision=F("lesson__live_revision")).exclude(lesson__live_revision=None)
    return rows.select_related("lesson__live_revision", "revision").order_by("lesson__path")
