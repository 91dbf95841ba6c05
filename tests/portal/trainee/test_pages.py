from datetime import timedelta

import pytest

from django.core.files.base import ContentFile
from django.urls import reverse

from certificates.suspensions.models import Suspension
from curriculum.clock.time import now, today
from curriculum.models import LessonPage, LessonProgress
from curriculum.progress.services import record_reading
from portal.trainee import today as first_screen
from portal.trainee.today import Today, tells_of_duties
from tests.factories.training import NominationFactory, TrainingClassFactory, UserFactory
from tests.portal.trainee.conftest import certify, enrol
from training.mentoring.reference import load_forms
from training.models import ClassMeeting, FormVersion, Nomination, TermForm

PAGES = ["trainee:home", "trainee:classes", "trainee:lessons", "trainee:certificates", "trainee:record"]


def lessons_of(enrolment):
    return list(LessonPage.objects.descendant_of(enrolment.training_class.programme).order_by("path"))


@pytest.mark.parametrize("classes", [1, 3])
@pytest.mark.parametrize("name", PAGES)
def test_pages_ask_the_same_at_any_number_of_classes(client, trainee, django_assert_max_num_queries, name, classes):
    for _n in range(classes):
        enrolment = enrol(trainee)
        record_reading(trainee, lessons_of(enrolment)[0], 40)
        NominationFactory(person=trainee.person, status=Nomination.Status.WAITING)
        trainee.notices.create(key=str(enrolment.pk), title="Tin", created_at=now())
    client.force_login(trainee)
    client.get(reverse(name))  # fills the caches of a process that has just started
    with django_assert_max_num_queries(15):
        assert client.get(reverse(name)).status_code == 200


def test_first_screen_leaves_old_notices_behind_the_bell(client, trainee):
    for key, age in (("new", 3), ("old", 300)):
        trainee.notices.create(key=key, title=f"Tin {key}", created_at=now() - timedelta(days=age))
    client.force_login(trainee)
    page = client.get(reverse("trainee:home")).content.decode()
    assert "Tin new" in page
    assert "Tin old" not in page
    assert "Tin old" in client.get(reverse("notices:list")).content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_somebody_without_any_class_say_what_comes(client, cast, name):
    client.force_login(cast.stranger)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert 'class="empty"' in answer.text


@pytest.mark.parametrize("name", PAGES)
def test_visitors_are_sent_to_sign_in(client, db, name):
    assert client.get(reverse(name)).status_code == 302


def test_home_leads_to_the_next_meeting_and_not_to_a_past_or_unpublished_one(trainee):
    enrolment = enrol(trainee)
    coming = ClassMeeting.objects.upcoming().filter(training_class=enrolment.training_class)
    hidden, second = coming[0], coming[1]
    ClassMeeting.objects.filter(pk=hidden.pk).update(status=ClassMeeting.Status.PLANNED)
    assert Today(trainee).meetings == [second]


def test_home_shows_no_meeting_of_a_class_one_has_left(trainee):
    enrolment = enrol(trainee)
    enrolment.status = enrolment.Status.WITHDRAWN
    enrolment.save()
    assert Today(trainee).meetings == []
    assert Today(trainee).classes == []


def test_home_counts_attendance_and_goes_on_with_the_lesson_begun(trainee):
    enrol(trainee)
    second = enrol(trainee)
    record_reading(trainee, lessons_of(second)[1], 35)
    view = Today(trainee)
    assert {(card.attended, card.recorded) for card in view.classes} == {(2, 2)}
    assert (view.lesson.lesson, view.lesson.percent) == (lessons_of(second)[1], 35)


def test_home_shows_nominations_that_wait(trainee):
    waiting = NominationFactory(person=trainee.person, status=Nomination.Status.WAITING)
    NominationFactory(person=trainee.person, status=Nomination.Status.REJECTED)
    assert Today(trainee).nominations == [waiting]


def test_home_shows_the_posting_of_a_young_official(client, cast):
    client.force_login(cast.young_official)
    view = Today(cast.young_official)
    gone, whole = view.posting_days
    assert 0 <= gone <= whole
    assert reverse("mentor:my_posting") in client.get(reverse("trainee:home")).text


@pytest.mark.parametrize(("code", "leads_on"), [("F3", True), ("F8", False), ("F9", False)])
def test_home_leads_only_to_the_forms_the_official_writes(client, cast, code, leads_on):
    load_forms()
    version = FormVersion.objects.filter(code=code).earliest("number")
    day = today()
    form = TermForm.objects.create(posting=cast.posting, version=version, code=code, month=3, opens_on=day, due_on=day)
    client.force_login(cast.young_official)
    page = client.get(reverse("trainee:home")).text
    assert version.name_vi in page
    assert (reverse("mentor:form", args=[form.pk]) in page) is leads_on


@pytest.mark.parametrize("classes", [1, 3])
def test_class_page_asks_the_same_at_any_number_of_classes(client, trainee, django_assert_max_num_queries, classes):
    enrolments = [enrol(trainee) for _n in range(classes)]
    client.force_login(trainee)
    address = reverse("trainee:class", args=[enrolments[0].training_class_id])
    client.get(address)
    with django_assert_max_num_queries(15):
        answer = client.get(address)
    assert answer.text.count("badge--good") >= 2  # present at two meetings


def test_class_of_others_is_not_found(client, trainee):
    other = TrainingClassFactory()
    client.force_login(trainee)
    assert client.get(reverse("trainee:class", args=[other.pk])).status_code == 404


def test_programme_page_opens_to_its_trainees_only(client, trainee, cast, django_assert_max_num_queries):
    programme = enrol(trainee).training_class.programme
    address = reverse("trainee:programme", args=[programme.pk])
    client.force_login(cast.stranger)
    assert client.get(address).status_code == 404
    client.force_login(trainee)
    client.get(address)
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200


def test_reading_is_kept_and_told(client, trainee):
    lesson = lessons_of(enrol(trainee))[0]
    client.force_login(trainee)
    address = reverse("trainee:reading", args=[lesson.pk])
    assert client.post(address, {"percent": "55"}).json() == {"percent": 55, "complete": False}
    assert client.post(address, {"percent": "20"}).json() == {"percent": 55, "complete": False}
    assert client.post(address, {"percent": "100"}).json() == {"percent": 100, "complete": True}


@pytest.mark.parametrize("data", [{}, {"percent": "much"}])
def test_reading_without_a_number_is_refused_and_nothing_kept(client, trainee, data):
    lesson = lessons_of(enrol(trainee))[0]
    client.force_login(trainee)
    assert client.post(reverse("trainee:reading", args=[lesson.pk]), data).status_code == 400
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize("name", ["trainee:reading", "trainee:finished"])
def test_reading_of_a_lesson_one_may_not_open_is_not_found(client, trainee, cast, name):
    lesson = lessons_of(enrol(trainee))[0]
    address = reverse(name, args=[lesson.pk])
    client.force_login(cast.stranger)
    assert client.post(address, {"percent": "10"}).status_code == 404
    client.force_login(trainee)
    assert client.get(address).status_code == 405
    assert client.post(reverse(name, args=[lesson.pk + 999]), {"percent": "10"}).status_code == 404
    assert not LessonProgress.objects.exists()


def test_finished_completes_without_script(client, trainee):
    first, _second = lessons_of(enrol(trainee))
    client.force_login(trainee)
    assert client.post(reverse("trainee:finished", args=[first.pk])).status_code == 302
    assert LessonProgress.objects.get(lesson=first).completed_at is not None


def test_own_certificate_is_served_byte_for_byte_and_to_nobody_else(client, trainee, cast):
    certificate = certify(trainee.person, sha256="a" * 64, document=ContentFile(b"%PDF-1.7 as issued", name="c.pdf"))
    address = reverse("trainee:certificate_document", args=[certificate.pk])
    client.force_login(cast.stranger)
    assert client.get(address).status_code == 404
    client.force_login(trainee)
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 as issued"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_has_expired_or_is_suspended_says_so_to_its_holder(client, trainee, cast):
    certify(trainee.person, valid_until=today() - timedelta(days=1))
    suspended = certify(trainee.person)
    decision = {"decision_number": "1/QĐ", "decision_on": today(), "signer": "A", "reason": "B"}
    Suspension.objects.create(certificate=suspended, suspended_by=cast.registrar, suspended_at=now(), **decision)
    certify(trainee.person)
    client.force_login(trainee)
    text = client.get(reverse("trainee:certificates")).text
    assert [state in text for state in ("badge--bad", "badge--warn", "badge--good")] == [True, True, True]


def test_record_tells_everything_newest_first(client, trainee):
    enrolment = enrol(trainee)
    certify(trainee.person, issued_on=today() + timedelta(days=1))
    client.force_login(trainee)
    text = client.get(reverse("trainee:record")).text
    assert text.index("life__event") < text.index(enrolment.training_class.name)
    assert reverse("trainee:certificates") in text


def test_account_without_a_person_has_an_empty_home(client, db):
    client.force_login(UserFactory())
    assert client.get(reverse("trainee:home")).status_code == 200


def test_other_parts_tell_what_must_be_handed_in_the_earliest_first(client, trainee, monkeypatch):
    monkeypatch.setattr(first_screen, "_sources", [])
    enrol(trainee)
    days = {"Bài thu hoạch": today() + timedelta(days=3), "Bài kiểm tra": today() + timedelta(days=1)}
    for title, day in days.items():
        tells_of_duties(lambda home, item={"title": title, "day": day}: [item])
    assert [item["title"] for item in Today(trainee).duties] == ["Bài kiểm tra", "Bài thu hoạch"]
    client.force_login(trainee)
    assert "Bài thu hoạch" in client.get(reverse("trainee:home")).text
