"""A person's record as an official paper: who it is, then each part in the order of time, and who took it out."""

from django.utils.timezone import localtime
from django.utils.translation import override

from curriculum.clock.time import now, today
from portal.papers.issuers import COMMITTEE, issuer_on
from portal.papers.paper import Block, Column, Facts, Paper, Paragraph, Signature, Table
from portal.papers.wording import GAP, in_figures, roman
from portal.records.events import Event, EventKind
from portal.records.queries import events_of
from portal.records.sight import Sight
from training.models import Person

HEADINGS = {
    EventKind.OFFICES: "Chức vụ đã và đang giữ",
    EventKind.STUDY: "Đào tạo, bồi dưỡng",
    EventKind.OBLIGATIONS: "Chương trình phải hoàn thành theo chức vụ",
    EventKind.POSTINGS: "Luân chuyển, điều động, biệt phái, tăng cường",
    EventKind.MENTORING: "Kèm cặp trong thời gian ở cơ sở",
    EventKind.CERTIFICATES: "Chứng chỉ, chứng nhận",
}
WIDTHS = (15, 45, 40)


def record_paper(sight: Sight) -> Paper:
    """The record as the reader sees it; parts without entries are left out."""
    with override("vi"):
        person = sight.person
        events = sorted(events_of(sight), key=lambda event: (event.day, event.title))
        by_kind = {kind: [event for event in events if event.kind == kind] for kind in HEADINGS}
        body: list[Block] = [_identity(person, sight)]
        filled = [(kind, rows) for kind, rows in by_kind.items() if rows]
        for number, (kind, rows) in enumerate(filled, 1):
            body += [Paragraph(f"{roman(number)}. {HEADINGS[kind].upper()}", "heading"), _table(rows)]
        body.append(Paragraph(_source(sight), "note"))
        return Paper(
            issuer=issuer_on(COMMITTEE),
            kind="Bản tóm tắt quá trình",
            abbreviation="BTT",
            abstract=f"công tác, đào tạo, luân chuyển và kèm cặp của đồng chí {person.full_name.replace(' ', GAP)}",
            issued_on=today(),
            body=tuple(body),
            signatures=(
                Signature("CÁN BỘ", person.full_name),
                Signature("XÁC NHẬN CỦA BAN TỔ CHỨC"),
            ),
        )


def _identity(person: Person, sight: Sight) -> Facts:
    office = next((one for one in sight.offices if one.is_valid_on(today())), None)
    return Facts(
        (
            ("Họ và tên", person.full_name),
            ("Mã cán bộ", person.staff_code),
            ("Ngày sinh", in_figures(person.birth_date) or "…"),
            ("Chức vụ, đơn vị hiện nay", f"{office.title}, {office.unit.display_name}" if office else "…"),
        )
    )


def _table(rows: list[Event]) -> Table:
    columns = (Column("Ngày", WIDTHS[0], "center"), Column("Nội dung", WIDTHS[1]), Column("Chi tiết", WIDTHS[2]))
    return Table(columns, tuple((in_figures(row.day), row.title, _details(row)) for row in rows))


def _details(event: Event) -> str:
    return "; ".join(filter(None, [event.note.replace(" · ", "; "), event.state_label]))


def _source(sight: Sight) -> str:
    moment = f"{localtime(now()):%H:%M ngày %d/%m/%Y}"
    return (
        f"Trích từ Cổng đào tạo và kèm cặp cán bộ cơ sở lúc {moment}, người trích: {sight.user}; "
        f"mục đích: {sight.purpose.label}. Bản trích chỉ gồm những phần người trích được quyền xem."
    )
