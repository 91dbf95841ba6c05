"""Releasing the marks of an assignment for the whole class at once; they become marks of the class's results."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from training.assignments.models import Assignment, Submission, Work
from training.assignments.services.making import lock_assignment
from training.assignments.services.marking import final_mark, standing_of, tolerance_of
from training.errors import InvalidInput
from training.people.permissions import require
from training.regulations.queries import value_on
from training.results.marks import show_mark
from training.results.services import enter_marks
from training.signals import assignment_released


@transaction.atomic
def release_marks(assignment: Assignment, *, by) -> list[Work]:
    """Show the class its marks, rubrics and comments, and enter the marks in the assessment the work counts as.

    All that was handed in must be marked, all differences settled. Works handed in later, with more time, are released
    by a second call; released works stay as they are. Raises ``NotAllowed``, ``InvalidInput``; ``InvalidMarks`` and
    ``WrongState`` as ``enter_marks``.
    """
    require(by, "training.change_assignment", assignment)
    held = lock_assignment(assignment)
    rows = list(
        Submission.objects.newest()
        .filter(work__assignment=held, work__released_at__isnull=True)
        .select_related("work__enrolment__person")
        .prefetch_related("markings")
    )
    if not rows:
        if held.released_at is None:
            raise InvalidInput(_("Nobody has handed in yet; there is nothing to release."))
        return []
    tolerance = tolerance_of(held)
    values = {row: standing_of(row, held, tolerance).value for row in rows}
    _expect_all_marked(values)
    marks = {row: final_mark(value, row.days_late, held) for row, value in values.items() if value is not None}
    if held.assessment is not None:
        typed = {row.work.enrolment_id: _typed(mark, held) for row, mark in marks.items()}
        enter_marks(held.training_class, {held.assessment.pk: typed}, by=by)
    moment = now()
    Work.objects.filter(pk__in=[row.work_id for row in rows]).update(released_at=moment)
    if held.released_at is None:
        held.released_at = moment
        held.save(update_fields=["released_at"])
    data = {"marks": [[row.work.enrolment_id, show_mark(mark, None)] for row, mark in marks.items()]}
    log(held, "training.assignment.release", user=by, data=data)
    works = [row.work for row in rows]
    transaction.on_commit(lambda: assignment_released.send(Assignment, assignment=held, works=works))
    return works


def _typed(mark, assignment: Assignment) -> str:
    """The mark as it is entered: a number, or the verdict where the assessment has no numbers."""
    if assignment.assessment.is_graded:
        return show_mark(mark, None)
    pass_mark = value_on("training.pass_mark", min(assignment.training_class.closes_on, today()))
    return "passed" if float(mark) >= float(pass_mark) else "failed"


def _expect_all_marked(values: dict) -> None:
    missing = sum(value is None for value in values.values())
    if missing:
        raise InvalidInput(
            ngettext(
                "%(count)s work is not marked or not settled yet. The marks are released for the class at once.",
                "%(count)s works are not marked or not settled yet. The marks are released for the class at once.",
                missing,
            )
            % {"count": missing}
        )
