"""Where else quizzes are told of: on the pages of modules, and on the first screen while an examination is near."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from curriculum.models import ModulePage
from curriculum.prepared.questions import Prepared
from curriculum.quizzes.queries import quizzes_of
from portal.trainee.modules import Activity, tells_of_activities
from portal.trainee.today import Today, tells_of_duties
from training.examinations.models import QuizSitting
from training.examinations.queries import to_sit

AHEAD = timedelta(days=14)


def quizzes_to_take(user, modules: Sequence[int]) -> Iterable[Activity]:
    """The published quizzes of the modules with what the person has reached. One query."""
    for quiz in quizzes_of(user, ModulePage.objects.filter(pk__in=modules)):
        yield Activity(
            module=quiz.module,
            title=quiz.title,
            url=reverse("trainee:quiz", args=[quiz.pk]),
            icon="clipboard-check",
            note=_note(quiz),
            state="passed" if quiz.has_passed else "open",
            state_label=_("passed") if quiz.has_passed else _("begun") if quiz.has_begun else "",
            tone="good" if quiz.has_passed else "neutral",
        )


def sittings_ahead(today: Today) -> Iterable[dict[str, Any]]:
    """Examinations of one's classes that are open or open soon and were not handed in. One query."""
    if not today.classes:
        return
    moment = now()
    for sitting in _sittings(today.user.pk):
        if sitting.opens_at > moment + AHEAD:
            continue
        is_open = sitting.opens_at <= moment
        yield {
            "title": sitting.quiz_title,
            "url": reverse("trainee:quiz", args=[sitting.quiz_id]),
            "day": sitting.opens_at.astimezone().date(),
            "time": f"{sitting.opens_at.astimezone():%H:%M}–{sitting.closes_at.astimezone():%H:%M}",
            "note": sitting.class_code,
            "state": "open" if is_open else "planned",
            "state_label": _("open now") if is_open else _("examination"),
            "tone": "warn" if is_open else "neutral",
            "action": _("Enter") if is_open else "",
        }


@Prepared
def _sittings(user: int) -> QuerySet[QuizSitting]:
    return to_sit(user)


def _note(quiz) -> str:
    if quiz.is_examination:
        return _("examination")
    return _("%(minutes)s minutes") % {"minutes": quiz.minutes} if quiz.minutes else ""


tells_of_activities(quizzes_to_take)
tells_of_duties(sittings_ahead)
