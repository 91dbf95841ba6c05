"""Class list and timetable."""

from django.utils.timezone import localtime

from portal.papers.classes.details import SEXES, Details, class_name, days_of, learners_of, sentence
from portal.papers.paper import Column, Paper, Paragraph, Table
from portal.papers.wording import in_figures
from training.models import ClassMeeting, Enrolment, TrainingClass
from training.scheduling.drafts.justifying import justifications_of

SLOTS = {"morning": "Sáng", "afternoon": "Chiều", "evening": "Tối"}
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
LEARNERS = (
    Column("TT", 5, "center"),
    Column("Họ và tên", 24),
    Column("Ngày sinh", 12, "center"),
    Column("Giới tính", 8, "center"),
    Column("Chức vụ", 26),
    Column("Đơn vị công tác", 26),
    Column("Ghi chú", 10),
)


def learners_table(enrolments: list[Enrolment]) -> Table:
    """The class list as it is annexed to decisions."""
    return Table(LEARNERS, tuple(_learner(place, row) for place, row in enumerate(enrolments, 1)))


def class_list(training_class: TrainingClass, details: Details) -> Paper:
    enrolments = learners_of(training_class)
    women = sum(row.person.sex == "female" for row in enrolments)
    return Paper(
        issuer=details.issuer,
        kind="Danh sách học viên",
        abbreviation="DS",
        abstract=sentence(class_name(training_class)),
        number=details.number,
        issued_on=details.issued_on,
        body=(
            Paragraph(f"({sentence(days_of(training_class))}, tại {training_class.place})", "centre"),
            learners_table(enrolments),
            Paragraph(f"Danh sách gồm {len(enrolments)} học viên, trong đó có {women} nữ."),
        ),
        recipients=details.recipients,
        signatures=(details.signature,),
        landscape=True,
    )


def timetable(training_class: TrainingClass, details: Details) -> Paper:
    """The half-days that are held, in order."""
    meetings = list(training_class.meetings.held().select_related("room", "lecturer__person").order_by("starts_at"))
    supervisor = training_class.supervisor
    columns = (
        Column("Thứ, ngày", 14, "center"),
        Column("Buổi", 20, "center"),
        Column("Nội dung", 39),
        Column("Số tiết", 7, "center"),
        Column("Giảng viên, báo cáo viên", 23),
        Column("Phòng học", 14),
    )
    total = sum(meeting.periods for meeting in meetings)
    rows = tuple(map(_meeting, meetings))
    return Paper(
        issuer=details.issuer,
        kind="Lịch học",
        abbreviation="LH",
        abstract=sentence(class_name(training_class)),
        number=details.number,
        issued_on=details.issued_on,
        body=(
            Paragraph(f"({sentence(days_of(training_class))}, tại {training_class.place})", "centre"),
            Table(columns, rows, (("", "", "Cộng", total, "", ""),)),
            *_reasons(meetings),
            *([Paragraph(f"Giáo viên chủ nhiệm: {supervisor.get_full_name()}.")] if supervisor else []),
        ),
        recipients=details.recipients,
        signatures=(details.signature,),
        landscape=True,
    )


def _learner(place: int, row: Enrolment) -> tuple:
    return (
        place,
        row.person.full_name,
        in_figures(row.person.birth_date),
        SEXES.get(row.person.sex, ""),
        row.position_text,
        row.unit.display_name,
        "",
    )


def _meeting(meeting: ClassMeeting) -> tuple:
    return (
        f"{WEEKDAYS[meeting.date.weekday()]}, {in_figures(meeting.date)}",
        f"{SLOTS[meeting.slot]} ({meeting_hours(meeting)})",
        meeting.topic,
        meeting.periods,
        str(meeting.lecturer) if meeting.lecturer else "",
        str(meeting.room) if meeting.room else "",
    )


def _reasons(meetings: list[ClassMeeting]) -> list[Paragraph]:
    """Why meetings stand where a rule of planning asks for a reason, and who said so (A6)."""
    found = justifications_of(meetings)
    lines = [
        Paragraph(
            f"{SLOTS[row.slot]} {in_figures(row.date)}: {row.sentence} Lý do: {row.reason.rstrip('.')}"
            f" (giải trình: {row.by.get_full_name() or row.by.get_username()}, {in_figures(localtime(row.at).date())})."
        )
        for meeting in meetings
        for row in found.get(meeting.pk, ())
    ]
    return [Paragraph("Giải trình về xếp lịch:"), *lines] if lines else []


def meeting_hours(meeting: ClassMeeting) -> str:
    return f"{localtime(meeting.starts_at):%H:%M}–{localtime(meeting.ends_at):%H:%M}"
