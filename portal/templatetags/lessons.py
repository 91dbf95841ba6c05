"""Where a reader stands in a lesson, for its page."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import template
from django.db.models import Count, QuerySet, Subquery

from curriculum.models import LessonNote, LessonPage, ModulePage, ProgrammePage
from curriculum.prepared.questions import Prepared
from curriculum.progress.queries import LessonState, ProgrammeState, progress_in

register = template.Library()


@dataclass(frozen=True)
class Reading:
    """A lesson within its programme, as one reader sees it."""

    programme: ProgrammePage
    state: ProgrammeState
    lesson: LessonPage

    @property
    def place(self) -> int:
        return next((n for n, one in enumerate(self.state.lessons, 1) if one.lesson.pk == self.lesson.pk), 1)

    @property
    def total(self) -> int:
        return max(self.state.total, 1)

    @property
    def before(self) -> LessonPage | None:
        return self._around[0]

    @property
    def after(self) -> LessonPage | None:
        return self._around[1]

    @property
    def after_is_locked(self) -> bool:
        return any(one.is_locked for one in self.state.lessons if self.after and one.lesson.pk == self.after.pk)

    @property
    def percent(self) -> int:
        return self._own.percent if self._own else 0

    @property
    def is_complete(self) -> bool:
        return bool(self._own and self._own.is_complete)

    @cached_property
    def _around(self) -> tuple[LessonPage | None, LessonPage | None]:
        return self.state.around(self.lesson)

    @cached_property
    def _own(self) -> LessonState | None:
        return next((one for one in self.state.lessons if one.lesson.pk == self.lesson.pk), None)


@register.simple_tag(takes_context=True)
def reading_of(context: dict[str, Any], lesson: LessonPage) -> Reading:
    """Works for a lesson that is not published yet, too: the editor's preview shows the same page."""
    (programme,) = _programme(lesson.programme_path, lesson.module_path)
    return Reading(programme, progress_in(context["request"].user, programme.path), lesson)


@register.simple_tag(takes_context=True)
def note_beside(context: dict[str, Any], lesson: LessonPage) -> LessonNote | None:
    """The reader's own note, with the number of other texts that wait beside it."""
    return next(iter(_note(context["request"].user.pk, lesson.pk)), None)


@Prepared
def _note(user: int, lesson: int) -> QuerySet[LessonNote]:
    return LessonNote.objects.filter(user=user, lesson=lesson).annotate(others_count=Count("others"))[:1]


@register.simple_tag(takes_context=True)
def saves_data(context: dict[str, Any]) -> bool:
    """The browser asks for little data: pictures are offered in their smallest size only."""
    return context["request"].headers.get("Save-Data", "").lower() == "on"


@Prepared
def _programme(path: str, module_path: str) -> QuerySet[ProgrammePage]:
    """The programme, with the key of the module as ``module_key``."""
    module = ModulePage.objects.filter(path=module_path).values("pk")[:1]
    return ProgrammePage.objects.filter(path=path).only("path", "title", "code").annotate(module_key=Subquery(module))
