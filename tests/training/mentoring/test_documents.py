"""Part C of the yearly assessment is a signed document: attached with its number and day before it is confirmed."""

from datetime import datetime, time, timedelta

import pypdfium2
import pytest

from django.core.files.base import ContentFile
from django.urls import reverse

from curriculum.clock.time import set_to, today
from tests.training.mentoring.test_levels import levels
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.definitions import Definition
from training.mentoring.models import FormDocument, TermForm
from training.mentoring.profiles import MENTOR, SELF
from training.mentoring.services import attach_document, create_calendar, save_form, sign_form, submit_form

pytestmark = pytest.mark.usefixtures("instruments")
PDF = b"%PDF-1.7\n%%EOF"


def fill(form: TermForm, capacity: str, by, **more) -> None:
    """Everything the capacity owes, in some words."""
    answers = dict(more)
    for item in Definition.of(form.version).fields_for([capacity]):
        if item.type in ("text", "line"):
            answers[item.id] = "Nội dung"
        elif item.type == "date":
            answers[item.id] = today().isoformat()
        elif item.type == "choice":
            answers[item.id] = item.choices[0][0]
        elif item.type == "rows":
            answers[item.id] = [{column.id: "Việc" for column in item.columns}]
    save_form(form, answers, base_version=TermForm.objects.get(pk=form.pk).revision_number, by=by)


@pytest.fixture
def form(cast) -> TermForm:
    """The first yearly assessment, waiting for part C."""
    cast.everybody()
    create_calendar(cast.posting)
    found = cast.posting.forms.get(code="F5", month=12)
    with set_to(datetime.combine(found.due_on, time(9))):
        fill(found, "mentee", cast.young_official, **levels(SELF))
        submit_form(found, by=cast.young_official)
        fill(found, "mentor", cast.mentor, **levels(MENTOR))
        sign_form(found, by=cast.mentor)
        fill(found, "host_head", cast.host_head)
        yield found


def attach(form, by, **changes):
    given = {"number": "12-NX/ĐU", "signed_on": today(), "declares_no_secret": True} | changes
    content = given.pop("content", PDF)
    return attach_document(form, ContentFile(content, "ban-ky.pdf"), **given, by=by)


def test_part_c_is_confirmed_only_with_its_document(cast, form, en):
    with pytest.raises(WrongState, match="signed document"):
        sign_form(form, by=cast.host_head)
    first = attach(form, cast.host_head)
    assert attach(form, cast.host_head, number="lần hai") == first
    signed = sign_form(form, by=cast.host_head)
    assert [one.capacity for one in signed.signatures.all()] == ["mentee", "mentor", "host_head"]
    assert FormDocument.objects.get().file.read() == PDF


def test_what_is_no_such_document_is_refused_and_nothing_is_kept(cast, form, en):
    with pytest.raises(NotAllowed):
        attach(form, cast.stranger)
    with pytest.raises(WrongState):
        attach(form, cast.mentor)
    for changes, words in [
        ({"content": b"MZ\x90"}, "Attach a PDF"),
        ({"number": "  "}, "number"),
        ({"signed_on": today() + timedelta(days=1)}, "day to come"),
        ({"declares_no_secret": False}, "secrets"),
    ]:
        with pytest.raises(InvalidInput, match=words):
            attach(form, cast.host_head, **changes)
    assert not FormDocument.objects.exists()


def test_the_page_takes_it_and_gives_it_to_those_who_read_the_form(client, cast, form):
    client.force_login(cast.host_head)
    page = reverse("mentor:form", args=[form.pk])
    address = reverse("mentor:form_attach", args=[form.pk])
    assert address in client.get(page).content.decode()
    upload = ContentFile(PDF, "ban-ky.pdf")
    given = {"number": "12-NX/ĐU", "signed_on": today().isoformat(), "declares_no_secret": "on", "file": upload}
    assert client.post(address, given).url == page
    kept = FormDocument.objects.get()
    there = reverse("mentor:form_document", args=[kept.pk])
    assert there in client.get(page).content.decode()
    for name, status in (("mentor", 200), ("young_official", 200), ("chairman", 404), ("stranger", 404)):
        client.force_login(cast[name])
        assert client.get(there).status_code == status


def test_the_form_is_printed_as_its_reader_may_read_it(client, cast, form):
    attach(form, cast.host_head)
    sign_form(form, by=cast.host_head)
    client.force_login(cast.host_head)
    paper = client.get(reverse("mentor:form_pdf", args=[form.pk])).content
    words = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper))
    words = " ".join(words.split())
    assert "C10. Đổi mới, chuyển đổi số" in words
    assert "văn bản số 12-NX/ĐU" in words
    client.force_login(cast.stranger)
    assert client.get(reverse("mentor:form_pdf", args=[form.pk])).status_code == 404
