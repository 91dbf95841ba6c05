"""Written work, questions and an evaluated class, told for the classes of the demonstration accounts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from curriculum.clock.time import set_to
from curriculum.vietnamese.text import fold
from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.courses import Course
from portal.city.days import moment, working_day_before, working_day_on_or_after
from portal.city.stories import ClassStories
from portal.city.study_words import (
    COMMENTS,
    DRAFT,
    EVALUATION_WORDS,
    PHRASES,
    QUESTIONS,
    RUBRIC,
    SHARED,
    SITUATION,
    TASKS,
)
from portal.city.writing import write
from training.assignments.models import ALIAS_SIGNS, Assignment, Marking, SimilarityRun, Submission, Work
from training.assignments.rubric import read_rubric
from training.assignments.services import Facts, make_assignment, publish_assignment
from training.assignments.services.comparing import perform
from training.enquiries.models import Enquiry, EnquiryAnswer
from training.evaluations.definitions import form_of
from training.evaluations.models import (
    CourseEvaluation,
    EvaluationComment,
    EvaluationPlace,
    EvaluationSheet,
    EvaluationVersion,
)
from training.models import Assessment, Enrolment, Lecturer, Person, User


@dataclass
class StudyStories:
    """A situation released and an essay to write in the running class, reports to mark in another; one evaluated."""

    city: City
    stories: ClassStories
    accounts: dict[str, Person]

    def tell(self) -> None:
        self.dice = self.city.dice("study")
        self.rubric = read_rubric(RUBRIC)
        self._released(self.stories.courses["running"])
        self._to_write(self.stories.courses["running"])
        self._to_mark(self.stories.courses["marking"])
        self._ask(self.stories.courses["running"])
        self._evaluate(self.stories.courses["recognised"])
        self._marked_by_two(self.stories.courses["marking"])

    def _released(self, course: Course) -> None:
        """The situation of the first days: practice, marked and released."""
        day = working_day_before(self.city.day)
        due = moment(day - timedelta(days=1), 22)
        given = self._give(course, "situation", due=due, opens=due - timedelta(days=2), assessment=None)
        submissions = self._hand_in(given, course.enrolments, due - timedelta(hours=2))
        self._mark(submissions, moment(day, 16))
        Assignment.objects.filter(pk=given.pk).update(released_at=moment(day, 17))
        Work.objects.filter(assignment=given).update(released_at=moment(day, 17))

    def _to_write(self, course: Course) -> None:
        """The essay of the class: a few have handed in, the demonstration trainee has begun."""
        due = moment(working_day_on_or_after(self.city.day + timedelta(days=6)), 23, 30)
        given = self._give(
            course, "essay", due=due, opens=moment(course.row.opens_on, 8), assessment=self._part(course, -1)
        )
        trainee = self.accounts["hocvien"].pk
        others = [one for one in course.enrolments if one.person_id != trainee]
        self._hand_in(given, others[:5], moment(working_day_before(self.city.day), 21))
        for enrolment in course.enrolments:
            if enrolment.person_id == trainee:
                at = moment(working_day_before(self.city.day), 20, 40)
                write([Work(**self._work(given, enrolment), text=DRAFT, version=3, saved_at=at)])

    def _to_mark(self, course: Course) -> None:
        """Reports of a class that has ended: most are marked, two have much in common."""
        due = moment(working_day_before(self.city.day - timedelta(days=3)), 22)
        given = self._give(
            course, "report", due=due, opens=due - timedelta(days=6), assessment=self._part(course, -1), late="accepted"
        )
        submissions = self._hand_in(given, course.enrolments[:-1], due - timedelta(hours=3))
        for submission in submissions[3:5]:
            submission.text = f"{SHARED}\n\n{submission.text}"
            submission.save(update_fields=["text"])
        self._mark(submissions[: len(submissions) * 2 // 3], moment(working_day_before(self.city.day), 15))
        at = moment(working_day_before(self.city.day), 15, 30)
        with set_to(at):
            run = SimilarityRun.objects.create(assignment=given, asked_by=self._lecturer, asked_at=at)
            perform(run.pk)

    def _marked_by_two(self, course: Course) -> None:
        """Works without names for two markers: some have both marks, some the first alone."""
        due = moment(working_day_before(self.city.day - timedelta(days=4)), 22)
        others = Lecturer.objects.exclude(person=self.accounts["giangvien"]).filter(person__user__isnull=False)
        second = others.select_related("person__user").order_by("person__staff_code").first()
        more = {"second_marker": second, "is_anonymous": True}
        given = self._give(course, "project", due=due, opens=due - timedelta(days=5), assessment=None, **more)
        submissions = self._hand_in(given, course.enrolments, due - timedelta(hours=4))
        at = moment(working_day_before(self.city.day), 16)
        self._mark(submissions[: len(submissions) * 2 // 3], at)
        self._mark(submissions[: len(submissions) // 3], at, part=Marking.Part.SECOND, by=user_of(second.person))

    def _give(
        self,
        course: Course,
        kind: str,
        *,
        due: datetime,
        opens: datetime,
        assessment: Assessment | None,
        late: str = "refused",
        **more: Any,
    ) -> Assignment:
        title, form, instructions = TASKS[kind]
        facts = Facts(
            title=title,
            form=form,
            instructions=instructions,
            opens_at=opens,
            due_at=due,
            assessment=assessment,
            late=late,
            accepted_until=due + timedelta(days=7) if late != "refused" else None,
            file_kinds=() if kind == "situation" else ("pdf", "docx"),
            rubric=self.rubric,
            **more,
        )
        with set_to(opens - timedelta(hours=1)):
            return publish_assignment(make_assignment(course.row, facts, by=self._office), by=self._office)

    def _work(self, given: Assignment, enrolment: Enrolment) -> dict:
        return {
            "assignment": given,
            "enrolment": enrolment,
            "alias": "".join(self.dice.choices(ALIAS_SIGNS, k=5)),
        }

    def _hand_in(self, given: Assignment, enrolments: Sequence[Enrolment], at: datetime) -> list[Submission]:
        rows = []
        for number, enrolment in enumerate(enrolments):
            text = SITUATION if given.form == "situation" and number % 4 == 0 else _text(self.dice)
            sent = at - timedelta(minutes=37 * number)
            rows.append((Work(**self._work(given, enrolment), text=text, version=9, saved_at=sent), text, sent))
        write([work for work, _text_of, _sent in rows])
        return list(
            write(
                [
                    Submission(
                        work=work,
                        number=1,
                        text=text,
                        handed_in_at=sent,
                        sha256=hashlib.sha256(text.encode()).hexdigest(),
                    )
                    for work, text, sent in rows
                ]
            )
        )

    def _mark(
        self,
        submissions: Sequence[Submission],
        at: datetime,
        *,
        part: str = Marking.Part.FIRST,
        by: User | None = None,
    ) -> None:
        markings = []
        for submission in submissions:
            levels = {one.key: self.dice.choices((0, 1, 2), weights=(5, 6, 1))[0] for one in self.rubric.criteria}
            markings.append(
                Marking(
                    submission=submission,
                    part=part,
                    levels=levels,
                    comments={self.rubric.criteria[0].key: self.dice.choice(COMMENTS)},
                    comment=self.dice.choice(COMMENTS),
                    value=self.rubric.mark(levels),
                    version=1,
                    marked_by=by or self._lecturer,
                    saved_at=at,
                    finished_at=at,
                )
            )
        write(markings)

    def _ask(self, course: Course) -> None:
        """Five questions of the running class, the last two still open."""
        dice, asked = self.dice, []
        begins = moment(working_day_before(self.city.day), 7, 45)
        for number, (text, answer, is_anonymous) in enumerate(QUESTIONS):
            enquiry = Enquiry.objects.create(
                training_class=course.row,
                enrolment=course.enrolments[dice.randrange(len(course.enrolments))],
                text=text,
                search_text=fold(f"{text} {answer}"),
                is_anonymous=is_anonymous,
                asked_at=begins + timedelta(minutes=95 * number),
                answered_at=begins + timedelta(minutes=95 * number + 50) if answer else None,
                pinned_at=begins if number == 0 else None,
            )
            if answer:
                asked.append(
                    EnquiryAnswer(
                        enquiry=enquiry, text=answer, answered_by=self._lecturer, answered_at=enquiry.answered_at
                    )
                )
        write(asked)

    def _evaluate(self, course: Course) -> None:
        """Most of a class answered; the form has closed."""
        dice, row = self.dice, course.row
        lecturers = Lecturer.objects.filter(meetings__training_class=row).distinct().select_related("person")
        evaluation = CourseEvaluation.objects.create(
            training_class=row,
            version=EvaluationVersion.objects.get(number=1),
            opens_at=moment(row.closes_on, 8),
            closes_at=moment(row.closes_on + timedelta(days=3), 17),
            lecturers=[{"id": one.pk, "name": str(one)} for one in lecturers.order_by("pk")],
            opened_by=self._office,
        )
        answering = max(len(course.enrolments) - 2, 0)
        write(
            [
                EvaluationPlace(evaluation=evaluation, enrolment=one, has_answered=number < answering)
                for number, one in enumerate(course.enrolments)
            ]
        )
        questions = list(form_of(evaluation.version.definition, evaluation.lecturers).questions())
        write(
            [
                EvaluationSheet(
                    id=City.identifier(dice),
                    evaluation=evaluation,
                    scores={one.id: dice.choices((2, 3, 4, 5), weights=(1, 3, 8, 9))[0] for one in questions},
                )
                for _number in range(answering)
            ]
        )
        write(
            [
                EvaluationComment(id=City.identifier(dice), evaluation=evaluation, question=question, text=text)
                for question, text in EVALUATION_WORDS
            ]
        )

    def _part(self, course: Course, place: int) -> Assessment | None:
        return course.assessments[place] if course.assessments else None

    @property
    def _office(self) -> User:
        return user_of(self.accounts["daotao"])

    @property
    def _lecturer(self) -> User:
        return user_of(self.accounts["giangvien"])


def _text(dice: Random) -> str:
    """A short work, put together from few words at a time, so that hardly two have a passage in common."""
    paragraphs = []
    for count in (3, 4, 4, 2):
        sentences = (" ".join(dice.choice(words) for words in PHRASES) for _number in range(count))
        paragraphs.append(" ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences))
    return "\n\n".join(paragraphs)
