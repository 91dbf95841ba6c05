"""The timetable of a class prints why a meeting stands where a rule speaks against it, and who said so (A6)."""

from datetime import date

import pytest

from portal.papers.classes.details import Details
from portal.papers.classes.lists import timetable
from portal.papers.paper import Issuer, Paragraph, Signature
from tests.factories.training import TrainingClassFactory
from training.scheduling.drafts.rule_settings import set_rule
from training.scheduling.services import move_meeting, schedule_meeting

pytestmark = pytest.mark.django_db
SATURDAY = date(2026, 12, 12)


def test_the_reason_is_printed_while_the_meeting_stands_there(cast, time_machine):
    time_machine.move_to("2026-11-25", tick=False)
    office, held = cast.training_office, TrainingClassFactory()
    set_rule("weekend", level="justify", weight=0, by=office)
    given = {"topic": "Ôn tập", "date": SATURDAY, "slot": "morning", "by": office}
    meeting = schedule_meeting(held, **given, reasons={"weekend": "Học viên bận trong tuần."})

    def printed():
        issuer = Issuer("school", "state", "THÀNH ỦY HÀ NỘI", "TRƯỜNG ĐÀO TẠO CÁN BỘ", "TĐT", "Hà Nội", "head")
        details = Details(issuer, "", None, Signature("Hiệu trưởng"))
        body = timetable(held, details).body
        return " ".join(part.text for part in body if isinstance(part, Paragraph))

    assert f"Lý do: Học viên bận trong tuần (giải trình: {office.get_full_name()}, 25/11/2026)." in printed()
    move_meeting(meeting, date=date(2026, 12, 11), by=office)
    assert "Lý do" not in printed()
