"""An examination room for a measurement: a class of its own, a quiz, a sitting that is open. Taken away afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction

from wagtail.models import Page

from curriculum.clock.time import now
from curriculum.models import (
    AttemptQuestion,
    ModulePage,
    ProgrammePage,
    Question,
    QuestionCategory,
    QuestionMark,
    QuestionVersion,
    QuizAttempt,
    QuizPage,
    QuizSection,
)
from curriculum.questions.content import Kind, Option, QuestionContent
from training.models import Enrolment, Person, QuizSitting, TrainingClass, Unit, UnitType, User

MARK = "bench-exam"
QUESTIONS, DRAWN = 60, 20
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Room:
    sitting: QuizSitting
    cookies: list[str]


@contextmanager
def room(people: int) -> Iterator[Room]:
    """So many people with a session each, in a class whose examination is open for an hour."""
    clear()
    try:
        with transaction.atomic():
            made = _furnish(people)
        yield made
    finally:
        clear()


@transaction.atomic
def clear() -> None:
    """Take away everything a measurement made, also one that was cut short."""
    attempts = QuizAttempt.objects.filter(quiz__slug=MARK)
    QuestionMark.objects.filter(question__attempt__in=attempts).delete()
    AttemptQuestion.objects.filter(attempt__in=attempts).delete()
    attempts.delete()
    QuizSitting.objects.filter(training_class__code=MARK).delete()
    Enrolment.objects.filter(training_class__code=MARK).delete()
    TrainingClass.objects.filter(code=MARK).delete()
    Person.objects.filter(staff_code__startswith=MARK).delete()
    for page in ProgrammePage.objects.filter(code=MARK):
        page.delete()
    questions = Question.objects.filter(category__name=MARK)
    questions.update(current=None, approved=None)
    QuestionVersion.objects.filter(question__in=questions).delete()
    questions.delete()
    QuestionCategory.objects.filter(name=MARK).delete()
    users = User.objects.filter(username__startswith=MARK)
    users.delete()


def _furnish(people: int) -> Room:
    users = User.objects.bulk_create(
        User(username=f"{MARK}-{n}", first_name="An", last_name="Nguyễn Văn", password="!") for n in range(people)
    )
    quiz = _quiz(users[0])
    unit = Unit.objects.first() or Unit.objects.create(
        code=MARK,
        name=MARK,
        valid_from=date(2020, 1, 1),
        type=UnitType.objects.create(code=MARK, name_vi=MARK, name_en=MARK, valid_from=date(2020, 1, 1)),
    )
    day = now().date()
    held = TrainingClass.objects.create(
        code=MARK,
        name="Lớp đo tải",
        programme=ProgrammePage.objects.get(code=MARK),
        opens_on=day,
        closes_on=day,
        nominate_until=day,
        place="Phòng thi",
        capacity=people,
        status=TrainingClass.Status.OPEN,
    )
    for n, user in enumerate(users):
        person = Person.objects.create(user=user, staff_code=f"{MARK}-{n}", full_name=f"Nguyễn Văn An{n}")
        Enrolment.objects.create(training_class=held, person=person, unit=unit, enrolled_at=now())
    hour = timedelta(hours=1)
    sitting = QuizSitting.objects.create(
        training_class=held, quiz=quiz, opens_at=now() - hour, closes_at=now() + hour, made_by=users[0], made_at=now()
    )
    return Room(sitting, [_session_of(user) for user in users])


def _quiz(approver: User) -> QuizPage:
    category = QuestionCategory.objects.create(name=MARK)
    for n in range(QUESTIONS):
        options = tuple(Option(key, f"Phương án {key}", Decimal(100 if key == "a" else 0)) for key in "abcd")
        content = QuestionContent(Kind.SINGLE, f"Câu {n}", f"<p>Nội dung câu hỏi {n}</p>", options=options)
        question = Question.objects.create(category=category, identity=f"{MARK}-{n}")
        version = QuestionVersion(question=question, number=1, made_at=now(), review="approved", reviewed_by=approver)
        version.say(content)
        version.save()
        question.current = question.approved = version
        question.save()
    programme = Page.objects.get(depth=1).add_child(
        instance=ProgrammePage(
            title=MARK,
            slug=MARK,
            code=MARK,
            days=1,
            periods=4,
            content_area=ProgrammePage.ContentArea.DIGITAL,
            document_kind=ProgrammePage.DocumentKind.CERTIFICATE,
        )
    )
    module = programme.add_child(instance=ModulePage(title=MARK, slug=MARK))
    quiz = module.add_child(instance=QuizPage(title=MARK, slug=MARK, is_examination=True, minutes=45))
    QuizSection.objects.create(quiz=quiz, category=category, draws=DRAWN)
    return quiz


def _session_of(user: User) -> str:
    """A Cookie header of a new session of the user."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
