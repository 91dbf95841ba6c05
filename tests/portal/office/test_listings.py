"""Every office list: who opens it, at how many queries, and what it exports."""

import io

import openpyxl
import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.training import (
    EnrolmentFactory,
    LecturerFactory,
    NominationFactory,
    PersonFactory,
    PostingFactory,
    RoomFactory,
    TrainingClassFactory,
)
from training.mentoring.reference import load_forms
from training.models import FormVersion, TermForm

TRAINING = {"training_office", "committee_officer", "registrar", "signatory", "auditor"}
COMMITTEE = {"committee_officer", "auditor"}
OFFICES = TRAINING | {"signatory", "editor", "administrator"}
WHO_SEES = {
    "office:classes": TRAINING,
    "office:assignments": TRAINING,
    "office:nominations": TRAINING,
    "office:rooms": TRAINING,
    "office:lecturers": TRAINING,
    "office:postings": COMMITTEE,
    "office:term_forms": COMMITTEE,
    "office:waves": COMMITTEE,
    "office:regulations": OFFICES,
}


def a_class():
    EnrolmentFactory(training_class=TrainingClassFactory())


def a_nomination():
    NominationFactory()


def a_term_form():
    load_forms()
    version = FormVersion.objects.filter(code="F3").latest("number")
    posting = PostingFactory()
    TermForm.objects.create(
        posting=posting, version=version, code="F3", month=3, opens_on=posting.effective_on, due_on=posting.due_on
    )


MAKERS = {
    "office:classes": ("training_office", a_class),
    "office:nominations": ("training_office", a_nomination),
    "office:rooms": ("training_office", RoomFactory),
    "office:lecturers": ("training_office", LecturerFactory),
    "office:postings": ("committee_officer", PostingFactory),
    "office:term_forms": ("committee_officer", a_term_form),
}


@pytest.mark.parametrize("name", WHO_SEES)
def test_list_opens_for_its_readers_and_is_unknown_to_all_others(name, cast, client):
    opened = set()
    for member, user in cast.everybody().items():
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(reverse(name))
        assert answer.status_code in (200, 302, 404)
        if answer.status_code == 200:
            opened.add(member)
    # A superuser may everything; only the administrator's account is one.
    assert opened - {"administrator"} == WHO_SEES[name] - {"administrator"}


@pytest.mark.parametrize("name", MAKERS)
def test_list_asks_the_same_number_of_queries_for_one_row_and_for_three(name, cast, client):
    member, make = MAKERS[name]
    client.force_login(cast[member], backend="django.contrib.auth.backends.ModelBackend")
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            make()
        client.get(reverse(name))  # what is cached once for a process is not counted
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 40


def test_search_finds_a_nominated_person_without_tone_marks(cast, client):
    wanted = NominationFactory(person=PersonFactory(full_name="Đặng Thị Ngọc Ánh"))
    NominationFactory(person=PersonFactory(full_name="Trần Văn Bình"))
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("office:nominations"), {"q": "dang ngoc anh"})
    assert [row.pk for row in answer.context["object_list"]] == [wanted.pk]


def test_export_writes_typed_text_as_text_and_never_as_a_formula(cast, client):
    RoomFactory(code="P1", name='=HYPERLINK("x")')
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("office:rooms"), {"export": "xlsx"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet["B2"].value == '\'=HYPERLINK("x")'
    assert sheet["B2"].data_type == "s"
