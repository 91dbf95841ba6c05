"""How the told classes came by their lists: one decided, one before the leadership, one full with people waiting.

Told after the nominations are written, mostly by the services themselves, with the clock set to the days of the story.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from curriculum.clock.time import set_to
from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.courses import Course
from portal.city.days import working_day_before
from portal.city.learners import Admissions, moment
from training.models import BlocQuota, EnrolmentDecision, Nomination, Person
from training.nominations.annex import annex_of, facts_of
from training.nominations.eligibility import explain_eligibility, is_eligible
from training.nominations.grounds import ground_text
from training.nominations.services import replace_nominee, review_nominations, submit_list
from training.nominations.services.waiting import rank_waiting

Status, Proposal = Nomination.Status, Nomination.Proposal
ANSWERS = {Status.APPROVED: Proposal.ACCEPT, Status.WAITING: Proposal.WAIT, Status.REJECTED: Proposal.REJECT}
BLOC_PLACES = {"party": 18, "front_mass": 10, "government_service": 30}
REPLACED_BECAUSE = "Được cử đi công tác nước ngoài cùng thời gian; đơn vị đề nghị cử người khác."
NOTE = "Đã đối chiếu chỉ tiêu và thời gian học; đề nghị lãnh đạo duyệt để kịp gửi giấy triệu tập."


class DecisionStories:
    """What the training office and the rector have decided so far."""

    def __init__(self, city: City, accounts: dict[str, Person], admissions: Admissions):
        self.city, self.admissions = city, admissions
        self.office, self.leader = user_of(accounts["daotao"]), accounts["kyten"]

    def tell(self, courses: dict[str, Course]) -> None:
        day = self.city.day
        rank_waiting(courses["full"].row)
        self._decided(courses["running"], "188/QĐ-TLHP", working_day_before(day - timedelta(days=24)))
        self._decided(courses["call"], "214/QĐ-TLHP", working_day_before(day - timedelta(days=2)), refused="repeated")
        self._decided(courses["full"], "209/QĐ-TLHP", working_day_before(day - timedelta(days=3)))
        with set_to(moment(working_day_before(day), 15, 40)):
            self._replace_somebody(courses["full"])
            self._share_among_blocs(courses["small_call"])
            self._lay_before_the_leader(courses["small_call"])

    def _decided(self, course: Course, number: str, day: date, refused: str = "") -> None:
        """One decision for everybody of the class who has been answered."""
        rows = [row for row in course.nominations if row.status in ANSWERS]
        for row in rows:
            if row.status == Status.WAITING:
                row.refresh_from_db(fields=["place", "place_because"])
            row.proposal = ANSWERS[Status(row.status)]
            if row.status == Status.REJECTED and refused:
                row.ground = row.proposed_ground = ground_text(refused)
            row.proposed_reason = row.reason
        decision = EnrolmentDecision.objects.create(
            training_class=course.row,
            status=EnrolmentDecision.Status.APPROVED,
            submitted_by=self.office,
            submitted_at=moment(working_day_before(day), 10, 30),
            decided_by=user_of(self.leader),
            decided_at=moment(day, 9, 15),
            number=number,
            decided_on=day,
            signer=self.leader.full_name,
            facts=facts_of(course.row, "Hiệu trưởng"),
            annex=annex_of(rows),
        )
        for row in rows:
            row.proposal, row.decision = "", decision
        Nomination.objects.bulk_update(rows, ["proposal", "decision", "ground", "proposed_ground", "proposed_reason"])

    def _lay_before_the_leader(self, course: Course) -> None:
        """The office has reviewed a call: most to accept, one to wait, one to refuse; the list awaits the rector."""
        rows = [row for row in course.nominations if row.status == Status.SUBMITTED]
        for answer, chosen in ((Proposal.ACCEPT, rows[2:]), (Proposal.WAIT, rows[1:2])):
            review_nominations(course.row, chosen, answer, by=self.office)
        review_nominations(
            course.row,
            rows[:1],
            Proposal.REJECT,
            ground="quota",
            reason="Đề nghị cử vào khóa sau.",
            by=self.office,
        )
        submit_list(course.row, note=NOTE, by=self.office)

    def _share_among_blocs(self, course: Course) -> None:
        blocs = {office.title.bloc for offices in self.admissions.offices.values() for office in offices}
        BlocQuota.objects.bulk_create(
            BlocQuota(training_class=course.row, bloc=bloc, places=BLOC_PLACES[bloc.code])
            for bloc in sorted(filter(None, blocs), key=lambda bloc: bloc.order)
            if bloc.code in BLOC_PLACES
        )

    def _replace_somebody(self, course: Course) -> None:
        """A unit sends another of its people in the place of one who cannot come."""
        for row in course.nominations:
            if row.status != Status.APPROVED:
                continue
            for person in self._colleagues(course, row):
                if not is_eligible(explain_eligibility(person, course.row)):
                    continue  # at this point of the story older classes still run
                replace_nominee(row, person, reason=REPLACED_BECAUSE, by=self.office)
                self.admissions.occupy(person.pk, course)
                return

    def _colleagues(self, course: Course, row: Nomination) -> Iterable[Person]:
        nominated = {other.person_id for other in course.nominations}
        for pk in self.admissions.offices:
            office = self.admissions.fitting_office(pk, course)
            if office is None or office.unit_id != row.unit_id or pk in nominated or office.valid_to is not None:
                continue
            if office.valid_from <= self.city.day and self.admissions.is_free(pk, course):
                yield self.admissions.people[pk]
