"""One record for each person: who sees how much of it, that each look is written down, that it asks little."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pypdf
import pytest

from django.core.files.base import ContentFile
from django.urls import reverse

from curriculum.clock.time import now, today
from portal.records.events import EventKind
from portal.records.queries import events_of, timeline_of
from portal.records.sight import Standing, sight_of
from tests.cast import MEMBERS
from tests.factories.certificates import passed_enrolment, recognised_class
from tests.factories.training import EnrolmentFactory, PositionFactory
from tests.portal.records.conftest import SECRET, hold_contact
from tests.training.mentoring.test_evidence import photograph
from training.mentoring.evidence.services import add_photo
from training.models import AccessEvent, DiaryEntry, FormDocument, MentoringContact, Posting, Survey

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
STANDINGS = {
    "young_official": Standing.ONESELF,
    "committee_officer": Standing.COMMITTEE,
    "auditor": Standing.AUDIT,
    "training_office": Standing.SCHOOL,
    "registrar": Standing.SCHOOL,
    "mentor": Standing.MENTOR,
    "host_head": Standing.HOST,
}


def titles(user, person) -> str:
    return " | ".join(f"{event.title}: {event.note}" for event in events_of(sight_of(user, person)))


def test_each_sees_the_record_for_his_duty_and_strangers_nothing(cast, term):
    found = {name: sight_of(cast[name], term.person).standings for name in MEMBERS}
    assert {name: one for name, (one,) in ((n, s) for n, s in found.items() if s)} == STANDINGS


def test_words_and_levels_reach_only_whom_the_forms_name(cast, term):
    texts = {name: titles(cast[name], term.person) for name in STANDINGS}
    assert not any(SECRET in text for text in texts.values())
    assert {name for name, text in texts.items() if "C1 3" in text} == {
        "young_official",
        "mentor",
        "host_head",
        "committee_officer",
    }
    assert {name for name, text in texts.items() if "Mentoring contact: meeting" in text} == {
        "young_official",
        "mentor",
    }
    assert {name for name, text in texts.items() if "1 mentoring contact:" in text} == {
        "host_head",
        "committee_officer",
        "auditor",
    }


def test_host_unit_sees_it_for_the_tail_of_days_and_the_mentor_only_while_he_guides(cast, term):
    for days, seen in ((0, True), (90, True), (91, False)):
        Posting.objects.filter(pk=term.pk).update(
            status="ended", ended_on=today() - timedelta(days=days), end_reason="returned"
        )
        assert bool(sight_of(cast.host_head, term.person).standings) is seen, days
    cast.mentorship.valid_to = today()
    cast.mentorship.save()
    assert not sight_of(cast.mentor, term.person).standings


def test_each_look_says_who_whom_when_and_what_for(client, cast, term):
    person = term.person
    for name in STANDINGS:
        client.force_login(cast[name])
        assert client.get(reverse("records:person", args=[person.pk])).status_code in (200, 302)
    client.get(reverse("records:printed", args=[person.pk]))
    client.force_login(cast.committee_officer)
    client.get(reverse("office:person_record", args=[person.pk]))
    rows = AccessEvent.objects.filter(person=person).values_list("user__username", "kind", "what", "purpose")
    others = [(cast[name].username, "view", "record", one.value) for name, one in STANDINGS.items()]
    office = ("tochuc", "view", "record", "committee")
    printed = ("chunha", "print", "record", "host")
    assert sorted(rows) == sorted([*(row for row in others if row[3] != "oneself"), office, printed])
    client.force_login(cast.young_official)
    page = client.get(reverse("records:looks")).text
    assert str(cast.mentor) in page
    assert "management at the host unit" in page
    client.force_login(cast.trainee)
    assert str(cast.mentor) not in client.get(reverse("records:looks")).text


def test_a_look_at_a_posting_its_forms_and_their_documents_says_what_for(client, cast, term):
    form = term.forms.get(status="submitted")
    document = FormDocument.objects.create(
        form=form,
        capacity="host_head",
        number="07-NX/ĐU",
        signed_on=today(),
        kind="pdf",
        file=ContentFile(b"%PDF-1.7", "signed.pdf"),
        added_by=cast.host_head,
        added_at=now(),
    )
    addresses = [
        reverse("mentor:posting", args=[term.pk]),
        reverse("mentor:form", args=[form.pk]),
        reverse("mentor:form_document", args=[document.pk]),
    ]
    for name in ("young_official", "mentor", "stranger"):
        client.force_login(cast[name])
        codes = {client.get(address).status_code for address in addresses}
        assert codes == ({404} if name == "stranger" else {200}), name
    client.force_login(cast.committee_officer)
    assert client.get(reverse("office:posting", args=[term.pk])).status_code == 200
    rows = AccessEvent.objects.filter(person=term.person).order_by("pk").values_list("user", "kind", "what", "purpose")
    seen = [(cast.mentor.pk, "view", what, "mentor") for what in ("posting", "form F4", "document F4")]
    assert list(rows) == [*seen, (cast.committee_officer.pk, "view", "posting", "committee")]
    client.force_login(cast.young_official)
    page = client.get(reverse("records:looks")).text
    for words in ("posting and its term", "form of the term F4", "signed document of the form F4"):
        assert words in page, words


@pytest.fixture
def survey_of_term(cast, term):
    """One that is released, of the first form F7."""
    form = term.forms.filter(code="F7").earliest("month")
    form.opens_on = today() - timedelta(days=40)
    form.save()
    return Survey.objects.create(
        form=form,
        status="released",
        opens_on=today() - timedelta(days=30),
        closes_on=today() - timedelta(days=16),
        released_on=today(),
    )


def test_a_look_at_what_was_said_shared_and_shown_is_written_down_once(client, cast, term, survey_of_term):
    contact = MentoringContact.objects.get()
    contact.duration_minutes, contact.next_on = 45, today()
    contact.save()
    photos = [add_photo(contact, photograph(40, 30 + n), key=uuid4(), by=cast.young_official) for n in range(2)]
    page = DiaryEntry.objects.create(
        posting=term, starts_on=today(), main_work=SECRET, shared_with=cast.mentorship, written_at=now()
    )
    addresses = [
        reverse("mentor:contact", args=[contact.key]),
        *(reverse("mentor:photo", args=[photo.key]) for photo in photos),
        reverse("mentor:diary_page", args=[page.key]),
        reverse("mentor:survey", args=[term.pk]),
    ]
    for name in ("young_official", "mentor"):
        client.force_login(cast[name])
        assert [client.get(address).status_code for address in addresses] == [200] * 5, name
    client.force_login(cast.committee_officer)
    assert client.get(reverse("office:survey", args=[survey_of_term.form_id])).status_code == 200
    client.force_login(cast.auditor)
    assert {client.get(address).status_code for address in addresses[:4]} == {404}
    rows = AccessEvent.objects.filter(person=term.person).order_by("pk").values_list("user", "what", "purpose")
    day = f"{contact.happened_at:%d/%m/%Y}"
    seen = [(cast.mentor.pk, what, "mentor") for what in (f"contact {day}", f"photograph {day}", "diary", "survey")]
    assert list(rows) == [*seen, (cast.committee_officer.pk, "survey", "committee")]
    client.force_login(cast.young_official)
    told = client.get(reverse("records:looks")).text
    for words in (f"mentoring contact of {day}", "shared page of the diary", "summary of multi-source feedback"):
        assert words in told, words
    assert SECRET not in told


def test_filters_by_kind_and_year(cast, term):
    passed_enrolment(recognised_class(), person=term.person)
    sight = sight_of(cast.young_official, term.person)
    whole = timeline_of(sight)
    mentoring = timeline_of(sight, kind="mentoring", year=str(today().year))
    assert {event.kind for event in mentoring.chosen} == {EventKind.MENTORING}
    assert {event.day.year for event in mentoring.chosen} == {today().year}
    assert timeline_of(sight, kind="nonsense", year="1066").chosen == whole.events
    assert [event.day for event in whole.events] == sorted((event.day for event in whole.events), reverse=True)


@pytest.mark.parametrize("name", ["young_official", "mentor", "host_head"])
def test_three_hundred_entries_ask_as_little_as_three(client, cast, term, django_assert_max_num_queries, name):
    client.force_login(cast[name])
    address = (
        reverse("trainee:record") if name == "young_official" else reverse("records:person", args=[term.person_id])
    )
    client.get(address)
    for number in range(30):
        hold_contact(cast, days=number * 30)
        PositionFactory(person=term.person, valid_from=today() - timedelta(days=40 * number + 9))
        EnrolmentFactory(person=term.person, status="completed")
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200


def test_paper_bears_the_head_the_parts_and_who_took_it_out(client, cast, term):
    client.force_login(cast.young_official)
    answer = client.get(reverse("records:printed", args=[term.person_id]))
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.content)).pages)
    for words in ("ĐẢNG CỘNG SẢN VIỆT NAM", "BẢN TÓM TẮT QUÁ TRÌNH", "Lê Hoàng Đức", "KÈM CẶP", "XÁC NHẬN CỦA BAN"):
        assert words in text, words
    client.force_login(cast.stranger)
    assert client.get(reverse("records:printed", args=[term.person_id])).status_code == 404
