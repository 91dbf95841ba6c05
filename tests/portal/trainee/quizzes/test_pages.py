"""The pages of a quiz by plain requests: with and without scripts, on two devices, within their budgets."""

import gzip
import json
import re
import time
from datetime import timedelta
from statistics import median

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curriculum.clock.time import now, set_to
from curriculum.models import AttemptAnswer, LessonPage, LessonProgress, QuestionVersion, QuizAttempt, QuizPage
from curriculum.questions.content import Kind
from curriculum.questions.marking import full_response
from curriculum.quizzes.queries import sheet_of
from curriculum.quizzes.services import start_attempt
from tests.factories.curriculum import CONTENTS, LessonPageFactory
from tests.factories.quizzes import answer_all, approved, quiz_of
from tests.portal.test_design import STATIC, asked_for_by, compressed
from tests.portal.trainee.quizzes.conftest import change
from training.models import Enrolment, QuizSitting

pytestmark = pytest.mark.django_db
QUIZ_PAGE, SAVE, MILLISECONDS = 12, 4, 25
BEGINNING, SHEET = 13, 6
FIRST_VIEW = 100_000  # bytes
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def asked(request) -> int:
    """The questions a request asks the database, its transactions' beginnings and ends aside."""
    request()  # fills what a process keeps
    with CaptureQueriesContext(connection) as queries:
        assert request().status_code == 200
    return sum(not one["sql"].startswith(OF_TRANSACTIONS) for one in queries)


def form_of(page) -> dict:
    """What the page's form would post untouched: its hidden fields."""
    found = {}
    for part in page.content.decode().split('<input type="hidden" name="')[1:]:
        name, _quote, rest = part.partition('"')
        found[name] = rest.partition('value="')[2].partition('"')[0]
    return found


def test_pages_and_saving_ask_little(signed_in, quiz, attempt, send):
    assert asked(lambda: signed_in.get(f"/learn/quizzes/{quiz.pk}/")) <= QUIZ_PAGE
    assert asked(lambda: signed_in.get(f"/learn/attempts/{attempt.pk}/")) <= QUIZ_PAGE
    assert asked(lambda: send(change(attempt, 1, {"choice": "a"}))) <= SAVE + 1  # the test's own look-up
    answer_all(attempt, [full_response(CONTENTS[kind]) for kind in Kind])
    signed_in.post(f"/learn/attempts/{attempt.pk}/submit/")
    assert asked(lambda: signed_in.get(f"/learn/attempts/{attempt.pk}/")) <= QUIZ_PAGE


def test_beginning_an_examination_asks_little(signed_in, cast, module):
    enrolled = Enrolment.objects.get(person__user=cast.trainee)
    hour = timedelta(hours=1)
    facts = {"opens_at": now() - hour, "closes_at": now() + hour, "made_by": cast.training_office, "made_at": now()}
    quizzes = [quiz_of(*approved(*Kind), parent=module, slug=slug, is_examination=True) for slug in ("a", "b")]
    first, second = (
        QuizSitting.objects.create(training_class=enrolled.training_class, quiz=one, **facts) for one in quizzes
    )
    signed_in.post(f"/learn/sittings/{first.pk}/start/")
    with CaptureQueriesContext(connection) as queries:
        answer = signed_in.post(f"/learn/sittings/{second.pk}/start/")
    assert sum(not one["sql"].startswith(OF_TRANSACTIONS) for one in queries) <= BEGINNING
    assert asked(lambda: signed_in.get(answer.url)) <= SHEET


def test_what_is_drawn_once_shows_each_person_what_is_theirs(signed_in, attempt):
    single = attempt.questions.get(position=1)
    address = f"/learn/attempts/{attempt.pk}/"
    before = signed_in.get(address).content.decode()
    answer_all(attempt, [full_response(CONTENTS[kind]) for kind in Kind])
    after = signed_in.get(address).content.decode()
    assert before.count(" checked") == 0
    assert after.count(" checked") == 1 + len(full_response(CONTENTS[Kind.MULTIPLE])["choices"]) + 1
    assert 'data-state="answered"' not in before
    written = single.version.content | {"text": "<p>Lời đã đổi</p>"}
    QuestionVersion.objects.filter(pk=single.version_id).update(content=written)
    assert "Lời đã đổi" in signed_in.get(address).content.decode()


def test_the_sheet_is_light(signed_in, attempt):
    page = signed_in.get(f"/learn/attempts/{attempt.pk}/", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    named = re.findall(r'(?:src|href)="/static/portal/([^"]+)"', gzip.decompress(page.content).decode())
    files = {(STATIC / name).resolve() for name in named}
    files |= {one for name in files if name.suffix == ".js" for one in asked_for_by(name)}
    assert len(page.content) + compressed(*files) <= FIRST_VIEW


def test_saving_is_quick(attempt, send):
    letters = [change(attempt, 1, {"choice": key}) for key in "abc" * 7]
    taken = []
    for letter in letters:
        began = time.process_time()
        assert send(letter).status_code == 200
        taken.append(time.process_time() - began)
    assert median(taken) * 1000 <= MILLISECONDS


def test_a_start_pressed_twice_is_one_attempt(signed_in, quiz):
    addresses = {signed_in.post(f"/learn/quizzes/{quiz.pk}/start/").url for _n in range(2)}
    assert addresses == {f"/learn/attempts/{QuizAttempt.objects.get().pk}/"}


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_is_answered_without_scripts(signed_in, module, cast, kind):
    attempt = start_attempt(quiz_of(*approved(kind), parent=module), by=cast.trainee)
    address, name = f"/learn/attempts/{attempt.pk}/", f"q-{attempt.questions.get().pk}"
    form = form_of(signed_in.get(address))
    wanted = full_response(CONTENTS[kind])
    wanted = wanted if kind not in ("essay", "situation") else {"text": "Bài học của tôi\nHai dòng"}
    given = {
        "choice": lambda key: {name: key},
        "choices": lambda keys: {name: keys},
        "pairs": lambda pairs: {f"{name}-{key}": value for key, value in pairs.items()},
        "order": lambda keys: {f"{name}-{key}": str(place) for place, key in enumerate(keys, 1)},
        "text": lambda text: {name: text.replace("\n", "\r\n")},
        "gaps": lambda gaps: {f"{name}-{key}": value for key, value in gaps.items()},
    }
    (part,) = wanted
    signed_in.post(address, form | given[part](wanted[part]) | {"then": "save"})
    assert sheet_of(attempt).get().response == wanted
    form = form_of(signed_in.get(address))
    signed_in.post(address, form | given[part](wanted[part]) | {"flag": name[2:], "then": "submit"})
    assert AttemptAnswer.objects.filter(response__isnull=False).count() == 1  # nothing was changed the second time
    assert AttemptAnswer.objects.get(response__isnull=True).is_flagged


def test_one_question_at_a_time_without_scripts(signed_in, module, cast):
    quiz = quiz_of(*approved(Kind.SINGLE, Kind.SHORT_ANSWER, Kind.ESSAY), parent=module, layout=QuizPage.Layout.ONE)
    attempt = start_attempt(quiz, by=cast.trainee)
    address = f"/learn/attempts/{attempt.pk}/"
    assert '<meta http-equiv="refresh" content="0; url=?question=1">' in signed_in.get(address).content.decode()
    names = {row.position: f"q-{row.pk}" for row in attempt.questions.all()}
    given = {1: ({names[1]: "a"}, "question-2"), 2: ({names[2]: "Hà Nội"}, "question-3"), 3: ({}, "submit")}
    page = f"{address}?question=1"
    for place, (values, then) in given.items():
        shown = signed_in.get(page)
        assert shown.content.decode().count("data-question=") == 1
        assert f'data-question="{names[place][2:]}"' in shown.content.decode()
        page = signed_in.post(page, form_of(shown) | values | {"then": then}).url
    assert page == f"{address}submit/"
    assert f"{address}?question=3#q3" in signed_in.get(page).content.decode()
    assert [row.response for row in sheet_of(attempt)] == [{"choice": "a"}, {"text": "Hà Nội"}, None]


def test_saving_a_module_begins_what_needs_no_clock_and_no_sitting(signed_in, module, cast):
    facts = {"parent": module}
    alone = quiz_of(*approved(Kind.SINGLE), slug="a", **facts)
    quiz_of(*approved(Kind.SINGLE), slug="b", minutes=10, **facts)
    quiz_of(*approved(Kind.SINGLE), slug="c", is_examination=True, **facts)
    address = reverse("trainee:module_ready", args=[module.pk])
    for _n in range(2):
        assert signed_in.post(address).status_code == 204
    attempt = QuizAttempt.objects.get()
    assert attempt.quiz == alone

    def pages():
        manifest = signed_in.get(reverse("trainee:module_manifest", args=[module.pk])).json()
        return {part["url"] for part in manifest["parts"]}

    assert {f"/learn/quizzes/{alone.pk}/", f"/learn/attempts/{attempt.pk}/"} <= pages()
    assert "đã bắt đầu" not in signed_in.get(reverse("trainee:module", args=[module.pk])).content.decode()
    signed_in.post(f"/learn/attempts/{attempt.pk}/submit/")
    assert signed_in.post(address).status_code == 204
    assert QuizAttempt.objects.count() == 1
    assert f"/learn/attempts/{attempt.pk}/" not in pages()


def test_an_old_page_posted_whole_undoes_nothing(signed_in, attempt, send):
    old = form_of(signed_in.get(f"/learn/attempts/{attempt.pk}/"))
    send(change(attempt, 1, {"choice": "a"}))
    name = f"q-{attempt.questions.get(position=7).pk}"
    signed_in.post(f"/learn/attempts/{attempt.pk}/", old | {name: "Hà Nội", "then": "save"})
    held = {row.position: row.response for row in sheet_of(attempt)}
    assert (held[1], held[7]) == ({"choice": "a"}, {"text": "Hà Nội"})


def test_the_same_change_by_page_and_by_the_engine_is_one(signed_in, attempt, send):
    first = change(attempt, 1, {"choice": "a"})
    send(first)
    letter = json.dumps({"client_time": now().isoformat(), "operations": [first]})
    for _n in range(2):
        result = signed_in.post("/offline/sync/", letter, content_type="application/json").json()["results"][0]
        assert result["state"] in ("accepted", "duplicate")
    assert AttemptAnswer.objects.count() == 1


def test_the_moment_of_the_page_holds_where_the_device_clock_was_moved(attempt, send):
    newer, older = now() - timedelta(seconds=5), now() - timedelta(seconds=30)
    send(change(attempt, 1, {"choice": "b"}, at=newer.isoformat()))
    late = change(attempt, 1, {"choice": "c"}, at=older.isoformat()) | {"elapsed": None}
    send(late | {"made_at": (now() + timedelta(hours=3)).isoformat()})
    assert sheet_of(attempt).get(position=1).response == {"choice": "b"}


def test_another_device_is_told_what_is_held(signed_in, attempt, send):
    send(change(attempt, 1, {"choice": "a"}), change(attempt, 2, flagged=True))
    answer = signed_in.get(f"/learn/attempts/{attempt.pk}/answers/").json()
    first, second = attempt.questions.filter(position__lte=2).values_list("pk", flat=True)
    assert answer["answers"][str(first)]["response"] == {"choice": "a"}
    assert answer["answers"][str(second)]["flagged"]
    assert answer["open"]


def test_what_cannot_be_read_is_named(attempt, send, signed_in):
    address = f"/learn/attempts/{attempt.pk}/answers/"
    assert signed_in.post(address, "{", content_type="application/json").status_code == 400
    assert send(change(attempt, 1, {"choice": "z"})).status_code == 422
    assert send().status_code == 422


def test_attempts_of_others_are_not_there(client, cast, attempt, send):
    client.force_login(cast.chairman, backend="django.contrib.auth.backends.ModelBackend")
    for part in ("", "submit/", "answers/"):
        assert client.get(f"/learn/attempts/{attempt.pk}/{part}").status_code == 404
    assert send(change(attempt, 1, {"choice": "a"}), client=client).status_code == 422
    assert not AttemptAnswer.objects.exists()


def test_handing_in_shows_the_result_by_the_rules(signed_in, quiz, attempt):
    answer_all(attempt, [full_response(CONTENTS[kind]) for kind in Kind])
    page = signed_in.get(f"/learn/attempts/{attempt.pk}/submit/").content.decode()
    assert "Đã trả lời tất cả các câu" in page
    result = signed_in.post(f"/learn/attempts/{attempt.pk}/submit/", follow=True).content.decode()
    assert "đạt" in result
    assert "Gợi ý đáp án" in result
    quiz.shows_answers = quiz.shows_verdicts = quiz.shows_solutions = quiz.shows_feedback = "never"
    quiz.save()
    hidden = signed_in.get(f"/learn/attempts/{attempt.pk}/").content.decode()
    assert "Gợi ý đáp án" not in hidden
    assert "30 ngày" not in hidden


def test_the_clock_ends_the_attempt_at_the_next_look(signed_in, attempt):
    with set_to(attempt.ends_at + timedelta(minutes=5)):
        page = signed_in.get(f"/learn/attempts/{attempt.pk}/").content.decode()
    assert "Hết giờ lúc" in page


def test_passing_completes_the_lesson_that_asks_for_it(
    signed_in, quiz, attempt, module, cast, django_capture_on_commit_callbacks
):
    lesson = LessonPageFactory(
        parent=module, title="Bài có kiểm tra", completion=LessonPage.Completion.PASSED, passed_in=quiz
    )
    answer_all(attempt, [full_response(CONTENTS[kind]) for kind in Kind])
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(f"/learn/attempts/{attempt.pk}/submit/")
    assert LessonProgress.objects.get(user=cast.trainee, lesson=lesson).completed_at
    assert "đạt" in signed_in.get(reverse("trainee:module", args=[module.pk])).content.decode()
