"""Everything the portal holds about a person, taken along by him and by nobody else."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest

from django.apps import apps
from django.urls import reverse

from curriculum.clock.time import now, set_to
from portal.records.models import Takeout
from portal.records.takeout.schema import schema
from portal.records.takeout.sections import NOT_TAKEN, SECTIONS
from portal.records.takeout.services import ask_for_takeout, forget_takeouts, make_takeout, take, takeouts_left_lying
from tests.factories.training import EnrolmentFactory, MarkFactory, RoleGrantFactory
from tests.portal.records.conftest import SECRET
from tests.training.mentoring.test_evidence import photograph
from training.errors import WrongState
from training.mentoring.evidence.services import add_photo
from training.mentoring.flags.services import raise_flag
from training.models import AccessEvent, MentoringContact, Role

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_every_marked_model_is_taken_or_says_why_not():
    marked = {model._meta.label for model in apps.get_models() if getattr(model, "personal_data", None)}
    taken = {section.model._meta.label for section in SECTIONS}
    missing = marked - taken - set(NOT_TAKEN)
    assert not missing, f"Give {missing} a section in portal/records/takeout/sections.py, or a reason in NOT_TAKEN."
    assert not taken & set(NOT_TAKEN)


def fetch(takeout: Takeout) -> tuple[zipfile.ZipFile, dict]:
    package = zipfile.ZipFile(BytesIO(takeout.file.read()))
    return package, json.loads(package.read("du-lieu.json"))


@pytest.fixture
def takeout(cast, term) -> Takeout:
    MarkFactory(enrolment=EnrolmentFactory(person=term.person), comment="Nhận xét bài")
    RoleGrantFactory(user=cast.committee_officer, role=Role.COMMITTEE_LEADER)
    contact = MentoringContact.objects.get(mentorship=cast.mentorship)
    add_photo(contact, photograph(), key=uuid4(), by=cast.mentor)
    raise_flag(term, "R13", words="Đơn tố cáo", document="12/ĐT", by=cast.committee_officer)
    raise_flag(term, "R2", words="Lời riêng của người hướng dẫn", by=cast.mentor)
    return make_takeout(ask_for_takeout(term.person, by=cast.young_official).pk)


def test_package_holds_what_is_his_by_its_schema_and_nothing_confidential(takeout, term):
    package, data = fetch(takeout)
    assert {"du-lieu.json", "schema.json", "qua-trinh.pdf", "doc-truoc.txt"} <= set(package.namelist())
    described = schema()["properties"]["sections"]
    assert list(data["sections"]) == described["required"]
    for name, rows in data["sections"].items():
        for row in rows:
            assert set(row) == set(described["properties"][name]["items"]["required"]), name
    held = data["sections"]
    assert held["person"][0]["full_name"] == term.person.full_name
    assert held["marks"][0]["comment"] == "Nhận xét bài"
    assert held["contacts"][0]["topics"] == SECRET
    assert package.read(held["contact_photos"][0]["file"])[:3] == b"\xff\xd8\xff"
    assert held["postings"][0]["decision_number"] == term.decision_number
    assert [flag["rule"] for flag in held["flags"]] == ["R2"]
    text = package.read("du-lieu.json").decode()
    for words in ("R13", "Đơn tố cáo", "12/ĐT", "Lời riêng của người hướng dẫn"):
        assert words not in text


def test_only_its_owner_takes_it_once_and_the_log_says_so(client, cast, term, takeout):
    client.force_login(cast.mentor)
    address = reverse("records:takeout_file", args=[takeout.pk])
    assert client.post(address).status_code == 404
    client.force_login(cast.young_official)
    assert client.get(address).status_code == 405
    assert b"".join(client.post(address).streaming_content)[:2] == b"PK"
    event = AccessEvent.objects.get(kind="export", person=term.person)
    assert (event.user, event.what) == (cast.young_official, "takeout")
    with set_to(now() + timedelta(minutes=61)):
        assert client.post(address).status_code == 302
        assert forget_takeouts() == 1
        takeout.refresh_from_db()
        assert (takeout.state, takeout.file.name) == ("expired", "")


def test_asking_twice_is_one_and_a_lost_one_is_taken_up_again(cast, term):
    first = ask_for_takeout(term.person, by=cast.young_official)
    assert ask_for_takeout(term.person, by=cast.young_official) == first
    with pytest.raises(WrongState):
        ask_for_takeout(term.person, by=cast.committee_officer)
    with pytest.raises(WrongState):
        take(first, by=cast.young_official)
    with set_to(now() + timedelta(minutes=11)):
        assert takeouts_left_lying(silent_for=timedelta(minutes=10)) == [first.pk]
        made = make_takeout(first.pk)
    assert made.state == "ready"
    assert make_takeout(first.pk).sha256 == made.sha256


def test_asking_on_the_page_starts_the_work(client, cast, term, django_capture_on_commit_callbacks, monkeypatch):
    asked = []
    monkeypatch.setattr("portal.receivers.make_takeout.delay", asked.append)
    client.force_login(cast.young_official)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("records:takeouts"))
    assert asked == [Takeout.objects.get().pk]
    page = client.get(reverse("records:takeouts"))
    assert page["Refresh"] == "2"
