"""Who sat an examination, with what result, as a workbook."""

from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.lecturer.queries import learners
from portal.workbooks import list_workbook
from training.examinations.models import QuizSitting
from training.examinations.queries import lines_of

WIDTHS = (6, 16, 30, 40, 18, 18, 12, 12, 12, 40)


def sitting_workbook(sitting: QuizSitting) -> HttpResponse:
    """One row for each learner of the class."""
    heads = [
        _("No."),
        _("Staff code"),
        _("Full name"),
        _("Unit"),
        _("Begun"),
        _("Handed in"),
        _("Points"),
        _("Points possible"),
        _("Mark in the results"),
        _("More time"),
    ]
    lines = lines_of(sitting, learners(sitting.training_class))
    rows = [_row(number, line) for number, line in enumerate(lines, start=1)]
    title = pgettext("examination", "Sitting")
    name = f"ca-kiem-tra-{sitting.training_class.code}-{sitting.pk}"
    return list_workbook(title, heads, rows, widths=WIDTHS, name=name)


def _row(number: int, line) -> list:
    person, attempt, mark = line.enrolment.person, line.attempt, line.result.mark if line.result else None
    marked = attempt is not None and attempt.is_marked
    return [
        number,
        person.staff_code,
        person.full_name,
        str(line.enrolment.unit),
        _moment(attempt and attempt.started_at),
        _moment(attempt and attempt.submitted_at),
        attempt.points if marked else None,
        attempt.points_possible if attempt else None,
        mark.value if mark else None,
        line.granted.reason if line.granted else "",
    ]


def _moment(moment) -> str:
    return f"{localtime(moment):%H:%M %d/%m/%Y}" if moment else ""
