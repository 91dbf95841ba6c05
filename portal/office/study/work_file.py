"""Who of a class handed in what, as a workbook."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.workbooks import list_workbook
from training.models import TrainingClass


def work_workbook(training_class: TrainingClass, assignments: Sequence[dict], rows: Sequence[tuple]) -> HttpResponse:
    """One row for each learner, one column for each assignment."""
    heads = [_("Staff code"), _("Full name"), _("Unit"), *(one["assignment"].title for one in assignments)]
    lines = [
        [who.person.staff_code, who.person.full_name, str(who.unit), *(_words(cell) for cell in cells)]
        for who, cells in rows
    ]
    widths = (16, 30, 40, *(28 for _one in assignments))
    return list_workbook(_("Assignments"), heads, lines, widths=widths, name=f"bai-viet-{training_class.code}")


def _words(cell: dict) -> str:
    """When it was handed in and how late; else whether it is still awaited."""
    submission = cell["submission"]
    if submission is None:
        return _("not handed in") if cell["is_over"] else ""
    moment = f"{localtime(submission.handed_in_at):%H:%M %d/%m/%Y}"
    late = submission.days_late
    if not late:
        return moment
    return f"{moment}, {ngettext('%(count)s day late', '%(count)s days late', late) % {'count': late}}"
