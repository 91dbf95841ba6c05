from datetime import timedelta

import pytest

from curriculum.clock.time import today
from training.mentoring.models import TermForm
from training.mentoring.services import create_calendar
from training.mentoring.surveys.answering import answer_survey
from training.mentoring.surveys.services import open_survey, print_links, propose_respondent, survey_of
from training.rotation.term import months_after

NAMES = ("Nguyễn Văn An", "Trần Thị Bích", "Lê Văn Cường", "Phạm Thị Dung", "Hoàng Văn Em", "Vũ Thị Giang")
SCORES = {f"s{number}": 4 for number in range(1, 11)}


@pytest.fixture
def survey(cast, instruments):
    """The survey of month 6, with six names from both sides; the first two have an e-mail."""
    assert cast.mentor.person.mentor
    posting = cast.posting
    posting.effective_on, posting.term_months = months_after(today(), -6), 36
    posting.save()
    create_calendar(posting)
    survey = survey_of(TermForm.objects.get(posting=posting, code="F7", month=6))
    for number, name in enumerate(NAMES):
        by = cast.young_official if number % 2 else cast.mentor
        email = f"nguoi{number}@coso.example" if number < 2 else ""
        propose_respondent(survey, full_name=name, role="peer", office="Xã Ô Diên", email=email, by=by)
    return survey


@pytest.fixture
def opened(survey, cast):
    people = list(survey.respondents.all())
    return open_survey(survey, respondents=people, closes_on=today() + timedelta(days=14), by=cast.committee_officer)


@pytest.fixture
def tokens(opened, cast):
    """A slip for each of the six."""
    return [token for _one, token in print_links(opened, everybody=True, by=cast.committee_officer)]


@pytest.fixture
def answer(tokens):
    """Lets so many of them answer."""

    def run(count: int, words: str = "Gần dân, nói đi đôi với làm") -> None:
        for number, token in enumerate(tokens[:count]):
            answer_survey(token, SCORES | {"s1": 1 + number % 5}, {"q1": f"{words} {number}"})

    return run
