"""The display tags."""

from datetime import date, datetime

import pytest

from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from curriculum.clock.time import set_to
from portal.icons import all_icons
from portal.templatetags import agents, ui
from portal.tones import tone_of

TODAY = datetime(2026, 3, 5, 9)


def render(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 B"), (812, "812 B"), (812_000, "812 KB"), (1_432_000, "1,4 MB"), (None, "0 B")]
)
def test_file_size_is_said_in_words(size, words):
    with override("vi"):
        assert ui.file_size(size) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 5), "today"),
        (date(2026, 3, 6), "tomorrow"),
        (date(2026, 3, 10), "in 5 days"),
        (date(2026, 3, 4), "1 day late"),
        (date(2026, 3, 1), "4 days late"),
        (datetime(2026, 3, 5, 23, 59), "today"),
        (None, ""),
    ],
)
def test_until_counts_days_from_the_clock(day, words):
    with set_to(TODAY), override("en"):
        assert ui.until(day) == words


def test_icons_are_decoration_unless_named():
    assert 'aria-hidden="true"' in ui.icon("bell")
    assert 'aria-label="Notices"' in ui.icon("bell", label="Notices")
    assert "<script" not in "".join(all_icons().values())


def test_an_unknown_icon_fails_loudly():
    with pytest.raises(KeyError):
        ui.icon("no-such-icon")


def test_badge_escapes_its_words_and_takes_the_tone_of_the_state():
    assert ui.badge("<b>Quá hạn</b>", "overdue") == '<span class="badge badge--bad">&lt;b&gt;Quá hạn&lt;/b&gt;</span>'
    assert tone_of("a-word-nobody-knows") == "neutral"


def test_avatar_shows_family_and_given_name():
    assert ">NH<" in ui.avatar("Nguyễn Thị Thu Hà")
    assert ui.avatar("Nguyễn Thị Thu Hà") == ui.avatar("Nguyễn Thị Thu Hà")


def test_blocks_keep_markup_and_escape_what_they_are_given():
    page = render(
        '{% empty_state title icon="inbox" %}<a href="/x/">{{ word }}</a>{% end_empty_state %}', title="<i>", word="<b>"
    )
    assert '<a href="/x/">&lt;b&gt;</a>' in page
    assert "&lt;i&gt;" in page


def test_page_head_holds_its_actions():
    assert '<a href="/n/">New</a>' in render('{% page_head title="T" %}<a href="/n/">New</a>{% end_page_head %}')


def test_pagination_keeps_the_rest_of_the_address():
    page = Paginator(range(100), 25).get_page(2)
    shown = render("{% pagination page %}", page=page, request=RequestFactory().get("/?q=an&page=2"))
    assert 'href="?q=an&amp;page=3"' in shown
    assert '<span aria-current="page">2</span>' in shown


def test_a_list_of_one_page_says_how_many_rows():
    with override("en"):
        page = Paginator(range(3), 25).get_page(1)
        assert "3 rows" in render("{% pagination page %}", page=page, request=RequestFactory().get("/"))


def test_sort_head_turns_round_at_the_second_press():
    request = RequestFactory().get("/?sort=name&page=3")
    shown = render('{% sort_head "name" "Name" %}', request=request)
    assert 'href="?sort=-name"' in shown


def test_section_marks_where_one_is():
    request = RequestFactory().get("/accounts/profile/")
    assert 'aria-current="page"' in render('{% section "profile" "Me" "user" %}', request=request)
    assert "aria-current" not in render('{% section "home" "Home" "house" %}', request=request)


@pytest.mark.parametrize(
    ("agent", "words", "phone"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
            "Chrome, Android",
            True,
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Mobile Safari/604.1", "Safari, iPhone", True),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows", False),
        ("curl/8", "unknown browser", False),
    ],
)
def test_browsers_are_named(agent, words, phone):
    with override("en"):
        assert agents.browser_name(agent) == words
    assert agents.is_phone(agent) is phone
