"""A running class with one assignment given to it: the trainee and the chairman study, the lecturer teaches."""

from datetime import timedelta
from decimal import Decimal

import pytest

from curriculum.clock.time import now
from tests.factories.training import (
    AssessmentFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    PersonFactory,
    TrainingClassFactory,
    UserFactory,
)
from training.assignments.rubric import read_rubric
from training.assignments.services import Facts, make_assignment, publish_assignment

RUBRIC = """
Nội dung
- 6: Đầy đủ, có dẫn chứng
- 3: Còn thiếu
- 0: Không đạt
Trình bày
- 4: Mạch lạc
- 2: Còn lỗi
"""


@pytest.fixture
def running_class(cast):
    held = TrainingClassFactory(status="open")
    ClassMeetingFactory(training_class=held, lecturer=cast.lecturer.person.lecturer)
    for user in (cast.trainee, cast.chairman):
        EnrolmentFactory(training_class=held, person=user.person, unit=cast.ward)
    return held


@pytest.fixture
def part(running_class):
    return AssessmentFactory(training_class=running_class, name="Bài thu hoạch", form="reflective_report")


@pytest.fixture
def facts(part):
    return Facts(
        title="Bài thu hoạch cuối khóa",
        instructions="Chọn một vấn đề của xã, phường nơi đồng chí công tác.\n\n- Nêu thực trạng\n- Đề xuất giải pháp",
        opens_at=now() - timedelta(days=3),
        due_at=now() + timedelta(days=2),
        assessment=part,
        late="deducted",
        accepted_until=now() + timedelta(days=5),
        deduction=Decimal("0.5"),
        file_kinds=("pdf", "docx"),
        rubric=read_rubric(RUBRIC),
    )


@pytest.fixture
def assignment(running_class, facts, cast):
    return publish_assignment(make_assignment(running_class, facts, by=cast.lecturer), by=cast.lecturer)


@pytest.fixture
def second(cast):
    """A lecturer who does not teach the class."""
    return LecturerFactory(person=PersonFactory(full_name="Lê Thị Mai", user=UserFactory()))
