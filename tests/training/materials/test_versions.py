"""A class reads the lessons of its first day until somebody who teaches it gives it newer ones."""

import re

import pytest

from django.urls import reverse
from django.utils.translation import override

from wagtail.management.commands.purge_revisions import purge_revisions
from wagtail.models import ModelLogEntry
from wagtail.rich_text import RichText

from portal.lecturer.materials import _differences
from portal.trainee.saving import parts_of
from tests.factories.curriculum import LessonPageFactory, ModulePageFactory, ProgrammePageFactory
from tests.factories.training import ClassMeetingFactory, EnrolmentFactory, TrainingClassFactory
from training.cohorts.services import open_class
from training.errors import NotAllowed
from training.materials.models import PinnedLesson
from training.materials.queries import renewed
from training.materials.services import renew_lessons

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def begin(programme, cast, *members) -> object:
    held = TrainingClassFactory(programme=programme, status="enrolling")
    for user in members:
        EnrolmentFactory(training_class=held, person=user.person)
    return open_class(held, by=cast.training_office)


@pytest.fixture
def lesson(db):
    programme = ProgrammePageFactory()
    page = LessonPageFactory(parent=ModulePageFactory(parent=programme), title="Chủ trì họp", summary="Ba việc")
    page.body = [("heading", "Chuẩn bị trước ba ngày"), ("heading", "Mời đúng người")]
    page.save_revision().publish()
    page.programme = programme
    return page


def words_at(client, user, lesson) -> str:
    client.force_login(user)
    return client.get(f"/learn/lessons/{lesson.pk}/").content.decode()


def test_the_running_class_keeps_its_version_and_the_next_one_reads_the_newer(
    lesson, cast, client, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    running = begin(lesson.programme, cast, cast.trainee)
    ClassMeetingFactory(training_class=running, lecturer=cast.lecturer.person.lecturer)
    assert list(renewed(running)) == []
    lesson.title, lesson.summary = "Chủ trì cuộc họp", "Bốn việc"
    lesson.body[0].value, lesson.body[1] = "Chuẩn bị trước năm ngày", ("quotation", {"text": "Họp ít", "source": "A"})
    lesson.save_revision().publish()
    begin(lesson.programme, cast, cast.chairman)

    client.force_login(cast.trainee)
    client.get("/learn/lessons/")
    with django_assert_max_num_queries(12):
        old = client.get(f"/learn/lessons/{lesson.pk}/").content.decode()
    assert "Chuẩn bị trước ba ngày" in old
    assert "Chủ trì cuộc họp" not in old
    saved = [{part.mark for part in parts_of(user, lesson.get_parent())} for user in (cast.trainee, cast.chairman)]
    assert saved[0] != saved[1]
    for user in (cast.chairman, cast.lecturer):
        assert "Chuẩn bị trước năm ngày" in words_at(client, user, lesson)

    (pin,) = renewed(running)
    kinds = [one.kind for one in _differences(pin)]
    assert kinds[:3] == ["changed"] * 3
    assert sorted(kinds[3:]) == ["added", "removed"]
    page = client.get(f"/teach/classes/{running.pk}/materials/").content.decode()
    assert '<span class="deletion">ba ngày</span><span class="addition">năm ngày</span>' in page

    with pytest.raises(NotAllowed):
        renew_lessons(running, [lesson.pk], by=cast.trainee)
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            client.post(f"/teach/classes/{running.pk}/materials/", {"lesson": [lesson.pk, "x"]})
    assert "Chuẩn bị trước năm ngày" in words_at(client, cast.trainee, lesson)
    assert [notice.key.split(":")[0] for notice in cast.trainee.notices.all()].count("materials") == 1
    assert not cast.chairman.notices.filter(key__startswith="materials").exists()
    assert ModelLogEntry.objects.filter(action="training.class.renew_lessons").count() == 1


def test_a_version_that_is_read_is_not_purged(lesson, cast):
    running = begin(lesson.programme, cast, cast.trainee)
    for number in range(3):
        lesson.title = f"Bản {number}"
        lesson.save_revision().publish()
    purge_revisions()
    assert PinnedLesson.objects.get(training_class=running).revision.content["title"] == "Chủ trì họp"


def test_a_lesson_that_a_class_reads_is_not_deleted(lesson, cast, client):
    begin(lesson.programme, cast, cast.trainee)
    client.force_login(cast.administrator)
    answer = client.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]), follow=True)
    assert "Hãy ngừng xuất bản" in answer.content.decode()
    assert PinnedLesson.objects.filter(lesson=lesson.pk).exists()


def test_a_choice_is_told_by_its_label(lesson, cast):
    lesson.body.append(("callout", {"kind": "note", "text": RichText("<p>Nhớ giờ</p>")}))
    lesson.save_revision().publish()
    running = begin(lesson.programme, cast, cast.trainee)
    with override("vi"):
        lesson.body[-1].value["kind"] = "important"
        lesson.body.append(("callout", {"kind": "example", "text": RichText("<p>Một buổi họp</p>")}))
        lesson.save_revision().publish()
        (pin,) = renewed(running)
        changed, added = [str(one.words) for one in _differences(pin)]
    assert "Lưu ý" in changed
    assert "Quan trọng" in changed
    assert "Ví dụ" in added
    assert not {"note", "important", "example"} & set(re.findall(r">(\w+)<", changed + added))
