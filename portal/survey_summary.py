"""The summary of a survey as pictures and table, for every screen that shows it."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from training.mentoring.forms import latest_answers
from training.mentoring.models import TermForm
from training.mentoring.surveys.definitions import survey_form
from training.mentoring.surveys.queries import Line, Summary, summary_of
from training.models import Survey


@dataclass(frozen=True)
class Picture:
    """One statement: its line, the official's own level at that time, and the picture in words."""

    line: Line
    own: int | None
    words: str


@dataclass(frozen=True)
class SummaryWords:
    """What ``portal/_survey_summary.html`` draws."""

    summary: Summary
    pictures: list[Picture]
    scale: list[tuple[int, str]]

    @property
    def has_own(self) -> bool:
        return any(picture.own for picture in self.pictures)


def summary_words(survey: Survey, own: dict[str, int] | None = None) -> SummaryWords:
    """``own``: the levels the official gave himself in the assessment of that month, where they are at hand."""
    summary = summary_of(survey)
    if own is None:
        own = _own_levels(survey) if summary.is_shown else {}
    pictures = [Picture(line, own.get(line.statement.competency), _words(line)) for line in summary.lines]
    scale = list(survey_form(survey.form.version.definition).scale) if summary.is_shown else []
    return SummaryWords(summary, pictures, scale)


def _own_levels(survey: Survey) -> dict[str, int]:
    """From the half-year or final form of that month, once it is handed in."""
    filed = TermForm.objects.filter(posting=survey.form.posting_id, month=survey.form.month, code__in=("F4", "F6"))
    filed = filed.exclude(status__in=(TermForm.Status.NOT_DUE, TermForm.Status.DRAFT, TermForm.Status.CANCELLED))
    form = filed.order_by("-code").first()
    answers = latest_answers(form) if form else {}
    levels = {name.removesuffix("_self"): value for name, value in answers.items() if name.endswith("_self")}
    return {code: value["level"] for code, value in levels.items() if value and value.get("level")}


def _words(line: Line) -> str:
    if line.mean is None:
        return _("%(statement)s Too few had a view.") % {"statement": line.statement.text}
    return _("%(statement)s Mean %(mean)s of 5, %(answers)s answers.") % {
        "statement": line.statement.text,
        "mean": number_format(line.mean, 1),
        "answers": line.answers,
    }
