"""The traces of everyday work: lessons read, notices told, a page an editor has sent for approval."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.text import slugify

from curriculum.clock.time import set_to
from curriculum.models import LessonPage, LessonProgress
from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.courses import Course
from portal.city.days import moment
from portal.city.stories import ClassStories
from portal.city.writing import write
from portal.models import NewsIndexPage, NewsPage
from training.models import Enrolment, Nomination, Person, TrainingClass
from training.signals import class_cancelled, enrolment_confirmed, nomination_decided, results_recognised

READERS_FROM_DAYS = 120  # lessons could be read in the portal since then
HALF_READ = 55
NEWS = {
    "title": "Lớp kỹ năng xử lý tình huống ở cơ sở: học từ tình huống thật",
    "summary": "Học viên cùng phân tích ba tình huống đối thoại với người dân, rút ra cách chuẩn bị và cam kết.",
    "body": "<p>Trong hai ngày, học viên chia nhóm xử lý tình huống có thật đã ẩn danh, tự nhận xét và nghe góp ý của "
    "giảng viên. Bản viết này đang chờ Phòng Quản lý đào tạo duyệt.</p>",
}


@dataclass
class Traces:
    """Leaves the traces after the classes are written."""

    city: City
    stories: ClassStories
    accounts: dict[str, Person]

    def leave(self, courses: list[Course]) -> None:
        self._read_lessons(courses)
        self._tell()
        self._send_page_for_approval()

    def _read_lessons(self, courses: list[Course]) -> None:
        """Learners of recent classes have read some of the lessons; the demonstration's trainee stands half-way."""
        dice = self.city.dice("lessons")
        oldest = self.city.day - timedelta(days=READERS_FROM_DAYS)
        lessons: dict[str, list[LessonPage]] = {}
        seen: set[tuple[int, int]] = set()
        rows: list[LessonProgress] = []
        for course in courses:
            if course.row.opens_on < oldest or course.row.opens_on > self.city.day:
                continue
            code = course.programme.code
            if code not in lessons:
                lessons[code] = list(LessonPage.objects.live().descendant_of(course.programme.page).order_by("path"))
            for enrolment in course.enrolments:
                for number, lesson in enumerate(lessons[code]):
                    key = (enrolment.person.user_id or 0, lesson.pk)
                    percent = self._percent(enrolment, number, len(lessons[code]), dice.choice((0, 30, 60, 100, 100)))
                    if percent and key not in seen:
                        seen.add(key)
                        rows.append(self._progress(course, enrolment, lesson, percent))
        write(rows)

    def _percent(self, enrolment: Enrolment, number: int, count: int, drawn: int) -> int:
        if enrolment.person is not self.accounts["hocvien"]:
            return drawn
        half = (count - 1) // 2
        return 100 if number < half else HALF_READ if number == half else 0

    def _progress(self, course: Course, enrolment: Enrolment, lesson: LessonPage, percent: int) -> LessonProgress:
        opened_at = moment(course.row.opens_on, 20)
        return LessonProgress(
            user=user_of(enrolment.person),
            lesson=lesson,
            opened_at=opened_at,
            last_read_at=opened_at + timedelta(minutes=25),
            percent_read=percent,
            completed_at=opened_at + timedelta(minutes=25) if percent == 100 else None,
        )

    def _tell(self) -> None:
        """The notices that the told classes have left, each in its time."""
        told = {person.pk for person in self.accounts.values()}
        for course in self.stories.courses.values():
            for enrolment in course.enrolments:
                if enrolment.person_id in told:
                    with set_to(enrolment.enrolled_at):
                        enrolment_confirmed.send(Enrolment, enrolment=enrolment)
            for nomination in course.nominations:
                if nomination.decided_at and nomination.status in (
                    nomination.Status.RETURNED,
                    nomination.Status.REJECTED,
                ):
                    with set_to(nomination.decided_at):
                        nomination_decided.send(Nomination, nomination=nomination)
        last_year, cancelled = self.stories.courses["last_year"], self.stories.courses["cancelled"]
        with set_to(last_year.row.recognition.recognised_at):
            results_recognised.send(TrainingClass, training_class=last_year.row, decision=last_year.row.recognition)
        people = [enrolment.person for enrolment in cancelled.enrolments]
        class_cancelled.send(TrainingClass, training_class=cancelled.row, people=people)

    def _send_page_for_approval(self) -> None:
        """The editor has written a piece of news; it waits for the training office."""
        editor = user_of(self.accounts["bientap"])
        index = NewsIndexPage.objects.get()
        page = NewsPage(
            title=NEWS["title"],
            slug=slugify("xu-ly-tinh-huong-o-co-so"),
            date=self.city.day,
            summary=NEWS["summary"],
            body=[("text", NEWS["body"])],
            live=False,
            owner=editor,
        )
        index.add_child(instance=page)
        page.save_revision(user=editor)
        page.get_workflow().start(page, editor)
