import io
import struct
import zipfile
from decimal import Decimal

import pytest

from curriculum.questions.content import Accepted, AcceptedNumber, Kind
from curriculum.questions.formats.qti import read_qti
from curriculum.questions.formats.reading import Weight
from tests.curriculum.questions.formats.samples import needs_samples, picture, sample

PNG = picture()
MATCH = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
MAP = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'
CHOICES = "".join(
    f'<simpleChoice identifier="{key}">{text}</simpleChoice>' for key, text in (("A", "Một"), ("B", "Hai"), ("C", "Ba"))
)


def item(declaration: str, body: str, processing: str = MATCH, title: str = "Tên") -> bytes:
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="i1" '
        f'title="{title}">{declaration}<itemBody>{body}</itemBody>{processing}</assessmentItem>'
    ).encode()


def declared(cardinality: str, base: str, *values: str, mapping: str = "", name: str = "RESPONSE") -> str:
    correct = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{correct}</correctResponse>{mapping}</responseDeclaration>"
    )


def package(**files: bytes | str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def manifest(*names: str) -> str:
    resources = "".join(
        f'<resource identifier="r{at}" type="imsqti_item_xmlv2p1" href="{name}"><file href="{name}"/></resource>'
        for at, name in enumerate(names)
    )
    return f"<manifest><resources>{resources}</resources></manifest>"


def associable(**choices: str) -> str:
    inside = "".join(
        f'<simpleAssociableChoice identifier="{key}" matchMax="1">{text}</simpleAssociableChoice>'
        for key, text in choices.items()
    )
    return f"<simpleMatchSet>{inside}</simpleMatchSet>"


def only(data: bytes):
    (question,) = read_qti(data).questions
    return question


@needs_samples
@pytest.mark.parametrize("name", ["qti/vi-choice-qti21.xml", "qti/vi-choice-qti30.xml"])
def test_the_same_choice_in_two_versions(name):
    reading = read_qti(sample(name))
    assert not reading.problems
    (question,) = reading.questions
    content = question.content
    assert question.identity == "id:vi-choice-1"
    assert (content.kind, content.name, content.text) == (
        Kind.SINGLE,
        "Thủ đô",
        "Thủ đô của Việt Nam là thành phố nào?",
    )
    assert [(o.key, o.text, o.credit, o.is_fixed) for o in content.options] == [
        ("A", "Hà Nội", 100, False),
        ("B", "Đà Nẵng", 0, False),
        ("C", "Không thành phố nào kể trên", 0, True),
    ]
    assert content.is_shuffled


@needs_samples
def test_two_packages_hold_the_same_questions():
    old, new = read_qti(sample("qti/en-blackboard-qti21.zip")), read_qti(sample("qti/en-qti30.zip"))
    assert not old.problems
    assert not new.problems
    assert [question.content for question in old.questions] == [question.content for question in new.questions]
    assert [[o.text for o in q.content.options if o.credit] for q in old.questions] == [["Ha Noi"], ["7"]]
    assert [question.content.text for question in old.questions] == [
        "What is the capital of Vietnam?",
        "Which one is prime?",
    ]


@needs_samples
def test_the_export_of_canvas():
    reading = read_qti(sample("qti/vi-canvas-qti12.zip"))
    assert [problem.weight for problem in reading.problems] == [Weight.NOTE]
    assert list(reading.categories) == [("Ngân hàng câu hỏi thử",)]
    single, multiple, short, numerical, essay = (question.content for question in reading.questions)
    assert [(o.text, o.credit) for o in single.options] == [("Hà Nội", 100), ("Đà Nẵng", 0), ("Huế", 0)]
    assert [(o.text, o.credit) for o in multiple.options] == [("2", 50), ("4", -50), ("7", 50)]
    assert short.accepted == (Accepted("mèo"), Accepted("con mèo"))
    assert numerical.numbers == (AcceptedNumber(Decimal("3.14"), Decimal("0.005")),)
    assert (essay.kind, essay.text) == (Kind.ESSAY, "<p>Trình bày nguyên tắc “bốn mắt”.</p>")


def test_common_cartridge_names_kinds_in_its_own_way():
    item = (
        '<questestinterop><assessment title="Kiểm tra"><section><item ident="i1"><itemmetadata><qtimetadata>'
        "<qtimetadatafield><fieldlabel>cc_profile</fieldlabel><fieldentry>cc.true_false.v0p1</fieldentry>"
        "</qtimetadatafield></qtimetadata></itemmetadata><presentation><material><mattext>Hỏi &amp;lt;?</mattext>"
        '</material><response_lid ident="r" rcardinality="Single"><render_choice>'
        '<response_label ident="t"><material><mattext>True</mattext></material></response_label>'
        '<response_label ident="f"><material><mattext>False</mattext></material></response_label>'
        "</render_choice></response_lid></presentation><resprocessing><respcondition><conditionvar>"
        '<varequal respident="r">f</varequal></conditionvar><setvar>100</setvar></respcondition></resprocessing>'
        "</item></section></assessment></questestinterop>"
    )
    question = only(item.encode())
    assert (question.content.kind, question.category) == (Kind.TRUE_FALSE, ("Kiểm tra",))
    assert question.content.text == "Hỏi &amp;lt;?"
    assert [(o.key, o.credit) for o in question.content.options] == [("true", 0), ("false", 100)]


def test_mapping_gives_partial_credit():
    mapping = (
        '<mapping defaultValue="-0.5" upperBound="2"><mapEntry mapKey="A" mappedValue="1"/>'
        '<mapEntry mapKey="B" mappedValue="1"/></mapping>'
    )
    body = f'<p>Hỏi?</p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="0">{CHOICES}</choiceInteraction>'
    content = only(item(declared("multiple", "identifier", "A", "B", mapping=mapping), body, MAP)).content
    assert [option.credit for option in content.options] == [50, 50, -25]
    assert (content.kind, content.is_shuffled) == (Kind.MULTIPLE, False)


def test_order_match_and_the_long_text():
    order = f'<p>Xếp.</p><orderInteraction responseIdentifier="RESPONSE">{CHOICES}</orderInteraction>'
    assert [one.text for one in only(item(declared("ordered", "identifier", "C", "A", "B"), order)).content.items] == [
        "Ba",
        "Một",
        "Hai",
    ]
    sets = associable(a="Sa Pa", b="Hội An") + associable(x="Quảng Nam", y="Lào Cai", z="Huế")
    match = f'<p>Ghép.</p><matchInteraction responseIdentifier="RESPONSE" shuffle="true">{sets}</matchInteraction>'
    content = only(item(declared("multiple", "directedPair", "a y", "b x"), match)).content
    assert [(pair.prompt, pair.answer) for pair in content.pairs] == [
        ("Sa Pa", "Lào Cai"),
        ("Hội An", "Quảng Nam"),
        ("", "Huế"),
    ]
    essay = (
        '<p>Viết.</p><extendedTextInteraction responseIdentifier="RESPONSE"/>'
        '<rubricBlock view="scorer"><p>Ba ý.</p></rubricBlock>'
    )
    content = only(item(declared("single", "string"), essay, "")).content
    assert (content.kind, content.text, content.model_answer) == (Kind.ESSAY, "<p>Viết.</p>", "<p>Ba ý.</p>")


def test_a_line_at_the_end_is_a_short_answer_and_a_place_within_is_a_gap():
    line = '<p>Con gì kêu meo?</p><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    mapping = (
        '<mapping><mapEntry mapKey="mèo" mappedValue="1" caseSensitive="false"/>'
        '<mapEntry mapKey="con * mèo" mappedValue="0.8" caseSensitive="false"/></mapping>'
    )
    content = only(item(declared("single", "string", "mèo", mapping=mapping), line, MAP)).content
    assert content.accepted == (Accepted("mèo"), Accepted("con \\* mèo", Decimal(80)))
    assert (content.text, content.is_case_sensitive) == ("<p>Con gì kêu meo?</p>", False)
    choice = (
        '<p>Thủ đô là <inlineChoiceInteraction responseIdentifier="R1">'
        '<inlineChoice identifier="A">Hà Nội</inlineChoice><inlineChoice identifier="B">Huế</inlineChoice>'
        "</inlineChoiceInteraction>, từ năm "
        '<textEntryInteraction responseIdentifier="R2"/>.</p>'
    )
    both = declared("single", "identifier", "A", name="R1") + declared("single", "integer", "1010", name="R2")
    content = only(item(both, choice)).content
    assert content.text == "<p>Thủ đô là {{1}}, từ năm {{2}}.</p>"
    assert [o.credit for o in content.gaps[0].options] == [100, 0]
    assert content.gaps[1].numbers == (AcceptedNumber(Decimal(1010)),)


def test_pictures_categories_and_tags_of_a_package():
    body = '<p>Nhìn <img src="../images/so%20do.png" alt="Sơ đồ"/></p><extendedTextInteraction responseIdentifier="R"/>'
    test = (
        '<assessmentTest><testPart><assessmentSection title="Luật" visible="true">'
        '<assessmentSection title="Chương I" visible="true"><assessmentItemRef href="items/1.xml"/>'
        "</assessmentSection></assessmentSection></testPart></assessmentTest>"
    )
    data = package(
        **{
            "imsmanifest.xml": manifest("items/1.xml", "test.xml"),
            "items/1.xml": item(declared("single", "string", name="R"), body, ""),
            "images/so do.png": PNG,
            "test.xml": test,
        }
    )
    question = only(data)
    assert question.category == ("Luật", "Chương I")
    assert [(one.name, one.content) for one in question.pictures] == [("so do.png", PNG)]
    assert f'src="picture:{question.pictures[0].key}"' in question.content.text


def test_what_does_not_exist_here_is_named_and_the_rest_is_read():
    names = ("hotspot.xml", "broken.xml", "two.xml", "gone.xml", "good.xml")
    choice = f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{CHOICES}</choiceInteraction>'
    reading = read_qti(
        package(
            **{
                "imsmanifest.xml": manifest(*names),
                "hotspot.xml": item(
                    declared("single", "identifier", "A"), '<hotspotInteraction responseIdentifier="R"/>'
                ),
                "broken.xml": "<assessmentItem>",
                "two.xml": item(declared("single", "identifier", "A"), choice * 2),
                "good.xml": item(declared("single", "identifier", "A"), f"<p>Hỏi?</p>{choice}"),
            }
        )
    )
    assert [question.content.text for question in reading.questions] == ["<p>Hỏi?</p>"]
    assert {problem.weight for problem in reading.problems} == {Weight.ERROR, Weight.LEFT_OUT}
    assert len(reading.problems) == 4


def test_dangerous_packages_are_refused_with_a_sentence():
    link = zipfile.ZipInfo("imsmanifest.xml")
    link.external_attr = 0o120777 << 16
    linked = io.BytesIO()
    with zipfile.ZipFile(linked, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    bomb = package(**{"imsmanifest.xml": b" " * 60_000_000})
    for data in (
        package(**{"../imsmanifest.xml": "x"}),
        package(**{"/etc/imsmanifest.xml": "x"}),
        package(**{"C:/x.xml": "x"}),
        linked.getvalue(),
        bomb,
        lying_about_its_size(),
        package(**{"readme.txt": "x"}),
        package(**{"imsmanifest.xml": '<!DOCTYPE m [<!ENTITY x "y">]><manifest>&x;</manifest>'}),
        b"PK\x03\x04 broken",
    ):
        reading = read_qti(data)
        assert not reading.questions
        assert [problem.line for problem in reading.problems] == [0]


def lying_about_its_size() -> bytes:
    """A package whose index says ten bytes where millions come."""
    data = bytearray(package(**{"imsmanifest.xml": b" " * 60_000_000}))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 10)
    return bytes(data)
