"""Quizzes of the demonstration: two self-tests, an examination of the running class, answers that wait for marks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from curriculum.clock.time import now, set_to
from curriculum.models import ModulePage, Question, QuestionCategory, QuizAttempt, QuizPage, QuizQuestion, QuizSection
from curriculum.questions.content import Kind
from curriculum.questions.marking import full_response
from curriculum.quizzes.services import Change, Terms, save_answers, start_attempt, submit_attempt
from curriculum.quizzes.statistics import count_statistics, start_counting
from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.days import moment, working_day_before
from portal.city.stories import ClassStories
from training.examinations.models import QuizSitting
from training.examinations.services import give_sitting, grant_accommodation
from training.models import Person

TOP, ADMINISTRATION, RECEPTION = (
    "Chương trình CTX",
    "Chương trình CTX / Chính quyền cấp xã và địa giới hành chính",
    "Chương trình CTX / Tiếp công dân và đối thoại",
)
SITUATION = "id:ctx-7-6"
SAT_BY = 7  # classmates who sat the earlier examination
PAST_PASSWORD = "Ba Đình"  # noqa: S105 (of a sitting that is over)
WRITTEN = (
    "Tôi mời bà ngồi, nghe hết và nhắc lại điều bà cần để bà xác nhận. Tôi xin lỗi vì ba lần trả lời trước không có "
    "ngày. Chiều mai lúc 14 giờ tôi và cán bộ xây dựng đến xem đường thoát nước; chậm nhất thứ Sáu tôi gọi điện báo "
    "phương án, kể cả khi chưa xong. Việc này vào sổ theo dõi, sáng thứ Hai tôi kiểm lại."
)


@dataclass
class Quizzes:
    """Makes the quizzes and lets people take them, through the services, each at its moment."""

    city: City
    stories: ClassStories
    accounts: dict[str, Person]

    def tell(self) -> None:
        self.dice = self.city.dice("quizzes")
        course = self.stories.courses["running"]
        modules = list(ModulePage.objects.descendant_of(course.programme.page).live().order_by("path"))
        reception = self._quiz(modules[6], "Tự kiểm tra: tiếp công dân", RECEPTION, 5, intro="Năm câu về bài học này.")
        self._quiz(
            modules[0], "Tự kiểm tra: chính quyền cấp xã", ADMINISTRATION, 6, minutes=15, layout=QuizPage.Layout.ONE
        )
        examination = self._examination(modules[-1])
        self._study(reception)
        self._sit(examination)
        with set_to(moment(self.city.day, 2)):  # as each night
            count_statistics(start_counting(by=None, task=lambda _run: None).pk)

    def _quiz(self, module: ModulePage, title: str, category: str, draws: int, **facts: Any) -> QuizPage:
        quiz = module.add_child(instance=QuizPage(title=title, **facts))
        drawer = QuestionCategory.objects.get(path=category)
        QuizSection.objects.create(quiz=quiz, category=drawer, draws=draws, sort_order=0)
        return quiz

    def _examination(self, module: ModulePage) -> QuizPage:
        reveal = QuizPage.Reveal.AFTER_CLOSING
        quiz = self._quiz(
            module,
            "Bài kiểm tra giữa khóa",
            TOP,
            12,
            intro="Mười hai câu trắc nghiệm và một tình huống. Được dùng tài liệu của lớp.",
            is_examination=True,
            minutes=45,
            shows_answers=reveal,
            shows_verdicts=reveal,
            shows_solutions=reveal,
            shows_feedback=reveal,
        )
        quiz.sections.update(title="Phần I. Trắc nghiệm", points_each=1)
        second = QuizSection.objects.create(quiz=quiz, title="Phần II. Tình huống", points_each=8, sort_order=1)
        QuizQuestion.objects.create(section=second, question=Question.objects.get(identity=SITUATION))
        return quiz

    def _study(self, quiz: QuizPage) -> None:
        """The trainee has taken the self-test, and taken it again."""
        trainee = user_of(self.accounts["hocvien"])
        for days, care in ((3, 0.5), (1, 0.9)):
            with set_to(moment(self.city.day - timedelta(days=days), 20, 10)):
                attempt = start_attempt(quiz, by=trainee, dice=self.dice)
            self._answer(attempt, care)

    def _sit(self, quiz: QuizPage) -> None:
        """One sitting is over and waits for its marker; one is open today for the whole class."""
        course, lecturer = self.stories.courses["running"], user_of(self.accounts["giangvien"])
        yesterday = working_day_before(self.city.day)
        with set_to(moment(yesterday, 7)):
            past = give_sitting(
                course.row,
                quiz,
                opens_at=moment(yesterday, 14),
                closes_at=moment(yesterday, 16),
                password=PAST_PASSWORD,
                by=lecturer,
            )
        told = {person.pk for person in self.accounts.values()}
        others = [one for one in course.enrolments if one.person.user_id and one.person_id not in told]
        with set_to(moment(yesterday, 13)):
            grant_accommodation(
                past, others[0], extra_minutes=15, reason="Mới phẫu thuật mắt, có giấy của bệnh viện", by=lecturer
            )
        for enrolment in others[:SAT_BY]:
            self._take(past, user_of(enrolment.person))
        with set_to(moment(self.city.day, 6)):
            give_sitting(
                course.row,
                quiz,
                opens_at=moment(self.city.day, 7),
                closes_at=moment(self.city.day, 23, 30),
                by=lecturer,
            )

    def _take(self, sitting: QuizSitting, user) -> None:
        with set_to(sitting.opens_at + timedelta(minutes=self.dice.randint(0, 9))):
            terms = Terms(sitting.occasion, sitting.closes_at, sitting.quiz.minutes)
            attempt = start_attempt(sitting.quiz, by=user, terms=terms, dice=self.dice)
        self._answer(attempt, 0.75)

    def _answer(self, attempt: QuizAttempt, care: float) -> None:
        """Answer one question after another; of ten answers so many are right as ``care`` says."""
        with set_to(attempt.started_at + timedelta(minutes=self.dice.randint(8, 30))):
            changes = []
            for question in attempt.questions.select_related("version").order_by("position"):
                response = self._response(question.version.said, self.dice.random() < care)
                changes.append(Change(self.city.identifier(self.dice), question.pk, now(), response))
            save_answers(attempt.pk, changes, by=attempt.user)
            submit_attempt(attempt, by=attempt.user)

    def _response(self, content, is_right: bool) -> Mapping[str, Any]:
        if content.kind in (Kind.ESSAY, Kind.SITUATION):
            return {"text": WRITTEN}
        right = full_response(content)
        if is_right:
            return right
        match content.kind:
            case Kind.SINGLE | Kind.TRUE_FALSE:
                return {"choice": next(one.key for one in content.options if one.key != right["choice"])}
            case Kind.MULTIPLE:
                return {"choices": right["choices"][:1]}
            case Kind.ORDERING:
                return {"order": list(reversed(right["order"]))}
        return {}
