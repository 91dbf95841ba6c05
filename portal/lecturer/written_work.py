"""What the lecturer's pages of written work show: who handed in, how far each work is marked, in which order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from training.assignments.models import Assignment, Marking, Submission
from training.assignments.services.marking import Standing, final_mark, part_of, standing_of, tolerance_of
from training.models import Enrolment
from training.results.marks import show_mark

NOT_YET, HANDED_IN, BEGUN, MARKED, SETTLE, RELEASED = "not_yet", "handed_in", "begun", "marked", "settle", "released"
TONES = {NOT_YET: "neutral", HANDED_IN: "info", BEGUN: "warn", MARKED: "good", SETTLE: "bad", RELEASED: "good"}


def words_of_state(state: str) -> str:
    return {
        NOT_YET: _("not handed in"),
        HANDED_IN: _("to mark"),
        BEGUN: _("being marked"),
        MARKED: _("marked"),
        SETTLE: _("marks to settle"),
        RELEASED: _("released"),
    }[state]


@dataclass
class WorkLine:
    """One learner of the class, or one sign where names are hidden."""

    assignment: Assignment
    enrolment: Enrolment | None
    submission: Submission | None
    part: str
    tolerance: Decimal = field(default=Decimal(0))

    @property
    def name(self) -> str:
        """The name, or the sign of the work until the marks are released."""
        if self.assignment.hides_names:
            return _("Work %(sign)s") % {"sign": self.submission.work.alias} if self.submission else ""
        return self.enrolment.person.full_name if self.enrolment else ""

    @property
    def sort_key(self) -> str:
        if self.assignment.hides_names and self.submission:
            return self.submission.work.alias
        return self.enrolment.person.sort_key if self.enrolment else ""

    @cached_property
    def standing(self) -> Standing | None:
        return standing_of(self.submission, self.assignment, self.tolerance) if self.submission else None

    @cached_property
    def own(self) -> Marking | None:
        """The marking of whoever looks, begun or finished."""
        markings = self.submission.markings.all() if self.submission else ()
        return next((marking for marking in markings if marking.part == self.part), None)

    @property
    def state(self) -> str:
        if self.submission is None or self.standing is None:
            return NOT_YET
        if self.submission.work.released_at:
            return RELEASED
        if self.standing.must_settle:
            return SETTLE
        if self.own and self.own.finished_at:
            return MARKED
        return BEGUN if self.own else HANDED_IN

    @property
    def state_label(self) -> str:
        return words_of_state(self.state)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def shown(self) -> str:
        """The mark as far as whoever looks may know it: the own one until both are in."""
        if self.standing is None or self.submission is None:
            return ""
        if self.standing.value is not None:
            return show_mark(final_mark(self.standing.value, self.submission.days_late, self.assignment), None)
        return show_mark(self.own.value, None) if self.own and self.own.finished_at else ""


def lines_of(assignment: Assignment, user) -> list[WorkLine]:
    """Everybody of the class and what he handed in; only what was handed in where names are hidden. Four queries."""
    newest = (
        Submission.objects.newest()
        .filter(work__assignment=assignment)
        .select_related("work__enrolment__person", "work__assignment")
        .prefetch_related(Prefetch("markings", Marking.objects.select_related("marked_by")), "files")
    )
    by_enrolment = {row.work.enrolment_id: row for row in newest}
    part, tolerance = part_of(assignment, user), tolerance_of(assignment)
    learners: Iterable[Enrolment] = ()
    if not assignment.hides_names:
        rows = Enrolment.objects.active().filter(training_class=assignment.training_class_id)
        learners = rows.select_related("person")
    known = {row.pk for row in learners}
    lines = [WorkLine(assignment, row, by_enrolment.get(row.pk), part, tolerance) for row in learners]
    lines += [
        WorkLine(assignment, row.work.enrolment, row, part, tolerance)
        for key, row in by_enrolment.items()
        if key not in known
    ]
    return sorted(lines, key=lambda line: line.sort_key)


def count_of_learners(assignment: Assignment) -> int:
    return Enrolment.objects.active().filter(training_class=assignment.training_class_id).count()


def around(lines: list[WorkLine], submission: Submission) -> tuple[WorkLine | None, WorkLine | None, int, int]:
    """The work before, the work after, and where this one stands among those handed in."""
    handed_in = [line for line in lines if line.submission]
    places = [line.submission.pk for line in handed_in if line.submission]
    place = places.index(submission.pk) if submission.pk in places else 0
    before = handed_in[place - 1] if place else None
    after = handed_in[place + 1] if place + 1 < len(handed_in) else None
    return before, after, place + 1, len(handed_in)


def next_to_mark(lines: list[WorkLine], submission: Submission) -> WorkLine | None:
    """The next work the person has not finished, from this one on and round."""
    handed_in = [line for line in lines if line.submission]
    places = [line.submission.pk for line in handed_in if line.submission]
    place = places.index(submission.pk) + 1 if submission.pk in places else 0
    ahead = handed_in[place:] + handed_in[:place]
    return next((line for line in ahead if line.state in (HANDED_IN, BEGUN) and line.submission != submission), None)
