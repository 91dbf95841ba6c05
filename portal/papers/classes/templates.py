"""Which papers there are of a class, in the order of its life, and what the clerk finds filled in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.papers.classes.closing import closing_report
from portal.papers.classes.details import plan_words
from portal.papers.classes.lists import class_list, timetable
from portal.papers.classes.opening import opening_decision
from portal.papers.classes.results import recognition_decision, results_minutes
from portal.papers.classes.supplement import supplementary_decision
from portal.papers.paper import Paper
from portal.papers.wording import day_in_words
from training.models import TrainingClass

Words = str | Promise
DECREE = (
    "Căn cứ Nghị định số 171/2025/NĐ-CP ngày 30 tháng 6 năm 2025 của Chính phủ quy định về đào tạo, bồi dưỡng công chức"
)
DUTIES = "Căn cứ chức năng, nhiệm vụ, quyền hạn của Trường Đào tạo cán bộ Lê Hồng Phong"
PROPOSAL = "Theo đề nghị của Trưởng Phòng Quản lý đào tạo"


@dataclass(frozen=True)
class Asked:
    """A further word a template asks the clerk for; ``rows`` above one give room for several lines."""

    name: str
    label: Words
    help_text: Words = ""
    rows: int = 1


@dataclass(frozen=True)
class ClassPaper:
    """One paper of a class or a plan. One with ``decides`` has grounds; one without ``numbered`` bears no number."""

    code: str
    label: Words
    about: Words
    kind: str
    abbreviation: str
    build: Callable[..., Paper]
    numbered: bool = True
    decides: bool = False
    signs: bool = True
    grounds: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ("Lưu: VT, QLĐT",)
    asked: tuple[Asked, ...] = ()
    has_table: bool = True

    @property
    def extensions(self) -> tuple[str, ...]:
        return ("pdf", "docx", "xlsx") if self.has_table else ("pdf", "docx")


CLASS_PAPERS = (
    ClassPaper(
        "opening_decision",
        _("Decision to open the class"),
        _("With the class list annexed."),
        "Quyết định",
        "QĐ",
        opening_decision,
        decides=True,
        grounds=(DECREE, DUTIES, "Căn cứ {plan}", PROPOSAL),
        recipients=("Như Điều 3", "Ban Tổ chức Thành ủy (để báo cáo)", "Các đơn vị có học viên", "Lưu: VT, QLĐT"),
    ),
    ClassPaper(
        "class_list",
        _("Class list"),
        _("Everybody who holds a place, with office and unit."),
        "Danh sách học viên",
        "DS",
        class_list,
        numbered=False,
        recipients=(),
    ),
    ClassPaper(
        "timetable",
        _("Timetable"),
        _("Every half-day that is held, with topic, lecturer and room."),
        "Lịch học",
        "LH",
        timetable,
        numbered=False,
    ),
    ClassPaper(
        "results_minutes",
        _("Minutes of the results board"),
        _("With the table of all marks, signed by chairman and secretary."),
        "Biên bản",
        "BB",
        results_minutes,
        signs=False,
        asked=(
            Asked("place", _("Place of the meeting")),
            Asked("chair", _("Chairman of the board")),
            Asked("secretary", _("Secretary")),
            Asked("members", _("Members"), _("One on each line, with the office held."), rows=4),
            Asked("remarks", _("Discussion"), _("What was said beside the results; may stay empty."), rows=3),
        ),
    ),
    ClassPaper(
        "recognition_decision",
        _("Decision that recognises the results"),
        _("With the list of those who passed."),
        "Quyết định",
        "QĐ",
        recognition_decision,
        decides=True,
        grounds=(
            DECREE,
            DUTIES,
            "Căn cứ Quyết định mở lớp số {opening_decision}",
            "Căn cứ Biên bản họp Hội đồng xét kết quả{board}",
            PROPOSAL,
        ),
        recipients=("Như Điều 3", "Ban Tổ chức Thành ủy (để báo cáo)", "Lưu: VT, QLĐT"),
    ),
    ClassPaper(
        "closing_report",
        _("Closing report"),
        _("How the class was held, attendance and results; remarks and proposals are yours."),
        "Báo cáo",
        "BC",
        closing_report,
        recipients=("Ban Tổ chức Thành ủy", "Ban Giám hiệu", "Lưu: VT, QLĐT"),
        asked=(
            Asked("remarks", _("Assessment"), _("One remark on each line."), rows=5),
            Asked("proposals", _("Proposals"), _("One on each line; empty means none."), rows=4),
        ),
    ),
)
SUPPLEMENT = ClassPaper(
    "supplementary_decision",
    _("Supplementary decision on the list"),
    _("Who has left the list of the enrolment decision and who has come in."),
    "Quyết định",
    "QĐ",
    supplementary_decision,
    decides=True,
    grounds=(DECREE, DUTIES, "Xét đề nghị của các đơn vị có cán bộ được cử đi học", PROPOSAL),
    recipients=("Như Điều 3", "Các đơn vị có học viên", "Lưu: VT, QLĐT"),
)
BY_CODE = {row.code: row for row in CLASS_PAPERS}


def grounds_for(template: ClassPaper, training_class: TrainingClass) -> list[str]:
    """The usual legal grounds with the facts of the class in them; those whose fact is missing are left out."""
    board = getattr(training_class, "board", None)
    facts = {
        "plan": plan_words(training_class),
        "opening_decision": training_class.opening_decision,
        "board": f" {day_in_words(board.held_on)}" if board is not None else "",
    }
    return [
        ground.format(**facts)
        for ground in template.grounds
        if "{opening_decision}" not in ground or training_class.opening_decision
    ]
