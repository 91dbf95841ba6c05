"""The decision that amends the list of those sent to a class: who has left it and who has come in, since when."""

from dataclasses import dataclass
from datetime import datetime

from portal.papers.classes.details import SEXES, Details, class_name
from portal.papers.classes.opening import annexed_to
from portal.papers.paper import Annex, Article, Column, Paper, Table
from portal.papers.wording import in_figures
from training.models import Enrolment, EnrolmentDecision, Nomination, TrainingClass

TEMPLATE = "supplementary_decision"
WHO = (
    Column("TT", 5, "center"),
    Column("Họ và tên", 22),
    Column("Ngày sinh", 12, "center"),
    Column("Nam/Nữ", 8, "center"),
    Column("Chức vụ", 24),
    Column("Đơn vị", 24),
)


@dataclass(frozen=True)
class ListChanges:
    """What has changed on the list of a class since a moment, against the decisions that stand."""

    decisions: list[EnrolmentDecision]
    left: list[Enrolment]
    entered: list[Enrolment]

    def __bool__(self) -> bool:
        return bool(self.decisions and (self.left or self.entered))


def changes_since(training_class: TrainingClass, moment: datetime | None) -> ListChanges:
    """Who left and who came in after ``moment``, the preparing of the last such decision; None: since the first list.

    Somebody who came in and left between two decisions stands in neither. Two queries.
    """
    decisions = list(
        training_class.enrolment_decisions.filter(status=EnrolmentDecision.Status.APPROVED).order_by("decided_on", "pk")
    )
    accepted = {
        line["nomination"]
        for decision in decisions
        for line in decision.annex
        if line["answer"] == Nomination.Proposal.ACCEPT
    }
    rows = (
        training_class.enrolments.filter(nomination__isnull=False)
        .select_related("person", "unit", "nomination__replaces__person", "nomination__replaced_by__person")
        .order_by("person__sort_key", "pk")
    )
    left, entered = [], []
    for row in rows:
        was_listed = row.nomination_id in accepted or (moment is not None and row.enrolled_at <= moment)
        is_there = row.status in Enrolment.ACTIVE
        if is_there and not was_listed:
            entered.append(row)
        elif not is_there and was_listed and (moment is None or (row.ended_at and row.ended_at > moment)):
            left.append(row)
    return ListChanges(decisions, left, entered)


def supplementary_decision(training_class: TrainingClass, details: Details, changes: ListChanges) -> Paper:
    name = class_name(training_class)
    amended = ", ".join(f"số {one.number} ngày {in_figures(one.decided_on)}" for one in changes.decisions)
    told = []
    if changes.left:
        told.append(f"rút {len(changes.left)} đồng chí khỏi danh sách")
    if changes.entered:
        told.append(f"bổ sung {len(changes.entered)} đồng chí vào danh sách")
    note = annexed_to(details)
    annexes = []
    if changes.left:
        rows = tuple((*_who(number, row), _why(row)) for number, row in enumerate(changes.left, 1))
        annexes.append(_annex("DANH SÁCH RÚT KHỎI LỚP HỌC", note, "Lý do", rows))
    if changes.entered:
        rows = tuple((*_who(number, row), _for_whom(row)) for number, row in enumerate(changes.entered, 1))
        annexes.append(_annex("DANH SÁCH BỔ SUNG VÀO LỚP HỌC", note, "Ghi chú", rows))
    return Paper(
        issuer=details.issuer,
        kind="Quyết định",
        abbreviation="QĐ",
        abstract=f"Về việc sửa đổi, bổ sung danh sách cử cán bộ, công chức, viên chức tham gia {name}",
        number=details.number,
        issued_on=details.issued_on,
        authority=details.issuer.decides,
        grounds=details.grounds,
        body=(
            Article(
                "Điều 1.",
                f"Sửa đổi, bổ sung danh sách cử đi học {name} (mã lớp {training_class.code}) ban hành kèm theo "
                f"Quyết định {amended}: {' và '.join(told)} (có danh sách kèm theo).",
            ),
            Article("Điều 2.", f"Các nội dung khác của Quyết định {amended} giữ nguyên hiệu lực."),
            Article(
                "Điều 3.",
                "Quyết định này có hiệu lực kể từ ngày ký. Phòng Quản lý đào tạo, thủ trưởng các đơn vị liên quan và "
                "các đồng chí có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.",
            ),
        ),
        recipients=details.recipients,
        signatures=(details.signature,),
        annexes=tuple(annexes),
    )


def _annex(title: str, note: str, last: str, rows: tuple) -> Annex:
    return Annex(title, note, (Table((*WHO, Column(last, 28)), rows),), landscape=True)


def _who(number: int, row: Enrolment) -> tuple:
    person = row.person
    born = in_figures(person.birth_date)
    return number, person.full_name, born, SEXES.get(person.sex, ""), row.position_text, row.unit.name


def _why(row: Enrolment) -> str:
    successor = getattr(row.nomination, "replaced_by", None)
    reason = row.nomination.reason
    if successor is None:
        return reason
    return ". ".join(filter(None, (reason.rstrip("."), f"Thay bằng đồng chí {successor.person.full_name}")))


def _for_whom(row: Enrolment) -> str:
    replaced = row.nomination.replaces
    return f"Thay đồng chí {replaced.person.full_name}" if replaced else "Gọi từ danh sách chờ"
