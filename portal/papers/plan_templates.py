"""Which papers there are of an annual plan, and what the clerk finds filled in."""

from django.utils.translation import gettext_lazy as _

from portal.papers.classes.templates import DECREE, DUTIES, PROPOSAL, Asked, ClassPaper
from portal.papers.plans import amendment_decision, annual_plan, approval_decision

AIMS = """Nâng cao kiến thức, kỹ năng lãnh đạo, quản lý và thực thi công vụ của đội ngũ cán bộ, công chức cơ sở.
Bồi dưỡng đúng đối tượng, gắn với vị trí việc làm, quy hoạch và nhu cầu sử dụng cán bộ.
Thực hiện đúng tiến độ, bảo đảm chất lượng, sử dụng kinh phí tiết kiệm, hiệu quả."""
MEASURES = """Phòng Quản lý đào tạo chủ trì tổ chức thực hiện, định kỳ hằng quý báo cáo kết quả.
Các xã, phường, sở, ban, ngành rà soát, cử cán bộ đúng đối tượng, đúng chỉ tiêu và thời hạn.
Trong quá trình thực hiện, nếu phát sinh vướng mắc, các đơn vị phản ánh về Nhà trường để kịp thời giải quyết."""
PLAN_PAPERS = (
    ClassPaper(
        "annual_plan",
        _("The plan"),
        _("Aims, the year in one table, who sees to it."),
        "Kế hoạch",
        "KH",
        annual_plan,
        recipients=("Ban Tổ chức Thành ủy (để báo cáo)", "Các xã, phường, sở, ban, ngành", "Lưu: VT, QLĐT"),
        asked=(
            Asked("aims", _("Aims and requirements"), _("One on each line."), rows=5),
            Asked("measures", _("How it is carried out"), _("One on each line."), rows=5),
        ),
    ),
    ClassPaper(
        "plan_approval",
        _("Decision that approves the plan"),
        _("With the table of the year annexed."),
        "Quyết định",
        "QĐ",
        approval_decision,
        decides=True,
        grounds=(DECREE, DUTIES, PROPOSAL),
        recipients=("Như Điều 3", "Ban Tổ chức Thành ủy (để báo cáo)", "Lưu: VT, QLĐT"),
    ),
)
AMENDMENT = ClassPaper(
    "plan_amendment",
    _("Decision that amends the plan"),
    _("Each changed fact beside what stood there."),
    "Quyết định",
    "QĐ",
    amendment_decision,
    decides=True,
    grounds=(DECREE, DUTIES, PROPOSAL),
    recipients=("Như Điều 3", "Ban Tổ chức Thành ủy (để báo cáo)", "Lưu: VT, QLĐT"),
)
BY_CODE = {row.code: row for row in PLAN_PAPERS}
