import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.questions.cleaning import clean_html
from curriculum.questions.reference import _written, content_from
from curriculum.questions.writing import to_html, to_line_html, to_written

KEY = "picture:" + "a" * 64


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("Một\nhai\n\nBa", "<p>Một<br>hai</p><p>Ba</p>"),
        ("Chọn **đúng** và *đủ*", "<p>Chọn <b>đúng</b> và <i>đủ</i></p>"),
        ("Cần:\n\n- đơn\n- bản sao", "<p>Cần:</p><ul><li>đơn</li><li>bản sao</li></ul>"),
        (f"Xem ![Sơ đồ]({KEY}) rồi đáp", f'<p>Xem <img src="{KEY}" alt="Sơ đồ"> rồi đáp</p>'),
        ("3 < 5 & 2 * 2 = 4", "<p>3 &lt; 5 &amp; 2 * 2 = 4</p>"),
        ("Điền {{1}}", "<p>Điền {{1}}</p>"),
    ],
)
def test_what_is_written_is_stored_and_comes_back(written, html):
    assert to_html(written) == html
    assert to_written(html) == written


@pytest.mark.parametrize(
    "html",
    [
        "<table><tbody><tr><td>a</td></tr></tbody></table>",
        "<ol><li>a</li></ol>",
        '<p>a <a href="https://b" rel="x">c</a></p>',
    ],
)
def test_what_cannot_be_written_stays_html(html):
    html = clean_html(html)
    assert to_html(to_written(html)) == html


def test_a_line_has_no_paragraph():
    assert to_line_html("30 ngày") == "30 ngày"


def test_every_text_of_the_bank_can_be_edited_without_html():
    texts = [content_from(facts).text for file in _written() for facts in file["questions"]]
    assert [text for text in texts if to_written(text).startswith("<")] == []


@given(st.text(alphabet="ab <>&*-\n![]()đế", max_size=40))
def test_editing_without_a_change_changes_nothing(written):
    html = to_html(written)
    assert to_html(to_written(html)) == html
