from dataclasses import replace
from decimal import Decimal

import pytest

from wagtail.models import ModelLogEntry

from curriculum.errors import InvalidInput, NotAllowed
from curriculum.models import Question, QuestionCategory, QuestionPicture
from curriculum.questions.content import Item, Kind, Option
from curriculum.questions.formats.aiken import read_aiken
from curriculum.questions.formats.gift import read_gift
from curriculum.questions.formats.moodle_xml import read_moodle_xml
from curriculum.questions.importing import Outcome, import_questions
from curriculum.questions.reconciling import reconciled
from tests.curriculum.questions.formats.samples import needs_samples, sample
from tests.factories.curriculum import content_of

pytestmark = pytest.mark.django_db


def gift(text: str):
    return read_gift(text.encode())


def outcomes(report) -> list[Outcome]:
    return [one.outcome for one in report.taken]


TWO = "$CATEGORY: Luật/Đất đai\n\n//[id:1] [tag:khó]\n::Một::Hỏi?{=a ~b}\n\n::Hai::Hỏi nữa?{T}\n"


@pytest.mark.both_databases
def test_a_second_import_changes_nothing(cast):
    first = import_questions(gift(TWO), by=cast.editor)
    second = import_questions(gift(TWO), by=cast.editor)
    assert outcomes(first) == [Outcome.MADE, Outcome.MADE]
    assert outcomes(second) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert list(QuestionCategory.objects.values_list("path", flat=True)) == ["Luật", "Luật / Đất đai"]
    one, two = Question.objects.all()
    assert (one.identity, two.identity) == ("id:1", "name:Hai")
    assert list(one.tags.names()) == ["khó"]
    assert (one.versions.count(), one.current.made_by) == (1, cast.editor)
    assert ModelLogEntry.objects.filter(action="curriculum.question.import").count() == 1


def test_a_changed_question_becomes_a_new_version_and_keeps_the_keys_of_its_choices(cast):
    import_questions(gift(TWO), by=cast.editor)
    keys = {option.text: option.key for option in Question.objects.get(identity="id:1").current.said.options}
    changed = TWO.replace("Hỏi?{=a ~b}", "Hỏi lại?{~b =a}").replace("Hỏi nữa?{T}", "Hỏi nữa?{F}")
    report = import_questions(gift(changed), by=cast.editor)
    assert outcomes(report) == [Outcome.CHANGED, Outcome.CHANGED]
    question = Question.objects.get(identity="id:1")
    assert (question.current.number, question.current.said.text) == (2, "Hỏi lại?")
    assert {option.text: option.key for option in question.current.said.options} == keys
    assert Question.objects.count() == 2


def test_a_dry_run_writes_nothing(cast):
    report = import_questions(gift(TWO), by=cast.editor, dry_run=True)
    assert (outcomes(report), report.is_written) == ([Outcome.MADE, Outcome.MADE], False)
    assert not QuestionCategory.objects.exists()


def test_all_or_nothing_unless_the_sound_ones_are_wanted(cast):
    broken = gift(TWO + "\n::Ba::Hỏi?{=a}b}\n")
    assert not import_questions(broken, by=cast.editor).is_written
    assert not Question.objects.exists()
    report = import_questions(broken, by=cast.editor, whole=False)
    assert (report.counts["made"], report.counts["error"]) == (2, 1)
    assert Question.objects.count() == 2


def test_kinds_that_do_not_exist_here_do_not_stop_the_others(cast):
    report = import_questions(gift(TWO + "\n::Lời dẫn::Đọc kỹ đề.\n"), by=cast.editor)
    assert (report.is_written, report.counts["left_out"]) == (True, 1)


def test_categories_hang_below_the_one_that_is_named(cast):
    import_questions(gift(TWO), category=["Ngân hàng", "2026"], by=cast.editor)
    assert Question.objects.first().category.path == "Ngân hàng / 2026 / Luật / Đất đai"


def test_without_any_category_nothing_is_taken_in(cast):
    with pytest.raises(InvalidInput):
        import_questions(gift("Hỏi?{T}"), by=cast.editor)


def test_the_same_number_twice_is_an_error_on_its_line(cast):
    report = import_questions(gift(TWO + "\n//[id:1]\n::Bốn::Hỏi gì?{T}\n"), by=cast.editor, whole=False)
    assert [(problem.line, problem.name) for problem in report.problems] == [(9, "Bốn")]


def test_the_same_question_twice_is_taken_in_once_and_named(cast):
    report = import_questions(gift("$CATEGORY: Luật\n\nHỏi?{T}\n\nHỏi?{T}\n"), by=cast.editor)
    assert (outcomes(report), report.is_written) == ([Outcome.MADE], True)
    assert [(problem.line, problem.weight) for problem in report.problems] == [(5, "note")]


def test_questions_of_one_name_are_told_apart_by_their_words(cast):
    twins = "$CATEGORY: Luật\n\n::Câu::Hỏi?{T}\n\n::Câu::Hỏi khác?{T}\n"
    import_questions(gift(twins), by=cast.editor)
    assert outcomes(import_questions(gift(twins), by=cast.editor)) == [Outcome.UNCHANGED] * 2


def test_others_than_editors_and_the_office_are_refused(cast):
    with pytest.raises(NotAllowed):
        import_questions(gift(TWO), by=cast.lecturer)


@needs_samples
def test_pictures_are_kept_once(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    reading = read_moodle_xml(sample("moodle-xml/truefalse.xml"))
    import_questions(reading, by=cast.editor)
    import_questions(reading, category=["Lần hai"], by=cast.editor)
    keys = {picture.key for question in reading.questions for picture in question.pictures}
    assert set(QuestionPicture.objects.values_list("key", flat=True)) == keys
    assert QuestionPicture.objects.count() == len(keys)
    assert QuestionCategory.objects.filter(path="Lần hai / Default for testhead / TrueFalse").exists()


@needs_samples
def test_every_question_of_the_samples_comes_in_and_stays(cast):
    reading = read_aiken(sample("aiken/vi.aiken.txt"))
    import_questions(reading, category=["Aiken"], by=cast.editor)
    assert outcomes(import_questions(reading, category=["Aiken"], by=cast.editor)) == [Outcome.UNCHANGED] * 2


def test_what_a_file_cannot_say_stays_as_it_was():
    known = content_of(
        Kind.SINGLE,
        points=Decimal(3),
        options=(Option("x", "a", Decimal(100), "đúng", is_fixed=True), Option("y", "b")),
    )
    read = content_of(Kind.SINGLE, options=(Option("A", "b"), Option("B", "a", Decimal(100)), Option("C", "c")))
    settled = reconciled(read, known, {"points", "is_fixed", "feedback"})
    assert settled.points == 3
    assert [(o.key, o.text, o.is_fixed, o.feedback) for o in settled.options] == [
        ("y", "b", False, ""),
        ("x", "a", True, "đúng"),
        ("C", "c", False, ""),
    ]


def test_keys_are_matched_by_words_then_by_place_and_stay_different():
    known = content_of(Kind.ORDERING, items=(Item("a", "một"), Item("b", "hai"), Item("c", "ba")))
    read = replace(known, items=(Item("A", "hai"), Item("b", "hai rưỡi"), Item("C", "một"), Item("a", "bốn")))
    assert [item.key for item in reconciled(read, known, ()).items] == ["b", "b2", "a", "a2"]
