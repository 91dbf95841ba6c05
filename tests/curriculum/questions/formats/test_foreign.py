"""What files of other people and programs taught: small ones made after them, each with what must come of it."""

import base64
import io
import zipfile

import pytest

from django.utils import translation

from curriculum.questions.content import Kind
from curriculum.questions.formats.gift import read_gift
from curriculum.questions.formats.known import Format, format_of, read_questions
from curriculum.questions.formats.moodle_xml import read_moodle_xml
from curriculum.questions.formats.qti import read_qti
from curriculum.questions.formats.reading import Weight
from tests.curriculum.questions.formats.samples import picture
from tests.curriculum.questions.formats.test_moodle_xml import question, quiz
from tests.curriculum.questions.formats.test_qti import CHOICES, declared, item, manifest, package

ASKED = f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{CHOICES}</choiceInteraction>'
CHOICE = item(declared("single", "identifier", "A"), f"<p>Hỏi?</p>{ASKED}")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def notes(reading) -> str:
    assert {problem.weight for problem in reading.problems} <= {Weight.NOTE}
    return " ".join(problem.sentence for problem in reading.problems)


@pytest.mark.parametrize(
    ("answers", "right"),
    [("{~một~=hai}", "hai"), ("{~=một ~hai}", "một"), ("{\n~ = một\n~ hai\n}", "một")],
)
def test_a_tilde_before_the_equals_sign_says_nothing(answers, right):
    (read,) = read_gift(f"Hỏi?{answers}".encode()).questions
    assert [option.text for option in read.content.options if option.credit] == [right]
    assert len(read.content.options) == 2


@pytest.mark.parametrize("gaps", ["{1:SA:=Hà Nội}", "{1:MC:~Huế~=Hà Nội} và {:NM:=3}"])
def test_gaps_of_moodle_in_gift_are_named_and_not_taken_for_answers(gaps):
    reading = read_gift(f"Thủ đô là {gaps}.".encode())
    assert not reading.questions
    assert [(problem.weight, "not GIFT" in problem.sentence) for problem in reading.problems] == [
        (Weight.LEFT_OUT, True)
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('Nghe <audio src="@@PLUGINFILE@@/a.mp3"></audio>', "Sound, film"),
        ("Xem <svg><script>alert(1)</script></svg>", "Sound, film"),
        ('Xem <a href="@@PLUGINFILE@@/quy-che.pdf">quy chế</a>', "Links that do not begin"),
        ("Tính <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "MathML"),
        (r"Tính \(\frac{1}{2}\) hay $$x^2$$", "TeX"),
        ('Xem <a href="https://chinhphu.vn">đây</a>, giá $5 và $6', ""),
    ],
)
def test_what_a_text_loses_is_told(text, told):
    reading = read_moodle_xml(quiz(question("essay", "", text)))
    assert told in notes(reading)
    assert bool(notes(reading)) == bool(told)
    assert "alert" not in reading.questions[0].content.text


def test_a_large_picture_within_the_text_does_not_make_it_too_long():
    inside = base64.b64encode(picture() + b"\x00" * 300_000).decode()
    shown = f'<img src="data:image/png;base64,{inside}" alt="Sơ đồ">'
    (read,) = read_moodle_xml(quiz(question("essay", "", shown))).questions
    assert len(read.pictures) == 1


@pytest.mark.parametrize("where", ["templateDeclaration", "templateProcessing"])
def test_an_item_that_draws_its_numbers_is_named(where):
    drawn = CHOICE.replace(b"<itemBody>", f'<{where} identifier="N"/><itemBody>'.encode())
    (problem,) = read_qti(drawn).problems
    assert problem.weight == Weight.LEFT_OUT
    assert "other numbers" in problem.sentence


def test_what_the_candidate_is_told_is_part_of_the_question_and_what_others_are_is_not():
    told = (
        '<rubricBlock view="candidate"><p>Đọc kỹ.</p></rubricBlock><rubricBlock view="proctor">Bấm giờ.</rubricBlock>'
    )
    (read,) = read_qti(CHOICE.replace(b"<itemBody>", f"<itemBody>{told}".encode())).questions
    assert read.content.text == "<p>Đọc kỹ.</p><p>Hỏi?</p>"


def test_the_passage_of_several_items_comes_with_each_and_brings_its_pictures():
    with_passage = CHOICE.replace(b"<itemBody>", b'<assessmentStimulusRef href="../p/p.xml" title="B"/><itemBody>')
    body = '<stimulusBody><p>Bài đọc <img src="a.png" alt="x"/></p></stimulusBody>'
    passage = f"<assessmentStimulus>{body}</assessmentStimulus>"
    files = {"i/a.xml": with_passage, "p/p.xml": passage, "p/a.png": picture()}
    reading = read_qti(package(**{"imsmanifest.xml": manifest("i/a.xml"), **files}))
    assert not reading.problems
    assert reading.questions[0].content.text.startswith("<p>Bài đọc <img")
    assert len(reading.questions[0].pictures) == 1
    assert "is not in the file" in notes(read_qti(with_passage))


def test_feedback_that_finds_no_place_is_told():
    shown = '<modalFeedback identifier="correct" outcomeIdentifier="F" showHide="show">Tốt lắm</modalFeedback>'
    assert "after certain answers" in notes(read_qti(CHOICE.replace(b"</itemBody>", f"</itemBody>{shown}".encode())))


def old(presentation: str, conditions: str) -> bytes:
    return (
        f'<questestinterop><item ident="q1" title="T"><presentation>{presentation}</presentation>'
        f"<resprocessing>{conditions}</resprocessing></item></questestinterop>"
    ).encode()


LABELS = "".join(
    f'<response_label ident="{one}"><material><mattext>{text}</mattext></material></response_label>'
    for one, text in (("A", "một"), ("B", "hai"))
)
NESTED = (
    "<flow><flow><material><mattext>Hỏi</mattext></material></flow>"
    f'<response_lid ident="R"><render_choice>{LABELS}</render_choice></response_lid></flow>'
)
WITHIN = (
    '<response_lid ident="R"><material><mattext>Hỏi</mattext></material>'
    f"<render_choice>{LABELS}</render_choice></response_lid>"
)


@pytest.mark.parametrize("presentation", [NESTED, WITHIN])
def test_the_words_of_an_old_item_are_found_where_other_programs_put_them(presentation):
    rules = "".join(
        f'<respcondition><conditionvar><varequal respident="R">{one}</varequal></conditionvar>'
        f'<setvar action="{action}">1</setvar></respcondition>'
        for one, action in (("A", "Set"), ("B", "Subtract"))
    )
    (read,) = read_qti(old(presentation, rules)).questions
    assert read.content.text == "Hỏi"
    assert [(option.text, option.credit) for option in read.content.options] == [("một", 100), ("hai", 0)]


def test_a_document_type_that_only_names_one_is_passed_over():
    assert len(read_qti(b'<!DOCTYPE assessmentItem SYSTEM "http://x/y.dtd">\n' + CHOICE).questions) == 1
    assert len(read_qti(b"<!-- a --><!DOCTYPE assessmentItem>" + CHOICE).questions) == 1


def zipped(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "old Word or Excel"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"Rar!\x1a\x07", "packed"),
        (b"\n<!DOCTYPE HTML><html>{}</html>", "a web page"),
        (zipped("word/document.xml"), "Word document"),
        (zipped("moodle_backup.xml"), "backup of a Moodle course"),
        (zipped("h5p.json", "content/content.json"), "H5P package"),
        (zipped("a/b.txt"), "no question of QTI"),
        (b"PK\x03\x04", "no sound zip"),
        (b"<?xml version='1.0'?><lom/>", "no question of QTI"),
        (b"<manifest/>", "no question of QTI"),
        (b"// chi co ghi chu\n\n", "No question was found"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(data, told):
    reading = read_questions(data, format_of(data))
    assert not reading.questions
    assert [told in problem.sentence for problem in reading.problems] == [True]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<!-- mine --><quiz/>", Format.MOODLE_XML),
        (b"<?xml version='1.0'?>" + b"<!-- " + b"x" * 9000 + b" --><quiz>", Format.MOODLE_XML),
        ("<?xml version='1.0'?><quiz/>".encode("utf-16"), Format.MOODLE_XML),
        ("\ufeff<quiz/>".encode("utf-16-be"), Format.MOODLE_XML),
        (b'<!DOCTYPE questestinterop SYSTEM "x.dtd">\n<questestinterop/>', Format.QTI),
        (b"<p>H\xe1\xbb\x8fi?</p>{T}", Format.GIFT),
    ],
)
def test_the_format_is_seen_behind_comments_and_marks(data, expected):
    assert format_of(data) == expected


def test_a_plain_text_with_a_line_to_write_on_stays_plain():
    asked = '<div>Hai cộng hai?</div><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    (read,) = read_qti(item(declared("single", "float", "4"), asked)).questions
    assert (read.content.kind, read.content.text) == (Kind.NUMERICAL, "Hai cộng hai?")


@pytest.mark.parametrize(
    ("text", "is_old"),
    [
        ("Thñ ®« cña ViÖt Nam lµ g×?{=Hµ Néi ~HuÕ}", True),
        ("Thuû ñoâ cuûa Vieät Nam laø gì?{=Haø Noäi ~Hueá}", True),
        ("Thủ đô của Việt Nam là gì?{=Hà Nội ~Huế}", False),
        ("Où est Noël, en Israël, chez Zoë ou à Köln?{=Coca-Cola® ~5 µm × 3}", False),
        ("Hợp chất nào ở København, Tromsø?{=một ~hai}", False),
        ("Windows® hay Office®, 5 kg·m hay N·m?{=một ~hai}", False),
    ],
)
def test_letters_of_old_fonts_are_not_stored(text, is_old):
    reading = read_gift(text.encode())
    assert ["old font" in problem.sentence for problem in reading.problems] == [True] * is_old
    assert len(reading.questions) == (not is_old)


@pytest.mark.parametrize("text", ["//x\n" * 200_000, "a{" + "~" * 200_000 + "}", "a{" + "=b" * 500 + "}"])
def test_much_of_the_same_takes_no_time(text):
    assert len(read_questions(text.encode(), Format.GIFT).problems) == 1
