"""The public site and the trainee's pages in a real Chromium: axe finds nothing, nothing runs over the edge."""

import pytest

from curriculum.models import LessonPage, LessonProgress
from portal.pages.reference import load_site
from tests.browser import assert_axe_clean
from tests.portal.trainee.conftest import certify, enrol
from training.regulations.reference import load_regulated_values

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = ["/", "/chuong-trinh/", "/chuong-trinh/btx/", "/chuong-trinh/btx/chuyen-de-1/", "/tin-tuc/", "/van-ban/"]
PUBLIC += ["/tin-tuc/hoi-nhieu-hon-noi/", "/van-ban/quy-che-hoc-tap/", "/gioi-thieu/", "/tro-giup/", "/lien-he/"]
OWN = ["/learn/", "/learn/classes/", "/learn/lessons/", "/learn/certificates/", "/learn/record/"]


def look(page, path: str) -> None:
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert_axe_clean(page)


def test_public_and_trainee_pages_are_accessible_and_reading_is_kept(page_as, cast):
    load_regulated_values()
    load_site()
    enrolment = enrol(cast.trainee)
    certify(cast.trainee.person)
    own = [*OWN, f"/learn/classes/{enrolment.training_class_id}/"]
    for user, paths in ((None, PUBLIC), (cast.trainee, own)):
        narrow, wide = page_as(user), page_as(user, width=1280, color_scheme="dark")
        for place, path in enumerate(paths):
            look(wide if place % 2 else narrow, path)
        look(wide, paths[0])
    page = page_as(cast.editor)
    lesson = LessonPage.objects.get(slug="100-ngay-dau-o-dia-ban-moi")
    look(page, f"/learn/lessons/{lesson.pk}/")
    kept = lambda answer: answer.url.endswith("/offline/sync/") and answer.request.method == "POST"  # noqa: E731
    with page.expect_response(kept) as answer:
        page.locator("[data-end]").scroll_into_view_if_needed()
    assert answer.value.status == 200
    assert LessonProgress.objects.get(user=cast.editor, lesson=lesson).percent_read == 100
