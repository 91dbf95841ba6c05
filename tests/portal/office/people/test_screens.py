"""The register of people and the import screens."""

import io
from datetime import date

import pytest

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from wagtail.models import ModelLogEntry

from curriculum.clock.time import now
from tests.cast import MEMBERS
from tests.factories.training import PositionFactory, UnitFactory, user_with_role
from tests.training.people.test_imports import ROW, sheet
from training.models import AccessEvent, ImportRun, Person, Role
from training.people.imports import import_people
from training.spreadsheets.services import perform, runs_left_lying
from training.tasks import SILENT, take_up_imports

READERS = {"training_office", "committee_officer", "registrar", "auditor", "administrator"}


@pytest.fixture
def office(client, db):
    user = user_with_role(Role.TRAINING_OFFICE)
    client.force_login(user)
    return user


@pytest.mark.django_db
@pytest.mark.parametrize("member", MEMBERS)
def test_register_opens_for_city_wide_readers_only(client, cast, member):
    client.force_login(cast[member])
    assert client.get(reverse("office:people")).status_code in ({200} if member in READERS else {302, 404})


@pytest.mark.django_db
def test_rows_and_rule_agree_for_the_whole_cast(cast):
    everybody = cast.everybody()
    people = list(Person.objects.all())
    for user in everybody.values():
        if user.is_superuser:
            continue
        rows = set(Person.objects.visible_to(user))
        assert rows == {person for person in people if user.has_perm("training.view_person", person)}, user.username


@pytest.mark.django_db
def test_each_look_at_a_profile_is_logged_but_ones_own(client, office):
    person = PositionFactory().person
    assert client.get(reverse("office:person", args=[person.pk])).status_code == 200
    event = AccessEvent.objects.get()
    assert (event.user, event.person, event.kind) == (office, person, "view")
    for change in (event.delete, event.save, AccessEvent.objects.all().delete):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(TypeError):
        AccessEvent.objects.update(what="nothing")


@pytest.mark.django_db
def test_export_is_logged(client, office):
    PositionFactory()
    assert client.get(reverse("office:people"), {"export": "csv"}).status_code == 200
    event = AccessEvent.objects.get()
    assert (event.kind, event.count) == ("export", 1)


@pytest.mark.django_db
def test_register_costs_the_same_for_one_and_three(client, office, django_assert_max_num_queries):
    PositionFactory()
    client.get(reverse("office:people"))
    with django_assert_max_num_queries(40) as one:
        client.get(reverse("office:people"))
    PositionFactory(), PositionFactory()
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(reverse("office:people"))


def give(client, content: bytes):
    file = SimpleUploadedFile("can-bo.xlsx", content)
    return client.post(reverse("office:people_import"), {"file": file, "holds_no_secrets": "on"})


@pytest.mark.usefixtures("hanoi")
def test_upload_is_checked_then_written_once(client, office):
    give(client, sheet(ROW).getvalue())
    run = perform(ImportRun.objects.get().pk, import_people)
    assert (run.state, run.counts["people_added"], Person.objects.count()) == ("checked", 1, 0)
    assert client.get(reverse("office:import_run", args=[run.pk])).context["may_repeat"]
    for _ in range(2):
        client.post(reverse("office:import_write", args=[run.pk]))
    real = perform(ImportRun.objects.get(is_dry_run=False).pk, import_people)
    assert (real.state, Person.objects.count(), real.percent) == ("done", 1, 100)
    assert perform(real.pk, import_people).finished_at == real.finished_at


@pytest.mark.usefixtures("hanoi")
def test_errors_are_shown_by_cell_and_cannot_be_written(client, office):
    give(client, sheet(ROW | {"unit": "99999"}).getvalue())
    run = perform(ImportRun.objects.get().pk, import_people)
    page = client.get(reverse("office:import_run", args=[run.pk]))
    assert "M2" in page.content.decode()
    client.post(reverse("office:import_write", args=[run.pk]))
    assert ImportRun.objects.count() == 1


@pytest.mark.usefixtures("hanoi")
def test_cancelled_import_writes_nothing(client, office):
    give(client, sheet(ROW).getvalue())
    run = ImportRun.objects.get()
    client.post(reverse("office:import_cancel", args=[run.pk]))
    assert perform(run.pk, import_people).state == "cancelled"


@pytest.mark.django_db
def test_what_is_no_workbook_is_refused_on_the_form(client, office):
    answer = give(client, b"no workbook")
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert not ImportRun.objects.exists()


@pytest.mark.django_db
def test_template_is_a_workbook(client, office):
    content = client.get(reverse("office:people_template")).content
    assert io.BytesIO(content).read(2) == b"PK"


@pytest.mark.usefixtures("hanoi")
def test_import_whose_worker_was_killed_is_taken_up_once_and_a_living_one_is_left_alone(client, office):
    give(client, sheet(ROW).getvalue())
    run = ImportRun.objects.get()
    ImportRun.objects.update(state="running")
    assert runs_left_lying(silent_for=SILENT) == []
    ImportRun.objects.update(heard_at=now() - SILENT * 2)
    assert runs_left_lying(silent_for=SILENT) == [run.pk]
    assert runs_left_lying(silent_for=SILENT) == []
    ImportRun.objects.update(heard_at=now() - SILENT * 2)
    assert take_up_imports() == 1
    run.refresh_from_db()
    assert run.state == "checked"
    assert take_up_imports() == 0


@pytest.mark.usefixtures("hanoi")
def test_import_that_meets_the_unforeseen_says_so_and_is_not_tried_for_ever(client, office):
    give(client, sheet(ROW).getvalue())
    run = ImportRun.objects.get()

    def breaks(file, **kwargs):
        raise RuntimeError("a mistake of ours")

    with pytest.raises(RuntimeError):
        perform(run.pk, breaks)
    run.refresh_from_db()
    assert (run.state, Person.objects.count()) == ("failed", 0)
    assert run.refusal


@pytest.mark.django_db
def test_a_missing_birth_date_and_a_ward_of_the_old_map_are_written_down(client, office):
    person = PositionFactory(person__full_name="Đỗ Lan", person__birth_date=None, valid_from=date(2020, 1, 1)).person
    old = UnitFactory(name="Phường Cũ", valid_to=date(2025, 6, 30))
    page = reverse("office:person_change", args=[person.pk])
    assert "Phường Cũ (cũ)" in client.get(page).content.decode()
    facts = {"full_name": person.full_name, "staff_category": "civil_servant", "birth_date": "01/02/1990"}
    assert client.post(page, facts | {"birth_place": old.pk, "residence": old.pk}).status_code == 200  # not of today
    assert client.post(page, facts | {"birth_place": old.pk}).status_code == 302
    person.refresh_from_db()
    assert (person.birth_date, person.birth_place) == (date(1990, 2, 1), old)
    assert ModelLogEntry.objects.get(action="training.person.change").data["before"]["birth_place"] == ""
