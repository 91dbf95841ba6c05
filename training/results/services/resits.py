"""Writing down the resits of a class at once (rules.md R3)."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from curriculum.clock.time import today
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import InvalidInput, InvalidMarks
from training.people.permissions import require
from training.regulations.queries import value_on
from training.results.models import Mark
from training.results.services.marking import Field, did_pass, expect_open_for_marks, record_resit


def open_resits(training_class: TrainingClass) -> list[Mark]:
    """The standing marks that did not pass and whose resit may still be written down, by name. Two queries."""
    day = min(training_class.closes_on, today())
    least, limit = Decimal(str(value_on("training.pass_mark", day))), value_on("training.resit_limit", day)
    own = Mark.objects.filter(assessment__training_class=training_class)
    taken = {
        (enrolment, assessment): count
        for enrolment, assessment, count in own.filter(kind=Mark.Kind.RESIT)
        .order_by()
        .values_list("enrolment", "assessment")
        .annotate(count=Count("pk"))
    }
    rows = (
        Mark.objects.standing()
        .filter(assessment__training_class=training_class, enrolment__in=training_class.enrolments.active())
        .select_related("assessment", "enrolment__person", "enrolment__unit", "enrolment__training_class")
        .order_by("enrolment__person__sort_key", "assessment__order", "pk")
    )
    return [
        mark
        for mark in rows
        if not did_pass(mark, least) and taken.get((mark.enrolment_id, mark.assessment_id), 0) < limit
    ]


@transaction.atomic
def record_resits(training_class: TrainingClass, typed: Mapping[int, Mapping[int, object]], *, by) -> list[Mark]:
    """Write resits as typed: ``{assessment id: {enrolment id: "6,5"}}``; empty fields are skipped. All or nothing.

    Each as ``record_resit`` does, with its own entry in the log. Raises ``NotAllowed``, ``WrongState``;
    ``InvalidMarks`` with a sentence for each field.
    """
    require(by, "training.enter_marks", training_class)
    held = lock_class(training_class)
    expect_open_for_marks(held)
    marks = {(mark.assessment_id, mark.enrolment_id): mark for mark in open_resits(held)}
    written, wrong = [], {}
    for field, text in _filled(typed):
        try:
            if field not in marks:
                raise InvalidInput(_("No resit is open here: the mark passes, was replaced, or the resit was taken."))
            written.append(record_resit(marks[field], text, by=by))
        except InvalidInput as refusal:
            wrong[field] = str(refusal)
    if wrong:
        raise InvalidMarks(_("Nothing was saved. Correct the fields that are marked."), wrong)
    return written


def _filled(typed: Mapping[int, Mapping[int, object]]) -> list[tuple[Field, object]]:
    return [
        ((assessment, enrolment), text)
        for assessment, column in typed.items()
        for enrolment, text in column.items()
        if str(text).strip()
    ]
