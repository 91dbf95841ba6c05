"""Entering marks. A mark is never overwritten: a correction or a resit is a further mark with its reason."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.prepared.questions import Prepared
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import InvalidInput, InvalidMarks, WrongState
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.regulations.queries import value_on
from training.results.marks import ReadMark, read_mark, show_mark
from training.results.models import Assessment, Mark

_OPEN_FOR_MARKS = (TrainingClass.Status.OPEN, TrainingClass.Status.CLOSING)


Typed = Mapping[int, Mapping[int, object]]
Field = tuple[int, int]


@transaction.atomic
def enter_marks(training_class: TrainingClass, typed: Typed, *, by) -> list[Mark]:
    """Write first marks as typed: ``{assessment id: {enrolment id: "8,5"}}``; empty fields are skipped.

    All or nothing. A mark already there stays when the same is typed; another value is refused, for that is a
    correction. The queries do not grow with the class, the database's batches aside. Raises ``NotAllowed``;
    ``WrongState`` unless the class is running or its results are under review; ``InvalidMarks`` with a sentence for
    each field.
    """
    new, wrong = _read(training_class, typed, by)
    if wrong:
        raise InvalidMarks(_summary(wrong), wrong)
    return write_marks(training_class, new, by=by)


@transaction.atomic
def enter_good_marks(training_class: TrainingClass, typed: Typed, *, by) -> tuple[list[Mark], dict[Field, str]]:
    """As ``enter_marks``, but what is right is written and what is not comes back, a sentence for each field.

    For somebody who has seen the refusals and says so: a block pasted one row too low would otherwise be written in
    all rows but one. Raises ``NotAllowed`` and ``WrongState``.
    """
    new, wrong = _read(training_class, typed, by)
    return write_marks(training_class, new, by=by), wrong


def write_marks(training_class: TrainingClass, new: list[Mark], *, by) -> list[Mark]:
    """Insert marks that were read under the lock, with one entry in the log for all of them."""
    if not new:
        return []
    for mark in new:
        mark.entered_by, mark.entered_at = by, now()
    Mark.objects.bulk_create(new)
    marks = [[mark.assessment_id, mark.enrolment_id, show_mark(mark.value, mark.is_passed)] for mark in new]
    log(training_class, "training.mark.enter", user=by, data={"marks": marks})
    return new


@transaction.atomic
def correct_mark(mark: Mark, typed: object, *, reason: str, by) -> Mark:
    """Put a further mark in the place of a wrong one; the wrong one stays readable.

    Raises ``NotAllowed``, ``WrongState``, ``InvalidInput`` without a reason or where the mark was replaced meanwhile.
    """
    return _add_further(mark, typed, Mark.Kind.CORRECTION, reason, by, "training.mark.correct", "training.correct_mark")


@transaction.atomic
def record_resit(mark: Mark, typed: object, *, by, reason: str = "") -> Mark:
    """Write down the mark of a resit (thi lại), which counts from now on (rules.md R3).

    As many resits of one assessment as ``training.resit_limit`` allows on the closing day, and only after a mark that
    did not pass; ``training.resit_cap`` is the highest mark that counts, or "none". Raises as ``correct_mark``.
    """
    reason = nfc(reason) or _("Resit")
    return _add_further(mark, typed, Mark.Kind.RESIT, reason, by, "training.mark.resit", "training.enter_marks")


@transaction.atomic
def comment_on_mark(mark: Mark, comment: str, *, by) -> Mark:
    """Put a few words for the learner beside a mark; what stood there before is in the log.

    Raises ``NotAllowed``; ``WrongState`` once the results are recognised or the mark was replaced.
    """
    training_class = mark.enrolment.training_class
    require(by, "training.enter_marks", training_class)
    expect_open_for_marks(lock_class(training_class))
    held = Mark.objects.standing().select_related("enrolment").filter(pk=mark.pk).first()
    if held is None:
        raise WrongState(_("This mark was replaced meanwhile. Look at the newer one first."))
    before, held.comment = held.comment, nfc(comment)[:500]
    if before != held.comment:
        held.save(update_fields=["comment"])
        log(held.enrolment, "training.mark.comment", user=by, data={"before": before, "after": held.comment})
    return held


def expect_open_for_marks(training_class: TrainingClass) -> None:
    """Raise ``WrongState`` unless marks may still change.

    Once the results board has closed its minutes they are locked until the minutes are opened again; once the results
    are recognised only a further decision changes them (rules.md R5).
    """
    code = {"code": training_class.code}
    (locks,) = _locks(training_class.pk)
    if locks[0] is not None:
        raise WrongState(_("The results of class %(code)s are recognised by decision; its marks are locked.") % code)
    if locks[1] is not None:
        raise WrongState(
            _("The results board of class %(code)s has concluded; its marks are locked until the minutes are reopened.")
            % code
        )
    if training_class.status not in _OPEN_FOR_MARKS:
        raise WrongState(
            _("Marks of class %(code)s cannot be entered now (%(state)s).")
            % {**code, "state": training_class.get_status_display()}
        )


@Prepared
def _locks(training_class: int) -> QuerySet:
    return TrainingClass.objects.filter(pk=training_class).values_list("recognition", "board__closed_at")


def did_pass(mark: Mark | None, pass_mark: Decimal) -> bool:
    """Whether the mark reaches the pass mark, or says "passed" where there is no number."""
    if mark is None:
        return False
    return mark.value >= pass_mark if mark.value is not None else bool(mark.is_passed)


def _read(training_class: TrainingClass, typed: Typed, by) -> tuple[list[Mark], dict[Field, str]]:
    """The new marks in what was typed, and the sentence for each field that is refused, under the lock of the class."""
    require(by, "training.enter_marks", training_class)
    held = lock_class(training_class)
    expect_open_for_marks(held)
    assessments = {assessment.pk: assessment for assessment in held.assessments.all()}
    enrolments = {row.pk: row for row in held.enrolments.active().select_related("person")}
    standing = standing_marks(assessments.values())
    new, wrong = [], {}
    for field, text in _fields(typed):
        try:
            mark = _first_mark(field, text, assessments, enrolments, standing)
        except InvalidInput as error:
            wrong[field] = str(error)
            continue
        if mark is not None:
            new.append(mark)
    return new, wrong


def standing_marks(assessments: Iterable[Assessment]) -> dict[Field, Mark]:
    """The marks that count, by assessment and enrolment. One query."""
    rows = Mark.objects.standing().filter(assessment__in=list(assessments))
    return {(mark.assessment_id, mark.enrolment_id): mark for mark in rows}


def _fields(typed: Typed):
    for assessment, column in typed.items():
        for enrolment, text in column.items():
            yield (assessment, enrolment), text


def _first_mark(field, text, assessments, enrolments, standing) -> Mark | None:
    assessment, enrolment = assessments.get(field[0]), enrolments.get(field[1])
    if assessment is None or enrolment is None:
        raise InvalidInput(_("This person or this assessment is not of the class (any more)."))
    read = read_mark(text, assessment)
    if read is None:
        return None
    _refuse_error(read, enrolment)
    there = standing.get(field)
    if there is None:
        return Mark(enrolment=enrolment, assessment=assessment, value=read.value, is_passed=read.is_passed)
    if (there.value, there.is_passed) != (read.value, read.is_passed):
        words = {"name": enrolment.person.full_name, "mark": show_mark(there.value, there.is_passed)}
        raise InvalidInput(
            _("%(name)s already has the mark %(mark)s. Change it by a correction with a reason.") % words
        )
    return None


def _add_further(mark: Mark, typed, kind: str, reason: str, by, action: str, permission: str) -> Mark:
    training_class = mark.enrolment.training_class
    require(by, permission, training_class)
    held = lock_class(training_class)
    expect_open_for_marks(held)
    if not nfc(reason):
        raise InvalidInput(_("A changed mark needs a reason. The old mark was kept."))
    read = read_mark(typed, mark.assessment)
    if read is None:
        raise InvalidInput(_("Type the new mark. The old one was kept."))
    _refuse_error(read, mark.enrolment)
    further = Mark.objects.filter(replaces=mark).first()
    if further is not None:
        return _same_or_refused(further, read, kind)
    if kind == Mark.Kind.RESIT:
        read = _allowed_resit(mark, read, held)
    new = Mark.objects.create(
        enrolment=mark.enrolment,
        assessment=mark.assessment,
        kind=kind,
        value=read.value,
        is_passed=read.is_passed,
        replaces=mark,
        reason=nfc(reason),
        entered_by=by,
        entered_at=now(),
    )
    data = {"before": show_mark(mark.value, mark.is_passed), "after": show_mark(new.value, new.is_passed)}
    log(mark.enrolment, action, user=by, data={**data, "assessment": mark.assessment.name, "reason": new.reason})
    return new


def _same_or_refused(further: Mark, read: ReadMark, kind: str) -> Mark:
    if (further.kind, further.value, further.is_passed) == (kind, read.value, read.is_passed):
        return further
    raise InvalidInput(_("This mark was replaced meanwhile. Look at the newer one first."))


def _allowed_resit(mark: Mark, read: ReadMark, training_class: TrainingClass) -> ReadMark:
    day = min(training_class.closes_on, today())
    if did_pass(mark, Decimal(str(value_on("training.pass_mark", day)))):
        raise InvalidInput(_("A resit is only for a mark that did not pass."))
    limit = value_on("training.resit_limit", day)
    taken = Mark.objects.filter(enrolment=mark.enrolment, assessment=mark.assessment, kind=Mark.Kind.RESIT).count()
    if taken >= limit:
        raise InvalidInput(
            ngettext(
                "Only %(limit)s resit of an assessment is allowed, and it was taken.",
                "Only %(limit)s resits of an assessment are allowed, and they were taken.",
                limit,
            )
            % {"limit": limit}
        )
    cap = value_on("training.resit_cap", day)
    if read.value is not None and cap != "none":
        return ReadMark(value=min(read.value, Decimal(str(cap))))
    return read


def _refuse_error(read: ReadMark, enrolment: Enrolment) -> None:
    if read.error:
        raise InvalidInput(f"{enrolment.person.full_name}: {read.error}")


def _summary(wrong: dict) -> str:
    count = len(wrong)
    sentence = ngettext(
        "Nothing was saved: %(count)s mark cannot be right.",
        "Nothing was saved: %(count)s marks cannot be right.",
        count,
    )
    return f"{sentence % {'count': count}} {' '.join(wrong.values())}"
