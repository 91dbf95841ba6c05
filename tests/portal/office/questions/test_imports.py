from base64 import b64encode
from datetime import timedelta

import pytest

from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from curriculum.models import Question, QuestionImport, QuestionPicture
from curriculum.questions.imports.services import forget_unconfirmed, perform
from tests.curriculum.questions.formats.samples import picture

pytestmark = pytest.mark.django_db

GIFT = "$CATEGORY: Luật\n\n::Một::Hỏi?{=a ~b}\n\n::Hai::Hỏi nữa?{T}\n"
BROKEN = GIFT + "\n::Ba::Hở?{=a\n"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "private")},
        },
    }


@pytest.fixture
def editor(cast, client):
    client.force_login(cast.editor, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def give(editor, django_capture_on_commit_callbacks):
    """Gives a file and follows to the page that shows it."""

    def give(text: str, name: str = "cau-hoi.txt", **facts):
        file = SimpleUploadedFile(name, text.encode())
        with django_capture_on_commit_callbacks(execute=True):
            answer = editor.post(reverse("office:questions_import"), {"file": file, "holds_no_secrets": "on", **facts})
        assert answer.status_code == 302
        return editor.get(answer["Location"])

    return give


@pytest.fixture
def take_in(editor, django_capture_on_commit_callbacks):
    def take_in(run: QuestionImport, **facts):
        with django_capture_on_commit_callbacks(execute=True):
            return editor.post(reverse("office:question_import_confirm", args=[run.pk]), facts, follow=True)

    return take_in


def only_run() -> QuestionImport:
    return QuestionImport.objects.get()


def test_a_file_is_shown_and_then_taken_in(give, take_in, cast):
    page = give(GIFT).content.decode()
    run = only_run()
    assert (run.state, run.format, run.counts) == ("checked", "gift", {"made": 2})
    assert not Question.objects.exists()
    assert "Hỏi nữa?" in page
    assert page.count("import-key") == 2
    page = take_in(run).content.decode()
    run.refresh_from_db()
    assert (run.state, run.file.name, run.rows.count()) == ("done", "", 0)
    assert [question.current.made_by for question in Question.objects.all()] == [cast.editor] * 2
    take_in(run)
    assert Question.objects.count() == 2


def test_what_changes_is_shown_before_it_happens(give, take_in):
    give(GIFT)
    take_in(only_run())
    page = give(GIFT.replace("Hỏi nữa?", "Hỏi lần nữa?")).content.decode()
    run = QuestionImport.objects.first()
    assert run.counts == {"changed": 1, "unchanged": 1}
    assert "<ins>" in page


def test_errors_stand_with_their_line_and_stop_the_file_unless_accepted(give, take_in):
    page = give(BROKEN).content.decode()
    run = only_run()
    assert [(one["line"], one["name"]) for one in run.problems] == [(7, "Ba")]
    assert 'name="keeps_good"' in page
    take_in(run)
    assert not Question.objects.exists()
    take_in(run, keeps_good="on")
    assert Question.objects.count() == 2


def test_a_file_with_nothing_in_it_is_refused_with_its_reason(give):
    page = give("<!DOCTYPE quiz><quiz/>", "x.xml").content.decode()
    assert only_run().state == "refused"
    assert "help-critical" in page


def test_pictures_are_seen_before_they_are_in_the_bank(give, take_in, editor):
    written = b64encode(picture()).decode()
    give(
        '<quiz><question type="essay"><name><text>Nhìn</text></name><questiontext format="html"><text>'
        f'&lt;p&gt;Xem &lt;img src="@@PLUGINFILE@@/a.png" alt="Sơ đồ"&gt;&lt;/p&gt;</text><file name="a.png">{written}'
        "</file></questiontext></question></quiz>",
        "anh.xml",
    )
    run = only_run()
    (key,) = run.pictures
    address = reverse("office:question_import_picture", args=[run.pk, key])
    page = editor.get(reverse("office:question_import", args=[run.pk])).content.decode()
    assert f'src="{address}"' in page
    assert b"".join(editor.get(address).streaming_content) == picture()
    assert not QuestionPicture.objects.exists()
    place = run.pictures[key]
    take_in(run)
    assert QuestionPicture.objects.get().key == key
    assert not storages["private"].exists(place)


def test_only_the_giver_takes_a_file_in_or_gives_it_up(give, client, cast, take_in):
    give(GIFT)
    run = only_run()
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    take_in(run)
    client.post(reverse("office:question_import_cancel", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "checked"


def test_a_file_given_up_leaves_nothing_and_is_not_taken_up_again(give, editor):
    give(GIFT)
    run = only_run()
    editor.post(reverse("office:question_import_cancel", args=[run.pk]))
    perform(run.pk)
    run.refresh_from_db()
    assert (run.state, run.file.name, run.rows.count()) == ("cancelled", "", 0)


def test_files_nobody_confirms_are_forgotten(give):
    give(GIFT)
    assert forget_unconfirmed(older_than=timedelta(days=1)) == 0
    assert forget_unconfirmed(older_than=timedelta(0)) == 1


def test_the_same_number_of_queries_for_one_question_and_for_twenty(give, editor, django_assert_max_num_queries):
    many = "$CATEGORY: Luật\n" + "".join(f"\n::Câu {n}::Hỏi {n}?{{=a ~b}}\n" for n in range(20))
    give(many)
    with django_assert_max_num_queries(40):
        page = editor.get(reverse("office:question_import", args=[only_run().pk]))
    assert page.content.decode().count("import-key") == 20
