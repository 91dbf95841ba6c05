"""Makers of the training room's objects. Dates are set around a fixed day, so that tests do not depend on today."""

from datetime import date, datetime, time, timedelta

import factory
from factory.django import DjangoModelFactory

from django.utils import timezone

from curriculum.clock.time import today
from tests.factories.curriculum import ProgrammePageFactory
from training import models

LONG_AGO = date(2020, 1, 1)


# --- Units and people ---------------------------------------------------------------------------------------------


class UnitTypeFactory(DjangoModelFactory):
    class Meta:
        model = models.UnitType
        django_get_or_create = ("code", "valid_from")

    code = "xa"
    name_vi = "xã"
    name_en = "commune"
    level = models.UnitType.Level.COMMUNE
    valid_from = LONG_AGO


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = models.Unit

    code = factory.Sequence(lambda n: f"9{n:04d}")
    name = factory.Sequence(lambda n: f"Xã Thử Nghiệm {n}")
    type = factory.SubFactory(UnitTypeFactory)
    valid_from = LONG_AGO


class AgencyFactory(UnitFactory):
    """A department of the City."""

    code = factory.Sequence(lambda n: f"so-{n}")
    name = factory.Sequence(lambda n: f"Sở Thử Nghiệm {n}")
    type = factory.SubFactory(
        UnitTypeFactory, code="so", name_vi="sở", name_en="department", level=models.UnitType.Level.AGENCY
    )


class PositionTitleFactory(DjangoModelFactory):
    class Meta:
        model = models.PositionTitle
        django_get_or_create = ("code", "valid_from")

    code = "pc_vice_chairman"
    name_vi = "Phó Chủ tịch UBND"
    name_en = "Vice-chairman of the People's Committee"
    rank_level = models.PositionTitle.RankLevel.DEPUTY
    is_key_official = True
    valid_from = LONG_AGO


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    first_name = "An"
    last_name = "Nguyễn Văn"

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        if extracted:
            self.set_password(extracted)
            self.save()


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = models.Person

    staff_code = factory.Sequence(lambda n: f"CB{n:06d}")
    full_name = factory.Sequence(lambda n: f"Nguyễn Văn An{n}")
    birth_date = date(1985, 5, 20)
    sex = models.Person.Sex.MALE


class PositionFactory(DjangoModelFactory):
    class Meta:
        model = models.Position

    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory)
    title = factory.SubFactory(PositionTitleFactory)
    valid_from = LONG_AGO


class RoleGrantFactory(DjangoModelFactory):
    class Meta:
        model = models.RoleGrant

    user = factory.SubFactory(UserFactory)
    role = models.Role.TRAINING_OFFICE
    valid_from = LONG_AGO


def user_with_role(role: str, *, unit=None, **kwargs) -> models.User:
    """An account that has been granted one role."""
    user = UserFactory(**kwargs)
    RoleGrantFactory(user=user, role=role, unit=unit)
    return user


# --- Classes ------------------------------------------------------------------------------------------------------


class TrainingClassFactory(DjangoModelFactory):
    class Meta:
        model = models.TrainingClass

    code = factory.Sequence(lambda n: f"BTX-{n:03d}")
    name = factory.Sequence(lambda n: f"Lớp bồi dưỡng số {n}")
    programme = factory.SubFactory(ProgrammePageFactory)
    programme_facts = factory.LazyAttribute(lambda o: {"code": o.programme.code, "title": o.programme.title})
    opens_on = date(2026, 12, 7)
    closes_on = date(2026, 12, 18)
    nominate_until = date(2026, 11, 30)
    place = "Trường Đào tạo cán bộ Lê Hồng Phong"
    capacity = 40
    status = models.TrainingClass.Status.ENROLLING


class QuotaFactory(DjangoModelFactory):
    class Meta:
        model = models.Quota

    training_class = factory.SubFactory(TrainingClassFactory)
    unit = factory.SubFactory(UnitFactory)
    places = 2


class NominationFactory(DjangoModelFactory):
    class Meta:
        model = models.Nomination

    training_class = factory.SubFactory(TrainingClassFactory)
    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory)
    status = models.Nomination.Status.SUBMITTED
    submitted_at = timezone.make_aware(datetime(2026, 11, 20, 9, 0))


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Enrolment

    training_class = factory.SubFactory(TrainingClassFactory)
    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory)
    position_text = "Phó Chủ tịch UBND"
    enrolled_at = timezone.make_aware(datetime(2026, 11, 25, 9, 0))


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = models.Room

    code = factory.Sequence(lambda n: f"P{n:03d}")
    name = factory.Sequence(lambda n: f"Phòng {n}")
    capacity = 80


class LecturerFactory(DjangoModelFactory):
    class Meta:
        model = models.Lecturer

    person = factory.SubFactory(PersonFactory)


class ClassMeetingFactory(DjangoModelFactory):
    class Meta:
        model = models.ClassMeeting

    training_class = factory.SubFactory(TrainingClassFactory)
    topic = "Công tác cán bộ ở cơ sở"
    date = date(2026, 12, 7)
    slot = models.ClassMeeting.Slot.MORNING
    starts_at = factory.LazyAttribute(lambda o: timezone.make_aware(datetime.combine(o.date, time(7, 30))))
    ends_at = factory.LazyAttribute(lambda o: timezone.make_aware(datetime.combine(o.date, time(11, 0))))
    status = models.ClassMeeting.Status.PUBLISHED


class AttendanceRecordFactory(DjangoModelFactory):
    class Meta:
        model = models.AttendanceRecord

    meeting = factory.SubFactory(ClassMeetingFactory)
    enrolment = factory.SubFactory(EnrolmentFactory)
    status = models.AttendanceRecord.Status.PRESENT
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = timezone.make_aware(datetime(2026, 12, 7, 8, 0))


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Assessment

    training_class = factory.SubFactory(TrainingClassFactory)
    name = "Bài kiểm tra cuối khóa"
    form = "test"
    weight_percent = 100
    order = factory.Sequence(lambda n: n)


class MarkFactory(DjangoModelFactory):
    class Meta:
        model = models.Mark

    enrolment = factory.SubFactory(EnrolmentFactory)
    assessment = factory.SubFactory(AssessmentFactory)
    value = "8.0"
    entered_by = factory.SubFactory(UserFactory)
    entered_at = timezone.make_aware(datetime(2026, 12, 18, 15, 0))


class RegulatedValueFactory(DjangoModelFactory):
    class Meta:
        model = models.RegulatedValue

    valid_from = LONG_AGO
    legal_basis = "rules.md §12"


# --- Postings and mentoring ---------------------------------------------------------------------------------------


class RotationWaveFactory(DjangoModelFactory):
    class Meta:
        model = models.RotationWave

    code = factory.Sequence(lambda n: f"DLC-{n}")
    name = factory.Sequence(lambda n: f"Đợt {n} luân chuyển cán bộ trẻ")
    reference_date = factory.LazyFunction(lambda: today() - timedelta(days=200))
    status = models.RotationWave.Status.RUNNING


class PostingFactory(DjangoModelFactory):
    """A rotation of three years that began half a year ago."""

    class Meta:
        model = models.Posting

    person = factory.SubFactory(PersonFactory)
    kind = models.Posting.Kind.ROTATION
    sending_unit = factory.SubFactory(AgencyFactory)
    host_unit = factory.SubFactory(UnitFactory)
    title = factory.SubFactory(PositionTitleFactory)
    decision_number = factory.Sequence(lambda n: f"{n}-QĐ/BTCTU")
    effective_on = factory.LazyFunction(lambda: today() - timedelta(days=180))
    decision_on = factory.LazyAttribute(lambda o: o.effective_on - timedelta(days=14))
    term_months = 36
    due_on = factory.LazyAttribute(lambda o: o.effective_on + timedelta(days=1095))
    status = models.Posting.Status.ACTIVE
    created_at = factory.LazyAttribute(lambda o: timezone.make_aware(datetime.combine(o.decision_on, time(9, 0))))


class MentorFactory(DjangoModelFactory):
    class Meta:
        model = models.Mentor

    person = factory.SubFactory(PersonFactory)
    registered_on = LONG_AGO


class MentorshipFactory(DjangoModelFactory):
    class Meta:
        model = models.Mentorship

    posting = factory.SubFactory(PostingFactory)
    mentor = factory.SubFactory(MentorFactory)
    valid_from = factory.SelfAttribute("posting.effective_on")


# --- Plans and obligations ----------------------------------------------------------------------------------------


class TrainingPlanFactory(DjangoModelFactory):
    class Meta:
        model = models.TrainingPlan

    year = 2027
    institution = factory.SubFactory(AgencyFactory)


class PlanItemFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanItem

    plan = factory.SubFactory(TrainingPlanFactory)
    order = factory.Sequence(lambda n: n + 1)
    programme = factory.SubFactory(ProgrammePageFactory)
    class_count = 2
    capacity = 40
    minimum = 20
    openings = factory.List(["Q2"])
    place = "Trường Đào tạo cán bộ Lê Hồng Phong"


class ObligationRuleFactory(DjangoModelFactory):
    """Vice-chairmen complete CTX within a year of their appointment."""

    class Meta:
        model = models.ObligationRule

    code = factory.Sequence(lambda n: f"rule-{n}")
    titles = factory.List(["pc_vice_chairman"])
    programme_code = "CTX"
    months = 12
    legal_basis = "rules.md C7"
    valid_from = LONG_AGO
