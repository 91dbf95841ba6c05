"""What came of a survey: only when it is closed for good, and only from so many answers up (a dated value)."""

from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from curriculum.clock.time import today
from training.mentoring.definitions import SCALE
from training.mentoring.models import TermForm
from training.mentoring.surveys.definitions import CODE, Statement, survey_form
from training.mentoring.surveys.models import Survey, SurveyComment
from training.people.models import Role
from training.people.roles import roles_of
from training.regulations.queries import value_on
from training.rotation.models import Posting

FINISHED = (Survey.Status.CLOSED, Survey.Status.RELEASED)


@dataclass(frozen=True)
class Line:
    """One statement with how often each score was given; without counts where too few had a view."""

    statement: Statement
    counts: tuple[int, ...] = ()

    @property
    def answers(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        if not self.answers:
            return None
        return sum(score * count for score, count in zip(SCALE, self.counts, strict=True)) / self.answers


@dataclass(frozen=True)
class Summary:
    """``lines`` and ``words`` are empty unless the survey is finished with enough answers."""

    survey: Survey
    lines: tuple[Line, ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def is_shown(self) -> bool:
        return bool(self.lines)


def bounds_of(form: TermForm) -> tuple[int, int]:
    """How few and how many people are asked: fewer in the midst of the term, more at its end."""
    final = form.month == form.posting.term_months
    least = value_on("mentoring.f7_final_min_respondents" if final else "mentoring.f7_min_respondents")
    most = value_on("mentoring.f7_max_respondents" if final else "mentoring.f7_half_max_respondents")
    return int(least), int(most)


def least_answers(survey: Survey) -> int:
    """From how many answers something is shown, by the value of the day on which the survey was opened."""
    return int(value_on("mentoring.f7_min_answers", survey.opens_on))


def summary_of(survey: Survey) -> Summary:
    """Counts by statement and the words that may be shown. Give the survey with its form's version. Three queries."""
    least = least_answers(survey) if survey.status in FINISHED else None
    if least is None or survey.answered < least:
        return Summary(survey)
    form = survey_form(survey.form.version.definition)
    sheets = list(survey.sheets.values_list("scores", flat=True))
    lines = []
    for statement in form.statements:
        given = [row[statement.id] for row in sheets if statement.id in row]
        enough = len(given) >= least
        lines.append(Line(statement, tuple(given.count(score) for score in SCALE) if enough else ()))
    told: dict[str, list[str]] = {}
    shown = survey.comments.filter(state=SurveyComment.State.EDITED).order_by("pk")
    for question, text in shown.values_list("question", "text"):
        told.setdefault(question, []).append(text)
    words = tuple((one.text, tuple(told[one.id])) for one in form.questions if one.id in told)
    return Summary(survey, tuple(lines), words)


def released_surveys(posting: Posting) -> QuerySet[Survey]:
    """Those of a posting that are released, the latest first."""
    found = Survey.objects.released().filter(form__posting=posting)
    return found.select_related("form__version", "form__posting").order_by("-form__month")


def survey_beside(form: TermForm) -> Survey | None:
    """The last released survey of the posting, which lies beside its final form. See ``with_survey``."""
    if form.code != "F6" or not getattr(form, "has_survey", True):
        return None
    return released_surveys(form.posting).first()


def with_survey(forms: QuerySet[TermForm]) -> QuerySet[TermForm]:
    """Adds ``has_survey``: whether a released survey lies beside the assessment (F4 of its month, F6 of the term)."""
    released = Survey.objects.released().filter(form__posting=OuterRef("posting"))
    same = Exists(released.filter(form__month=OuterRef("month")))
    return forms.annotate(
        has_survey=ExpressionWrapper(Q(same, code="F4") | Q(Exists(released), code="F6"), BooleanField())
    )


def runs_surveys(user) -> bool:
    """Whether it is the user's own duty; an administrator may open the desk and finds no rows."""
    return roles_of(user).has(Role.COMMITTEE_OFFICER, Role.COMMITTEE_LEADER)


def surveys_for_list(user) -> QuerySet[TermForm]:
    """Every form F7 that has opened, with its survey where there is one: for whoever runs surveys, for others none."""
    if not runs_surveys(user):
        return TermForm.objects.none()
    due = TermForm.objects.filter(code=CODE, opens_on__lte=today()).exclude(status=TermForm.Status.CANCELLED)
    # A form that was filed on paper before the portal took surveys in has none and is done.
    due = due.exclude(Q(survey__isnull=True) & Q(status=TermForm.Status.LOCKED))
    return due.select_related("survey", "version", "posting__person", "posting__host_unit", "posting__wave")
