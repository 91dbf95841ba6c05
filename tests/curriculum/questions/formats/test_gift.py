from decimal import Decimal
from textwrap import dedent

import pytest

from curriculum.questions.content import Accepted, AcceptedNumber, Kind, Pair
from curriculum.questions.formats.gift import read_gift
from curriculum.questions.formats.reading import Weight
from tests.curriculum.questions.formats.samples import needs_samples, sample


def read(text: str):
    return read_gift(dedent(text).encode())


def only(text: str):
    reading = read(text)
    assert not reading.problems
    (question,) = reading.questions
    return question


@needs_samples
def test_the_vietnamese_sample():
    reading = read_gift(sample("gift/vi.gift.txt"))
    assert not reading.problems
    assert list(reading.categories) == [("Thử nghiệm",), ("Thử nghiệm", "An toàn thông tin")]
    assert [question.content.kind for question in reading.questions] == [
        Kind.SINGLE,
        Kind.MULTIPLE,
        Kind.TRUE_FALSE,
        Kind.NUMERICAL,
        Kind.SHORT_ANSWER,
        Kind.MATCHING,
        Kind.SINGLE,
        Kind.ESSAY,
    ]
    assert {question.category for question in reading.questions} == {("Thử nghiệm", "An toàn thông tin")}
    capital, primes, letters, pi, cat, places, escaped, essay = (question.content for question in reading.questions)
    assert [(o.text, o.credit, o.feedback) for o in capital.options] == [
        ("Hà Nội", 100, "Đúng rồi!"),
        ("Đà Nẵng", 0, "Chưa đúng."),
        ("Huế", 0, ""),
    ]
    assert [o.credit for o in primes.options] == [50, -50, 50, -50]
    assert [(o.key, o.credit, o.feedback) for o in letters.options] == [("true", 100, "Đúng."), ("false", 0, "Sai.")]
    assert pi.numbers == (AcceptedNumber(Decimal("3.14"), Decimal("0.005")),)
    assert cat.accepted == (Accepted("mèo"), Accepted("con mèo", Decimal(80)))
    assert places.pairs[0] == Pair("A", "Sa Pa", "Lào Cai")
    assert escaped.text == "Trong Python, kết quả của biểu thức 1 == 1 {dict} ~ # : là gì?"
    assert (essay.name, essay.text) == ("Tự luận", "Trình bày nguyên tắc «bốn mắt».")


@needs_samples
def test_the_sample_of_moodle_with_a_category():
    reading = read_gift(sample("gift/questions_in_category.gift.txt"))
    assert not reading.problems
    assert list(reading.categories) == [("Default for New Features",)]
    match, greeting, user, acronym = (question.content for question in reading.questions)
    assert [pair.answer for pair in match.pairs] == ["Forum", "Choice", "Database", "Wiki", "Chat"]
    assert match.pairs[4].prompt == ""
    assert 'href="http://demo.moodle.net/file.php/5/media/bonjour.mp3"' in greeting.text
    assert [option.credit for option in greeting.options] == [0, 100, 0, 0]
    assert user.accepted == (Accepted("Moodler"),)
    assert (acronym.kind, "<span" in acronym.text) == (Kind.TRUE_FALSE, False)


@needs_samples
def test_a_file_in_another_encoding_is_refused_with_a_sentence():
    reading = read_gift(sample("gift/questions_encoding_windows-1252.gift.txt"))
    assert not reading.questions
    (problem,) = reading.problems
    assert "UTF-8" in problem.sentence


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marked_encodings_are_read(encoding):
    assert read_gift("::Số::Hà Nội?{T}\r\n".encode(encoding)).questions[0].content.text == "Hà Nội?"


def test_decomposed_letters_are_composed():
    assert read_gift("Ha\u0300 Nội?{T}".encode()).questions[0].content.text == "Hà Nội?"


def test_letters_encoded_twice_are_refused():
    (problem,) = read_gift("Thủ đô của Việt Nam là Hà Nội?{T}".encode().decode("cp1252", "replace").encode()).problems
    assert problem.line == 0


@pytest.mark.parametrize(
    ("answers", "value", "tolerance"),
    [("#1..5", "3", "2"), ("#=3:0.1", "3", "0.1"), ("#-2.5", "-2.5", "0"), ("# 3,14:0,005", "3.14", "0.005")],
)
def test_numbers_with_and_without_room(answers, value, tolerance):
    content = only(f"Bao nhiêu?{{{answers}}}").content
    assert content.numbers == (AcceptedNumber(Decimal(value), Decimal(tolerance)),)


def test_several_numbers_with_their_share_and_feedback():
    content = only("Khi nào?{#\n  =1945:0#Đúng năm.\n  =%50%1945:2#Gần đúng.\n ####Cách mạng tháng Tám.\n}").content
    assert [(n.value, n.tolerance, n.credit, n.feedback) for n in content.numbers] == [
        (1945, 0, 100, "Đúng năm."),
        (1945, 2, 50, "Gần đúng."),
    ]
    assert content.feedback == "Cách mạng tháng Tám."


def test_the_missing_word_stands_as_a_line():
    assert only("Thủ đô là {=Hà Nội ~Huế} của Việt Nam.").content.text == "Thủ đô là _____ của Việt Nam."


def test_identity_and_tags_stand_in_the_comments():
    question = only("// [id:CC-07] [tag:công chức] [tag:khó]\n::Tên::Hỏi?{T}")
    assert (question.identity, question.tags, question.line) == ("id:CC-07", ("công chức", "khó"), 2)


def test_texts_in_each_style():
    html = only("[html]<p>Điều <b>1</b></p>{T}").content
    plain = only("[plain]a < b & <b>c</b>{T}").content
    markdown = only("[markdown]**Điều** `1`{T}").content
    moodle = only("a < b <i>và</i> x<y{T}").content
    assert html.text == "<p>Điều <b>1</b></p>"
    assert plain.text == "a &lt; b &amp; &lt;b&gt;c&lt;/b&gt;"
    assert markdown.text == "<p><strong>Điều</strong> <code>1</code></p>"
    assert moodle.text == "a &lt; b <i>và</i> x&lt;y"


def test_scripts_and_their_links_are_gone():
    reading = read('[html]<a href\\="javascript\\:alert(1)" onclick\\="x()">Xem</a><script>alert(1)</script>{T}')
    content = reading.questions[0].content
    assert [problem.weight for problem in reading.problems] == [Weight.NOTE]
    assert "script" not in content.text.lower()
    assert "onclick" not in content.text


def test_answers_may_stand_apart_with_empty_lines():
    assert len(only("Chọn?{\n\n=Đúng\n\n~Sai\n\n}").content.options) == 2


def test_shares_that_miss_the_whole_by_rounding_are_put_right():
    assert sum(o.credit for o in only("Chọn ba?{~%33%a ~%33%b ~%33%c ~%-100%d}").content.options if o.credit > 0) == 100


def test_what_cannot_be_read_is_named_with_its_line_and_the_rest_is_read():
    reading = read("""\
        ::Một::Một?{=a ~b}

        ::Không ngoặc::Chỉ là một đoạn văn.

        ::Hở::Thiếu ngoặc?{=a ~b

        ::Hai đúng::Hai?{=a =b ~c}

        ::Quá::Quá?{~%60%a ~%60%b}

        ::Chữ::Số?{#ba}

        ::Cuối::Cuối?{F}
        """)
    assert [question.content.name for question in reading.questions] == ["Một", "Cuối"]
    assert [(problem.line, problem.name, problem.weight) for problem in reading.problems] == [
        (3, "Không ngoặc", Weight.LEFT_OUT),
        (5, "Hở", Weight.ERROR),
        (7, "Hai đúng", Weight.ERROR),
        (9, "Quá", Weight.ERROR),
        (11, "Chữ", Weight.ERROR),
    ]


def test_a_slash_within_a_category_stays():
    assert list(read("$CATEGORY: $system$/top/Luật 2025//QH15/Chương I\n").categories) == [
        ("Luật 2025/QH15",),
        ("Luật 2025/QH15", "Chương I"),
    ]
