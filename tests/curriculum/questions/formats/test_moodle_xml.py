from base64 import b64encode
from decimal import Decimal

import pytest

from curriculum.questions.content import Accepted, AcceptedNumber, Kind, Pair
from curriculum.questions.formats.moodle_xml import read_moodle_xml
from curriculum.questions.formats.reading import Weight
from tests.curriculum.questions.formats.samples import needs_samples, picture, sample

PNG = picture()


def quiz(*questions: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>{"".join(questions)}</quiz>'.encode()


def question(kind: str, inside: str, text: str = "Hỏi?", name: str = "Tên") -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>{inside}</question>'
    )


def only(*questions: str):
    (read,) = read_moodle_xml(quiz(*questions)).questions
    return read


@needs_samples
@pytest.mark.parametrize(
    ("name", "categories", "kinds", "notes"),
    [
        ("truefalse.xml", [("Default for testhead",), ("Default for testhead", "TrueFalse")], [Kind.TRUE_FALSE] * 2, 0),
        ("export_category.xml", [("Alpha",)], [Kind.TRUE_FALSE], 0),
        ("category_with_description.xml", [("Alpha",)], [Kind.TRUE_FALSE], 0),
        (
            "nested_categories.xml",
            [("Delta",), ("Delta", "Epsilon"), ("Delta", "Epsilon", "Zeta")],
            [Kind.TRUE_FALSE],
            0,
        ),
        ("type-essay.xml", [("Default for C1",)], [Kind.ESSAY], 0),
        ("type-match.xml", [("Test questions",)], [Kind.MATCHING], 1),
        ("type-multichoice.xml", [("Default for C1",)], [Kind.MULTIPLE], 1),
        ("type-numerical.xml", [("Default for C1",)], [Kind.NUMERICAL], 1),
        ("type-shortanswer.xml", [("Test questions",)], [Kind.SHORT_ANSWER], 0),
        ("type-truefalse.xml", [("Test questions",)], [Kind.TRUE_FALSE], 0),
    ],
)
def test_the_samples_of_moodle(name, categories, kinds, notes):
    reading = read_moodle_xml(sample(f"moodle-xml/{name}"))
    assert [one.content.kind for one in reading.questions] == kinds
    assert list(reading.categories) == categories
    assert {one.category for one in reading.questions} == {categories[-1]}
    assert [problem.weight for problem in reading.problems] == [Weight.NOTE] * notes


@needs_samples
def test_what_the_samples_say():
    def content(name):
        return read_moodle_xml(sample(f"moodle-xml/type-{name}.xml")).questions[0].content

    assert [(o.text, o.credit) for o in content("multichoice").options if o.credit] == [("London", 50), ("Paris", 50)]
    assert content("match").pairs[3] == Pair("D", "", "insect")
    assert content("numerical").numbers == (AcceptedNumber(Decimal("6.25"), Decimal("0.05")),)
    assert content("shortanswer").accepted[1] == Accepted("toad", Decimal(80), "Toad is an OK good answer.")
    assert content("truefalse").options[1].feedback == "This is the wrong answer."
    assert content("essay").feedback == "This is general feedback"


@needs_samples
def test_descriptions_of_categories_are_kept():
    reading = read_moodle_xml(sample("moodle-xml/nested_categories.xml"))
    assert reading.categories["Delta", "Epsilon"] == "This is Epsilon category for test"


@needs_samples
def test_pictures_come_along():
    first, second = read_moodle_xml(sample("moodle-xml/truefalse.xml")).questions
    named = {one.name: one.key for one in first.pictures}
    assert set(named) == {"logo.jpg", "infos.jpg", "thumbup.jpg", "thumbdown.jpg"}
    assert f'src="picture:{named["logo.jpg"]}" alt="Moodle logo"' in first.content.text
    assert "@@PLUGINFILE@@" not in f"{first.content}{second.content}"


def test_a_picture_that_is_none_gives_way_to_its_words_and_is_named():
    files = "".join(
        f'<file name="{name}" path="/" encoding="base64">{b64encode(content).decode()}</file>'
        for name, content in (("a b.png", PNG), ("x.svg", b"<svg onload='alert(1)'/>"))
    )
    text = '<img src="@@PLUGINFILE@@/a%20b.png" alt="Sơ đồ"> <img src="@@PLUGINFILE@@/x.svg" alt="Bản vẽ">'
    whole = question("essay", "", text).replace("]]></text>", f"]]></text>{files}")
    reading = read_moodle_xml(quiz(whole))
    (read,) = reading.questions
    assert [(one.name, one.content) for one in read.pictures] == [("a b.png", PNG)]
    assert "Bản vẽ" in read.content.text
    assert "x.svg" in reading.problems[0].sentence


def test_identity_tags_and_points():
    inside = "<idnumber>CC-07</idnumber><defaultgrade>2.5</defaultgrade><tags><tag><text>khó</text></tag></tags>"
    read = only(question("essay", inside))
    assert (read.identity, read.tags, read.content.points) == ("id:CC-07", ("khó",), Decimal("2.5"))


def test_gaps_become_ours():
    text = (
        r"<p>Luật có hiệu lực từ {2:NUMERICAL:=2025:0} do {1:MULTICHOICE:=Quốc hội#Đúng~Chính phủ~%50%Chủ tịch \} nước}"
        r" {:SHORTANSWER_C:=ban h&agrave;nh~%50%ra}.</p>"
    )
    content = only(question("cloze", "", text)).content
    assert content.text == "<p>Luật có hiệu lực từ {{1}} do {{2}} {{3}}.</p>"
    assert [gap.points for gap in content.gaps] == [2, 1, 1]
    assert content.gaps[0].numbers == (AcceptedNumber(Decimal(2025)),)
    assert [(o.text, o.credit, o.feedback) for o in content.gaps[1].options] == [
        ("Quốc hội", 100, "Đúng"),
        ("Chính phủ", 0, ""),
        ("Chủ tịch } nước", 50, ""),
    ]
    assert content.gaps[2].accepted == (Accepted("ban hành"), Accepted("ra", Decimal(50)))
    assert content.is_case_sensitive
    assert content.points == 4


def test_putting_in_order():
    answers = "".join(
        f'<answer fraction="{place}" format="html"><text>&lt;p&gt;{text}&lt;/p&gt;</text></answer>'
        for place, text in enumerate(("Tiếp nhận", "Thụ lý", "Trả lời"), 1)
    )
    content = only(question("ordering", f"<layouttype>VERTICAL</layouttype>{answers}")).content
    assert [item.text for item in content.items] == ["Tiếp nhận", "Thụ lý", "Trả lời"]


def test_kinds_we_lack_and_what_is_broken_are_named_and_the_rest_is_read():
    reading = read_moodle_xml(
        quiz(
            "\n" + question("ddwtos", "", name="Kéo thả"),
            "\n" + question("description", "", name="Lời dẫn"),
            "\n" + question("multichoice", "<single>true</single>", name="Trống"),
            "\n" + question("numerical", '<answer fraction="100"><text>nhiều</text></answer>', name="Số"),
            "\n" + question("cloze", "", "{1:MULTIRESPONSE:=a~=b}", name="Nhiều chỗ"),
            "\n" + question("essay", "", name="Còn lại"),
        )
    )
    assert [one.content.name for one in reading.questions] == ["Còn lại"]
    assert [(problem.line, problem.name, problem.weight) for problem in reading.problems] == [
        (3, "Kéo thả", Weight.LEFT_OUT),
        (4, "Lời dẫn", Weight.LEFT_OUT),
        (5, "Trống", Weight.ERROR),
        (6, "Số", Weight.ERROR),
        (7, "Nhiều chỗ", Weight.LEFT_OUT),
    ]


def test_units_are_named_when_they_are_not_kept():
    inside = (
        '<answer fraction="100"><text>5</text><tolerance>0</tolerance></answer>'
        "<units><unit><multiplier>1</multiplier><unit_name>km</unit_name></unit></units>"
    )
    reading = read_moodle_xml(quiz(question("numerical", inside)))
    assert "km" in reading.problems[0].sentence


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE quiz [<!ENTITY x "boom">]><quiz>&x;</quiz>',
        b'<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz>&x;</quiz>',
        b'<!DOCTYPE quiz SYSTEM "x" [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><quiz/>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE quiz [<!ENTITY x "boom">]><quiz>&x;</quiz>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-7"?><quiz/>',
        b"<quiz><question>",
        b"<quiz>&nbsp;</quiz>",
        b"<quiz>" * 5000,
        b"<lom/>",
        b'<?xml version="1.0" encoding="EBCDIC-CP-US"?><quiz/>',
        "<quiz>Hà Nội</quiz>".encode("windows-1258", "replace"),
        b"",
        b"\x00\xff\xfe",
    ],
)
def test_hostile_and_broken_files_are_refused_with_a_sentence(data):
    reading = read_moodle_xml(data)
    assert not reading.questions
    assert [problem.line for problem in reading.problems] == [0]


def test_scripts_and_their_links_are_gone():
    text = '<p onmouseover="x()">Xem <a href="javascript:alert(1)">đây</a><script>alert(1)</script></p>'
    content = only(question("essay", "", text)).content
    assert "javascript" not in content.text
    assert "alert" not in content.text
    assert "onmouseover" not in content.text
