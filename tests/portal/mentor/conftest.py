from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from django.utils import translation

from curriculum.clock.time import now, set_to, today
from training.mentoring.reference import load_competencies, load_forms
from training.mentoring.services import create_calendar, save_contact_draft, submit_contact


@pytest.fixture(autouse=True)
def _november():
    """A Monday; pages are read in English, the language their words are written in."""
    with set_to(datetime(2026, 11, 23, 15, 0)), translation.override("en"):
        yield


@pytest.fixture
def client(client):
    """A browser that asks for English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def term(cast):
    """The young official's posting with its calendar, its mentor and everybody else of the cast."""
    load_competencies()
    load_forms()
    cast.everybody()
    create_calendar(cast.posting)
    return cast.posting


@pytest.fixture
def log_contact(cast, term):
    """Writes contacts as one would, ``days`` ago, handed in."""

    def run(days: int = 2, *, by=None, **changes):
        moment = now() - timedelta(days=days)
        answers = {
            "happened_at": moment.isoformat(),
            "duration_minutes": 45,
            "kind": "meeting",
            "participants": "Hai bên",
            "topics": "Điều bí mật đã trao đổi",
            "competencies": ["C3"],
            "mentor_feedback": "Góp ý riêng",
            "reflection": "Suy nghĩ riêng",
            "next_on": today() + timedelta(days=30),
            "action_points": [{"text": "Việc cần làm"}],
            "previous_actions_reviewed": [{"action": 0, "text": "", "status": "done"}],
        }
        by = by or cast.mentor
        saved = save_contact_draft(cast.mentorship, answers | changes, key=uuid4(), base_version=0, by=by)
        return submit_contact(saved.record, by=by)

    return run
