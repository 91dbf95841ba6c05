"""Minutes of the results board with the result table; the decision that recognises the results, with its list."""

from collections import Counter

from portal.papers.classes.details import DOCUMENTS, Details, class_name, learners_of, lines
from portal.papers.classes.opening import annexed_to
from portal.papers.paper import Annex, Article, Cell, Column, Paper, Paragraph, Signature, Table
from portal.papers.wording import day_in_words, in_figures, show_cell
from training.models import BoardConclusion, Enrolment, Mark, Outcome, ResultsBoard, TrainingClass

BANDS = {
    "outstanding": "Xuất sắc",
    "excellent": "Giỏi",
    "good": "Khá",
    "average": "Trung bình",
    "passed": "Đạt",
    "failed": "Không đạt",
}

AVERAGE = Column("Điểm TB", 8, "center")


def outcome_of(enrolment: Enrolment) -> Outcome | None:
    return getattr(enrolment, "outcome", None)


def refused_by_board(training_class: TrainingClass) -> dict[int, str]:
    """Whom the board on record does not propose, by enrolment, with its reason. One query."""
    refused = BoardConclusion.objects.filter(
        board__training_class=training_class, proposal=BoardConclusion.Proposal.REFUSE
    )
    return dict(refused.values_list("enrolment", "reason"))


def is_proposed(enrolment: Enrolment, refused: dict[int, str]) -> bool:
    return outcome_of(enrolment).is_passed and enrolment.pk not in refused


def tally_of(enrolments: list[Enrolment]) -> list[tuple[str, int]]:
    """How many of each classification, from the best down, those without an outcome left out."""
    counted = Counter(outcome.band for outcome in map(outcome_of, enrolments) if outcome)
    return [(words, counted[band]) for band, words in BANDS.items() if counted[band]]


def board_words(board: ResultsBoard) -> dict[str, str]:
    """Place, people and remarks of a board on record, as the minutes ask for them. One query."""
    people: dict[str, list[str]] = {}
    for member in board.members.all():
        people.setdefault(member.duty, []).append(", ".join(filter(None, (member.full_name, member.office))))
    named = {duty: "\n".join(rows) for duty, rows in people.items()}
    return {
        "place": board.place,
        "chair": named.get("chair", "").split(",")[0],
        "secretary": named.get("secretary", "").split(",")[0],
        "members": named.get("member", ""),
        "remarks": board.remarks,
    }


def results_table(training_class: TrainingClass, enrolments: list[Enrolment]) -> Table:
    """Every mark that stands, the attendance, the average and what it came to. Two queries."""
    parts = list(training_class.assessments.all())
    marks = {
        (mark.enrolment_id, mark.assessment_id): mark for mark in Mark.objects.standing().filter(assessment__in=parts)
    }
    columns = (
        Column("TT", 5, "center"),
        Column("Họ và tên", 22),
        Column("Ngày sinh", 12, "center"),
        Column("Đơn vị công tác", 22),
        *(Column(f"{part.name} ({part.weight_percent}%)", 12, "center") for part in parts),
        Column("Chuyên cần (%)", 8, "center"),
        AVERAGE,
        Column("Xếp loại", 11, "center"),
        Column("Ghi chú", 9),
    )
    rows = tuple(
        _result(place, row, [marks.get((row.pk, part.pk)) for part in parts]) for place, row in enumerate(enrolments, 1)
    )
    return _without_empty_average(Table(columns, rows))


def results_minutes(training_class: TrainingClass, details: Details) -> Paper:
    """Only the chairman and the secretary sign; the members are named in the text."""
    name, enrolments, words = class_name(training_class), learners_of(training_class), details.words
    day = day_in_words(details.issued_on) if details.issued_on else "ngày      tháng      năm        "
    with_outcome = [row for row in enrolments if outcome_of(row)]
    refused = refused_by_board(training_class)
    passed = sum(is_proposed(row, refused) for row in with_outcome)
    tally = "; ".join(f"{band}: {count}" for band, count in tally_of(enrolments))
    failed = [row for row in with_outcome if not is_proposed(row, refused)]
    members = [f"- {member};" for member in lines(words.get("members", ""))]
    document = DOCUMENTS.get(training_class.programme_facts.get("document_kind", ""), "chứng chỉ")
    return Paper(
        issuer=details.issuer,
        kind="Biên bản",
        abbreviation="BB",
        abstract=f"Họp Hội đồng xét kết quả {name}",
        number=details.number,
        issued_on=details.issued_on,
        body=(
            Paragraph(
                f"Hôm nay, {day}, tại {words.get('place') or training_class.place}, Hội đồng xét kết quả {name} "
                "tiến hành họp để xét, công nhận kết quả học tập của học viên."
            ),
            Paragraph("I. THÀNH PHẦN", "heading"),
            Paragraph(f"- Chủ tịch Hội đồng: {words.get('chair') or '…'};"),
            Paragraph(f"- Thư ký: {words.get('secretary') or '…'};"),
            *map(Paragraph, members),
            Paragraph("II. NỘI DUNG", "heading"),
            Paragraph(
                f"1. Phòng Quản lý đào tạo báo cáo: lớp có {len(enrolments)} học viên; "
                f"{len(with_outcome)} học viên có kết quả xét theo quy chế."
            ),
            Paragraph(
                f"2. Kết quả: {passed} học viên đạt, {len(failed)} học viên không đạt. Xếp loại: {tally or '…'}."
            ),
            *(Paragraph(_failing(row, refused.get(row.pk, ""))) for row in failed),
            *([Paragraph(f"3. Ý kiến thảo luận: {words['remarks']}")] if words.get("remarks") else []),
            Paragraph("III. KẾT LUẬN", "heading"),
            Paragraph(
                f"Hội đồng nhất trí đề nghị {details.issuer.decides} công nhận kết quả và cấp {document} cho "
                f"{passed} học viên (có bảng kết quả kèm theo)."
            ),
            Paragraph("Biên bản được thông qua trước Hội đồng và lập thành 02 bản có giá trị như nhau."),
        ),
        recipients=details.recipients,
        signatures=(
            Signature("Thư ký", words.get("secretary", "")),
            Signature("Chủ tịch Hội đồng", words.get("chair", "")),
        ),
        annexes=(
            Annex(
                f"BẢNG TỔNG HỢP KẾT QUẢ {name.upper()}",
                annexed_to(details, "Biên bản", of="Hội đồng xét kết quả"),
                (results_table(training_class, enrolments),),
                landscape=True,
            ),
        ),
    )


def recognition_decision(training_class: TrainingClass, details: Details) -> Paper:
    """Those who passed, in the order of names, with average and classification."""
    name = class_name(training_class)
    passed = [row for row in learners_of(training_class) if outcome_of(row) and outcome_of(row).is_passed]
    document = DOCUMENTS.get(training_class.programme_facts.get("document_kind", ""), "chứng chỉ")
    classified = [(band, count) for band, count in tally_of(passed) if band != BANDS["passed"]]
    tally = "; ".join(f"{band}: {count}" for band, count in classified)
    columns = (
        Column("TT", 5, "center"),
        Column("Họ và tên", 24),
        Column("Ngày sinh", 12, "center"),
        Column("Chức vụ", 24),
        Column("Đơn vị công tác", 24),
        AVERAGE,
        Column("Xếp loại", 11, "center"),
    )
    rows = tuple(
        (
            place,
            row.person.full_name,
            in_figures(row.person.birth_date),
            row.position_text,
            row.unit.display_name,
            _figure(outcome_of(row).average),
            BANDS.get(outcome_of(row).band, ""),
        )
        for place, row in enumerate(passed, 1)
    )
    return Paper(
        issuer=details.issuer,
        kind="Quyết định",
        abbreviation="QĐ",
        abstract=f"Về việc công nhận kết quả và cấp {document} {name}",
        number=details.number,
        issued_on=details.issued_on,
        authority=details.issuer.decides,
        grounds=details.grounds,
        body=(
            Article(
                "Điều 1.",
                f"Công nhận kết quả và cấp {document} cho {len(passed)} học viên {name} (có danh sách kèm theo)"
                + (f", trong đó xếp loại {tally}." if tally else "."),
            ),
            Article(
                "Điều 2.",
                f"Phòng Quản lý đào tạo làm thủ tục vào sổ, cấp {document} cho học viên theo quy định.",
            ),
            Article(
                "Điều 3.",
                "Quyết định này có hiệu lực kể từ ngày ký. Phòng Quản lý đào tạo, các đơn vị, cá nhân có liên quan và "
                "học viên có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này.",
            ),
        ),
        recipients=details.recipients,
        signatures=(details.signature,),
        annexes=(
            Annex(
                f"DANH SÁCH HỌC VIÊN ĐƯỢC CÔNG NHẬN KẾT QUẢ {name.upper()}",
                annexed_to(details),
                (_without_empty_average(Table(columns, rows)),),
                landscape=True,
            ),
        ),
    )


def _result(place: int, row: Enrolment, marks: list[Mark | None]) -> tuple[Cell, ...]:
    outcome = outcome_of(row)
    return (
        place,
        row.person.full_name,
        in_figures(row.person.birth_date),
        row.unit.display_name,
        *map(_mark, marks),
        float(outcome.attendance_percent) if outcome else None,
        _figure(outcome.average) if outcome else None,
        BANDS.get(outcome.band, "") if outcome else "",
        "Thi lại" if any(mark and mark.kind == Mark.Kind.RESIT for mark in marks) else "",
    )


def _without_empty_average(table: Table) -> Table:
    """A programme that only asks whether one passed has no averages to show."""
    place = table.columns.index(AVERAGE)
    if any(row[place] is not None for row in table.rows):
        return table
    rows = tuple(row[:place] + row[place + 1 :] for row in table.rows)
    return Table(table.columns[:place] + table.columns[place + 1 :], rows, table.foot, table.title)


def _mark(mark: Mark | None) -> Cell:
    if mark is None:
        return None
    if mark.value is None:
        return "Đạt" if mark.is_passed else "Không đạt"
    return float(mark.value)


def _figure(average) -> float | None:
    return float(average) if average is not None else None


def _failing(row: Enrolment, reason: str) -> str:
    """*- Không đạt: Nguyễn Văn A (Xã Ô Diên), chuyên cần 75%, điểm trung bình 4,5;*"""
    outcome = outcome_of(row)
    average = show_cell(_figure(outcome.average))
    attendance = show_cell(float(outcome.attendance_percent))
    marked = f", điểm trung bình {average}" if average else ""
    said = f", {reason.rstrip('.;')}" if reason else ""
    return f"- Không đạt: {row.person.full_name} ({row.unit.display_name}), chuyên cần {attendance}%{marked}{said};"
