"""A trainee with running classes, as many as a test wants."""

from datetime import datetime, time, timedelta

import pytest

from django.utils import timezone

from wagtail.models import Page, Site

from certificates.models import Certificate, CertificateRegister, Design
from curriculum.clock.time import now, today
from curriculum.models import ProgrammeIndexPage
from portal.pages.models import HomePage
from tests.factories.certificates import load_certificate_settings
from tests.factories.curriculum import LessonPageFactory, ModulePageFactory, ProgrammePageFactory
from tests.factories.training import (
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    PersonFactory,
    RoomFactory,
    TrainingClassFactory,
)
from tests.training.assignments.conftest import assignment, facts, part, running_class  # noqa: F401
from training.models import ClassMeeting, Enrolment, TrainingClass
from training.regulations.reference import load_regulated_values


def catalogue() -> ProgrammeIndexPage:
    """The catalogue of programmes below the home page of the site, so that pages have their addresses."""
    found = ProgrammeIndexPage.objects.first()
    if found is None:
        home = Page.get_first_root_node().add_child(instance=HomePage(title="Cơ Sở", slug="trang-chu"))
        Site.objects.update_or_create(is_default_site=True, defaults={"root_page": home, "hostname": "testserver"})
        found = home.add_child(instance=ProgrammeIndexPage(title="Chương trình", slug="chuong-trinh"))
    return found


def enrol(user, *, status=TrainingClass.Status.OPEN) -> Enrolment:
    """A class of a programme of its own: two meetings held, two to come, two lessons."""
    programme = ProgrammePageFactory(parent=catalogue())
    for _n in range(2):
        LessonPageFactory(parent=ModulePageFactory(parent=programme))
    opens = today() - timedelta(days=2)
    training_class = TrainingClassFactory(
        programme=programme, status=status, opens_on=opens, closes_on=opens + timedelta(days=9), nominate_until=opens
    )
    enrolment = EnrolmentFactory(training_class=training_class, person=user.person)
    room, lecturer = RoomFactory(), LecturerFactory(person=PersonFactory())
    for days in (-2, -1, 1, 2):
        start = timezone.make_aware(datetime.combine(today() + timedelta(days=days), time(8)))
        meeting = ClassMeetingFactory(
            training_class=training_class,
            date=start.date(),
            slot=ClassMeeting.Slot.MORNING,
            starts_at=start,
            ends_at=start + timedelta(hours=3),
            room=room,
            lecturer=lecturer,
            status=ClassMeeting.Status.PUBLISHED,
        )
        if days < 0:
            AttendanceRecordFactory(meeting=meeting, enrolment=enrolment)
    return enrolment


def certify(person, **values) -> Certificate:
    """An entry of the school's register for the person."""
    kind = Certificate._meta.get_field("kind").choices[0][0]
    register, _made = CertificateRegister.objects.get_or_create(
        institution=load_certificate_settings(),
        kind=kind,
        year=2026,
        defaults={"pattern": "{seq:04d}/{year}/CC-{inst}"},
    )
    number = register.certificates.count() + 1
    return Certificate.objects.create(
        register=register,
        number=number,
        register_number=f"{number:04d}/2026/CC-LHP",
        kind=kind,
        person=person,
        design=Design.objects.first(),
        facts={"course": {"programme": "Bồi dưỡng chủ tịch UBND xã"}},
        issued_by=person.user,
        issued_at=now(),
        **{"issued_on": today()} | values,
    )


@pytest.fixture
def rules_in_force(db):
    load_regulated_values()


@pytest.fixture
def trainee(cast, rules_in_force):
    return cast.trainee
