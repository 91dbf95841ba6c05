import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.questions.cleaning import clean_content, clean_html, html_to_plain, pictures_in, plain_to_html
from curriculum.questions.content import Kind
from tests.factories.curriculum import CONTENTS, content_of

KEY = "a" * 64


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<p>Điều <b>5</b></p><script>alert(1)</script>", "<p>Điều <b>5</b></p>"),
        ('<p style="color:red" onclick="x()" class="y">Một</p>', "<p>Một</p>"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="picture:x">x</a>', "x"),
        ('<a href="https://chinhphu.vn">x</a>', '<a href="https://chinhphu.vn" rel="noopener noreferrer">x</a>'),
        (f'<img src="picture:{KEY}" alt="Sơ đồ">', f'<img src="picture:{KEY}" alt="Sơ đồ">'),
        ('<img src="https://x/y.png" alt="a > b">', "a &gt; b"),
        ('<img src="x" onerror="alert(1)">', ""),
        ("<div>Một</div><div>Hai</div>", "<p>Một</p><p>Hai</p>"),
        ("<svg><animate onbegin=alert(1)></svg>x", "x"),
        ("<p>&nbsp;</p><p>e\u0302</p>", "<p>ê</p>"),
        ("2 < 3 & 4", "2 &lt; 3 &amp; 4"),
    ],
)
def test_html_is_cut_down_to_what_a_question_may_have(text, kept):
    assert clean_html(text) == kept


@given(st.text(alphabet="<>&\"'=/ abdivpscrtmg:javo\n", max_size=80))
def test_cleaning_twice_changes_nothing(text):
    assert clean_html(clean_html(text)) == clean_html(text)


def test_plain_text_keeps_its_lines_and_signs():
    assert plain_to_html("a < b\nc") == "a &lt; b<br>c"
    assert plain_to_html("một\n\n hai") == "<p>một</p><p>hai</p>"
    assert html_to_plain(plain_to_html("a < b\nc")) == "a < b\nc"


def test_words_of_a_table_and_a_picture_can_be_read():
    html = f'<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table><img src="picture:{KEY}" alt="Sơ đồ">'
    assert html_to_plain(html) == "a · b\n[Sơ đồ]"


@pytest.mark.parametrize("kind", Kind, ids=str)
def test_a_clean_question_stays_as_it_is(kind):
    assert clean_content(CONTENTS[kind]) == CONTENTS[kind]


def test_pictures_of_a_question_are_known():
    assert pictures_in(content_of(text=f'<p><img src="picture:{KEY}" alt=""></p>')) == {KEY}
