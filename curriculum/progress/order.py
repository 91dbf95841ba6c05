"""The order of modules: which of them a person must complete before another opens.

A module is complete when all its published lessons are; one without lessons is taught in class and keeps nothing
locked.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Concat, Length, Substr

from curriculum.lessons.models import LessonPage
from curriculum.prepared.questions import Prepared
from curriculum.programmes.models import ModulePage
from curriculum.progress.models import LessonProgress

LAST_BELOW = "Z" * LessonPage.steplen  # no path below a page comes after its own with this


def module_path_of_outer_lesson() -> Any:
    """The path of the module above the lesson of the query around."""
    return Substr(OuterRef("path"), 1, Length(OuterRef("path")) - LessonPage.steplen)


def unfinished(user: int, path: Any) -> QuerySet[LessonPage]:
    """The published lessons below the path that the person has not completed."""
    done = LessonProgress.objects.filter(user=user, lesson=OuterRef("pk"), completed_at__isnull=False)
    below = LessonPage.objects.live().filter(path__gt=path, path__lt=Concat(path, Value(LAST_BELOW)))
    return below.filter(~Exists(done))


def waiting_for(user: int, module_path: Any) -> QuerySet:
    """The prerequisites of the module at the path that keep it locked for the person, as pairs of modules."""
    pairs = ModulePage.prerequisites.through.objects.filter(from_modulepage__path=module_path, to_modulepage__live=True)
    return pairs.filter(Exists(unfinished(user, OuterRef("to_modulepage__path"))))


@Prepared
def keeps_locked(user: int, module_path: str) -> QuerySet:
    """The titles of the modules the person must complete before the one at this path opens, in their order."""
    found = waiting_for(user, module_path).order_by("to_modulepage__path")
    return found.annotate(title=F("to_modulepage__title")).values_list("title", flat=True)
