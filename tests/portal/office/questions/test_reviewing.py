"""Many questions at once: seen before it is done, never one's own, one entry of the log for each."""

import pytest

from django.urls import reverse

from wagtail.models import ModelLogEntry

from curriculum.errors import InvalidInput, NotAllowed
from curriculum.models import Question
from curriculum.questions.reviewing import Act, Fate, review_many
from curriculum.questions.services import approve, retire, submit_for_review
from portal.notifications.kinds import Kind
from tests.factories.curriculum import QuestionFactory, content_of

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def office(client, cast):
    client.force_login(cast.training_office, backend=BACKEND)
    return client


def reviews() -> dict[str, str]:
    return {row.current.name: row.current.review for row in Question.objects.select_related("current")}


@pytest.fixture
def questions(cast):
    """Two of the editor's and one of the office's that wait, a draft, a retired one."""
    made = [
        QuestionFactory(content=content_of(name=name), made_by=author)
        for name, author in (
            ("Một", cast.editor),
            ("Hai", cast.editor),
            ("Của mình", cast.training_office),
            ("Nháp", cast.editor),
            ("Thôi", cast.editor),
        )
    ]
    for question in (*made[:3], made[4]):
        submit_for_review(question, by=cast.editor)
    retire(made[4], by=cast.editor)
    return made


@pytest.mark.both_databases
def test_what_can_be_approved_is_and_each_has_its_entry(questions, cast):
    fates = review_many(questions, Act.APPROVE, by=cast.training_office)
    assert fates == {Fate.DONE: 2, Fate.OWN: 1, Fate.NOT_SUBMITTED: 1, Fate.RETIRED: 1}
    assert reviews() == {
        "Một": "approved",
        "Hai": "approved",
        "Của mình": "submitted",
        "Nháp": "draft",
        "Thôi": "submitted",
    }
    assert ModelLogEntry.objects.filter(action="curriculum.question.approve").count() == 2
    again = review_many(questions, Act.APPROVE, by=cast.training_office)
    assert (again[Fate.DONE], again[Fate.ALREADY]) == (0, 2)


def test_an_author_hears_once_and_the_note_stays_in_the_bank(cast, questions, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        review_many(questions, Act.SEND_BACK, note="Đáp án đúng là B", by=cast.training_office)
    (notice,) = cast.editor.notices.all()
    assert (notice.kind, notice.url) == (Kind.STUDY, reverse("office:questions") + "?review=returned")
    assert "Một\nHai\n" in notice.body
    assert "Đáp án" not in notice.title + notice.body
    assert not cast.training_office.notices.exists()

    own = QuestionFactory(content=content_of(name="Ba"), made_by=cast.lecturer)
    with django_capture_on_commit_callbacks(execute=True):
        submit_for_review(own, by=cast.editor)
        for _twice in range(2):
            approve(own, by=cast.training_office)
    assert cast.lecturer.notices.get().url == reverse("lecturer:bank_question", args=[own.pk])


def test_a_stranger_and_a_word_missing_are_refused(questions, cast):
    with pytest.raises(NotAllowed):
        review_many(questions, Act.APPROVE, by=cast.lecturer)
    with pytest.raises(InvalidInput):
        review_many(questions, Act.SEND_BACK, note=" ", by=cast.training_office)
    assert set(reviews().values()) == {"submitted", "draft"}


def test_the_screen_shows_first_then_does_and_says_so(office, questions):
    address = reverse("office:questions_review") + "?act=approve"
    page = office.get(address)
    assert {(row.current.name, fate) for row, fate in page.context["rows"]} == {
        ("Một", "done"),
        ("Hai", "done"),
        ("Của mình", "own"),
    }
    chosen = {"act": "approve", "question": [questions[0].pk, questions[2].pk]}
    seen = office.post(address, chosen)
    assert [row.current.name for row in seen.context["will"]] == ["Một"]
    assert [row.current.name for row, _fate in seen.context["left"]] == ["Của mình"]
    assert reviews()["Một"] == "submitted"
    done = office.post(address, chosen | {"do": "1"}, follow=True)
    assert reviews()["Một"] == "approved"
    (said,) = done.context["messages"]
    assert str(said).startswith("1 ")


def test_everything_the_filter_finds_is_sent_back_with_one_note(office, questions):
    address = reverse("office:questions_review") + "?act=send_back&q=hai"
    data = {"act": "send_back", "everything": "1", "note": "Thiếu căn cứ"}
    assert [row.current.name for row in office.post(address, data).context["will"]] == ["Hai"]
    office.post(address, data | {"do": "1"})
    questions[1].current.refresh_from_db()
    assert (questions[1].current.review, questions[1].current.review_note) == ("returned", "Thiếu căn cứ")
    assert reviews()["Một"] == "submitted"
