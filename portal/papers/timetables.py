"""The timetable on paper: a week by room, lecturer, class or unit, and the change log of a release."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.papers.classes.lists import SLOTS, WEEKDAYS
from portal.papers.issuers import SCHOOL, issuer_on
from portal.papers.paper import Column, Paper, Paragraph, Signature, Table
from portal.papers.wording import in_figures
from training.models import ClassMeeting, Enrolment, Justification, Release

SCHOOL_HALF_DAYS = ("morning", "afternoon")
BY = {"room": "phòng học", "lecturer": "giảng viên", "class": "lớp", "unit": "đơn vị"}
NONE_YET = {"room": "Chưa có phòng", "lecturer": "Chưa có giảng viên"}


@dataclass(frozen=True)
class Week:
    """Monday to Sunday, whichever day of it was asked for."""

    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        return cls(day - timedelta(days=day.weekday()))

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=number) for number in range(7)]

    @property
    def words(self) -> str:
        return f"tuần {self.monday.isocalendar().week}, từ {in_figures(self.monday)} đến {in_figures(self.days[-1])}"


def week_paper(week: Week, *, by: str, only: int | None = None) -> Paper:
    """The published half-days of a week, a pair of rows for each room, lecturer, class or unit that has any.

    ``by`` is one of ``BY``, ``only`` the key of one of them. At most six queries. Days of the weekend stand in it only
    where somebody meets. Reasons given against rules of planning follow beneath (A6).
    """
    meetings = _meetings(week)
    units = _units_of(meetings) if by == "unit" else {}
    rows: dict[tuple[str, int | None], dict[tuple[date, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    shown = {}
    for meeting in meetings:
        for key, label, text in _places_of(meeting, by, units):
            if only is None or key == only:
                rows[label, key][meeting.date, meeting.slot].append(text)
                shown[meeting.pk] = meeting
    used = {day for places in rows.values() for day, _slot in places}
    days = [day for day in week.days if day.weekday() < 5 or day in used]
    columns = (
        Column(BY[by].capitalize(), 16),
        Column("Buổi", 6, "center"),
        *(Column(f"{WEEKDAYS[day.weekday()]} {day:%d/%m}", 16) for day in days),
    )
    lines = []
    for (label, _key), places in sorted(rows.items(), key=lambda row: (row[0][0], row[0][1] or 0)):
        evening = {slot for _day, slot in places} - set(SCHOOL_HALF_DAYS)
        for place, slot in enumerate([*SCHOOL_HALF_DAYS, *sorted(evening)]):
            cells = ["; ".join(places.get((day, slot), [])) for day in days]
            lines.append((label if place == 0 else "", SLOTS[slot], *cells))
    reasons = _reasons(shown)
    return Paper(
        issuer=issuer_on(SCHOOL, week.monday),
        kind="Lịch học tuần",
        abbreviation="LH",
        abstract=f"Theo {BY[by]}, {week.words}",
        body=(
            *([Table(columns, tuple(lines))] if lines else [Paragraph("Không có buổi học trong tuần.", "centre")]),
            *([Paragraph("Buổi học xếp khác quy tắc, có lý do:", "heading"), *reasons] if reasons else []),
        ),
        signatures=(Signature("PHÒNG QUẢN LÝ ĐÀO TẠO"),),
        landscape=True,
    )


def changes_paper(release: Release) -> Paper:
    """What a release changed and how many were told, as the office files it."""
    columns = (
        Column("TT", 5, "center"),
        Column("Lớp", 12),
        Column("Nội dung", 30),
        Column("Thay đổi", 14),
        Column("Trước", 26),
        Column("Sau", 26),
    )
    rows = tuple(
        (one["number"], words["class"], words["topic"], words["kind"], words["before"] or "–", words["after"])
        for one in release.changes
        for words in [one["words"]]
    )
    reasons = [
        Paragraph(f"Thay đổi số {one['number']}: {reason}", "plain")
        for one in release.changes
        for reason in one.get("reasons", ())
    ]
    told = tuple((place, one["name"], ", ".join(map(str, one["changes"]))) for place, one in enumerate(release.told, 1))
    people = (Column("TT", 5, "center"), Column("Họ và tên", 30), Column("Các thay đổi số", 60))
    return Paper(
        issuer=issuer_on(SCHOOL, release.at.date()),
        kind="Bảng kê thay đổi lịch học",
        abbreviation="BK",
        abstract=f"Năm {release.draft.year}, lần công bố thứ {release.number}",
        issued_on=release.at.date(),
        body=(
            *([Paragraph(release.note)] if release.note else []),
            Table(columns, rows, title="Thay đổi"),
            *([Paragraph("Buổi học xếp khác quy tắc, có lý do:", "heading"), *reasons] if reasons else []),
            Paragraph(f"Số người đã được thông báo: {len(told)}.", "heading"),
            Table(people, told, title="Người được thông báo"),
        ),
        signatures=(Signature("PHÒNG QUẢN LÝ ĐÀO TẠO"),),
        landscape=True,
    )


def _meetings(week: Week) -> list[ClassMeeting]:
    meetings = ClassMeeting.objects.held().filter(published_at__isnull=False, date__range=(week.days[0], week.days[-1]))
    return list(meetings.select_related("training_class", "room", "lecturer__person").order_by("starts_at", "pk"))


def _places_of(meeting: ClassMeeting, by: str, units: dict) -> Iterable[tuple[int | None, str, str]]:
    """Under which rows the meeting stands, and with which words: the row itself is not said again."""
    code, room, lecturer = meeting.training_class.code, str(meeting.room or ""), str(meeting.lecturer or "")
    if by == "room":
        yield meeting.room_id, room or NONE_YET[by], _joined(code, meeting.topic, lecturer)
    elif by == "lecturer":
        yield meeting.lecturer_id, lecturer or NONE_YET[by], _joined(code, meeting.topic, room)
    elif by == "class":
        yield meeting.training_class_id, code, _joined(meeting.topic, lecturer, room)
    else:
        for unit, name, count in units.get(meeting.training_class_id, ()):
            yield unit, name, _joined(f"{code} ({count} người)", room)


def _units_of(meetings: list[ClassMeeting]) -> dict[int, list[tuple[int, str, int]]]:
    """The units with people in each class of the week, and how many."""
    counted: dict[tuple[int, int], list] = {}
    classes = {meeting.training_class_id for meeting in meetings}
    for enrolment in Enrolment.objects.active().filter(training_class__in=classes).select_related("unit"):
        key = enrolment.training_class_id, enrolment.unit_id
        counted.setdefault(key, [enrolment.unit.display_name, 0])[1] += 1
    found: dict[int, list] = defaultdict(list)
    for (training_class, unit), (name, count) in counted.items():
        found[training_class].append((unit, name, count))
    return found


def _reasons(meetings: dict[int, ClassMeeting]) -> list[Paragraph]:
    rows = Justification.objects.filter(meeting__in=meetings).order_by("date", "pk")
    return [
        Paragraph(f"{meetings[row.meeting_id]}: {row.sentence} Lý do: {row.reason}", "plain")
        for row in rows
        if row.counts_for(meetings[row.meeting_id])
    ]


def _joined(*parts: str) -> str:
    return " – ".join(part for part in parts if part)
