"""A person's way through the lessons of one programme or of several, always in one query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, F, FilteredRelation, Q, QuerySet

from curriculum.lessons.models import LessonPage
from curriculum.prepared.questions import Prepared
from curriculum.progress.order import LAST_BELOW, module_path_of_outer_lesson, waiting_for
from curriculum.progress.services import WHOLE

# What a list of lessons says of each; the content itself is not fetched.
SHOWN = ("path", "title", "minutes", "completion")


@dataclass
class LessonState:
    """One lesson and how far the person has come in it."""

    lesson: LessonPage
    percent: int = 0
    last_read_at: datetime | None = None
    is_complete: bool = False
    is_locked: bool = False

    @property
    def is_begun(self) -> bool:
        return self.last_read_at is not None and not self.is_complete

    @property
    def minutes_left(self) -> int:
        """Minutes of reading left, at least one while the lesson is not complete."""
        return 0 if self.is_complete else max(round(self.lesson.minutes * (WHOLE - self.percent) / WHOLE), 1)


@dataclass
class ProgrammeState:
    """The lessons of one programme, in order."""

    lessons: list[LessonState] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.lessons)

    @property
    def completed(self) -> int:
        return sum(state.is_complete for state in self.lessons)

    @property
    def to_go_on_with(self) -> LessonState | None:
        """The lesson read last and not finished; else the first that is open and not complete; None where none is."""
        begun = [state for state in self.lessons if state.is_begun and not state.is_locked]
        if begun:
            return max(begun, key=lambda state: state.last_read_at)
        return next((state for state in self.lessons if not state.is_complete and not state.is_locked), None)

    def around(self, lesson: LessonPage) -> tuple[LessonPage | None, LessonPage | None]:
        """The lessons before and after this one."""
        place = next((n for n, state in enumerate(self.lessons) if state.lesson.pk == lesson.pk), None)
        if place is None:
            return None, None
        before = self.lessons[place - 1].lesson if place else None
        after = self.lessons[place + 1].lesson if place + 1 < len(self.lessons) else None
        return before, after


def progress_by_programme(user, programme_paths: Iterable[str]) -> dict[str, ProgrammeState]:
    """For each programme, given by its path in the page tree, the state of its published lessons."""
    states = {path: ProgrammeState() for path in programme_paths}
    if not states:
        return states
    spans = [end for path in states for end in (path, path + LAST_BELOW)]
    for lesson in _lessons(user.pk, *spans):
        if lesson.programme_path in states:
            states[lesson.programme_path].lessons.append(_state(lesson))
    return states


@Prepared
def _lessons(user: int, *spans: str) -> QuerySet[LessonPage]:
    """The published lessons between pairs of paths, each with how far the person has come and whether it is locked."""
    below = Q()
    for span in zip(spans[::2], spans[1::2], strict=True):
        below |= Q(path__range=span)
    reached = FilteredRelation("progress", condition=Q(progress__user=user))
    lessons = LessonPage.objects.live().filter(below).only(*SHOWN).annotate(reached=reached).order_by("path")
    return lessons.annotate(
        percent_read=F("reached__percent_read"),
        last_read_at=F("reached__last_read_at"),
        completed_at=F("reached__completed_at"),
        is_locked=Exists(waiting_for(user, module_path_of_outer_lesson())),
    )


def progress_in(user, programme_path: str) -> ProgrammeState:
    """The same for one programme."""
    return progress_by_programme(user, [programme_path])[programme_path]


def _state(lesson: LessonPage) -> LessonState:
    return LessonState(
        lesson, lesson.percent_read or 0, lesson.last_read_at, lesson.completed_at is not None, lesson.is_locked
    )
