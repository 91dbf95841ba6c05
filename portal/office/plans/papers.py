"""The plan of a year as an official document: the decision that approves it, with its items annexed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.generic import View

from portal.office.base import PermissionByName
from portal.papers.answers import answer_paper
from portal.papers.classes.templates import DECREE, DUTIES, PROPOSAL
from portal.papers.issuers import SCHOOL, issuer_on
from portal.papers.numbering import number_text
from portal.papers.paper import Annex, Article, Column, Paper, Signature, Table
from portal.papers.wording import day_in_words
from training.models import PlanItem, TrainingPlan

ITEMS = (
    Column("TT", 4, "center"),
    Column("Chương trình bồi dưỡng", 26),
    Column("Đối tượng", 22),
    Column("Số lớp", 6, "center"),
    Column("Học viên/lớp", 8, "center"),
    Column("Tổng số", 8, "center"),
    Column("Thời gian mở lớp", 14),
    Column("Địa điểm", 14),
    Column("Kinh phí", 14),
)


class PlanDocument(PermissionByName, View):
    """The decision as PDF, DOCX or XLSX; before the approval it leaves room for number and day."""

    permission = "training.view_plan"

    def get(self, request, pk: int, extension: str) -> HttpResponse:
        plan = get_object_or_404(TrainingPlan.objects.select_related("institution"), pk=pk)
        with override("vi"):
            paper = plan_paper(plan)
        return answer_paper(paper, extension, f"Kế hoạch đào tạo {plan.year}")


def plan_paper(plan: TrainingPlan) -> Paper:
    """The plan as it stands, amendments included and named. Two queries."""
    items = list(plan.items.select_related("programme"))
    issuer = issuer_on(SCHOOL, plan.decided_on)
    title = f"Kế hoạch đào tạo, bồi dưỡng cán bộ, công chức năm {plan.year}"
    classes, places = sum(item.class_count for item in items), sum(item.places for item in items)
    number = plan.decision_number or number_text(issuer, "QĐ", None)
    day = day_in_words(plan.decided_on) if plan.decided_on else "ngày … tháng … năm …"
    amended = [f"{row.decision_number} {day_in_words(row.decided_on)}" for row in plan.amendments.all()]
    changes = (f"Kế hoạch đã được điều chỉnh theo Quyết định số {'; số '.join(amended)}.",) if amended else ()
    return Paper(
        issuer=issuer,
        kind="Quyết định",
        abbreviation="QĐ",
        abstract=f"Về việc phê duyệt {title}",
        number=number,
        issued_on=plan.decided_on,
        authority=issuer.decides,
        grounds=(DECREE, DUTIES, PROPOSAL),
        body=(
            Article(
                "Điều 1.",
                f"Phê duyệt {title} gồm {classes} lớp, {places} học viên của {len(items)} chương trình "
                "(có danh mục kèm theo).",
                changes,
            ),
            Article(
                "Điều 2.",
                "Phòng Quản lý đào tạo chủ trì tổ chức thực hiện, thông báo chiêu sinh từng lớp và báo cáo kết quả; "
                "điều chỉnh kế hoạch phải được phê duyệt bằng quyết định.",
            ),
            Article(
                "Điều 3.",
                "Quyết định này có hiệu lực kể từ ngày ký. Phòng Quản lý đào tạo và các đơn vị, cá nhân có liên quan "
                "chịu trách nhiệm thi hành Quyết định này.",
            ),
        ),
        recipients=("Như Điều 3", "Ban Tổ chức Thành ủy (để báo cáo)", "Đảng ủy, UBND các xã, phường", "Lưu: VT, QLĐT"),
        signatures=(Signature("Hiệu trưởng", plan.signer),),
        annexes=(
            Annex(
                f"DANH MỤC LỚP ĐÀO TẠO, BỒI DƯỠNG NĂM {plan.year}",
                f"Kèm theo Quyết định số {number} {day} của {issuer.decides}",
                (Table(ITEMS, tuple(map(_item, items)), (("", "Cộng", "", classes, None, places, "", "", ""),)),),
                landscape=True,
            ),
        ),
    )


def _item(item: PlanItem) -> tuple:
    return (
        item.order,
        item.programme.title,
        item.target_group,
        item.class_count,
        item.capacity,
        item.places,
        item.openings_text or "cả năm",
        item.place,
        item.budget_source,
    )
