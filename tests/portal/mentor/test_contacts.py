"""Writing a contact with and without scripts, confirming it, settling two versions."""

from uuid import uuid4

import pytest

from django.urls import reverse

from wagtail.models import ModelLogEntry

from tests.training.mentoring.test_evidence import photograph
from training.mentoring.evidence.services import add_photo
from training.mentoring.models import MentoringContact, ParallelVersion
from training.mentoring.services import confirm_contact


@pytest.fixture
def fields(cast, term):
    return {
        "client_key": str(uuid4()),
        "base_version": "0",
        "kind": "site_visit",
        "happened_at": "2026-11-23T09:00",
        "duration_minutes": "45",
        "place": "Nhà văn hóa thôn 3",
        "participants": "Trưởng thôn 3",
        "topics": "Nghe bà con phản ánh",
        "competencies": ["C3", "C2"],
        "mentor_feedback": "Nói rõ, đúng hẹn.",
        "concern_level": "0",
        "next_on": "2026-12-23",
        "action-0-text": "Trả lời bà con về nước sạch",
        "action-0-owner": "mentee",
        "action-0-due_on": "2026-12-01",
    }


@pytest.fixture
def mentor_client(client, cast, term):
    client.force_login(cast.mentor)
    return client


def test_the_form_opens_with_sensible_defaults(mentor_client, term, log_contact):
    log_contact(9, place="Hội trường thôn 5")
    page = mentor_client.get(reverse("mentor:contact_write", args=[term.pk]))
    form = page.context["form"]
    assert form["happened_at"].value() == "2026-11-23T15:00"
    assert form["duration_minutes"].value() == 45
    assert form["place"].value() == "Hội trường thôn 5"
    assert str(form["next_on"].value()) == "2026-12-23"
    assert [action.text for action, _field in form.earlier_actions] == ["Việc cần làm"]
    assert 'name="reflection"' not in page.content.decode()


def test_typing_is_saved_and_the_page_goes_on_where_it_stopped(mentor_client, term, fields):
    draft = reverse("mentor:contact_draft", args=[term.pk])
    answer = mentor_client.post(draft, {**fields, "topics": "Nghe"})
    assert answer.status_code == 200
    assert (answer.json()["version"], answer.json()["conflict"]) == (1, None)
    answer = mentor_client.post(draft, {**fields, "base_version": "1"})
    assert answer.json()["version"] == 2
    page = mentor_client.get(reverse("mentor:contact_write", args=[term.pk]))
    assert page.context["contact"].topics == "Nghe bà con phản ánh"
    assert str(page.context["client_key"]) == fields["client_key"]
    assert MentoringContact.objects.count() == 1


def test_what_cannot_be_read_is_answered_with_a_sentence(mentor_client, term, fields):
    answer = mentor_client.post(reverse("mentor:contact_draft", args=[term.pk]), {**fields, "next_on": "mai"})
    assert answer.status_code == 422
    assert answer.json()["error"]
    answer = mentor_client.post(reverse("mentor:contact_draft", args=[term.pk]), {**fields, "kind": "party"})
    assert answer.status_code == 422


def test_handing_in_without_scripts_and_confirming(client, mentor_client, cast, term, fields):
    write = reverse("mentor:contact_write", args=[term.pk])
    answer = mentor_client.post(write, {**fields, "action": "submit"})
    contact = MentoringContact.objects.get()
    assert answer.url == reverse("mentor:contact", args=[contact.key])
    assert contact.status == "submitted"
    client.force_login(cast.young_official)
    page = client.get(answer.url).content.decode()
    assert "Your words, then confirm" in page
    refused = client.post(reverse("mentor:contact_confirm", args=[contact.key]), {"own_words": " "})
    assert refused.status_code == 422
    assert "Write what you take from it." in refused.content.decode()
    client.post(reverse("mentor:contact_confirm", args=[contact.key]), {"own_words": "Tôi sẽ trả lời đúng hẹn."})
    contact.refresh_from_db()
    assert (contact.status, contact.reflection) == ("confirmed", "Tôi sẽ trả lời đúng hẹn.")
    assert contact.sha256 in client.get(answer.url).content.decode()


def test_handing_in_too_early_keeps_the_draft_and_says_what_is_missing(mentor_client, term, fields):
    write = reverse("mentor:contact_write", args=[term.pk])
    page = mentor_client.post(write, {**fields, "topics": "", "action-0-text": "", "action": "submit"})
    text = page.content.decode()
    assert "Say in a few words what was discussed." in text
    assert "Agree on at least one action." in text
    assert MentoringContact.objects.get().place == "Nhà văn hóa thôn 3"
    assert f'value="{MentoringContact.objects.get().version}"' in text


def test_saving_a_draft_by_its_button(mentor_client, term, fields):
    answer = mentor_client.post(reverse("mentor:contact_write", args=[term.pk]), {**fields, "action": "save"})
    assert answer.url == reverse("mentor:posting", args=[term.pk])
    assert MentoringContact.objects.get().status == "draft"


def test_two_devices_keep_both_and_the_person_chooses(mentor_client, term, fields):
    draft = reverse("mentor:contact_draft", args=[term.pk])
    mentor_client.post(draft, fields)
    answer = mentor_client.post(draft, {**fields, "topics": "Viết trên máy khác"})
    assert answer.status_code == 409
    version = ParallelVersion.objects.get()
    assert answer.json()["conflict"]["url"] == reverse("mentor:version", args=[version.pk])
    page = mentor_client.get(answer.json()["conflict"]["url"]).content.decode()
    assert "Viết trên máy khác" in page
    assert "Nghe bà con phản ánh" in page
    mentor_client.post(answer.json()["conflict"]["url"], {"topics": "both"})
    assert MentoringContact.objects.get().topics == "Nghe bà con phản ánh\n\nViết trên máy khác"
    version.refresh_from_db()
    assert version.settled_at


def test_a_version_is_seen_by_its_writer_alone(client, mentor_client, cast, term, fields):
    draft = reverse("mentor:contact_draft", args=[term.pk])
    mentor_client.post(draft, fields)
    mentor_client.post(draft, {**fields, "topics": "Viết trên máy khác"})
    client.force_login(cast.young_official)
    assert client.get(reverse("mentor:version", args=[ParallelVersion.objects.get().pk])).status_code == 404


def test_own_words_are_saved_while_it_waits(client, cast, log_contact):
    contact = log_contact()
    client.force_login(cast.young_official)
    answer = client.post(
        reverse("mentor:contact_words", args=[contact.key]), {"own_words": "Đang viết", "base_version": "1"}
    )
    assert answer.json()["conflict"] is None
    assert "Đang viết" in client.get(reverse("mentor:contact", args=[contact.key])).content.decode()


def test_a_photograph_is_taken_away_by_who_added_it_until_the_contact_is_locked(client, cast, log_contact):
    contact = log_contact(by=cast.mentor)
    mine, theirs = (
        add_photo(contact, photograph(40, side), key=uuid4(), by=by)
        for side, by in ((30, cast.young_official), (20, cast.mentor))
    )
    address = reverse("mentor:contact", args=[contact.key])
    remove = reverse("mentor:photo_remove", args=[mine.key])
    client.force_login(cast.young_official)
    page = client.get(address).content.decode()
    assert remove in page
    assert reverse("mentor:photo_remove", args=[theirs.key]) not in page
    assert client.post(remove).url == address
    assert list(contact.photos.all()) == [theirs]
    assert client.post(remove).status_code == 404, "a second press finds nothing to do"
    entry = ModelLogEntry.objects.get(action="training.contact.photo_remove")
    assert (entry.user, entry.data["sha256"]) == (cast.young_official, mine.sha256)
    confirm_contact(contact, "Tôi ghi nhận", by=cast.young_official)
    client.force_login(cast.mentor)
    assert reverse("mentor:photo_remove", args=[theirs.key]) not in client.get(address).content.decode()
    client.post(reverse("mentor:photo_remove", args=[theirs.key]))
    assert contact.photos.exists(), "what was confirmed stands"


def test_the_writer_may_correct_and_the_other_side_give_back(client, cast, log_contact):
    contact = log_contact()
    client.force_login(cast.mentor)
    answer = client.post(reverse("mentor:contact_reopen", args=[contact.key]))
    assert answer.url == reverse("mentor:contact_write", args=[cast.posting.pk])
    contact = log_contact(1)
    client.force_login(cast.young_official)
    answer = client.post(reverse("mentor:contact_reopen", args=[contact.key]))
    assert answer.url == reverse("mentor:posting", args=[cast.posting.pk])
    confirmed = log_contact(0)
    confirm_contact(confirmed, "Rõ", by=cast.young_official)
    answer = client.post(reverse("mentor:contact_reopen", args=[confirmed.key]), follow=True)
    assert "confirmed and locked" in answer.content.decode()


def test_the_other_side_is_told_once(cast, log_contact, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        contact = log_contact()
    with django_capture_on_commit_callbacks(execute=True):
        confirm_contact(contact, "Rõ", by=cast.young_official)
    notice = cast.young_official.notices.get()
    assert notice.url == reverse("mentor:contact", args=[contact.key])
    assert "bí mật" not in notice.title + notice.body
    assert cast.mentor.notices.get().key == f"contact:{contact.pk}:confirmed"
