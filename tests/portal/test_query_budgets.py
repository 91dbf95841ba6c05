"""Every page asks the database a bounded number of questions, whatever it shows (the frame's own included).

The demonstration city is walked as its accounts: from the home of each workspace along the links, every kind of page
once or twice. What a page asks counts from the session to the notices in the masthead.
"""

import re
from collections import Counter, deque

import pytest

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from training.models import Posting, User

pytestmark = pytest.mark.django_db

WORKSPACE, OFFICE = 15, 40
OF_A_KIND = 2  # pages of one kind that are opened
OFFICE_SCREENS = (
    "/admin/",
    "/admin/classes/",
    "/admin/timetable/",
    "/admin/timetable/2026/rows.json",
    "/admin/postings/",
    "/admin/surveys/",
    "/admin/mentors/",
    "/admin/mentors/wanted/",
    "/admin/mentors/reviews/",
    "/admin/certificates/",
    "/admin/mentoring/",
    "/admin/mentoring/people/",
    "/admin/targets/",
    "/admin/targets/maps/",
    "/admin/targets/women/people/",
    "/admin/pipeline/",
    "/admin/pipeline/units/",
    "/admin/terms/",
    "/admin/outcomes/",
    "/admin/waves/numbers/",
    "/admin/benefits/",
    "/admin/benefits/wanting/",
    "/admin/people/",
    "/admin/overview/",
    "/admin/overview/quarter/",
    "/admin/teaching/",
    "/admin/questions/",
    "/admin/question-categories/",
    "/admin/question-figures/",
    "/admin/questions/imports/",
    "/admin/questions/export/",
    "/admin/questions/review/",
    "/admin/packages/",
    "/admin/packages/uploads/",
    "/admin/packages/learners/",
)


@pytest.fixture(autouse=True)
def _in_the_city(city):
    """Every test here walks the same city."""


def browser_of(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def opened(client: Client, address: str):
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    return page, len(asked)


def links_of(page, root: str) -> list[str]:
    """The pages of the workspace the page leads to; other orders and exports of a list are no pages of their own."""
    found = re.findall(r'href="([^"#?]+)', page.content.decode())
    return [address for address in dict.fromkeys(found) if address.startswith(root)]


def walk(client: Client, start: str) -> dict[str, int]:
    """Addresses of a workspace, from ``start`` along the links, and what each asked; a link that is dead fails."""
    root = re.match(r"/\w+/", start)[0]
    asked: dict[str, int] = {}
    kinds: Counter[str] = Counter()
    ahead = deque([start])
    while ahead:
        address = ahead.popleft()
        kind = re.sub(r"[0-9a-f-]{36}|\d+", "N", address)
        if address in asked or kinds[kind] >= OF_A_KIND:
            continue
        kinds[kind] += 1
        page, count = opened(client, address)
        assert page.status_code in (200, 302), f"{address}: {page.status_code}"
        asked[address] = count
        if page.status_code == 302 and page.url.startswith(root):
            ahead.append(page.url)
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            ahead.extend(links_of(page, root))
    return asked


@pytest.mark.parametrize(
    ("username", "start", "least_pages"),
    [
        ("hocvien", "/learn/", 8),
        ("canbotre", "/learn/", 5),
        ("canbotre", "/mentor/my-posting/", 3),
        ("giangvien", "/teach/", 8),
        ("huongdan", "/mentor/", 5),
        ("chunha", "/mentor/", 3),
        ("donvi", "/unit/", 4),
    ],
)
def test_pages_of_a_workspace_ask_little(username, start, least_pages):
    asked = walk(browser_of(username), start)
    assert len(asked) >= least_pages
    assert {address: count for address, count in asked.items() if count > WORKSPACE} == {}


@pytest.mark.parametrize("username", ["daotao", "tochuc", "vanthu", "kyten", "kiemtra"])
def test_screens_of_the_offices_ask_a_bounded_number(username):
    client = browser_of(username)
    answers = {address: opened(client, address) for address in OFFICE_SCREENS}
    found = {address: count for address, (page, count) in answers.items() if page.status_code == 200}
    assert "/admin/" in found
    assert len(found) >= 2
    assert {address: count for address, count in found.items() if count > OFFICE} == {}


@pytest.mark.parametrize("username", ["hocvien", "giangvien", "donvi", "daotao"])
def test_a_search_asks_little_of_whoever_searches(username):
    """A name and words that classes, lessons, programmes, files and pages have in them, once the process is warm."""
    client = browser_of(username)
    opened(client, "/search/?q=ha")
    counts = {words: opened(client, f"/search/?q={words}")[1] for words in ("ha", "can bo", "hoi nghi")}
    assert max(counts.values()) <= WORKSPACE, counts


@pytest.mark.parametrize("username", ["huongdan", "canbotre", "chunha"])
def test_a_posting_asks_little_of_whoever_may_see_it(username):
    user = User.objects.get(username=username)
    client = browser_of(username)
    counts = {
        posting.pk: opened(client, f"/mentor/postings/{posting.pk}/")[1]
        for posting in Posting.objects.visible_to(user)[:OF_A_KIND]
    }
    assert counts
    assert max(counts.values()) <= WORKSPACE
