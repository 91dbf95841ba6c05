from curriculum.questions.formats.aiken import read_aiken
from tests.curriculum.questions.formats.samples import needs_samples, sample


@needs_samples
def test_the_vietnamese_sample():
    reading = read_aiken(sample("aiken/vi.aiken.txt"))
    assert not reading.problems
    capital, letter = (question.content for question in reading.questions)
    assert [(o.key, o.text, o.credit) for o in capital.options] == [
        ("A", "Đà Nẵng", 0),
        ("B", "Hà Nội", 100),
        ("C", "Huế", 0),
    ]
    assert letter.text == "Chữ cái nào đứng ngay sau «d»?"
    assert [(o.text, o.credit) for o in letter.options] == [("đ", 100), ("e", 0)]


@needs_samples
def test_what_looks_like_html_is_shown_as_written():
    reading = read_aiken(sample("aiken/questions.aiken.txt"))
    assert not reading.problems
    started, handles = (question.content for question in reading.questions)
    assert [o.text for o in started.options if o.credit] == ["Martin Dougiamas"]
    assert handles.text.endswith('includes &lt;html class="cool"&gt; &amp; images:')


def test_what_is_wrong_is_named_with_its_line_and_the_rest_is_read():
    reading = read_aiken(
        "Không đáp án?\nA. a\nB. b\n\nSai chữ?\nA. a\nB. b\nANSWER: D\n\nMột?\nA) a\nANSWER: A\n"
        "Đúng\nhai dòng?\nA) a\nB) b\nANSWER: B".encode()
    )
    assert [question.content.text for question in reading.questions] == ["Đúng<br>hai dòng?"]
    assert [problem.line for problem in reading.problems] == [1, 5, 10]
