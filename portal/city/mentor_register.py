"""The register of mentors: decisions, training and its updates, limits, reserves, and the yearly self-reviews."""

from datetime import date, timedelta
from random import Random

from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.days import add_months, moment
from portal.city.mentors import Guidance
from portal.city.writing import write
from training.mentoring.definitions import Definition, fingerprint
from training.mentoring.register.reviews import window_of
from training.models import (
    FormVersion,
    Mentor,
    MentorLimit,
    MentorReview,
    MentorReviewRevision,
    MentorTraining,
    RegisterDecision,
    User,
)

DEMO = "huongdan"
PROGRAMME = "Tập huấn người hướng dẫn, kèm cặp (NHD)"
UPDATES = (
    "Kỹ năng phản hồi sau buổi dự việc",
    "Đặt câu hỏi để cán bộ tự rút bài học",
    "Minh chứng và năm mức của bảng năng lực",
)
HELPED = (
    "Cùng đi cơ sở rồi trao đổi ngay trong ngày; ghi cam kết ngắn, kiểm lại ở buổi sau.",
    "Để cán bộ chủ trì phần việc nhỏ trước, nhận xét riêng sau cuộc họp.",
    "Thống nhất từ đầu điều gì giữ kín, điều gì báo cáo; giữ đúng lịch gặp.",
)
NEEDED = (
    "Cách nhận xét thẳng thắn mà vẫn động viên; sử dụng bảng năng lực.",
    "Kỹ năng lắng nghe, đặt câu hỏi; cập nhật quy định mới về luân chuyển.",
    "Hướng dẫn cán bộ xử lý đơn thư kéo dài.",
)
RESERVES_PER_HUNDRED = 25  # leaders entered in advance, for each hundred mentors


class MentorRegister:
    """What the Committee has on record about each mentor."""

    def __init__(self, city: City, guidance: Guidance, officer: User):
        self.city, self.guidance, self.officer = city, guidance, officer
        self.dice: Random = city.dice("register of mentors")
        self.decisions: list[RegisterDecision] = []
        self.trainings: list[MentorTraining] = []
        self.number = 0

    def keep(self) -> None:
        mentors = sorted(self.guidance.mentors.values(), key=lambda mentor: mentor.pk)
        others = [mentor for mentor in mentors if not self._is_demo(mentor)]
        reserves = self._reserves(len(mentors))
        for mentor in [*mentors, *reserves]:
            self._enter(mentor)
            self._train(mentor, expired=bool(others) and mentor is others[0])
        if len(others) > 1:
            self._suspend(self._with_few(others[1:]))
        write(self.decisions)
        write(self.trainings)
        columns = ["is_active", "trained_on", "trained_until", "update_due_on", "working_since"]
        Mentor.objects.bulk_update([*mentors, *reserves], columns, batch_size=500)
        self._limit(others)
        self._review(mentors)

    def _is_demo(self, mentor: Mentor) -> bool:
        return mentor.person.user is not None and mentor.person.user.username == DEMO

    def _reserves(self, count: int) -> list[Mentor]:
        """Leaders who were entered before anybody was given to them."""
        wanted, found = max(count * RESERVES_PER_HUNDRED // 100, 2), []
        for unit in sorted(self.guidance.leaders):
            for title in ("council_vice_chairman", "pc_vice_chairman"):
                person = self.guidance.leaders[unit].get(title)
                if person is not None and person.pk not in self.guidance.mentors and self.dice.random() < 0.3:
                    found.append(Mentor(person=person, registered_on=add_months(self.city.day, -9).replace(day=5)))
                    break
            if len(found) == wanted:
                break
        return list(write(found))

    def _enter(self, mentor: Mentor) -> None:
        mentor.working_since = date(self.dice.randrange(1995, 2014), self.dice.randrange(1, 13), 1)
        self._decide(mentor, RegisterDecision.Kind.ENTERED, mentor.registered_on)

    def _decide(self, mentor: Mentor, kind: str, day: date, reason: str = "") -> None:
        self.number += 1
        self.decisions.append(
            RegisterDecision(
                mentor=mentor,
                kind=kind,
                number=f"{self.number + 100}-QĐ/BTCTU",
                decided_on=day - timedelta(days=7),
                effective_on=day,
                reason=reason,
                recorded_by=self.officer,
                recorded_at=moment(day, 10),
            )
        )

    def _train(self, mentor: Mentor, *, expired: bool) -> None:
        """The programme within its months, an update in most years; of one mentor it has run out."""
        held_on = add_months(self.city.day, -40) if expired else mentor.trained_on
        if held_on is None:
            return
        until = add_months(held_on, 36)
        self._attend(mentor, MentorTraining.Kind.FULL, held_on, PROGRAMME, until)
        latest = held_on
        while not expired and add_months(latest, 11) < self.city.day and (self._is_demo(mentor) or self._updates()):
            latest = add_months(latest, 11)
            self._attend(mentor, MentorTraining.Kind.UPDATE, latest, self.dice.choice(UPDATES), None)
        mentor.trained_on, mentor.trained_until, mentor.update_due_on = held_on, until, add_months(latest, 12)

    def _updates(self) -> bool:
        return self.dice.random() < 0.75

    def _attend(self, mentor: Mentor, kind: str, day: date, name: str, until: date | None) -> None:
        self.trainings.append(
            MentorTraining(
                mentor=mentor,
                kind=kind,
                held_on=day,
                name=name,
                document=f"DS-NHD/{day:%Y-%m}",
                valid_until=until,
                recorded_by=self.officer,
                recorded_at=moment(day + timedelta(days=3), 9),
            )
        )

    def _with_few(self, mentors: list[Mentor]) -> Mentor:
        """Whoever guides one official: he is taken ill, and a successor must be found."""
        loads = self.guidance.load
        return next((mentor for mentor in mentors if loads.get(mentor.person_id) == 1), mentors[-1])

    def _suspend(self, mentor: Mentor) -> None:
        mentor.is_active = False
        day = max(self.city.day - timedelta(days=12), mentor.registered_on)
        self._decide(mentor, RegisterDecision.Kind.SUSPENDED, day, "Đi học tập trung dài hạn")

    def _limit(self, mentors: list[Mentor]) -> None:
        """Some asked for fewer than the rules allow, and two of them guide more than they asked for."""
        loads = self.guidance.load
        busy = [mentor for mentor in mentors if mentor.is_active and loads.get(mentor.person_id, 0) >= 2]
        asked = [(mentor, 1) for mentor in busy[:2]] + [(mentor, 2) for mentor in busy[2:5]]
        day = self.city.day - timedelta(days=20)
        note = "Kiêm nhiệm thêm việc từ quý này"
        write(
            [
                MentorLimit(
                    mentor=mentor,
                    most=most,
                    starts_on=day,
                    note=note,
                    recorded_by=self.officer,
                    recorded_at=moment(day, 9),
                )
                for mentor, most in asked
            ]
        )

    def _review(self, mentors: list[Mentor]) -> None:
        """Last year's are confirmed, a few never came; this year's are open, to write, begun or confirmed."""
        version = FormVersion.objects.filter(code="F9").order_by("-number").first()
        if version is None:
            return
        reviews: list[MentorReview] = []
        revisions: list[MentorReviewRevision] = []
        for year in (self.city.day.year - 1, self.city.day.year):
            opens_on, due_on = window_of(year)
            if opens_on > self.city.day:
                continue
            for mentor in mentors:
                if not self._guided_in(mentor, year, min(due_on, self.city.day)):
                    continue
                review = MentorReview(mentor=mentor, year=year, version=version, opens_on=opens_on, due_on=due_on)
                reviews.append(review)
                self._write(review, revisions)
        write(reviews)
        write(revisions)

    def _guided_in(self, mentor: Mentor, year: int, last: date) -> bool:
        first = date(year, 1, 1)
        rows = [pairing.row for pairing in self.guidance.pairings if pairing.row.mentor is mentor]
        return any(row.valid_from <= last and (row.valid_to is None or row.valid_to >= first) for row in rows)

    def _write(self, review: MentorReview, revisions: list[MentorReviewRevision]) -> None:
        is_past = review.due_on < self.city.day
        drawn = self.dice.random()
        confirmed = drawn < (0.95 if is_past else 0.2)
        if self._is_demo(review.mentor):
            confirmed = is_past
        elif not confirmed and drawn < 0.97:
            return
        day = review.due_on - timedelta(days=4) if is_past else max(self.city.day - timedelta(days=2), review.opens_on)
        answers = self._answers(review, whole=confirmed)
        review.revision_number = 1
        review.status = MentorReview.Status.SIGNED if confirmed else MentorReview.Status.DRAFT
        review.signed_at = moment(day, 15) if confirmed else None
        writer = user_of(review.mentor.person)
        revisions.append(
            MentorReviewRevision(
                review=review,
                key=self.city.identifier(self.dice),
                number=1,
                answers=answers,
                sha256=fingerprint(answers),
                written_by=writer,
                written_at=moment(day, 14),
                signed_by=writer if confirmed else None,
                signed_at=review.signed_at,
            )
        )

    def _answers(self, review: MentorReview, *, whole: bool) -> dict:
        words = {"what_helped": self.dice.choice(HELPED), "training_needed": self.dice.choice(NEEDED)}
        drawn = {
            "scale": lambda item: self.dice.randrange(2, 6),
            "integer": lambda item: self.dice.randrange(7, 26),
            "choice": lambda item: self.dice.choice(["same", "same", "more", "fewer"]),
            "text": lambda item: words.get(item.id),
        }
        answers = {item.id: drawn[item.type](item) for item in Definition.of(review.version).fields()}
        kept = {name: value for name, value in answers.items() if value is not None}
        return kept if whole else {name: value for name, value in kept.items() if name.startswith("area_")}
