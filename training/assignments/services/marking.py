"""Marking by rubric: a first marker, a second one who does not see the first, and what they settle on."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc, nfc_lines
from training.assignments.models import Assignment, Marking, Submission
from training.assignments.rubric import SCALE, TENTH, rubric_of
from training.assignments.rules import is_second_marker
from training.assignments.services.drafting import lock_work
from training.assignments.services.making import lock_assignment
from training.errors import InvalidInput, WrongState
from training.people.permissions import require
from training.regulations.queries import value_on
from training.results.marks import show_mark

Part = Marking.Part
LONGEST = 5000


@dataclass(frozen=True)
class Found:
    """What a marker found: a level for each criterion, words beside them, or a mark where there is no rubric."""

    levels: Mapping[str, int]
    comments: Mapping[str, str]
    comment: str = ""
    value: str = ""


def part_of(assignment: Assignment, user) -> str:
    """As what the person marks."""
    return Part.SECOND if is_second_marker(user, assignment) else Part.FIRST


@transaction.atomic
def save_marking(submission: Submission, found: Found, *, by) -> Marking:
    """Save a marking as far as it has come; nobody else sees it yet.

    Raises ``NotAllowed``, ``InvalidInput``; ``WrongState`` once released, finished, handed in anew, or where another
    lecturer marks this work.
    """
    marking = _begun(submission, by)
    if marking.finished_at is not None:
        raise WrongState(_("This marking is finished. Open it again to change it."))
    if _fill(marking, found) or marking.pk is None:
        marking.version += 1
        marking.saved_at = now()
        marking.save()
    return marking


@transaction.atomic
def finish_marking(submission: Submission, found: Found, *, by) -> Marking:
    """Say that a marking is done. Done again with the same, nothing happens; with another, the log keeps both.

    Raises as ``save_marking``; ``InvalidInput`` where a criterion or the mark is missing.
    """
    marking = _begun(submission, by)
    before = {"value": show_mark(marking.value, None), "levels": dict(marking.levels)}
    was_finished = marking.finished_at is not None
    changed = _fill(marking, found)
    if was_finished and not changed:
        return marking
    missing = rubric_of(submission.work.assignment.rubric).missing(marking.levels)
    if missing:
        raise InvalidInput(_("Still without a level: %(criteria)s.") % {"criteria": "; ".join(missing)})
    if marking.value is None:
        raise InvalidInput(_("Type a mark from 0 to 10, such as 8,5."))
    marking.version += 1
    marking.saved_at = marking.finished_at = now()
    marking.save()
    Marking.objects.filter(submission=submission, part=Part.SETTLED).delete()
    data = {"part": marking.part, "value": show_mark(marking.value, None), "levels": marking.levels}
    log(submission.work, "training.assignment.mark", user=by, data=data | ({"before": before} if was_finished else {}))
    return marking


@transaction.atomic
def settle_marks(submission: Submission, typed: str, *, reason: str, by) -> Marking:
    """Put one mark in the place of two that differ, with the reason; both stay readable.

    Raises ``NotAllowed``, ``InvalidInput``; ``WrongState`` unless both markers are done and nothing is released.
    """
    assignment = submission.work.assignment
    require(by, "training.change_assignment", assignment)
    work = lock_work(submission.work)
    if work.released_at is not None:
        raise WrongState(_("The marks are released. Change this mark by a correction in the mark sheet."))
    given = {marking.part: marking for marking in submission.markings.all()}
    if not all(part in given and given[part].finished_at for part in (Part.FIRST, Part.SECOND)):
        raise WrongState(_("Both markers must be done before their marks are settled."))
    if not nfc(reason):
        raise InvalidInput(_("Say how you came to the mark."))
    value, words = _typed(typed), nfc(reason)[:300]
    if value is None:
        raise InvalidInput(_("Type a mark from 0 to 10, such as 8,5."))
    settled = given.get(Part.SETTLED)
    if settled is not None and (settled.value, settled.reason) == (value, words):
        return settled
    settled = settled or Marking(submission=submission, part=Part.SETTLED)
    settled.value, settled.reason, settled.marked_by = value, words, by
    settled.saved_at = settled.finished_at = now()
    settled.save()
    data = {part: show_mark(given[part].value, None) for part in (Part.FIRST, Part.SECOND)}
    log(work, "training.assignment.settle", user=by, data=data | {"value": show_mark(value, None), "reason": words})
    return settled


@dataclass(frozen=True)
class Standing:
    """The markings of one version read together. ``value`` is None while something is missing."""

    first: Marking | None
    second: Marking | None
    settled: Marking | None
    is_twice: bool
    tolerance: Decimal

    @property
    def are_both_in(self) -> bool:
        return bool(self.first and self.second)

    @property
    def difference(self) -> Decimal:
        return abs(self.first.value - self.second.value) if self.first and self.second else Decimal(0)

    @property
    def must_settle(self) -> bool:
        return self.are_both_in and self.settled is None and self.difference > self.tolerance

    @property
    def value(self) -> Decimal | None:
        if not self.is_twice:
            return self.first.value if self.first else None
        if not (self.first and self.second) or self.must_settle:
            return None
        if self.settled is not None:
            return self.settled.value
        return ((self.first.value + self.second.value) / 2).quantize(TENTH, ROUND_HALF_UP)


def standing_of(submission: Submission, assignment: Assignment, tolerance: Decimal | None = None) -> Standing:
    """What counts of the finished markings; ``submission.markings`` is best prefetched."""
    given = {marking.part: marking for marking in submission.markings.all() if marking.finished_at}
    return Standing(
        given.get(Part.FIRST),
        given.get(Part.SECOND),
        given.get(Part.SETTLED),
        assignment.second_marker_id is not None,
        tolerance_of(assignment) if tolerance is None else tolerance,
    )


def tolerance_of(assignment: Assignment) -> Decimal:
    """By how much two markers may differ and the middle counts, on the day of the deadline."""
    return Decimal(str(value_on("training.second_mark_tolerance", assignment.due_at.date())))


def final_mark(value: Decimal, days_late: int, assignment: Assignment) -> Decimal:
    """The mark after what a late work loses; never below 0."""
    off = (assignment.deduction or Decimal(0)) * days_late
    return max(value - off, Decimal(0)).quantize(TENTH, ROUND_HALF_UP)


def _begun(submission: Submission, by) -> Marking:
    """The person's own marking of the version that counts, under the lock of the work."""
    assignment = submission.work.assignment
    require(by, "training.mark_assignment", assignment)
    lock_assignment(assignment)
    work = lock_work(submission.work)
    if work.released_at is not None:
        raise WrongState(_("The marks are released. Change this mark by a correction in the mark sheet."))
    if work.submissions.filter(number__gt=submission.number).exists():
        raise WrongState(_("A newer version was handed in meanwhile. Open that one; nothing was marked."))
    part = part_of(assignment, by)
    marking = submission.markings.filter(part=part).first()
    if marking is None:
        return Marking(submission=submission, part=part, marked_by=by, saved_at=now())
    if marking.marked_by_id != by.pk:
        raise WrongState(_("%(name)s marks this work.") % {"name": marking.marked_by})
    return marking


def _fill(marking: Marking, found: Found) -> bool:
    rubric = rubric_of(marking.submission.work.assignment.rubric)
    sizes = {one.key: len(one.levels) for one in rubric.criteria}
    levels = {key: level for key, level in found.levels.items() if 0 <= level < sizes.get(key, 0)}
    comments = {key: nfc_lines(text).strip()[:LONGEST] for key, text in found.comments.items() if key in sizes}
    value = rubric.mark(levels) if rubric and not rubric.missing(levels) else None if rubric else _typed(found.value)
    comment = nfc_lines(found.comment).strip()[:LONGEST]
    new = (levels, {key: text for key, text in comments.items() if text}, comment, value)
    before = (marking.levels, marking.comments, marking.comment, marking.value)
    marking.levels, marking.comments, marking.comment, marking.value = new
    return new != before


def _typed(text: str) -> Decimal | None:
    try:
        value = Decimal(str(text).strip().replace(",", "."))
    except ArithmeticError:
        return None
    return (
        value.quantize(TENTH) if value.is_finite() and 0 <= value <= SCALE and value == value.quantize(TENTH) else None
    )
