import pytest

from curriculum.programmes.assessments import read_assessment
from curriculum.programmes.models import ProgrammeAssessment

Form = ProgrammeAssessment.Form


def summary(sentence):
    return [(part.name, part.form, part.weight, part.is_graded) for part in read_assessment(sentence)]


def test_read_assessment_takes_weights_from_the_sentence():
    assert summary("Bài kiểm tra cuối khóa (40 %) + bài thu hoạch gắn với một vấn đề của xã, phường (60 %)") == [
        ("Bài kiểm tra cuối khóa", Form.TEST, 40, True),
        ("Bài thu hoạch gắn với một vấn đề của xã, phường", Form.REFLECTIVE_REPORT, 60, True),
    ]


def test_read_assessment_makes_two_parts_of_two_tests_and_leaves_the_remark_out():
    sentence = (
        "Hai bài kiểm tra phần (mỗi bài 20 %), báo cáo đi thực tế (20 %), đề án cuối khóa (40 %); mọi bài đạt từ 5/10"
    )
    assert summary(sentence) == [
        ("Bài kiểm tra phần 1", Form.TEST, 20, True),
        ("Bài kiểm tra phần 2", Form.TEST, 20, True),
        ("Báo cáo đi thực tế", Form.FIELD_REPORT, 20, True),
        ("Đề án cuối khóa", Form.PROJECT, 40, True),
    ]


def test_read_assessment_knows_what_is_only_passed_or_not():
    assert summary("Bài thu hoạch (đạt/không đạt)") == [("Bài thu hoạch", Form.REFLECTIVE_REPORT, 100, False)]


def test_read_assessment_gives_the_whole_weight_to_the_graded_part():
    assert summary("Bài trắc nghiệm trực tuyến (đạt từ 5/10) + sản phẩm thực hành") == [
        ("Bài trắc nghiệm trực tuyến", Form.MULTIPLE_CHOICE, 100, True),
        ("Sản phẩm thực hành", Form.PRACTICE, 0, False),
    ]


@pytest.mark.parametrize("sentence", ["Bài kiểm tra (40 %) + đề án (50 %)", "Bài hát tập thể (100 %)"])
def test_read_assessment_refuses_what_it_cannot_read(sentence):
    with pytest.raises(ValueError):
        read_assessment(sentence)
