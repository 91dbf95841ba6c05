import pytest

from django.core.management import call_command

from wagtail.models import Page, WorkflowState

from certificates.models import IssueBatch
from certificates.register.queries import classes_due
from curriculum.clock.time import today
from curriculum.models import LessonNote, LessonPage, PackagePage
from portal.city.accounts import DEMO_ACCOUNTS, USERNAMES
from portal.city.load import load_city
from portal.city.summary import census, certificates_of_accounts
from training.assignments.models import Assignment, Marking
from training.attendance.queries import meetings_lacking_roll
from training.models import (
    Assessment,
    Enrolment,
    Mentorship,
    Person,
    Position,
    Posting,
    RegulatedValue,
    Role,
    RotationWave,
    TrainingClass,
    Unit,
    User,
)
from training.rotation.matching.running import match_wave

pytestmark = pytest.mark.django_db


def test_load_city_a_second_time_says_so_and_changes_nothing(city, capsys):
    before = Person.objects.count()
    call_command("load_city", scale=0.02)
    assert "already loaded" in capsys.readouterr().out
    assert Person.objects.count() == before


def test_reference_rows_are_added_once_and_a_missing_value_comes_back(city):
    before = RegulatedValue.objects.count(), Unit.objects.count(), Page.objects.count()
    RegulatedValue.objects.filter(key="training.pass_mark").delete()
    call_command("load_reference")
    assert (RegulatedValue.objects.count(), Unit.objects.count(), Page.objects.count()) == before


def test_every_demo_account_signs_in_with_the_one_password(city, client, settings):
    for account in DEMO_ACCOUNTS:
        assert client.login(username=account.username, password=settings.DEMO_PASSWORD), account.username


def test_only_the_administrator_is_superuser(city):
    assert [user.username for user in User.objects.filter(is_superuser=True)] == ["quantri"]
    assert User.objects.get(username="quantri").roles.has(Role.SYSTEM_ADMIN)


def test_demo_trainee_and_chairman_lead_one_commune(city):
    units = {
        Position.objects.current().get(person__user__username=name, is_concurrent=False).unit
        for name in ("hocvien", "chutich", "huongdan", "chunha", "donvi")
    }
    assert len(units) == 1


def test_load_city_is_unneeded_when_loaded(city):
    assert load_city(0.02) is False


def test_demo_trainee_has_a_class_meeting_coming_and_one_absence(city):
    trainee = Enrolment.objects.get(person__user__username="hocvien", training_class__status="open")
    assert trainee.training_class.meetings.upcoming().exists()
    assert trainee.attendance.filter(status="excused").count() == 1


def test_demo_lecturer_owes_a_roll_and_marks(city):
    taught = TrainingClass.objects.filter(meetings__lecturer__person__user__username="giangvien", status="open")
    assert any(meetings_lacking_roll(training_class).exists() for training_class in taught)
    assert Assessment.objects.filter(training_class__in=taught, marks__isnull=True).exists()


def test_lessons_of_the_running_class_show_what_the_reader_can(city):
    trainee = User.objects.get(username="hocvien")
    held = Enrolment.objects.get(person__user=trainee, training_class__status="open").training_class
    assert LessonNote.objects.get(user=trainee).lesson.is_descendant_of(held.programme)
    kinds = {block.block_type for one in LessonPage.objects.descendant_of(held.programme) for block in one.body}
    assert {"video", "package"} <= kinds
    assert PackagePage.objects.live().descendant_of(held.programme).get().package.items.count() == 1
    assert held.programme.elective_groups.get().modules.count() == 3
    given = Assignment.objects.get(is_anonymous=True)
    assert given.second_marker.person.user != User.objects.get(username="giangvien")
    marks = Marking.objects.filter(submission__work__assignment=given)
    assert 0 < marks.filter(part="second").count() < marks.filter(part="first").count()


def test_demo_official_waits_for_his_mentor(city):
    posting = Posting.objects.active().get(person__user__username="canbotre")
    assert posting.mentorships.current().get().mentor.person.user.username == "huongdan"
    waiting = {
        form.code: [one.capacity for one in form.signatures.all()] for form in posting.forms.filter(status="submitted")
    }
    assert waiting == {"F3": ["mentee"], "F4": ["mentee", "mentor"]}
    assert posting.forms.open().filter(due_on__lt=today()).exists()
    assert Mentorship.objects.current().filter(mentor__person__user__username="huongdan").count() == 3


def test_demo_registrar_has_a_class_to_prepare_and_an_issue_under_way(city):
    assert classes_due().exists()
    assert IssueBatch.objects.filter(status="prepared", prepared_by__username="vanthu").exists()


def test_demo_editor_has_a_page_in_approval(city):
    assert WorkflowState.objects.filter(requested_by__username="bientap", status="in_progress").exists()


@pytest.mark.parametrize("username", USERNAMES)
def test_demo_account_comes_home(city, client, username):
    client.force_login(User.objects.get(username=username))
    assert client.get("/home/", follow=True).status_code == 200


def test_census_counts_what_is_there(city):
    counts = dict(census())
    assert counts["people"] == Person.objects.count()
    assert all(counts.values())


def test_demo_trainee_has_a_document_to_come(city):
    assert certificates_of_accounts().filter(person__user__username="hocvien").count() == 2


def test_demo_wave_has_posts_and_officials_to_match(city):
    wave = RotationWave.objects.get(plan__isnull=False)
    by = User.objects.get(username="tochuc")
    unit = Position.objects.current().get(person__user__username="donvi", is_concurrent=False).unit
    assert wave.offers.filter(unit=unit, offered_by__username="donvi").exists()
    report = match_wave(wave, by=by).report
    assert report["stable"]["filled"] == report["optimal"]["filled"] > 0
    assert report["stopped"]
