"""The quarterly review from the first word to the lock, in the browser's way."""

import pytest

from django.urls import reverse

from curriculum.clock.time import today
from tests.training.mentoring.test_forms import MENTEE_PART
from training.mentoring.models import ParallelVersion, TermForm
from training.mentoring.services import save_form, submit_form


def flat(answers: dict) -> dict:
    """Answers as the inputs of the page send them."""
    fields = {}
    for name, value in answers.items():
        if isinstance(value, list):
            for index, row in enumerate(value):
                fields |= {f"{name}-{index}-{column}": text for column, text in row.items()}
        else:
            fields[name] = value
    return fields


@pytest.fixture
def review(term) -> TermForm:
    return term.forms.get(code="F3", month=3)


def test_the_review_begins_with_what_the_portal_knows(client, cast, review, log_contact):
    log_contact(100)
    client.force_login(cast.young_official)
    page = client.get(reverse("mentor:form", args=[review.pk]))
    assert page.context["inputs"]["contacts_held"].value() == 1
    assert page.context["inputs"]["contacts_planned"].value() == 3
    assert [part["id"] for part in page.context["parts"]] == [
        "contacts",
        "goals",
        "results",
        "work",
        "support",
        "mentor",
    ]
    assert "mentor_note" not in page.context["inputs"].fields


def test_goals_come_from_the_agreement(client, cast, review, term):
    agreement = term.forms.get(code="F0")
    save_form(agreement, {"aims": [{"aim": "Chủ trì đối thoại"}]}, base_version=0, by=cast.mentor)
    client.force_login(cast.young_official)
    page = client.get(reverse("mentor:form", args=[review.pk]))
    assert page.context["inputs"]["goals-0-goal"].value() == "Chủ trì đối thoại"


def test_typing_is_saved(client, cast, review):
    client.force_login(cast.young_official)
    draft = reverse("mentor:form_draft", args=[review.pk])
    answer = client.post(draft, {**flat({"duties": "Phụ trách văn hóa"}), "base_version": "0"})
    assert answer.json()["version"] == 1
    refused = client.post(draft, {"village_days": "nhiều", "base_version": "1"})
    assert refused.status_code == 422
    assert "Days at villages" in refused.json()["error"]
    kept = client.post(draft, {"duties": "Bản trên máy khác", "base_version": "0"})
    assert kept.status_code == 409
    client.post(reverse("mentor:version", args=[ParallelVersion.objects.get().pk]), {"duties": "other"})
    assert (
        client.get(reverse("mentor:form", args=[review.pk])).context["filing"].answers["duties"] == "Bản trên máy khác"
    )


def test_handing_in_signing_and_locking(client, cast, review, django_capture_on_commit_callbacks):
    address = reverse("mentor:form", args=[review.pk])
    client.force_login(cast.young_official)
    page = client.post(address, {"duties": "x", "action": "submit", "base_version": "0"})
    assert "“Citizens" not in page.content.decode()
    assert "is still empty." in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {**flat(MENTEE_PART), "action": "submit", "base_version": "1"})
    review.refresh_from_db()
    assert review.status == "submitted"
    assert cast.mentor.notices.get().url == address
    assert "waits for your confirmation" in _home(client, cast.mentor)
    answer = client.post(address, {"mentor_note": "Tiến bộ rõ.", "action": "sign", "base_version": "2"})
    assert "is still empty" in answer.content.decode()
    part = {"mentor_note": "Tiến bộ rõ.", "relationship_mentor": "4", "action": "sign"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {**part, "base_version": str(_number(review))})
    review.refresh_from_db()
    assert review.status == "countersigned"
    client.force_login(cast.host_head)
    assert str(review.posting.person) in client.get(reverse("mentor:host")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mentor:form_sign", args=[review.pk]))
    review.refresh_from_db()
    assert review.status == "locked"
    page = client.get(address).content.decode()
    assert page.count("SHA-256") == 3
    assert cast.young_official.notices.filter(key__contains="locked").count() == 1


def _home(client, user) -> str:
    client.force_login(user)
    return client.get(reverse("mentor:home")).content.decode()


def _number(form: TermForm) -> int:
    form.refresh_from_db()
    return form.revision_number


def test_signing_out_of_turn_is_refused_with_a_sentence(client, cast, review):
    save_form(review, MENTEE_PART, base_version=0, by=cast.young_official)
    submit_form(review, by=cast.young_official)
    client.force_login(cast.host_head)
    page = client.post(reverse("mentor:form_sign", args=[review.pk]), follow=True).content.decode()
    assert "It is not your turn yet" in page
    assert review.signatures.count() == 1


def test_giving_back_with_a_reason(client, cast, review):
    save_form(review, MENTEE_PART, base_version=0, by=cast.young_official)
    submit_form(review, by=cast.young_official)
    client.force_login(cast.mentor)
    address = reverse("mentor:form_return", args=[review.pk])
    assert "Say what should be corrected" in client.post(address, {"reason": ""}, follow=True).content.decode()
    client.post(address, {"reason": "Bổ sung minh chứng"})
    review.refresh_from_db()
    assert review.status == "draft"


def test_the_host_head_who_gives_back_returns_to_the_posting(client, cast, review, term):
    save_form(review, MENTEE_PART, base_version=0, by=cast.young_official)
    submit_form(review, by=cast.young_official)
    client.force_login(cast.mentor)
    part = {"mentor_note": "Tiến bộ rõ.", "relationship_mentor": "4", "action": "sign", "base_version": "1"}
    client.post(reverse("mentor:form", args=[review.pk]), part)
    client.force_login(cast.host_head)
    answer = client.post(reverse("mentor:form_return", args=[review.pk]), {"reason": "Thiếu số liệu"})
    assert answer.url == reverse("mentor:posting", args=[term.pk])


def test_forms_still_on_paper_say_so(client, cast, term):
    term.forms.filter(code="F7", month=6).update(opens_on=today())
    client.force_login(cast.young_official)
    page = client.get(reverse("mentor:posting", args=[term.pk])).content.decode()
    assert "on paper for now" in page
    survey = term.forms.get(code="F7", month=6)
    assert client.get(reverse("mentor:form", args=[survey.pk])).status_code == 404
    assert client.post(reverse("mentor:form_draft", args=[survey.pk])).status_code == 404


def test_the_host_says_how_ready_it_is(client, cast, term):
    readiness = term.forms.get(code="F10")
    client.force_login(cast.young_official)
    assert client.get(reverse("mentor:form", args=[readiness.pk])).status_code == 404
    client.force_login(cast.host_head)
    assert client.get(reverse("mentor:form", args=[readiness.pk])).status_code == 200


def test_levels_are_chosen_with_their_meanings_and_drawn(client, cast, term):
    assessment = term.forms.get(code="F4", month=6)
    term.forms.filter(pk=assessment.pk).update(opens_on=today())
    client.force_login(cast.young_official)
    address = reverse("mentor:form", args=[assessment.pk])
    assert client.get(address).content.decode().count('name="C1_self-level"') == 5
    answers = {f"C{n}_self-level": "2" for n in range(1, 11)} | {"C3_self-evidence": "Hai buổi đối thoại"}
    client.post(address, answers | {"base_version": "0", "action": "submit"})
    assessment.refresh_from_db()
    assert assessment.status == "submitted"
    page = client.get(reverse("mentor:profile", args=[term.pk])).content.decode()
    assert "radar" in page
    assert "C3. " in page
    client.force_login(cast.mentor)
    assert "not enough evidence" in client.get(address).content.decode()
    client.force_login(cast.auditor)
    assert client.get(reverse("mentor:profile", args=[term.pk])).status_code == 404
