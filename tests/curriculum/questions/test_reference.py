"""The bank of ``data/``: every question is sound, and loading it twice adds nothing."""

from collections import Counter

import pytest

from curriculum.models import Question, QuestionVersion
from curriculum.questions.content import Kind
from curriculum.questions.marking import BY_PERSON, full_response, mark
from curriculum.questions.reference import load_questions


@pytest.mark.django_db
def test_the_bank_is_loaded_once_and_can_be_answered(cast):
    people = {"maker": cast.editor, "reviewer": cast.training_office}
    added = load_questions(**people)
    assert load_questions(**people) == []
    kinds = Counter(QuestionVersion.objects.values_list("kind", flat=True))
    assert set(kinds) == set(Kind)
    assert Question.objects.count() == len(added) >= 40
    assert 40 <= Question.objects.in_use().count() < len(added)
    for version in QuestionVersion.objects.all():
        said = version.said
        assert mark(said, full_response(said)) == (None if said.kind in BY_PERSON else 100), said.name
    assert Question.objects.filter(tags__name="CTX").count() > 20
