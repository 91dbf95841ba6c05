"""The annual plan in the official form: the plan itself, the decision that approves it, the decisions that amend it."""

from portal.papers.classes.details import Details
from portal.papers.paper import Annex, Article, Block, Column, Paper, Paragraph, Table
from portal.papers.wording import in_figures, number_in_words
from training.models import PlanAmendment, PlanItem, TrainingPlan

COLUMNS = (
    Column("TT", 5, "center"),
    Column("Chương trình", 34),
    Column("Đối tượng", 24),
    Column("Số lớp", 7, "center"),
    Column("Học viên/lớp", 9, "center"),
    Column("Tổng học viên", 9, "center"),
    Column("Thời gian mở lớp", 18),
    Column("Địa điểm", 20),
    Column("Kinh phí", 16),
)
CHANGED = (
    Column("Mục", 6, "center"),
    Column("Chương trình", 30),
    Column("Nội dung", 20),
    Column("Theo kế hoạch", 22),
    Column("Sửa đổi, bổ sung", 22),
)
FACTS = {
    "class_count": "Số lớp",
    "capacity": "Học viên/lớp",
    "minimum": "Số học viên tối thiểu",
    "openings": "Thời gian mở lớp",
    "place": "Địa điểm",
    "target_group": "Đối tượng",
    "budget_source": "Kinh phí",
}


def plan_name(plan: TrainingPlan) -> str:
    return f"Kế hoạch đào tạo, bồi dưỡng cán bộ, công chức năm {plan.year}"


def annual_plan(plan: TrainingPlan, details: Details) -> Paper:
    """*KẾ HOẠCH*: aims, the year in one table, who sees to it. Aims and measures are the clerk's own words."""
    items = _items(plan)
    classes, people = sum(item.class_count for item in items), sum(item.places for item in items)
    total = (
        f"Năm {plan.year}, mở {classes} lớp ({number_in_words(classes)} lớp) thuộc {len(items)} mục chương trình, "
        f"cho {show(people)} lượt học viên:"
    )
    return Paper(
        issuer=details.issuer,
        kind="Kế hoạch",
        abbreviation="KH",
        abstract=f"Đào tạo, bồi dưỡng cán bộ, công chức năm {plan.year}",
        number=details.number,
        issued_on=details.issued_on,
        body=(
            Paragraph("I. MỤC ĐÍCH, YÊU CẦU", "heading"),
            *_said(details, "aims"),
            Paragraph("II. NỘI DUNG", "heading"),
            Paragraph(total),
            plan_table(items),
            Paragraph("III. TỔ CHỨC THỰC HIỆN", "heading"),
            *_said(details, "measures"),
        ),
        recipients=details.recipients,
        signatures=(details.signature,),
        landscape=True,
    )


def approval_decision(plan: TrainingPlan, details: Details) -> Paper:
    """*QUYẾT ĐỊNH phê duyệt kế hoạch*, with the table of the year annexed."""
    items, name = _items(plan), plan_name(plan)
    classes, people = sum(item.class_count for item in items), sum(item.places for item in items)
    return _decision(
        details,
        f"Về việc phê duyệt {name}",
        (
            Article(
                "Điều 1.",
                f"Phê duyệt {name} của {plan.institution.display_name}, gồm {classes} lớp, {show(people)} lượt "
                "học viên (có biểu kèm theo).",
            ),
            Article(
                "Điều 2.",
                "Phòng Quản lý đào tạo chủ trì, phối hợp với các đơn vị liên quan tổ chức thực hiện; kịp thời báo cáo, "
                "đề xuất sửa đổi, bổ sung khi cần thiết.",
            ),
            _last_article(),
        ),
        (Annex(f"BIỂU {name.upper()}", _annexed(details), (plan_table(items),), landscape=True),),
    )


def amendment_decision(amendment: PlanAmendment, details: Details) -> Paper:
    """*QUYẾT ĐỊNH sửa đổi, bổ sung kế hoạch*: each changed fact beside what stood there."""
    plan = amendment.plan
    name = plan_name(plan)
    return _decision(
        details,
        f"Về việc sửa đổi, bổ sung {name}",
        (
            Article(
                "Điều 1.",
                f"Sửa đổi, bổ sung {name} ban hành kèm theo Quyết định số {plan.decision_number} ngày "
                f"{in_figures(plan.decided_on)} (có biểu kèm theo). Lý do: {amendment.reason.rstrip('.')}.",
            ),
            Article("Điều 2.", f"Các nội dung khác của Quyết định số {plan.decision_number} giữ nguyên hiệu lực."),
            _last_article(),
        ),
        (Annex("BIỂU SỬA ĐỔI, BỔ SUNG KẾ HOẠCH", _annexed(details), (changes_table(amendment),), landscape=True),),
    )


def plan_table(items: list[PlanItem]) -> Table:
    rows = tuple(
        (
            item.order,
            item.programme.title,
            item.target_group,
            item.class_count,
            item.capacity,
            item.places,
            item.openings_text or "Cả năm",
            item.place,
            item.budget_source,
        )
        for item in items
    )
    classes, people = sum(item.class_count for item in items), sum(item.places for item in items)
    return Table(COLUMNS, rows, foot=(("", "Cộng", "", classes, "", people, "", "", ""),))


def changes_table(amendment: PlanAmendment) -> Table:
    items = {item.order: item for item in _items(amendment.plan)}
    rows = []
    for change in amendment.changes:
        before, after, item = change["before"], change["after"], items.get(change["item"])
        title = item.programme.title if item else after.get("programme", "")
        for fact, label in FACTS.items():
            if before.get(fact) != after.get(fact) and (before or after.get(fact)):
                rows.append((change["item"], title, label, _fact(item, fact, before), _fact(item, fact, after)))
    return Table(CHANGED, tuple(rows))


def show(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _fact(item: PlanItem | None, fact: str, facts: dict):
    if not facts:
        return "Chưa có"
    if fact == "openings" and item is not None:
        return PlanItem(plan=item.plan, openings=facts.get(fact) or []).openings_text or "Cả năm"
    return facts.get(fact) if facts.get(fact) not in (None, "") else "Không"


def _items(plan: TrainingPlan) -> list[PlanItem]:
    return list(plan.items.select_related("programme", "plan").order_by("order"))


def _said(details: Details, name: str) -> tuple[Block, ...]:
    lines = [line.strip() for line in details.words.get(name, "").splitlines() if line.strip()]
    return tuple(Paragraph(line) for line in lines)


def _decision(details: Details, abstract: str, articles: tuple[Article, ...], annexes: tuple[Annex, ...]) -> Paper:
    return Paper(
        issuer=details.issuer,
        kind="Quyết định",
        abbreviation="QĐ",
        abstract=abstract,
        number=details.number,
        issued_on=details.issued_on,
        authority=details.issuer.decides,
        grounds=details.grounds,
        body=articles,
        recipients=details.recipients,
        signatures=(details.signature,),
        annexes=annexes,
    )


def _last_article() -> Article:
    return Article(
        "Điều 3.",
        "Quyết định này có hiệu lực kể từ ngày ký. Phòng Quản lý đào tạo, các đơn vị và cá nhân liên quan "
        "chịu trách nhiệm thi hành Quyết định này.",
    )


def _annexed(details: Details) -> str:
    day = in_figures(details.issued_on) or "…/…/……"
    return f"Kèm theo Quyết định số {details.number} ngày {day} của {details.issuer.decides}"


def said_in(paper: Paper) -> dict[str, str]:
    """The clerk's own words in a plan that was prepared, to go on from."""
    found: dict[str, list[str]] = {"I.": [], "II.": [], "III.": []}
    part = "I."
    for block in paper.body:
        if isinstance(block, Paragraph) and block.tone == "heading":
            part = block.text.split(" ", 1)[0]
        elif isinstance(block, Paragraph):
            found[part].append(block.text)
    return {"aims": "\n".join(found["I."]), "measures": "\n".join(found["III."])}
