"""What became of the learners: the roll of every meeting, marks, resits, outcomes and the decisions on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from portal.city.context import City
from portal.city.courses import Course, Told
from portal.city.days import moment, working_day_on_or_after
from portal.city.writing import database_moment, write, write_plain
from training.attendance.queries import AttendanceSummary
from training.models import (
    Assessment,
    AttendanceRecord,
    BoardConclusion,
    BoardMember,
    ClassMeeting,
    Enrolment,
    Mark,
    Outcome,
    RecognitionDecision,
    ResultsBoard,
    TrainingClass,
    User,
)
from training.results.services.outcomes import Regulations, outcome_of

Status = TrainingClass.Status
Roll = AttendanceRecord.Status
ROLL_COLUMNS = ("meeting_id", "enrolment_id", "status", "source", "note", "recorded_by_id", "recorded_at")
ROLL_WEIGHTS = ((Roll.PRESENT, Roll.LATE, Roll.EXCUSED, Roll.UNEXCUSED), (94, 97, 99, 100))
WEAK_ROLL_WEIGHTS = ((Roll.PRESENT, Roll.LATE, Roll.EXCUSED, Roll.UNEXCUSED), (60, 66, 85, 100))
WEAK_SHARE = 0.025
RESIT_REASON = "Kiểm tra lại"
COMMENTS = (
    "Bám sát thực tế của xã; cần bổ sung số liệu so sánh.",
    "Lập luận rõ, đề xuất khả thi.",
    "Cần nêu rõ lộ trình và người chịu trách nhiệm.",
    "Vận dụng tốt nội dung chuyên đề vào công việc.",
    "Phần phân tích nguyên nhân còn sơ lược.",
)
BOARD = (
    ("Trưởng phòng Quản lý đào tạo", BoardMember.Duty.SECRETARY),
    ("Trưởng khoa Xây dựng Đảng", BoardMember.Duty.MEMBER),
    ("Trưởng khoa Nhà nước và pháp luật", BoardMember.Duty.MEMBER),
    ("Giáo viên chủ nhiệm lớp", BoardMember.Duty.MEMBER),
)
BOARD_NAMES = ("Đỗ Thị Thu Hằng", "Phạm Quang Huy", "Vũ Minh Tuấn", "Ngô Thị Bích Liên")
BOARD_REMARKS = (
    "Thư ký báo cáo kết quả học tập, chuyên cần của từng học viên. "
    "Hội đồng đối chiếu bảng điểm, sổ điểm danh và thống nhất kết luận như danh sách."
)


@dataclass
class Learner:
    """One enrolment on its way to an outcome."""

    enrolment: Enrolment
    is_weak: bool
    talent: float
    told: Told | None = None
    attended: int = 0
    excused: int = 0


class Results:
    """Takes the roll, marks and recognises, class by class."""

    def __init__(self, city: City, office: User, signer: str):
        self.city, self.office, self.signer = city, office, signer
        self.dice: Random = city.dice("results")
        self.rolls: list[tuple] = []
        self.first_marks: list[Mark] = []
        self.resits: list[Mark] = []
        self.outcomes: list[Outcome] = []
        self.decisions: list[RecognitionDecision] = []
        self.boards: list[ResultsBoard] = []
        self.members: list[BoardMember] = []
        self.conclusions: list[BoardConclusion] = []
        self.ended: list[tuple[TrainingClass, list[Enrolment]]] = []

    def conclude(self, course: Course) -> None:
        """Give an ordinary class what its state asks for: rolls up to yesterday; marks and outcomes once it is over."""
        status = course.row.status
        if status not in (Status.OPEN, Status.CLOSING, Status.CLOSED):
            return
        learners = self.learners(course)
        held = self.take_rolls(course, learners, self.city.day - timedelta(days=1))
        if status != Status.OPEN:
            self.settle(course, learners, held, is_recognised=status == Status.CLOSED)

    def learners(self, course: Course) -> list[Learner]:
        return [self._learner(course, enrolment) for enrolment in course.enrolments]

    def take_rolls(self, course: Course, learners: list[Learner], last: date) -> int:
        """Take the roll of every meeting up to the day; return the teaching periods held."""
        held = [meeting for meeting in course.meetings if meeting.date <= last]
        for number, meeting in enumerate(held):
            self._take_roll(number, meeting, learners)
        return sum(meeting.periods for meeting in held)

    def settle(self, course: Course, learners: list[Learner], held: int, *, is_recognised: bool) -> None:
        """Marks of every assessment, outcomes, and the decision that recognises them."""
        marks = [{part.pk: self.mark(course, learner, part) for part in course.assessments} for learner in learners]
        self._conclude(course, learners, marks, held, is_recognised)
        if is_recognised:
            self._meet(course, learners)
            self._recognise(course)

    def _learner(self, course: Course, enrolment: Enrolment) -> Learner:
        told = course.told.get(enrolment.person_id)
        is_weak, talent = self.dice.random() < WEAK_SHARE, self.dice.gauss(7.7, 0.75)
        return Learner(enrolment, False, told.talent, told) if told else Learner(enrolment, is_weak, talent)

    def write(self) -> None:
        """Write everything."""
        write_plain(AttendanceRecord, ROLL_COLUMNS, self.rolls)
        write(self.first_marks)
        write(self.resits)
        write(self.outcomes)
        write(self.decisions)
        write(self.boards)
        write(self.members)
        write(self.conclusions)
        for row, enrolments in self.ended:
            for status in (Enrolment.Status.COMPLETED, Enrolment.Status.FAILED):
                keys = [enrolment.pk for enrolment in enrolments if enrolment.status == status]
                Enrolment.objects.filter(pk__in=keys).update(status=status, ended_at=_ended_at(row))

    def _take_roll(self, number: int, meeting: ClassMeeting, learners: list[Learner]) -> None:
        teacher = meeting.lecturer.person.user_id if meeting.lecturer else self.office.pk
        recorded_at = database_moment(meeting.ends_at)
        for learner in learners:
            statuses, weights = WEAK_ROLL_WEIGHTS if learner.is_weak else ROLL_WEIGHTS
            drawn = self.dice.choices(statuses, cum_weights=weights)[0]
            status = _told_roll(learner.told, number) if learner.told else drawn
            self._note_roll(meeting, learner, status, teacher, recorded_at)

    def _note_roll(self, meeting: ClassMeeting, learner: Learner, status: str, teacher: int | None, at: Any) -> None:
        if status in AttendanceRecord.ATTENDED:
            learner.attended += meeting.periods
        elif status == Roll.EXCUSED:
            learner.excused += meeting.periods
        self.rolls.append((meeting.pk, learner.enrolment.pk, str(status), "roll_call", "", teacher, at))

    def mark(self, course: Course, learner: Learner, part: Assessment) -> Mark:
        """The mark that counts: the first one, or that of a resit where the first did not pass."""
        entered_at = moment(course.row.closes_on + timedelta(days=2), 10)
        mark = Mark(enrolment=learner.enrolment, assessment=part, entered_by=self.office, entered_at=entered_at)
        self._give_value(mark, learner)
        if learner.told:
            mark.comment = COMMENTS[(part.order + learner.enrolment.person_id) % len(COMMENTS)]
        self.first_marks.append(mark)
        gives_up = not learner.told.resits if learner.told else learner.is_weak or self.dice.random() < 0.2
        if self._passes(mark) or gives_up:
            return mark
        resit = Mark(
            enrolment=learner.enrolment,
            assessment=part,
            kind=Mark.Kind.RESIT,
            replaces=mark,
            reason=RESIT_REASON,
            entered_by=self.office,
            entered_at=entered_at + timedelta(days=5),
        )
        if part.is_graded:
            resit.value = Decimal(self.dice.randrange(50, 72)) / 10
        else:
            resit.is_passed = True
        self.resits.append(resit)
        return resit

    def _give_value(self, mark: Mark, learner: Learner) -> None:
        if mark.assessment.is_graded:
            spread = 0.2 if learner.told else 0.6
            points = learner.talent - (1.6 if learner.is_weak else 0) + self.dice.gauss(0, spread)
            mark.value = Decimal(round(min(9.8, max(2.0, points)) * 10)) / 10
        else:
            mark.is_passed = self.dice.random() < (0.8 if learner.is_weak else 0.99)

    @staticmethod
    def _passes(mark: Mark) -> bool:
        return mark.value >= 5 if mark.value is not None else bool(mark.is_passed)

    def _conclude(
        self, course: Course, learners: list[Learner], marks: list[dict[int, Mark]], held: int, recognised: bool
    ) -> None:
        regulations = Regulations.on(course.row.closes_on)
        for learner, of_learner in zip(learners, marks, strict=True):
            summary = AttendanceSummary(held, learner.attended, learner.excused, percent(learner.attended, held))
            outcome = outcome_of(learner.enrolment, course.assessments, of_learner, summary, regulations)
            outcome.computed_at = moment(course.row.closes_on + timedelta(days=8), 9)
            learner.enrolment.outcome = outcome
            if recognised:
                passed = outcome.is_passed
                learner.enrolment.status = Enrolment.Status.COMPLETED if passed else Enrolment.Status.FAILED
                learner.enrolment.ended_at = _ended_at(course.row)
            self.outcomes.append(outcome)

    def _meet(self, course: Course, learners: list[Learner]) -> None:
        """The board meets on the day of the decision and concludes what the rules come to."""
        held_on = self._decided_on(course)
        board = ResultsBoard(
            training_class=course.row,
            number=f"{len(self.boards) + 1:02d}/BB-TLHP",
            held_on=held_on,
            place="Phòng họp A, Trường Đào tạo cán bộ Lê Hồng Phong",
            remarks=BOARD_REMARKS,
            drawn_up_by=self.office,
            drawn_up_at=moment(held_on, 9),
            closed_at=moment(held_on, 10),
        )
        self.boards.append(board)
        seats = [(self.signer, "Hiệu trưởng", BoardMember.Duty.CHAIR)]
        seats += [(name, office, duty) for name, (office, duty) in zip(BOARD_NAMES, BOARD, strict=True)]
        self.members += [
            BoardMember(board=board, order=order, full_name=name, office=office, duty=duty)
            for order, (name, office, duty) in enumerate(seats, start=1)
        ]
        for learner in learners:
            outcome = learner.enrolment.outcome
            passed = outcome.is_passed
            self.conclusions.append(
                BoardConclusion(
                    board=board,
                    enrolment=learner.enrolment,
                    proposal=BoardConclusion.Proposal.RECOGNISE if passed else BoardConclusion.Proposal.REFUSE,
                    average=outcome.average,
                    band=outcome.band,
                )
            )

    def _decided_on(self, course: Course) -> date:
        return min(working_day_on_or_after(course.row.closes_on + timedelta(days=8)), self.city.day)

    def _recognise(self, course: Course) -> None:
        decided_on = self._decided_on(course)
        decision = RecognitionDecision(
            training_class=course.row,
            number=f"{1200 + len(self.decisions)}/QĐ-TLHP",
            decided_on=decided_on,
            signer=self.signer,
            recognised_by=self.office,
            recognised_at=moment(decided_on, 11),
        )
        self.decisions.append(decision)
        self.ended.append((course.row, course.enrolments))
        course.row.recognition = decision


def percent(part: int, whole: int) -> Decimal:
    """Two decimals, half up, as attendance is counted; nothing held yet is nothing missed."""
    if not whole:
        return Decimal("100.00")
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _told_roll(told: Told, number: int) -> str:
    if number in told.absent:
        return Roll.EXCUSED
    return Roll.LATE if number in told.late else Roll.PRESENT


def _ended_at(row: TrainingClass) -> datetime:
    return moment(row.closes_on + timedelta(days=9), 10)


def passed(course: Course) -> Iterator[Enrolment]:
    """The enrolments of a recognised class that are due a certificate, in name order."""
    for enrolment in sorted(course.enrolments, key=lambda row: (row.person.sort_key, row.person.staff_code)):
        if enrolment.outcome.is_passed:
            yield enrolment
