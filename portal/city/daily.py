"""What happens in the classes from day to day: check-ins, leave, a make-up, a re-mark request, papers prepared."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from curriculum.clock.time import set_to
from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.courses import Course
from portal.city.days import moment
from portal.city.stories import ClassStories
from portal.city.writing import write
from portal.models import PreparedPaper
from portal.papers.classes.details import Details
from portal.papers.classes.templates import BY_CODE, grounds_for
from portal.papers.issuers import SCHOOL, issuer_on
from portal.papers.numbering import number_text
from portal.papers.paper import Signature
from portal.papers.services import keep_paper, next_number
from training.attendance.make_ups import offers_for, to_make_up
from training.attendance.services import assign_make_up
from training.models import (
    AttendanceRecord,
    AttendanceRegister,
    CheckIn,
    Enrolment,
    LeaveRequest,
    Mark,
    Person,
    RemarkRequest,
)

Kind, State = LeaveRequest.Kind, LeaveRequest.Status
CHECKED_IN_MEETINGS = 2  # the last meetings of the running class in which a code was on the screen
ASKED = (
    (Kind.DUTY, "Được triệu tập dự kỳ họp bất thường của HĐND xã, có giấy triệu tập kèm theo.", State.APPROVED, ""),
    (Kind.ILLNESS, "Sốt cao, bác sĩ trạm y tế yêu cầu nghỉ tại nhà hai ngày.", State.APPROVED, ""),
    (
        Kind.OTHER,
        "Xin nghỉ để đi công việc riêng của gia đình ở xa.",
        State.REJECTED,
        "Buổi học có bài kiểm tra; đề nghị bố trí vào ngày khác.",
    ),
    (Kind.DUTY, "Trực ban phòng, chống úng ngập theo phân công của UBND xã.", State.SUBMITTED, ""),
    (Kind.FAMILY, "Gia đình có việc hiếu, xin nghỉ một buổi.", State.SUBMITTED, ""),
)
SEEN_AGAIN = "Bài thu hoạch trình bày đủ ba nội dung theo yêu cầu; đề nghị xem lại phần liên hệ thực tiễn."
PAPERS = {
    "running": ("opening_decision", "class_list", "timetable"),
    "marking": ("opening_decision", "class_list"),
    "recognised": ("opening_decision", "closing_report"),
}


@dataclass
class DailyLife:
    """Told for the classes in which the demonstration accounts take part; the same seed tells the same."""

    city: City
    stories: ClassStories
    accounts: dict[str, Person]

    def tell(self) -> None:
        running = self.stories.courses["running"]
        self._check_in(running)
        self._ask_for_leave(running)
        self._make_up(running)
        self._ask_for_remark(self.stories.courses["marking"])
        self._prepare_papers()

    def _check_in(self, course: Course) -> None:
        """Most of those who came read the code from the screen; a few did so without a network."""
        dice = self.city.dice("check-ins")
        taken = set(AttendanceRecord.objects.filter(meeting__in=course.meetings).values_list("meeting", flat=True))
        held = [meeting for meeting in course.meetings if meeting.pk in taken][-CHECKED_IN_MEETINGS:]
        there = AttendanceRecord.objects.filter(meeting__in=held, status__in=AttendanceRecord.ATTENDED)
        registers = [
            AttendanceRegister(
                meeting=meeting,
                secret=f"{dice.getrandbits(256):064x}",
                opened_by=self._teacher(course),
                opened_at=meeting.starts_at - timedelta(minutes=20),
                confirmed_by=self._teacher(course),
                confirmed_at=meeting.ends_at,
            )
            for meeting in held
        ]
        check_ins, keys = [], []
        for record in there.select_related("meeting").order_by("meeting__starts_at", "enrolment"):
            if dice.random() < 0.15:
                continue
            is_late = record.status == AttendanceRecord.Status.LATE
            minutes = dice.uniform(16, 35) if is_late else dice.uniform(-18, 4)
            scanned_at = record.meeting.starts_at + timedelta(seconds=round(minutes * 60))
            is_offline = dice.random() < 0.12
            keys.append(record.pk)
            check_ins.append(
                CheckIn(
                    meeting=record.meeting,
                    enrolment_id=record.enrolment_id,
                    scanned_at=scanned_at,
                    received_at=scanned_at + timedelta(minutes=95 if is_offline else 0, seconds=2),
                    is_offline=is_offline,
                    installation=str(UUID(int=dice.getrandbits(128), version=4)),
                )
            )
        write(registers)
        write(check_ins)
        AttendanceRecord.objects.filter(pk__in=keys).update(source=AttendanceRecord.Source.CHECK_IN)

    def _ask_for_leave(self, course: Course) -> None:
        """Two requests approved, one refused, two waiting; the first is the demonstration trainee's own absence."""
        missed = list(
            AttendanceRecord.objects.filter(meeting__in=course.meetings, status=AttendanceRecord.Status.EXCUSED)
            .select_related("meeting", "enrolment__person")
            .order_by("meeting__starts_at", "enrolment__person__sort_key", "pk")
        )
        trainee = self.accounts["hocvien"]
        missed.sort(key=lambda record: record.enrolment.person_id != trainee.pk)
        coming = [meeting for meeting in course.meetings if meeting.date > self.city.day]
        others = [one for one in course.enrolments if one.person_id != trainee.pk]
        asked = [(record.enrolment, record.meeting) for record in missed[:2]]
        asked += list(zip(others[3:], coming[-3:], strict=False))
        for (enrolment, meeting), (kind, reason, state, answer) in zip(asked, ASKED, strict=False):
            before = moment(min(meeting.date, self.city.day) - timedelta(days=1), 8, 40)
            is_decided = state != State.SUBMITTED
            request = LeaveRequest.objects.create(
                enrolment=enrolment,
                kind=kind,
                reason=reason,
                status=state,
                submitted_at=before,
                decided_by=self._office if is_decided else None,
                decided_at=before + timedelta(hours=2) if is_decided else None,
                answer=answer,
            )
            request.meetings.set([meeting])

    def _make_up(self, course: Course) -> None:
        """An excused absence for which another class has a seat is made up there, the trainee's own if there is one."""
        rows = to_make_up(Enrolment.objects.filter(training_class=course.row))
        related = ("meeting__training_class", "enrolment__training_class", "enrolment__person")
        trainee = self.accounts["hocvien"].pk
        absences = list(rows.select_related(*related).order_by("meeting__starts_at", "pk"))
        for record in sorted(absences, key=lambda record: record.enrolment.person_id != trainee):
            offers = [one for one in offers_for(record.enrolment, record.meeting) if not one.against]
            if offers:
                with set_to(moment(self.city.day - timedelta(days=1), 9)):
                    assign_make_up(record.enrolment, record.meeting, offers[0].meeting, by=self._office)
                return

    def _ask_for_remark(self, course: Course) -> None:
        lowest = Mark.objects.standing().filter(assessment__training_class=course.row).order_by("value", "pk")
        mark = lowest.select_related("enrolment__person__user").first()
        if mark is not None and mark.enrolment.person.user_id:
            RemarkRequest.objects.create(
                mark=mark,
                reason=SEEN_AGAIN,
                asked_by=mark.enrolment.person.user,
                asked_at=moment(self.city.day - timedelta(days=1), 20, 15),
            )

    def _prepare_papers(self) -> None:
        for story, codes in PAPERS.items():
            for code in codes:
                self._prepare(self.stories.courses[story], code)

    def _prepare(self, course: Course, code: str) -> PreparedPaper:
        template, row = BY_CODE[code], course.row
        day = min(row.opens_on - timedelta(days=5), self.city.day - timedelta(days=1))
        if code == "closing_report":
            day = min(row.closes_on + timedelta(days=2), self.city.day)
        issuer = issuer_on(SCHOOL, day)
        number = next_number(issuer, template.abbreviation, day) if template.numbered else None
        details = Details(
            issuer=issuer,
            number=number_text(issuer, template.abbreviation, number, day) if template.numbered else "",
            issued_on=day,
            signature=Signature("Hiệu trưởng", self.accounts["kyten"].full_name),
            grounds=tuple(grounds_for(template, row)),
            recipients=template.recipients,
            words={asked.name: "" for asked in template.asked},
        )
        with set_to(moment(day, 15, 30)):
            return keep_paper(template.build(row, details), template=code, about=row, by=self._office)

    @property
    def _office(self):
        return user_of(self.accounts["daotao"])

    def _teacher(self, course: Course):
        return course.row.supervisor or self._office
