"""A quiz of all ten kinds in the programme the trainee studies, and a client signed in as the trainee."""

import json
from uuid import uuid4

import pytest

from curriculum.clock.time import now
from curriculum.questions.content import Kind
from curriculum.quizzes.services import start_attempt
from tests.factories.curriculum import ModulePageFactory
from tests.factories.quizzes import approved, quiz_of
from tests.portal.trainee.conftest import catalogue, enrol


@pytest.fixture
def module(cast):
    catalogue()
    programme = enrol(cast.trainee).training_class.programme
    return ModulePageFactory(parent=programme, title="Chuyên đề kiểm tra")


@pytest.fixture
def quiz(module):
    return quiz_of(*approved(*Kind), parent=module, minutes=30)


@pytest.fixture
def attempt(quiz, cast):
    return start_attempt(quiz, by=cast.trainee)


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
    return client


def change(attempt, position: int, response=None, *, elapsed=0, key=None, **facts) -> dict:
    """One change as the page sends it, made so many milliseconds ago."""
    body = {"attempt": attempt.pk, "question": attempt.questions.get(position=position).pk, **facts}
    if response is not None:
        body["response"] = response
    made_at = now().isoformat()
    return {"id": key or str(uuid4()), "kind": "quiz_answer", "made_at": made_at, "elapsed": elapsed, "body": body}


@pytest.fixture
def send(signed_in, attempt):
    """``send(changes)``: to the address of the page's own answers."""

    def sent(*changes, client=None):
        letter = {"client_time": now().isoformat(), "operations": changes}
        address = f"/learn/attempts/{attempt.pk}/answers/"
        return (client or signed_in).post(address, json.dumps(letter), content_type="application/json")

    return sent
