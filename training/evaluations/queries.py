"""What came of an evaluation: only when it is over, and only from so many answers up (a dated rule)."""

from dataclasses import dataclass
from statistics import fmean

from django.db.models import OuterRef, QuerySet, Subquery

from curriculum.clock.time import now
from training.evaluations.definitions import SCALE, Form, Group, Question, form_of
from training.evaluations.models import CourseEvaluation, EvaluationComment, EvaluationPlace
from training.regulations.queries import value_on


@dataclass(frozen=True)
class Line:
    """One statement with how often each score was given."""

    question: Question
    counts: tuple[int, ...]

    @property
    def answers(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        if not self.answers:
            return None
        return sum(score * count for score, count in zip(SCALE, self.counts, strict=True)) / self.answers


@dataclass(frozen=True)
class GroupResult:
    group: Group
    lines: tuple[Line, ...]

    @property
    def mean(self) -> float | None:
        """The mean of the statements about the class; single lecturers do not count twice."""
        found = [line.mean for line in self.lines if line.mean is not None and line.question.lecturer is None]
        return fmean(found) if found else None


@dataclass(frozen=True)
class Results:
    """``groups`` and ``comments`` are empty unless ``are_shown``."""

    evaluation: CourseEvaluation
    answered: int
    places: int
    least: int
    groups: tuple[GroupResult, ...] = ()
    comments: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def are_enough(self) -> bool:
        return self.answered >= self.least

    @property
    def are_shown(self) -> bool:
        return self.evaluation.is_over and self.are_enough


def with_open_evaluation(enrolments: QuerySet) -> QuerySet:
    """Adds ``waiting_evaluation`` and ``evaluation_closes``: the form that waits for the holder of each place."""
    waiting = EvaluationPlace.objects.filter(
        enrolment=OuterRef("pk"),
        has_answered=False,
        evaluation__opens_at__lte=now(),
        evaluation__closes_at__gte=now(),
    )
    return enrolments.annotate(
        waiting_evaluation=Subquery(waiting.values("evaluation")[:1]),
        evaluation_closes=Subquery(waiting.values("evaluation__closes_at")[:1]),
    )


def results_of(evaluation: CourseEvaluation, *, lecturer: int | None = None, whole: bool = False) -> Results:
    """The results as one person may see them: all lines (``whole``), or those of one lecturer and of the class.

    A line of a single lecturer with fewer answers than the rule asks for is left out. Three queries.
    """
    answers = list(evaluation.sheets.values_list("scores", flat=True))
    places = EvaluationPlace.objects.filter(evaluation=evaluation).count()
    least = int(value_on("evaluation.least_answers", evaluation.closes_at.date()))
    found = Results(evaluation, len(answers), places, least)
    if not found.are_shown:
        return found
    form = form_of(evaluation.version.definition, evaluation.lecturers)
    groups = tuple(_group(group, answers, least, lecturer, whole) for group in form.groups)
    return Results(evaluation, len(answers), places, least, groups, _comments(evaluation, form))


def _group(group: Group, answers: list[dict], least: int, lecturer: int | None, whole: bool) -> GroupResult:
    lines = []
    for question in group.questions:
        if question.lecturer is not None and not whole and question.lecturer != lecturer:
            continue
        given = [row[question.id] for row in answers if question.id in row]
        if question.lecturer is None or len(given) >= least:
            lines.append(Line(question, tuple(given.count(score) for score in SCALE)))
    return GroupResult(group, tuple(lines))


def _comments(evaluation: CourseEvaluation, form: Form) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Free words by question, in an order drawn by lot: that of their keys."""
    by_question: dict[str, list[str]] = {}
    for question, text in (
        EvaluationComment.objects.filter(evaluation=evaluation).order_by("pk").values_list("question", "text")
    ):
        by_question.setdefault(question, []).append(text)
    return tuple((one.text, tuple(by_question[one.id])) for one in form.texts if one.id in by_question)
