"""What is written and read again is what it was, for every kind the format can say."""

from dataclasses import replace
from decimal import Decimal

import pytest

from curriculum.questions.content import Accepted, AcceptedNumber, Gap, Kind, Option, Pair, QuestionContent
from curriculum.questions.formats.moodle_xml import read_moodle_xml
from curriculum.questions.formats.moodle_xml_writing import write_moodle_xml
from curriculum.questions.formats.qti import read_qti
from curriculum.questions.formats.qti_writing import write_qti
from curriculum.questions.formats.reading import Reading, ReadQuestion, Weight
from curriculum.questions.pictures import picture_of
from curriculum.questions.reconciling import reconciled
from tests.curriculum.questions.formats.samples import picture
from tests.factories.curriculum import CONTENTS

PICTURE = picture_of("sơ đồ.png", picture("blue"))
HARD = QuestionContent(
    Kind.MULTIPLE,
    "Ký hiệu <&> “ngoặc”",
    f'<p>a &lt; b &amp; c<br><img src="picture:{PICTURE.key}" alt="Sơ đồ &quot;A&quot;"></p><ul><li>1</li></ul>',
    points=Decimal("2.5"),
    feedback="<p>Xem <b>Điều 1</b></p>",
    is_shuffled=False,
    options=(
        Option("a", "x² &lt; y", Decimal("33.33333"), "Đúng"),
        Option("b", "1 &amp; 2", Decimal("33.33333")),
        Option("c", "<i>ba</i>", Decimal("33.33334")),
        Option("d", "~ # = { } :", Decimal(-50), "Sai"),
    ),
)
NEAR = AcceptedNumber(Decimal(1000), Decimal(9), Decimal(50))
GAPS = QuestionContent(
    Kind.CLOZE,
    "Chỗ trống",
    "<p>Thủ đô {{x}} năm {{y}}, sông {{z}}.</p>",
    points=Decimal(4),
    is_case_sensitive=True,
    gaps=(
        Gap("x", 2, options=(Option("p", "Hà } ~ # Nội", Decimal(100), "Đúng"), Option("q", "=Huế & Vinh"))),
        Gap("y", 1, numbers=(AcceptedNumber(Decimal(1010), Decimal("0.5")), NEAR)),
        Gap("z", 1, accepted=(Accepted("Hồng"), Accepted("sông Hồng", Decimal(80)))),
    ),
)
SINGLE = replace(
    CONTENTS[Kind.SINGLE],
    name="Phần điểm",
    options=(
        Option("a", "đúng", Decimal(100), is_fixed=True),
        Option("b", "gần", Decimal(50)),
        Option("c", "sai", Decimal(-25)),
    ),
)
LINES = (("1", "Ếch", "lưỡng cư"), ("2", "", "côn trùng"), ("3", "Mèo", "thú"), ("4", "Sa giông", "lưỡng cư"))
MATCHING = replace(CONTENTS[Kind.MATCHING], name="Trùng", is_shuffled=False, pairs=tuple(Pair(*line) for line in LINES))
FALSE = replace(
    CONTENTS[Kind.TRUE_FALSE],
    name="Sai",
    is_shuffled=False,
    options=(Option("true", "Đúng", Decimal(0), "Không"), Option("false", "Sai", Decimal(100), "Phải")),
)
ESSAY = replace(CONTENTS[Kind.ESSAY], name="Có gợi ý", text="Trình bày.", model_answer="<p>Ba ý</p>")
# As GIFT gives them: no paragraph around the words, and one number with two tolerances.
PLAIN = replace(ESSAY, name="Chữ trơn", model_answer="Ba ý")
TYPED = replace(CONTENTS[Kind.SHORT_ANSWER], name="Chữ trơn, trả lời ngắn", text="Thủ đô?")
YEAR = replace(
    CONTENTS[Kind.NUMERICAL],
    name="Hai khoảng",
    text="Năm nào?",
    numbers=(
        AcceptedNumber(Decimal(1945), feedback="Đúng"),
        AcceptedNumber(Decimal(1945), Decimal(2), Decimal(50), "Gần đúng"),
    ),
)
ALL = [*CONTENTS.values(), HARD, GAPS, SINGLE, MATCHING, FALSE, ESSAY, PLAIN, TYPED, YEAR]
CATEGORIES = {("Luật",): "Các luật", ("Luật", "Đất/đai"): "Luật Đất đai"}
READING = Reading(
    tuple(
        ReadQuestion(
            content,
            ("Luật", "Đất/đai"),
            f"id:câu {place}",
            ("khó", "CTX"),
            pictures=(PICTURE,) if content is HARD else (),
        )
        for place, content in enumerate(ALL)
    ),
    categories=CATEGORIES,
)


@pytest.mark.parametrize(
    ("write", "read", "unsayable"),
    [
        (write_moodle_xml, read_moodle_xml, {Kind.SITUATION}),
        (lambda reading: write_qti(reading, version="2.1"), read_qti, {Kind.SITUATION, Kind.CLOZE}),
        (lambda reading: write_qti(reading, version="3.0"), read_qti, {Kind.SITUATION, Kind.CLOZE}),
    ],
    ids=["moodle", "qti 2.1", "qti 3.0"],
)
def test_everything_comes_back(write, read, unsayable):
    """QTI has no wildcards, and a gap of the factory's text takes nothing but one."""
    written = write(READING)
    again = read(written.content)
    assert again.problems == ()
    left_out = {loss.name for loss in written.losses if loss.weight == Weight.LEFT_OUT}
    assert left_out == {CONTENTS[kind].name for kind in unsayable}
    sent = [question for question in READING.questions if question.content.name not in left_out]
    for before, after in zip(sent, again.questions, strict=True):
        assert reconciled(after.content, before.content, again.unsaid) == before.content
        assert (after.category, after.identity, after.tags) == (before.category, before.identity, before.tags)
        assert [one.content for one in after.pictures] == [one.content for one in before.pictures]


def test_descriptions_of_categories_come_back():
    assert dict(read_moodle_xml(write_moodle_xml(READING).content).categories) == CATEGORIES


def test_what_a_format_cannot_say_is_named():
    rubric = replace(CONTENTS[Kind.ESSAY], rubric=CONTENTS[Kind.SITUATION].rubric)
    typed = replace(CONTENTS[Kind.SHORT_ANSWER], folds_tones=True)
    losses = write_moodle_xml(Reading((ReadQuestion(rubric), ReadQuestion(typed), ReadQuestion(SINGLE)))).losses
    assert [loss.name for loss in losses] == [rubric.name, typed.name, SINGLE.name]
    losses = write_qti(Reading((ReadQuestion(CONTENTS[Kind.SHORT_ANSWER]),))).losses
    assert [loss.name for loss in losses] == [CONTENTS[Kind.SHORT_ANSWER].name]
