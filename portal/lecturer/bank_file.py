"""The lecturer's list of questions as a workbook."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from curriculum.clock.time import today
from curriculum.models import Question
from portal.workbooks import list_workbook

WIDTHS = (10, 44, 22, 40, 70, 10, 16, 40, 12, 14)


def questions_workbook(rows: Sequence[Question]) -> HttpResponse:
    """One row for each question."""
    heads = [
        _("Number"),
        pgettext("questions", "Category"),
        pgettext("questions", "Kind"),
        _("Name"),
        _("Text"),
        _("Version"),
        _("Review"),
        _("Note"),
        _("People asked"),
        _("Points reached"),
    ]
    lines = [_line(row) for row in rows]
    return list_workbook(_("Questions"), heads, lines, widths=WIDTHS, name=f"cau-hoi-{today():%Y%m%d}")


def _line(row: Question) -> list:
    version = row.current
    figures = getattr(version, "statistics", None)
    return [
        row.pk,
        row.category.path,
        version.get_kind_display(),
        version.name,
        version.words,
        version.number,
        str(version.get_review_display()),
        version.review_note,
        figures.count if figures else None,
        figures.facility if figures else None,
    ]
