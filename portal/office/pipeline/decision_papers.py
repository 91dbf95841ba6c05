"""The inspector's sheet as a paper."""

from collections.abc import Iterable
from datetime import date

from django.utils.timezone import localtime

from portal.papers.issuers import COMMITTEE, issuer_on
from portal.papers.paper import Block, Column, Facts, Paper, Paragraph, Signature, Table
from portal.papers.wording import in_figures
from training.pipeline.decisions import Held, Sheet
from training.pipeline.later_steps import LaterStep
from training.regulations.names import in_words, name_of

KEPT = {True: "Đúng", False: "Không đúng", None: ""}
NOT_RECORDED = "Chưa ghi"
LOCAL = {True: "Là người địa phương", False: "Không là người địa phương", None: "Chưa đủ thông tin"}


def decision_paper(sheet: Sheet, answers: list[tuple], entries: Iterable) -> Paper:
    posting = sheet.posting
    body: list[Block] = [
        Paragraph("1. QUYẾT ĐỊNH", "heading"),
        Facts(
            (
                ("Họ và tên", posting.person.full_name),
                ("Mã cán bộ", posting.person.staff_code),
                ("Hình thức", str(posting.get_kind_display())),
                ("Số, ngày quyết định", f"{posting.decision_number}, ngày {in_figures(posting.decision_on)}"),
                ("Chức vụ người ký", posting.signer_title or NOT_RECORDED),
                ("Nơi đi", posting.sending_unit.name),
                ("Nơi đến", posting.host_unit.name),
                ("Chức danh", posting.title.name_vi),
                ("Có hiệu lực từ", in_figures(posting.effective_on)),
                ("Thời hạn", f"{posting.term_months} tháng" if posting.term_months else "Không có thời hạn"),
                ("Quyết định ngoại lệ", posting.exception_decision or "Không"),
                ("Đợt", str(posting.wave or "Ngoài các đợt")),
            )
        ),
        Paragraph("2. THÔNG TIN TẠI NGÀY QUYẾT ĐỊNH", "heading"),
        Facts(
            (
                ("Tuổi", "Chưa có ngày sinh" if sheet.age is None else str(sheet.age)),
                ("Chức vụ khi đó", "; ".join(f"{one.title}, {one.unit.name}" for one in sheet.offices) or "Chưa có"),
                ("Đối với nơi đến", LOCAL[sheet.is_local]),
            )
        ),
        Paragraph("3. QUY ĐỊNH CÓ HIỆU LỰC KHI ĐÓ", "heading"),
        Table(
            (
                Column("Quy định", 26),
                Column("Giá trị", 12),
                Column("Hiệu lực", 18),
                Column("Căn cứ", 30),
                Column("Thực tế", 22),
                Column("", 8),
            ),
            tuple(map(_rule, sheet.rules)),
        ),
        Paragraph("4. KẾT QUẢ XÉT TIÊU CHUẨN, ĐIỀU KIỆN ĐÃ LƯU", "heading"),
        *_evaluation(sheet, answers),
        Paragraph("5. VĂN BẢN CỦA CÁC BƯỚC SAU QUYẾT ĐỊNH", "heading"),
        Table(
            (
                Column("Bước", 18),
                Column("Số văn bản", 20),
                Column("Ngày", 12, "center"),
                Column("Chức vụ người ký", 20),
                Column("Nội dung thay đổi", 40),
            ),
            tuple(map(_step, sheet.steps)) or (("Không có", "", "", "", ""),),
        ),
        Paragraph("6. NHẬT KÝ", "heading"),
        Table(
            (Column("Thời điểm", 18), Column("Việc", 40), Column("Người thực hiện", 24)),
            tuple(
                (f"{localtime(row.timestamp):%d/%m/%Y %H:%M}", str(row.message), str(row.user or "Hệ thống"))
                for row in entries
            ),
        ),
    ]
    return Paper(
        issuer=issuer_on(COMMITTEE),
        kind="Phiếu kiểm tra quyết định",
        abbreviation="PKT",
        abstract=f"{posting.decision_number} đối với đồng chí {posting.person.full_name}",
        body=tuple(body),
        signatures=(Signature("Người lập phiếu"), Signature("Người kiểm tra")),
    )


def _evaluation(sheet: Sheet, answers: list[tuple]) -> list[Block]:
    """What the rules had said, each with the version that was asked and the facts it used."""
    if sheet.evaluation is None:
        return [Paragraph("Chưa xét tiêu chuẩn, điều kiện trên cổng cho trường hợp này.", "plain")]
    when = f"{localtime(sheet.evaluation.recorded_at):%d/%m/%Y %H:%M}"
    order = "trước quyết định" if sheet.was_asked_before else "sau quyết định"
    verdict = str(sheet.evaluation.get_verdict_display())
    gap = no_version(sheet.evaluation.day)
    rows = tuple(
        (
            name,
            str(one.get_result_display()),
            one.sentence_vi,
            "; ".join(f"{name}: {value} ({source})" for name, value, source in facts),
            f"{one.rule.legal_basis} (từ {in_figures(one.rule.valid_from)})" if one.rule else gap,
        )
        for one, name, facts in answers
    )
    columns = (
        Column("Quy định", 20),
        Column("Trả lời", 10),
        Column("Giải thích", 30),
        Column("Thông tin đã dùng", 26),
        Column("Căn cứ", 22),
    )
    return [Paragraph(f"Xét lúc {when}, {order}; kết quả: {verdict}.", "plain"), Table(columns, rows)]


def _step(step: LaterStep) -> tuple[str, ...]:
    label = f"{step.label[:1].upper()}{step.label[1:]}"
    signer = step.signer_title or NOT_RECORDED
    return label, step.number or NOT_RECORDED, in_figures(step.dated_on), signer, step.effect


def no_version(day: date) -> str:
    return f"Không có phiên bản nào của quy tắc này có hiệu lực vào ngày {in_figures(day)}."


def _rule(held: Held) -> tuple[str, ...]:
    if held.row is None:
        return (
            name_of(held.key),
            "Không có",
            no_version(held.day),
            "",
            held.fact,
            "",
        )
    span = f"{in_figures(held.row.valid_from)} – {in_figures(held.row.valid_to) or '…'}"
    return name_of(held.key), in_words(held.value), span, held.row.legal_basis, held.fact, KEPT[held.is_kept]
