"""Making an assignment, giving it to the class, and more time for one learner."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc
from training.assignments.cleaning import clean_instructions
from training.assignments.files import KINDS
from training.assignments.models import Assignment, DeadlineExtension, Marking
from training.assignments.rubric import Rubric
from training.cohorts.models import TrainingClass
from training.errors import InvalidInput, WrongState
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.results.models import Assessment
from training.scheduling.models import Lecturer
from training.signals import assignment_published, deadline_extended

# What a marking rests on: it stays as it is once somebody has begun to mark.
FIXED_WHILE_MARKING = ("rubric", "second_marker", "is_anonymous", "late", "deduction")
MOST_FILES, MOST_MEGABYTES = 10, 50


@dataclass(frozen=True)
class Facts:
    """An assignment as it shall be."""

    title: str
    instructions: str
    opens_at: datetime
    due_at: datetime
    form: str = Assignment.Form.REFLECTIVE_REPORT
    assessment: Assessment | None = None
    late: str = Assignment.Late.REFUSED
    accepted_until: datetime | None = None
    deduction: Decimal | None = None
    takes_text: bool = True
    file_kinds: tuple[str, ...] = ()
    most_files: int = 3
    most_megabytes: int = 10
    rubric: Rubric = field(default_factory=Rubric)
    second_marker: Lecturer | None = None
    is_anonymous: bool = False
    allows_resubmission: bool = True


@transaction.atomic
def make_assignment(training_class: TrainingClass, facts: Facts, *, by) -> Assignment:
    """Write an assignment down; the class does not see it yet.

    The same title and deadline in the same class is the assignment already there. Raises ``NotAllowed``,
    ``InvalidInput``.
    """
    require(by, "training.add_assignment", training_class)
    made = Assignment(training_class=training_class, made_by=by, made_at=now())
    _fill(made, facts)
    same = Assignment.objects.filter(training_class=training_class, title=made.title, due_at=made.due_at).first()
    if same is not None:
        return same
    made.save()
    log(made, "training.assignment.create", user=by, data={"title": made.title})
    return made


@transaction.atomic
def change_assignment(assignment: Assignment, facts: Facts, *, by) -> Assignment:
    """Change what is asked. Raises ``NotAllowed``, ``InvalidInput``; ``WrongState`` once marks are released, or where
    what somebody has begun to mark by would change.
    """
    require(by, "training.change_assignment", assignment)
    held = lock_assignment(assignment)
    before = _values(held)
    _fill(held, facts)
    after = _values(held)
    changed = sorted(name for name in after if after[name] != before[name])
    if not changed:
        return held
    if held.released_at is not None:
        raise WrongState(_("The marks of this assignment are released; it stays as it was."))
    if set(changed) & set(FIXED_WHILE_MARKING) and _is_being_marked(held):
        raise WrongState(_("Somebody has begun to mark. The rubric, the markers and the late rule stay as they are."))
    held.save()
    log(held, "training.assignment.change", user=by, data={"changed": changed})
    return held


@transaction.atomic
def publish_assignment(assignment: Assignment, *, by) -> Assignment:
    """Give it to the class, which is told once. Raises ``NotAllowed``."""
    require(by, "training.change_assignment", assignment)
    held = lock_assignment(assignment)
    if held.published_at is not None:
        return held
    held.published_at = now()
    held.save(update_fields=["published_at"])
    log(held, "training.assignment.publish", user=by)
    transaction.on_commit(lambda: assignment_published.send(Assignment, assignment=held))
    return held


@transaction.atomic
def extend_deadline(
    assignment: Assignment, enrolment: Enrolment, *, until: datetime, reason: str, by
) -> DeadlineExtension:
    """Give one learner more time. Raises ``NotAllowed``; ``InvalidInput`` without a reason or a later moment."""
    require(by, "training.extend_deadline", assignment)
    held = lock_assignment(assignment)
    if enrolment.training_class_id != held.training_class_id:
        raise InvalidInput(_("This person is not of the class."))
    if until <= held.due_at or until <= now():
        raise InvalidInput(_("The new deadline lies after the deadline of the class and in the future."))
    if not nfc(reason):
        raise InvalidInput(_("Say why this person is given more time."))
    extension = DeadlineExtension.objects.filter(assignment=held, enrolment=enrolment).first()
    words = nfc(reason)[:300]
    if extension is not None and (extension.until, extension.reason) == (until, words):
        return extension
    before = extension.until.isoformat() if extension else ""
    extension = extension or DeadlineExtension(assignment=held, enrolment=enrolment)
    extension.until, extension.reason, extension.granted_by, extension.granted_at = until, words, by, now()
    extension.save()
    data = {"enrolment": enrolment.pk, "before": before, "until": until.isoformat(), "reason": words}
    log(held, "training.assignment.extend", user=by, data=data)
    transaction.on_commit(lambda: deadline_extended.send(DeadlineExtension, extension=extension))
    return extension


def lock_assignment(assignment: Assignment) -> Assignment:
    """The assignment as it stands now, held until the transaction ends."""
    related = ("training_class", "assessment", "second_marker__person")
    return Assignment.objects.select_for_update(of=("self",)).select_related(*related).get(pk=assignment.pk)


def _fill(assignment: Assignment, facts: Facts) -> None:
    for name in (part.name for part in fields(Facts)):
        setattr(assignment, name, getattr(facts, name))
    assignment.rubric = facts.rubric.to_json()
    assignment.title = nfc(facts.title)
    assignment.instructions = clean_instructions(facts.instructions)
    assignment.file_kinds = [kind for kind in KINDS if kind in facts.file_kinds]
    if assignment.late == Assignment.Late.REFUSED:
        assignment.accepted_until = None
    if assignment.late != Assignment.Late.DEDUCTED:
        assignment.deduction = None
    _expect_sound(assignment)


def _expect_sound(assignment: Assignment) -> None:
    if not assignment.title or not assignment.instructions:
        raise InvalidInput(_("An assignment has a title and says what is asked."))
    if not assignment.takes_text and not assignment.takes_files:
        raise InvalidInput(_("Let the class write a text, attach files, or both."))
    if not (1 <= assignment.most_files <= MOST_FILES and 1 <= assignment.most_megabytes <= MOST_MEGABYTES):
        raise InvalidInput(
            _("At most %(files)s files of %(size)s MB each can be taken.")
            % {"files": MOST_FILES, "size": MOST_MEGABYTES}
        )
    if assignment.late != Assignment.Late.REFUSED and assignment.accepted_until is None:
        raise InvalidInput(_("Say until when late work is taken; it lies after the deadline."))
    if assignment.late == Assignment.Late.DEDUCTED and not assignment.deduction:
        raise InvalidInput(_("Say how many points a day late costs."))
    part = assignment.assessment
    if part is not None and part.training_class_id != assignment.training_class_id:
        raise InvalidInput(_("This person or this assessment is not of the class (any more)."))
    try:
        assignment.clean_fields(exclude=["made_by", "instructions"])
        assignment.validate_constraints()
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error


def _is_being_marked(assignment: Assignment) -> bool:
    return Marking.objects.filter(submission__work__assignment=assignment).exists()


def _values(assignment: Assignment) -> dict:
    return {part.name: getattr(assignment, part.name) for part in fields(Facts)}
