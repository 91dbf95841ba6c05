"""The training office's year, on the real screens: plan, nominations, enrolment, meetings, results, papers."""

import pytest

from tests.factories.training import PersonFactory, PositionFactory
from tests.journeys import year_steps as year
from tests.journeys.stage import set_stage
from tests.journeys.windows import DESK, PHONE, Windows
from training.models import ClassMeeting, PositionTitle

# Its services are tried on both databases; the story of the house walks on both.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

THIRD = "Đào Văn Khánh"
WORDS = "Đồng chí là chuyên viên; đề nghị cử vào lớp kỹ năng."


def test_a_year_of_the_training_office(cast, page_as, settings, tmp_path):
    settings.COSO_NOW = "2026-11-02T09:00"
    stage, windows = set_stage(cast), Windows(page_as)
    vice = PositionTitle.objects.get(code="pc_vice_chairman")
    PositionFactory(person=PersonFactory(full_name=THIRD), unit=cast.ward, title=vice)
    trainee_name, chairman_name = cast.trainee.person.full_name, cast.chairman.person.full_name
    office, leader = windows.of(cast.training_office, DESK), windows.of(cast.signatory, DESK)

    plan = year.draw_up_plan(office, stage, cast.department)
    year.approve_plan(leader, plan)
    held = year.make_classes(office, plan, cast.ward)
    year.name_supervisor(office, held, cast.lecturer)

    settings.COSO_NOW = "2026-11-10T10:00"
    unit = windows.of(cast.unit_officer, DESK)
    officer_name = cast.unit_officer.person.full_name
    year.nominate(unit, held, chairman_name, THIRD, trainee_name, officer_name)

    settings.COSO_NOW = "2026-11-28T09:00"
    answers = {chairman_name: "accept", THIRD: "accept", trainee_name: "wait", officer_name: "reject"}
    year.review(office, held, answers, ground="target_group", words=WORDS)
    decision = year.decide(leader, "48/QĐ-TLHP")
    words = year.read_decision(leader, decision)
    for expected in (WORDS, "Phụ lục III", "Quyết định số 15/QĐ-TLHP", "Vị trí 1", "cử đi học".upper()):
        assert expected in words, expected

    settings.COSO_NOW = "2026-11-30T15:00"
    unit.go("/unit/")
    unit.sees("Kết quả đề cử gần đây", officer_name, WORDS)
    year.withdraw(unit, held, THIRD, "Được phân công phục vụ kỳ họp HĐND.")
    trainee, chairman = windows.of(cast.trainee, PHONE), windows.of(cast.chairman, PHONE)
    trainee.go("/notices/")
    trainee.sees(f"Đồng chí đã được ghi danh vào lớp {year.CODE}")

    year.schedule(office, held, stage, count=2)
    lecturer = windows.of(cast.lecturer, PHONE)
    year.accept_invitation(lecturer)
    year.open_class(office, held)
    first, second = ClassMeeting.objects.filter(training_class=held).order_by("starts_at")

    settings.COSO_NOW = "2026-12-07T07:25"
    paper = tmp_path / "giay-trieu-tap.pdf"
    paper.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF")
    year.ask_for_leave(chairman, held, paper)
    year.grant_leave(lecturer, chairman_name)
    year.check_in(trainee, year.show_code(windows.of(cast.lecturer, DESK), first.pk))
    settings.COSO_NOW = "2026-12-07T10:30"
    year.confirm_roll(lecturer, first.pk)
    settings.COSO_NOW = "2026-12-07T16:00"
    year.confirm_roll(lecturer, second.pk, all_present=True)
    year.paste_marks(lecturer, held, "8,5\r\n7,5\r\n")

    settings.COSO_NOW = "2026-12-09T14:00"
    year.hold_board(office, held)
    year.recognise(office, held)
    papers = year.prepare_papers(office, held)
    assert "Không đạt: 1" in papers["results_minutes"]
    assert "công nhận kết quả" in papers["recognition_decision"].lower()
    assert chairman_name not in papers["recognition_decision"]
    assert "45/QĐ-TLHP" in papers["closing_report"]
    year.close(office, held)
    year.prepare_statement(office, stage)
    lecturer.go("/teach/load/")
    chairman.go(f"/learn/classes/{held}/")
    chairman.sees("Vắng có phép 4 trên 8 tiết (50 %); tối đa được 20 %.")
    trainee.go(f"/learn/classes/{held}/")
    trainee.sees("52/QĐ-TLHP")
