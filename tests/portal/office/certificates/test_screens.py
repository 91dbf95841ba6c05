"""The registrar's screens: who may see and do what, and that each click is one service."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pypdf
import pytest
from PIL import Image

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wagtail.models import ModelLogEntry

from certificates.models import Certificate, CertificateRegister, IssueBatch
from certificates.register.models import private_storage
from certificates.register.services import approve_batch, issue_batch, issue_certificate, keep_document, prepare_batch
from curriculum.clock.time import set_to
from portal.office.certificates import pages
from tests.factories.certificates import load_certificate_settings, passed_enrolment, recognised_class
from tests.factories.training import PersonFactory, UnitFactory
from training.models import AccessEvent

pytestmark = pytest.mark.django_db

DECISION = {"decision_number": "31/QĐ-TLHP", "decision_on": "2026-04-02", "signer": "Nguyễn Văn Hiệu", "reason": "Đơn"}
READERS = ("registrar", "signatory", "auditor", "training_office")
OTHERS = ("trainee", "unit_officer", "lecturer", "committee_officer", "editor", "stranger")


@pytest.fixture(autouse=True)
def _in_april():
    with set_to(datetime(2026, 4, 10, 9, 0)):
        yield


@pytest.fixture
def training_class(db):
    load_certificate_settings()
    return recognised_class(passed=3, failed=1)


@pytest.fixture
def batch(training_class, cast):
    return prepare_batch(training_class, by=cast.registrar)


@pytest.fixture
def issued(batch, cast):
    approve_batch(batch, by=cast.signatory)
    return issue_batch(batch, by=cast.registrar)


@pytest.fixture
def enter(client, cast):
    """Sign a member of the cast in, with the screens in English."""

    def sign_in(name):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(cast[name])
        return client

    return sign_in


def screens(issued) -> dict[str, str]:
    certificate = issued[0]
    return {
        "register": reverse("office:certificates"),
        "due": reverse("office:certificates_due"),
        "issues": reverse("office:issues"),
        "books": reverse("office:registers"),
        "certificate": reverse("office:certificate", args=[certificate.pk]),
        "issue": reverse("office:issue", args=[certificate.batch_id]),
        "progress": reverse("office:issue_progress", args=[certificate.batch_id]),
        "book": reverse("office:register", args=[certificate.register_id]),
    }


@pytest.mark.parametrize("member", READERS)
def test_register_is_open_to_its_readers(issued, enter, member):
    client = enter(member)
    answers = {name: client.get(url).status_code for name, url in screens(issued).items()}
    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize("member", OTHERS)
def test_register_is_closed_to_others(issued, enter, member):
    client = enter(member)
    for name, url in screens(issued).items():
        assert client.get(url).status_code in (302, 404), name


def certificate_name(issued) -> str:
    return issued[0].facts["holder"]["name"]


CHANGES = {
    "office:issue_approve": ("signatory",),
    "office:issue_now": ("registrar",),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("member", ["registrar", "signatory", "auditor", "training_office", "stranger"])
def test_steps_of_an_issue_are_kept_apart(batch, cast, enter, name, member):
    if name == "office:issue_now":
        approve_batch(batch, by=cast.signatory)
    response = enter(member).post(reverse(name, args=[batch.pk]))
    batch.refresh_from_db()
    done = batch.status == {"office:issue_approve": "approved", "office:issue_now": "issuing"}[name]
    assert done == (member in CHANGES[name])
    assert response.status_code in ((302,) if done else (302, 404))


@pytest.mark.parametrize("name", ["certificate_revoke", "certificate_replace"])
@pytest.mark.parametrize("member", ["signatory", "auditor", "training_office", "stranger"])
def test_changes_of_the_register_are_the_registrars(issued, enter, name, member):
    url = reverse(f"office:{name}", args=[issued[0].pk])
    assert enter(member).post(url, {"ground": "fraud", **DECISION}).status_code in (302, 404)
    assert Certificate.objects.filter(status="issued").count() == 3


def test_dry_run_shows_every_name_and_what_is_missing(training_class, enter):
    passed_enrolment(training_class, person=PersonFactory(full_name="Phạm Thị Thiếu Ngày", birth_date=None))
    page = enter("registrar").get(reverse("office:issue_prepare", args=[training_class.pk])).content.decode()
    for enrolment in training_class.enrolments.filter(outcome__is_passed=True).select_related("person"):
        assert enrolment.person.full_name in page
    assert "4 certificates would be issued" in page
    assert "no date of birth" in page
    assert not IssueBatch.objects.exists()


def test_registrar_prepares_signatory_approves_registrar_issues(
    training_class, enter, django_capture_on_commit_callbacks
):
    client = enter("registrar")
    assert training_class.code in client.get(reverse("office:certificates_due")).content.decode()
    page = client.get(reverse("office:issue_prepare", args=[training_class.pk]))
    values = {
        name: value.pk if hasattr(value, "pk") else value
        for name, value in page.context["form"].initial.items()
        if value is not None
    }
    response = client.post(reverse("office:issue_prepare", args=[training_class.pk]), values, follow=True)
    batch = IssueBatch.objects.get()
    assert response.redirect_chain[-1][0] == reverse("office:issue", args=[batch.pk])
    assert "Approve the list" not in response.content.decode()

    client = enter("signatory")
    assert "Approve the list" in client.get(reverse("office:issue", args=[batch.pk])).content.decode()
    client.post(reverse("office:issue_approve", args=[batch.pk]))

    client = enter("registrar")
    assert "3 numbers are taken" in client.get(reverse("office:issue_now", args=[batch.pk])).content.decode()
    with django_capture_on_commit_callbacks() as afterwards:
        page = client.post(reverse("office:issue_now", args=[batch.pk]), follow=True).content.decode()
    assert "3 certificates are being entered in the register" in page
    assert "0001/2026/CC-LHP" not in page
    for callback in afterwards:
        callback()
    page = client.get(reverse("office:issue", args=[batch.pk])).content.decode()
    assert "0001/2026/CC-LHP" in page
    assert "0 of 3 documents drawn" in page
    assert training_class.code not in client.get(reverse("office:certificates_due")).content.decode()


def test_progress_follows_the_documents(issued, enter):
    client = enter("registrar")
    url = reverse("office:issue_progress", args=[issued[0].batch_id])
    keep_document(issued[0])
    assert "1 of 3 documents drawn" in client.get(url).content.decode()
    assert "data-poll" in client.get(url).content.decode()
    for certificate in issued[1:]:
        keep_document(certificate)
    assert "data-poll" not in client.get(url).content.decode()


def test_refusal_stands_above_the_form(training_class, enter):
    client = enter("registrar")
    url = reverse("office:issue_prepare", args=[training_class.pk])
    initial = client.get(url).context["form"].initial
    values = {name: value.pk if hasattr(value, "pk") else value for name, value in initial.items() if value}
    page = client.post(url, values | {"issue_on": "2026-03-01"}).content.decode()
    assert "before the closing day" in page
    assert not IssueBatch.objects.exists()


def test_class_no_institution_may_certify_says_so(training_class, enter):
    training_class.programme.content_area = "unassigned"
    type(training_class.programme).objects.filter(pk=training_class.programme_id).update(content_area="unassigned")
    response = enter("registrar").get(reverse("office:issue_prepare", args=[training_class.pk]))
    assert response.status_code == 200
    assert "No institution may issue" in response.content.decode()


@pytest.mark.parametrize(("name", "leads_on"), [("registrar", True), ("signatory", False), ("auditor", False)])
def test_class_due_leads_to_its_preparation_for_those_who_may_prepare(enter, training_class, name, leads_on):
    page = enter(name).get(reverse("office:certificates_due")).text
    assert training_class.code in page
    assert (reverse("office:issue_prepare", args=[training_class.pk]) in page) is leads_on


def test_dropped_list_is_due_again(batch, enter, training_class):
    client = enter("registrar")
    client.post(reverse("office:issue_drop", args=[batch.pk]))
    assert training_class.code in client.get(reverse("office:certificates_due")).content.decode()


def test_revoking_on_the_screen_keeps_its_decision(issued, enter):
    certificate = issued[0]
    client = enter("registrar")
    url = reverse("office:certificate_revoke", args=[certificate.pk])
    assert "cannot be undone" in client.get(url).content.decode()
    page = client.post(url, {"ground": "fraud", **DECISION}, follow=True).content.decode()
    assert "revoked" in page
    assert "31/QĐ-TLHP" in page


def test_replacing_on_the_screen_leads_to_the_successor(issued, enter):
    certificate = issued[0]
    client = enter("registrar")
    url = reverse("office:certificate_replace", args=[certificate.pk])
    response = client.post(url, {"ground": "loss", "issued_on": "2026-04-10", **DECISION}, follow=True)
    successor = certificate.events.get().successor
    assert response.redirect_chain[-1][0] == reverse("office:certificate", args=[successor.pk])
    page = response.content.decode()
    assert "takes the place of" in page
    assert certificate.register_number in page


def test_incomplete_decision_is_asked_again(issued, enter):
    url = reverse("office:certificate_revoke", args=[issued[0].pk])
    response = enter("registrar").post(url, {"ground": "fraud", **DECISION, "signer": ""})
    assert response.status_code == 200
    assert Certificate.objects.filter(status="issued").count() == 3


def test_search_finds_names_without_tone_marks(training_class, cast, enter):
    passed_enrolment(training_class, person=PersonFactory(full_name="Đặng Thị Ấn"))
    batch = prepare_batch(training_class, by=cast.registrar)
    approve_batch(batch, by=cast.signatory)
    issue_batch(batch, by=cast.registrar)
    client = enter("registrar")
    page = client.get(reverse("office:certificates"), {"q": "dang thi an"}).content.decode()
    assert "Đặng Thị Ấn" in page
    assert page.count("/2026/CC-LHP") == 1
    by_number = client.get(reverse("office:certificates"), {"q": "0002/2026"}).content.decode()
    assert "0002/2026/CC-LHP" in by_number
    assert "0001/2026/CC-LHP" not in by_number


def test_list_is_filtered_by_state_year_and_programme(issued, enter, training_class):
    client = enter("registrar")
    url = reverse("office:certificates")
    assert "0001/2026" in client.get(url, {"year": 2026, "programme": training_class.programme_id}).content.decode()
    assert "0001/2026" not in client.get(url, {"year": 2025}).content.decode()
    assert "0001/2026" not in client.get(url, {"status": "revoked"}).content.decode()


def test_export_is_a_workbook_and_is_remembered(issued, enter, cast):
    response = enter("registrar").get(reverse("office:certificates"), {"export": "xlsx"})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    rows = list(openpyxl.load_workbook(BytesIO(content)).active.values)
    assert len(rows) == 4
    assert rows[0][0] == "Register number"
    assert {row[0] for row in rows[1:]} == {certificate.register_number for certificate in issued}
    event = AccessEvent.objects.get(kind="export")
    assert (event.user, event.count) == (cast.registrar, 3)


@pytest.mark.parametrize("member", ["signatory", "training_office"])
def test_export_is_refused_to_mere_readers(issued, enter, member):
    assert enter(member).get(reverse("office:certificates"), {"export": "xlsx"}).status_code == 404
    assert not AccessEvent.objects.filter(kind="export").exists()


def test_looking_at_a_certificate_is_remembered(issued, enter, cast):
    enter("auditor").get(reverse("office:certificate", args=[issued[0].pk]))
    event = AccessEvent.objects.get()
    assert (event.user, event.person, event.kind) == (cast.auditor, issued[0].person, "view")


def test_book_prints_in_the_paper_form(issued, enter, cast):
    register = issued[0].register
    client = enter("registrar")
    client.post(reverse("office:certificate_revoke", args=[issued[0].pk]), {"ground": "fraud", **DECISION})
    response = client.get(reverse("office:register_volume", args=[register.pk, 1]))
    assert response["Content-Type"] == "application/pdf"
    text = "".join(pypdf.PdfReader(BytesIO(response.content)).pages[0].extract_text().split())
    for words in ("SỔ CẤP CHỨNG CHỈ", "Số vào sổ", "Người nhận ký", certificate_name(issued), "31/QĐ-TLHP"):
        assert "".join(words.split()) in text
    assert ModelLogEntry.objects.filter(action="certificates.register.print", user=cast.registrar).exists()
    assert client.get(reverse("office:register_volume", args=[register.pk, 2])).status_code == 404
    assert enter("signatory").get(reverse("office:register_volume", args=[register.pk, 1])).status_code == 404


def test_book_is_closed_on_the_screen(issued, enter):
    register = issued[0].register
    client = enter("registrar")
    url = reverse("office:register_close", args=[register.pk])
    assert "is not over yet" in client.post(url).content.decode()
    with set_to(datetime(2027, 1, 4, 9, 0)):
        client.post(url)
    assert CertificateRegister.objects.get(pk=register.pk).closed_at is not None


# --- The document -------------------------------------------------------------------------------------------------


@pytest.fixture
def own(training_class, cast):
    """A certificate whose holder is the trainee of the cast."""
    enrolment = passed_enrolment(training_class, person=cast.trainee.person, unit=UnitFactory())
    return issue_certificate(enrolment, by=cast.registrar)


@pytest.mark.parametrize("member", ["trainee", "registrar", "signatory", "auditor"])
def test_document_is_served_byte_for_byte(own, enter, cast, member):
    kept = keep_document(own)
    response = enter(member).get(reverse("certificates:document", args=[own.pk]))
    assert response.content == kept.document.open("rb").read()
    assert response["Content-Disposition"] == 'inline; filename="0001-2026-CC-LHP.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert ModelLogEntry.objects.filter(action="certificates.certificate.download", user=cast[member]).count() == 1
    assert AccessEvent.objects.filter(kind="export").count() == (0 if member == "trainee" else 1)


@pytest.mark.parametrize(
    "member", ["chairman", "training_office", "unit_officer", "committee_officer", "lecturer", "editor", "stranger"]
)
def test_document_is_hidden_from_others(own, enter, member):
    assert enter(member).get(reverse("certificates:document", args=[own.pk])).status_code == 404


def test_document_asks_a_visitor_to_sign_in(own, client):
    response = client.get(reverse("certificates:document", args=[own.pk]))
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


def test_document_not_drawn_yet_is_drawn_when_asked_for(own, enter):
    assert enter("trainee").get(reverse("certificates:document", args=[own.pk])).content.startswith(b"%PDF")
    assert Certificate.objects.get(pk=own.pk).sha256


def test_paper_entry_has_no_document_and_says_so(own, enter):
    Certificate.objects.filter(pk=own.pk).update(is_electronic=False)
    response = enter("trainee").get(reverse("certificates:document", args=[own.pk]))
    assert response.status_code == 404
    assert "issued on paper" in response.content.decode()
    page = enter("registrar").get(reverse("office:certificate", args=[own.pk])).content.decode()
    assert "no electronic document" in page
    assert "Download the PDF" not in page


def test_altered_document_is_not_handed_out(own, enter):
    kept = keep_document(own)
    storage = private_storage()
    storage.delete(kept.document.name)
    storage.save(kept.document.name, ContentFile(b"%PDF forged"))
    response = enter("trainee").get(reverse("certificates:document", args=[own.pk]))
    assert response.status_code == 500
    assert "Restore it from a backup" in response.content.decode()
    assert b"forged" not in response.content


def test_holder_who_asked_for_another_is_not_offered_to_ask_again(own, enter):
    client = enter("trainee")
    ask, page = reverse("trainee:certificate_ask", args=[own.pk]), reverse("trainee:certificates")
    assert ask in client.get(page).text
    client.post(ask, {"ground": "loss", "description": "Mất khi chuyển nhà."})
    assert ask not in client.get(page).text
    client.post(reverse("trainee:certificate_request_withdraw", args=[own.requests.get().pk]))
    assert ask in client.get(page).text


# --- How many reads -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["certificates", "certificates_due", "issues", "registers"])
def test_lists_read_the_same_for_one_row_and_three(training_class, cast, enter, name):
    client = enter("registrar")
    url = reverse(f"office:{name}")

    def add(number: int) -> None:
        for year in range(2026 - number, 2026):
            made = recognised_class(
                passed=1, opens_on=date(year, 3, 1), closes_on=date(year, 3, 9), nominate_until=date(year, 2, 1)
            )
            if name == "certificates_due":
                continue
            batch = prepare_batch(made, by=cast.registrar)
            if name != "issues":
                approve_batch(batch, by=cast.signatory)
                issue_batch(batch, by=cast.registrar)

    def reads() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    add(1)
    client.get(url)
    one = reads()
    add(4)
    assert reads() == one
    assert one <= 40


def test_rule_and_list_agree_on_who_sees_a_certificate(own, cast):
    for name, user in cast.everybody().items():
        listed = Certificate.objects.visible_to(user).filter(pk=own.pk).exists()
        if not user.is_superuser:
            assert user.has_perm("certificates.view_certificate", own) == listed, name
    assert not Certificate.objects.visible_to(cast.visitor).exists()


def test_certificate_is_suspended_and_the_suspension_lifted(client, issued, cast):
    client.force_login(cast.registrar)
    page = reverse("office:certificate", args=[issued[0].pk])
    suspend, lift = (reverse(f"office:certificate_{act}", args=[issued[0].pk]) for act in ("suspend", "lift"))
    assert suspend in client.get(page).content.decode()
    assert client.get(lift).status_code == 404
    said = client.post(suspend, DECISION, follow=True).content.decode()
    assert lift in said
    assert suspend not in said
    assert DECISION["reason"] in said
    client.post(lift, {"reason": "Không có căn cứ."})
    said = client.get(page).content.decode()
    assert suspend in said
    assert "Không có căn cứ." in said
    client.force_login(cast.signatory)
    assert suspend not in client.get(page).content.decode()


def test_long_lists_come_in_pages(issued, batch, enter, monkeypatch):
    monkeypatch.setattr(pages, "LINES_ON_A_PAGE", 2)
    client, url = enter("registrar"), reverse("office:issue", args=[batch.pk])
    first, second = (client.get(url, {"page": number}).content.decode() for number in (1, 2))
    numbers = [certificate.register_number for certificate in issued]
    assert [number in first for number in numbers] == [True, True, False]
    assert [number in second for number in numbers] == [False, False, True]
    assert "<td>3</td>" in second
    assert "3 certificates" in second


def test_emblem_is_drawn_before_it_is_kept(issued, enter):
    design = issued[0].design
    client, url = enter("training_office"), reverse("office:design_preview", args=[design.pk])
    picture = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(picture, "PNG")
    drawn = client.post(url, {"heading": "THỬ", "emblem": SimpleUploadedFile("a.png", picture.getvalue())})
    assert 'src="data:image/png;base64,' in drawn.content.decode()
    refused = client.post(url, {"heading": "THỬ", "emblem": SimpleUploadedFile("a.png", b"<svg/>")})
    assert "no PNG or JPEG picture" in refused.content.decode()
    design.refresh_from_db()
    assert not design.emblem
