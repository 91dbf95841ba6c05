"""The whole story, on the real screens, each step by the person whose work it is.

A lesson is published; a class is announced, filled, taught, marked, recognised and closed; a young official is posted
and guided; certificates are prepared, approved, issued, checked by anybody, and one of them is revoked.
"""

import pytest

from tests.journeys import certificate_steps as certificates
from tests.journeys import mentoring_steps as mentoring
from tests.journeys import training_steps as training
from tests.journeys.stage import set_stage
from tests.journeys.windows import DESK, PHONE, Windows

pytestmark = [pytest.mark.browser, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def test_the_whole_story(cast, page_as, settings, live_server):
    settings.BASE_URL = live_server.url  # where the QR code of a certificate leads
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0  # the editor hands in by the button, with nothing under way beside it
    settings.COSO_NOW = "2026-11-16T09:00"
    stage, windows = set_stage(cast), Windows(page_as)
    names = [str(person) for person in (cast.trainee.person, cast.chairman.person)]
    editor, office = windows.of(cast.editor, DESK), windows.of(cast.training_office, DESK)
    lesson = training.submit_lesson(editor, stage)
    training.publish_lesson(office, lesson)

    settings.COSO_NOW = "2026-11-17T09:00"
    held = training.announce_class(office, stage)

    settings.COSO_NOW = "2026-11-20T10:00"
    training.nominate(windows.of(cast.unit_officer, DESK), *names)

    settings.COSO_NOW = "2026-11-24T09:00"
    training.propose(office, held, *names)
    signatory = windows.of(cast.signatory, DESK)
    training.approve_list(signatory, office, held)
    training.publish_timetable(office, held, stage, ["2026-12-07", "2026-12-08"])

    settings.COSO_NOW = "2026-12-05T20:00"
    trainee = windows.of(cast.trainee, PHONE)
    training.see_what_is_next(trainee, stage)
    training.read_lesson(trainee, lesson, cast.trainee)

    settings.COSO_NOW = "2026-12-07T07:40"
    training.open_class(office, held)
    lecturer = windows.of(cast.lecturer, PHONE)
    training.call_the_roll(lecturer, stage)

    settings.COSO_NOW = "2026-12-08T10:45"
    training.call_the_roll(lecturer, stage, late=names[1])
    training.enter_marks(lecturer, held, {names[0]: "8,5", names[1]: "7,5"})

    settings.COSO_NOW = "2026-12-09T14:00"
    training.recognise_and_close(office, held)

    settings.COSO_NOW = "2026-12-10T09:00"
    posting = mentoring.post_official(windows.of(cast.committee_officer, DESK), stage, cast)

    settings.COSO_NOW = "2026-12-11T17:30"
    mentor, official = windows.of(stage.mentor.person.user, PHONE), windows.of(stage.official.user, PHONE)
    mentoring.log_contact(mentor, stage)
    mentoring.confirm_contact(official)

    settings.COSO_NOW = "2026-12-15T19:00"
    form = mentoring.write_review(official, posting)
    mentoring.write_mentor_part(mentor, form)
    mentoring.acknowledge_review(windows.of(cast.host_head, PHONE), form)

    settings.COSO_NOW = "2026-12-17T09:00"
    registrar = windows.of(cast.registrar, DESK)
    batch = certificates.prepare(registrar, training.CODE)
    certificates.approve(signatory, training.CODE)
    certificates.issue(registrar, batch, "0001/2026/CC-LHP", "0002/2026/CC-LHP")

    settings.COSO_NOW = "2026-12-18T11:00"
    address = certificates.address_in_qr(certificates.download(trainee))
    assert address.startswith(f"{live_server.url}/verify/")
    visitor = windows.of(None, PHONE)
    certificates.verify(visitor, address, "Chứng chỉ là thật và còn giá trị", names[0], "0002/2026/CC-LHP")

    settings.COSO_NOW = "2026-12-28T09:00"
    certificates.revoke(registrar, "0002/2026/CC-LHP", names[0])
    certificates.verify(visitor, address, "Chứng chỉ đã bị thu hồi", "61/QĐ-TLHP")
    assert windows.shown_to_axe > 50
