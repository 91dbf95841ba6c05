"""The report that closes a class: how it was held, who attended, what came of it."""

from django.db.models import Count, Q, Sum

from portal.papers.classes.details import Details, class_name, days_of, learners_of, lines
from portal.papers.classes.results import outcome_of, tally_of
from portal.papers.paper import Block, Column, Paper, Paragraph, Table
from portal.papers.wording import show_cell
from training.models import AttendanceRecord, Enrolment, TrainingClass


def closing_report(training_class: TrainingClass, details: Details) -> Paper:
    name, enrolments = class_name(training_class), learners_of(training_class)
    return Paper(
        issuer=details.issuer,
        kind="Báo cáo",
        abbreviation="BC",
        abstract=f"Kết quả tổ chức {name}",
        number=details.number,
        issued_on=details.issued_on,
        body=(
            Paragraph("I. CÔNG TÁC TỔ CHỨC", "heading"),
            Paragraph(_organised(training_class, enrolments)),
            Paragraph("II. TÌNH HÌNH THỰC HIỆN", "heading"),
            *map(Paragraph, _held(training_class)),
            Paragraph("III. KẾT QUẢ", "heading"),
            *_results(enrolments),
            Paragraph("IV. ĐÁNH GIÁ CHUNG", "heading"),
            *_typed(details.words.get("remarks", ""), "Lớp học được tổ chức đúng kế hoạch, chương trình đã ban hành."),
            Paragraph("V. KIẾN NGHỊ, ĐỀ XUẤT", "heading"),
            *_typed(details.words.get("proposals", ""), "Không."),
        ),
        recipients=details.recipients,
        signatures=(details.signature,),
    )


def _organised(training_class: TrainingClass, enrolments: list[Enrolment]) -> str:
    women = sum(row.person.sex == "female" for row in enrolments)
    units = len({row.unit_id for row in enrolments})
    decision = training_class.opening_decision
    by = f"Thực hiện Quyết định mở lớp số {decision}, " if decision else ""
    text = (
        f"{by}{class_name(training_class)} (mã lớp {training_class.code}) được tổ chức {days_of(training_class)}, tại "
        f"{training_class.place}; gồm {len(enrolments)} học viên của {units} đơn vị, trong đó có {women} nữ."
    )
    return text[:1].upper() + text[1:]


def _held(training_class: TrainingClass) -> list[str]:
    held = training_class.meetings.held().aggregate(
        meetings=Count("pk"), periods=Sum("periods"), lecturers=Count("lecturer", distinct=True)
    )
    planned = training_class.programme_facts.get("periods")
    of_planned = f"/{planned}" if planned else ""
    records = AttendanceRecord.objects.filter(
        meeting__training_class=training_class, enrolment__status__in=Enrolment.ACTIVE
    ).exclude(meeting__status="cancelled")
    roll = (
        records.of_own_class()
        .as_counted()
        .aggregate(
            all=Count("pk"),
            attended=Count("pk", filter=Q(counted__in=AttendanceRecord.ATTENDED)),
            excused=Count("pk", filter=Q(counted=AttendanceRecord.Status.EXCUSED)),
            unexcused=Count("pk", filter=Q(counted=AttendanceRecord.Status.UNEXCUSED)),
        )
    )
    told = [
        f"1. Chương trình: đã tổ chức {held['meetings']} buổi học, {held['periods'] or 0}{of_planned} tiết, do "
        f"{held['lecturers']} giảng viên, báo cáo viên giảng dạy."
    ]
    if roll["all"]:
        percent = show_cell(round(roll["attended"] / roll["all"] * 100, 1))
        told.append(
            f"2. Chuyên cần: {percent}% lượt học viên có mặt; {roll['excused']} lượt vắng có phép, "
            f"{roll['unexcused']} lượt vắng không phép."
        )
    return told


def _results(enrolments: list[Enrolment]) -> list[Block]:
    with_outcome = [row for row in enrolments if outcome_of(row)]
    if not with_outcome:
        return [Paragraph("Chưa có kết quả xét.")]
    passed = sum(outcome_of(row).is_passed for row in with_outcome)
    tally = tally_of(with_outcome)
    total = len(with_outcome)
    rows = tuple((band, count, round(count / total * 100, 1)) for band, count in tally)
    columns = (Column("Xếp loại", 30), Column("Số học viên", 20, "center"), Column("Tỷ lệ (%)", 20, "center"))
    return [
        Paragraph(f"Số học viên được xét: {total}; đạt yêu cầu: {passed}; không đạt: {total - passed}."),
        Table(columns, rows, (("Cộng", total, 100),)),
    ]


def _typed(text: str, otherwise: str) -> list[Paragraph]:
    return [Paragraph(f"{line}.") for line in lines(text)] or [Paragraph(otherwise)]
