"""The classes in which the demonstration accounts take part, each in a state that has something to do today.

They are planned before all others, so that rooms and lecturers are theirs.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from certificates.blanks.services import receive_blanks, write_off_blanks
from certificates.models import Certificate, CertificateEvent, Institution, IssueBatch
from certificates.register.queries import design_for, institution_for, line_of, signatory_on
from certificates.register.services import replace_certificate, revoke_certificate
from certificates.requests.services import ask_for_reissue
from certificates.suspensions.services import suspend_certificate
from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.courses import Course, Planner, Told, Wish
from portal.city.days import add_months, moment, working_day_before, working_day_on_or_after
from portal.city.learners import Admissions
from portal.city.postings import DEMO_MONTHS
from portal.city.results import Results, passed
from portal.city.school import School
from training.models import ClassMeeting, Enrolment, Nomination, Person, Position, Quota, TrainingClass

Sent = Nomination.Status
Status = TrainingClass.Status
CANCELLED_BECAUSE = "Hội trường sửa chữa; lớp được chuyển sang quý sau."
REFUSED_BECAUSE = "Đã học lớp tháng trước của chương trình này; đề nghị cử cán bộ khác."
RETURNED_BECAUSE = "Đề nghị bổ sung ý kiến của Thường trực Đảng ủy và thứ tự ưu tiên."


@dataclass
class ClassStories:
    """Plans, fills and concludes the told classes."""

    city: City
    planner: Planner
    school: School
    accounts: dict[str, Person]
    courses: dict[str, Course] = field(default_factory=dict)

    def plan(self) -> None:
        """Put the told classes into the timetable."""
        day, lecturer = self.city.day, self.school.demo_lecturer
        tomorrow = working_day_on_or_after(day + timedelta(days=1))
        yesterday = working_day_before(day)
        running = _working_days_before(tomorrow, 6)
        wishes = {
            "running": Wish("CTX", running, 24, lecturer=lecturer, lecturer_from=yesterday, capacity=40),
            "call": Wish("CTX", day + timedelta(days=40), 16, status=Status.ENROLLING, capacity=40),
            "full": Wish("KNLD", day + timedelta(days=26), 12, status=Status.ENROLLING, capacity=12),
            "small_call": Wish("CDS", day + timedelta(days=33), 10, status=Status.ENROLLING, capacity=60),
            "cancelled": Wish("LDP", day + timedelta(days=19), 14, status=Status.CANCELLED, capacity=60),
            "marking": Wish("KNLD", _working_days_before(day, 8), 18, lecturer=lecturer, status=Status.OPEN),
            "recognised": Wish("BTX", day - timedelta(days=31), 18, status=Status.CLOSING),
            "prepared": Wish("NHD", day - timedelta(days=24), 14, status=Status.CLOSING),
            "last_year": Wish("KNLD", add_months(day, -13), 20, lecturer=lecturer),
            "lapsed": Wish("CDS", add_months(day, -29), 20),
            "before_posting": Wish("TLC", add_months(day, -DEMO_MONTHS) - timedelta(days=28), 12),
        }
        for story, wish in wishes.items():
            self.courses[story] = self.planner.plan(replace(wish, story=story))
        self.courses["lapsed"].valid_months = 24
        self.courses["small_call"].row.confirm_by = day + timedelta(days=5)  # at risk: it has few of its minimum
        cancelled = self.courses["cancelled"]
        cancelled.row.cancel_reason = CANCELLED_BECAUSE
        for meeting in cancelled.meetings:
            meeting.status, meeting.sequence = ClassMeeting.Status.CANCELLED, 1

    def admit(self, admissions: Admissions) -> None:
        """Send the demonstration accounts and their colleagues to the told classes."""
        trainee, chairman, official = (self.accounts[name] for name in ("hocvien", "chutich", "canbotre"))
        self._tell("running", admissions, trainee, Told(8.2, absent=(3,), late=(6,)))
        self._tell("last_year", admissions, trainee, Told(8.6))
        self._tell("lapsed", admissions, trainee, Told(8.0))
        self._tell("lapsed", admissions, chairman, Told(7.6))
        self._tell("before_posting", admissions, official, Told(9.2))
        for story in ("running", "last_year", "lapsed", "before_posting", "marking", "recognised", "prepared"):
            course = self.courses[story]
            for person, position in admissions.choose(course, course.size - len(course.enrolments)):
                admissions.send(course, person, position, Sent.APPROVED)
        self._tell_of_others()
        self._call(admissions, chairman)
        self._fill_up(admissions)
        self._cancel(admissions)

    def conclude(self, results: Results) -> None:
        """Rolls, marks and decisions as far as each story has come."""
        day = self.city.day
        running, marking = self.courses["running"], self.courses["marking"]
        results.take_rolls(running, results.learners(running), working_day_before(day) - timedelta(days=1))
        learners = results.learners(marking)
        results.take_rolls(marking, learners, day - timedelta(days=1))
        for learner in learners:
            results.mark(marking, learner, marking.assessments[0])
        for story in ("recognised", "prepared", "last_year", "lapsed", "before_posting"):
            course = self.courses[story]
            pupils = results.learners(course)
            held = results.take_rolls(course, pupils, day - timedelta(days=1))
            results.settle(course, pupils, held, is_recognised=True)

    def prepare_issue(self) -> None:
        """The list of one class lies before the signatory."""
        course = self.courses["prepared"]
        recognition = course.row.recognition
        institution = institution_for(course.programme.page)
        issue_on = working_day_on_or_after(self.city.day)
        IssueBatch.objects.create(
            training_class=course.row,
            design=design_for(institution, course.programme.page.document_kind),
            signatory=signatory_on(institution, issue_on),
            issue_on=issue_on,
            decision_number=recognition.number,
            decision_on=recognition.decided_on,
            lines=[line_of(enrolment) for enrolment in passed(course)],
            prepared_by=user_of(self.accounts["vanthu"]),
            prepared_at=moment(working_day_before(self.city.day), 15, 20),
        )

    def tell_of_certificates(self, entries: list[Certificate]) -> None:
        """Of last year's certificates one was lost and replaced by an attestation, one revoked, one suspended."""
        course, registrar = self.courses["last_year"], user_of(self.accounts["vanthu"])
        others = [
            entry
            for entry in entries
            if entry.enrolment and entry.enrolment.training_class_id == course.row.pk
            if entry.person_id not in course.told
        ]
        decided_on = working_day_before(self.city.day - timedelta(days=40))
        signer = self.accounts["kyten"].full_name
        replace_certificate(
            others[0],
            ground=CertificateEvent.Ground.LOSS,
            decision_number="318/QĐ-TLHP",
            decision_on=decided_on,
            signer=signer,
            reason="Người học báo mất bản chính do hỏa hoạn tại nhà riêng, có xác nhận của công an phường.",
            issued_on=decided_on,
            by=registrar,
        )
        revoke_certificate(
            others[1],
            ground=CertificateEvent.Ground.FRAUD,
            decision_number="327/QĐ-TLHP",
            decision_on=decided_on,
            signer=signer,
            reason="Nhờ người khác làm bài thu hoạch; Hội đồng đã kết luận.",
            by=registrar,
        )
        for questioned in others[4:5]:
            suspend_certificate(
                questioned,
                decision_number="331/QĐ-TLHP",
                decision_on=decided_on,
                signer=signer,
                reason="Có đơn phản ánh về hồ sơ chiêu sinh; tạm dừng trong thời gian xác minh.",
                by=registrar,
            )
        self._at_the_desk(others[2:4], registrar)

    def _at_the_desk(self, asked: list[Certificate], registrar) -> None:
        """Two requests for reissue, one of them late; and the stock of blanks, three of them spoiled."""
        day = self.city.day
        for certificate, ground, words, days in zip(
            asked,
            (CertificateEvent.Ground.LOSS, CertificateEvent.Ground.ISSUER_ERROR),
            ("Thất lạc khi chuyển trụ sở sau sắp xếp đơn vị.", "Sai tên đệm so với căn cước công dân."),
            (2, 8),
            strict=False,
        ):
            ask_for_reissue(
                certificate,
                ground=ground,
                description=words,
                received_on=_working_days_before(day, days),
                by=registrar,
            )
        institution = Institution.objects.get(code="LHP")
        delivered = _working_days_before(day, 30)
        run = {"kind": "certificate", "series": "LHP-A", "happened_on": delivered, "by": registrar}
        receive_blanks(institution, first=1, last=500, document="12/PGN-TLHP", **run)
        write_off_blanks(institution, movement="spoiled", first=1, last=3, document="04/BB-TLHP", **run)

    def _tell(self, story: str, admissions: Admissions, person: Person, told: Told) -> None:
        course = self.courses[story]
        course.told[person.pk] = told
        admissions.occupy(person.pk, course)
        admissions.send(course, person, _office(admissions, person, course.row.opens_on), Sent.APPROVED)

    def _tell_of_others(self) -> None:
        """In last year's class one learner failed, one passed by a resit."""
        course = self.courses["last_year"]
        others = [row.person_id for row in course.enrolments if row.person_id not in course.told]
        course.told[others[0]] = Told(4.1, resits=False)
        course.told[others[1]] = Told(4.4, resits=True)

    def _call(self, admissions: Admissions, chairman: Person) -> None:
        """Open calls: the chairman is nominated; of his colleagues one is returned, one refused."""
        call, small = self.courses["call"], self.courses["small_call"]
        commune = _office(admissions, chairman, self.city.day).unit
        Quota.objects.bulk_create(
            Quota(training_class=course.row, unit=commune, places=places) for course, places in ((call, 2), (small, 4))
        )
        admissions.occupy(chairman.pk, call)
        admissions.send(call, chairman, _office(admissions, chairman, self.city.day), Sent.SUBMITTED)
        deputies = [office for office in _offices_in(admissions, commune) if office.person.pk != chairman.pk]
        told = {person.pk for person in self.accounts.values()}
        by_title = {office.title.code: office for office in deputies if office.person.pk not in told}
        admissions.send(
            call,
            by_title["pc_vice_chairman"].person,
            by_title["pc_vice_chairman"],
            Sent.REJECTED,
            reason=REFUSED_BECAUSE,
        )
        admissions.send(
            small, by_title["front_chairman"].person, by_title["front_chairman"], Sent.RETURNED, reason=RETURNED_BECAUSE
        )
        for course in (call, small):
            for number, (person, position) in enumerate(admissions.choose(course, course.size)):
                admissions.send(course, person, position, Sent.SUBMITTED if number % 3 else Sent.APPROVED)

    def _fill_up(self, admissions: Admissions) -> None:
        """A class with every place taken and four people waiting, one of them of the demonstration commune."""
        course = self.courses["full"]
        chosen = admissions.choose(course, course.row.capacity + 4)
        for number, (person, position) in enumerate(chosen):
            admissions.send(course, person, position, Sent.APPROVED if number < course.row.capacity else Sent.WAITING)

    def _cancel(self, admissions: Admissions) -> None:
        course = self.courses["cancelled"]
        for person, position in admissions.choose(course, course.size):
            admissions.send(course, person, position, Sent.APPROVED)
        for nomination in course.nominations:
            nomination.status, nomination.reason = Sent.REJECTED, CANCELLED_BECAUSE
        for enrolment in course.enrolments:
            enrolment.status = Enrolment.Status.WITHDRAWN
            enrolment.ended_at = moment(working_day_before(self.city.day), 10)


def _working_days_before(day: date, count: int) -> date:
    for _step in range(count):
        day = working_day_before(day)
    return day


def _office(admissions: Admissions, person: Person, day: date) -> Position:
    held = [office for office in admissions.offices[person.pk] if office.is_valid_on(day)]
    return min(held, key=lambda office: office.is_concurrent)


def _offices_in(admissions: Admissions, unit) -> list[Position]:
    return [
        office
        for offices in admissions.offices.values()
        for office in offices
        if office.unit_id == unit.pk and office.valid_to is None and not office.is_concurrent
    ]
