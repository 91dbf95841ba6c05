from datetime import date

import pytest

from wagtail.models import ModelLogEntry

from curriculum.models import ProgrammeAssessment
from tests.factories.curriculum import ModulePageFactory, ProgrammePageFactory
from tests.factories.training import (
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    NominationFactory,
    TrainingClassFactory,
)
from training.cohorts.services import announce_class, cancel_class, close_class, create_class, open_class
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import ClassMeeting, Enrolment, Nomination, RecognitionDecision, TrainingClass
from training.signals import class_cancelled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
Status = TrainingClass.Status


@pytest.fixture
def programme():
    page = ProgrammePageFactory(code="BTX", title="Bồi dưỡng bí thư", class_size_max=80)
    ModulePageFactory(parent=page, title="Chuyên đề 1", practice_periods=2)
    ModulePageFactory(parent=page, title="Chuyên đề 2")
    for order, (name, weight, graded) in enumerate([("Kiểm tra", 40, True), ("Thu hoạch", 60, True)]):
        ProgrammeAssessment.objects.create(
            programme=page, name=name, form="test", weight_percent=weight, is_graded=graded, sort_order=order
        )
    return page


@pytest.fixture
def plan(programme, cast):
    return {
        "programme": programme,
        "code": "BTX-01/2026",
        "name": "Lớp  bồi dưỡng bí thư khóa I",
        "opens_on": date(2026, 12, 7),
        "closes_on": date(2026, 12, 18),
        "nominate_until": date(2026, 11, 30),
        "place": "Trường Lê Hồng Phong",
        "capacity": 40,
        "minimum": 2,
        "by": cast.training_office,
    }


def actions(training_class):
    entries = ModelLogEntry.objects.filter(content_type__model="trainingclass", object_id=str(training_class.pk))
    return list(entries.order_by("pk").values_list("action", flat=True))


def test_create_class_freezes_the_programme_and_its_assessments(plan):
    training_class = create_class(**plan)
    assert training_class.status == Status.PLANNED
    assert training_class.name == "Lớp bồi dưỡng bí thư khóa I"
    facts = training_class.programme_facts
    assert (facts["code"], facts["periods"], facts["document_kind"]) == ("BTX", 80, "certificate")
    assert [(m["title"], m["periods"], m["practice"]) for m in facts["modules"]] == [
        ("Chuyên đề 1", 8, 2),
        ("Chuyên đề 2", 6, 0),
    ]
    parts = training_class.assessments.values_list("name", "weight_percent", "order")
    assert list(parts) == [("Kiểm tra", 40, 1), ("Thu hoạch", 60, 2)]
    assert actions(training_class) == ["training.class.create"]


def test_create_class_asked_for_twice_makes_one(plan):
    assert create_class(**plan) == create_class(**plan)
    assert TrainingClass.objects.count() == 1


def test_create_class_refuses_a_code_of_another_programme(plan):
    create_class(**plan)
    with pytest.raises(InvalidInput, match="BTX-01/2026"):
        create_class(**(plan | {"programme": ProgrammePageFactory()}))


def test_create_class_refuses_a_programme_that_is_not_live(plan):
    plan["programme"].unpublish()
    with pytest.raises(InvalidInput):
        create_class(**plan)


@pytest.mark.parametrize(
    "change",
    [
        {"capacity": 81},
        {"minimum": 41},
        {"closes_on": date(2026, 12, 6)},
        {"nominate_until": date(2026, 12, 8)},
        {"capacity": 0, "minimum": 0},
        {"name": ""},
    ],
)
def test_create_class_refuses_what_cannot_be_and_saves_nothing(plan, change):
    with pytest.raises(InvalidInput) as refusal:
        create_class(**(plan | change))
    assert str(refusal.value)
    assert not TrainingClass.objects.exists()


def test_only_the_training_office_plans_classes(plan, cast):
    for name in ("lecturer", "unit_officer", "auditor", "signatory", "committee_officer", "stranger"):
        with pytest.raises(NotAllowed):
            create_class(**(plan | {"by": cast[name]}))


def test_announce_class_takes_todays_edition_of_the_programme(plan):
    training_class = create_class(**plan)
    plan["programme"].assessments.all().delete()
    ModulePageFactory(parent=plan["programme"], title="Chuyên đề 3")
    announced = announce_class(training_class, by=plan["by"])
    assert announced.status == Status.ENROLLING
    assert len(announced.programme_facts["modules"]) == 3
    assert not announced.assessments.exists()
    assert announce_class(training_class, by=plan["by"]).status == Status.ENROLLING
    assert actions(training_class) == ["training.class.create", "training.class.announce"]


def test_a_programme_changed_after_the_announcement_does_not_change_the_class(plan):
    announced = announce_class(create_class(**plan), by=plan["by"])
    plan["programme"].title = "Tên mới"
    plan["programme"].save_revision().publish()
    announced.refresh_from_db()
    assert announced.programme_facts["title"] == "Bồi dưỡng bí thư"


def test_announce_class_refuses_a_running_class(cast):
    with pytest.raises(WrongState):
        announce_class(TrainingClassFactory(status=Status.OPEN), by=cast.training_office)


def test_open_class_needs_the_minimum_or_a_reason(cast):
    training_class = TrainingClassFactory(minimum=2)
    EnrolmentFactory(training_class=training_class)
    with pytest.raises(InvalidInput):
        open_class(training_class, by=cast.training_office)
    opened = open_class(training_class, by=cast.training_office, reason="Theo yêu cầu", opening_decision="12-QĐ/TĐT")
    assert (opened.status, opened.opening_decision) == (Status.OPEN, "12-QĐ/TĐT")
    assert ModelLogEntry.objects.get(action="training.class.open").data["reason"] == "Theo yêu cầu"
    assert open_class(training_class, by=cast.training_office) == opened


def test_open_class_with_enough_people_needs_no_reason(cast):
    training_class = TrainingClassFactory(minimum=1)
    EnrolmentFactory(training_class=training_class)
    assert open_class(training_class, by=cast.training_office).status == Status.OPEN


def test_close_class_needs_recognised_results(cast):
    training_class = TrainingClassFactory(status=Status.CLOSING)
    with pytest.raises(WrongState):
        close_class(training_class, by=cast.training_office)
    RecognitionDecision.objects.create(
        training_class=training_class,
        number="15-QĐ/TĐT",
        decided_on=date(2026, 11, 24),
        signer="Hiệu trưởng",
        recognised_by=cast.training_office,
        recognised_at=training_class.created_at,
    )
    assert close_class(training_class, by=cast.training_office).status == Status.CLOSED
    assert close_class(training_class, by=cast.training_office).status == Status.CLOSED
    assert actions(training_class) == ["training.class.close"]


def test_cancel_class_gives_everything_back_and_tells_everybody(cast, django_capture_on_commit_callbacks):
    training_class = TrainingClassFactory()
    meeting = ClassMeetingFactory(training_class=training_class)
    enrolment = EnrolmentFactory(training_class=training_class)
    waiting = NominationFactory(training_class=training_class, status=Nomination.Status.WAITING)
    refused = NominationFactory(
        training_class=training_class, status=Nomination.Status.REJECTED, reason="Ngoài đối tượng"
    )
    heard = []

    def hear(people, **kwargs):
        heard.append({person.pk for person in people})

    class_cancelled.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            cancelled = cancel_class(training_class, reason="Không đủ học viên", by=cast.training_office)
            cancel_class(training_class, reason="Lần hai", by=cast.training_office)
    finally:
        class_cancelled.disconnect(hear)

    for row in (meeting, enrolment, waiting, refused):
        row.refresh_from_db()
    assert (cancelled.status, cancelled.cancel_reason) == (Status.CANCELLED, "Không đủ học viên")
    assert (meeting.status, meeting.sequence) == (ClassMeeting.Status.CANCELLED, 1)
    assert (enrolment.status, enrolment.ended_at is not None) == (Enrolment.Status.WITHDRAWN, True)
    assert (waiting.status, waiting.reason) == (Nomination.Status.REJECTED, "Không đủ học viên")
    assert refused.reason == "Ngoài đối tượng"
    assert heard == [{enrolment.person_id, waiting.person_id}]


def test_cancel_class_needs_a_reason_and_a_class_still_running(cast):
    with pytest.raises(InvalidInput):
        cancel_class(TrainingClassFactory(), reason=" ", by=cast.training_office)
    meeting = ClassMeetingFactory(training_class__status=Status.CLOSED)
    AttendanceRecordFactory(meeting=meeting)
    with pytest.raises(WrongState):
        cancel_class(meeting.training_class, reason="Muộn", by=cast.training_office)
