from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from django.utils import translation

from curriculum.clock.time import now, set_to
from training.mentoring.definitions import fingerprint
from training.mentoring.reference import load_competencies, load_forms
from training.mentoring.services import create_calendar
from training.models import FormRevision, FormSignature, MentoringContact, TermForm

SECRET = "Điều đã giãi bày riêng"


@pytest.fixture(autouse=True)
def _november():
    with set_to(datetime(2026, 11, 23, 15, 0)), translation.override("en"):
        yield


@pytest.fixture
def client(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def term(cast):
    """The young official's posting with its calendar, one contact, one assessed form, everybody of the cast."""
    load_competencies()
    load_forms()
    cast.everybody()
    create_calendar(cast.posting)
    hold_contact(cast)
    assess(cast, level=3)
    return cast.posting


def hold_contact(cast, days: int = 2) -> MentoringContact:
    at = now() - timedelta(days=days)
    return MentoringContact.objects.create(
        key=uuid4(),
        mentorship=cast.mentorship,
        status="submitted",
        happened_at=at,
        topics=SECRET,
        reflection=SECRET,
        recorded_by=cast.mentor,
        recorded_at=at,
        submitted_at=at,
    )


def assess(cast, *, level: int, code: str = "F4") -> TermForm:
    """The form handed in and confirmed by the official, with one level by the mentor."""
    form = cast.posting.forms.filter(code=code).earliest("month")
    answers = {"C1_mentor": {"level": level, "evidence": SECRET}}
    at = now() - timedelta(days=1)
    revision = FormRevision.objects.create(
        form=form, number=1, answers=answers, written_by=cast.mentor, written_at=at, sha256=fingerprint(answers)
    )
    form.status, form.revision_number, form.submitted_at = "submitted", 1, at
    form.save()
    FormSignature.objects.create(
        form=form, capacity="mentee", revision=revision, signed_by=cast.young_official, signed_at=at, sha256="a" * 64
    )
    return form
