"""The offices' screens in a real Chromium: axe finds nothing in the work area, and nothing asks another server."""

import pytest

from django.urls import reverse

from tests.browser import assert_axe_clean
from tests.factories.training import (
    ClassMeetingFactory,
    EnrolmentFactory,
    NominationFactory,
    PostingFactory,
    RoomFactory,
    RotationWaveFactory,
    TrainingClassFactory,
)
from training.models import PostingRule
from training.rotation.eligibility.reference import load_posting_rules
from training.rotation.eligibility.services import evaluate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def addresses(*names: str, **keys: int) -> list[str]:
    return [reverse(f"office:{name}", kwargs=keys or None) for name in names]


def look(page, path: str) -> None:
    assert page.goto(path).status == 200, path
    assert page.locator("h1").count() == 1, path
    assert_axe_clean(page)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_screens_of_the_training_office_are_accessible(page_as, cast, width, scheme):
    held = TrainingClassFactory(status="enrolling")
    nomination = NominationFactory(training_class=held, status="submitted")
    EnrolmentFactory(training_class=held)
    ClassMeetingFactory(training_class=held)
    RoomFactory()
    page = page_as(cast.training_office, width=width, color_scheme=scheme)
    for path in [
        reverse("wagtailadmin_home"),
        *addresses("classes", "nominations", "rooms", "lecturers", "class_create"),
        *addresses("class", "class_nominations", "class_timetable", "class_results", "meeting_create", pk=held.pk),
        *addresses("nomination_decide", pk=nomination.pk),
    ]:
        look(page, path)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_screens_of_the_committee_are_accessible(page_as, cast, width, scheme):
    wave = RotationWaveFactory()
    posting = PostingFactory(wave=wave)
    load_posting_rules()
    rule = PostingRule.objects.get(code="young-age")
    sheet = evaluate(people=[posting.person], by=cast.committee_officer)[0]
    page = page_as(cast.committee_officer, width=width, color_scheme=scheme)
    for path in [
        *addresses("postings", "posting_create", "term_forms", "waves", "people"),
        *addresses("posting", "mentor_proposals", "posting_end", pk=posting.pk),
        *addresses("person", pk=posting.person_id),
        *addresses("targets", "target_maps", "pipeline", "balances", "terms", "outcomes", "wave_numbers", "benefits"),
        *addresses("posting_rules", "eligibility", "exceptions"),
        *addresses("posting_rule", "posting_rule_replace", pk=rule.pk),
        *addresses("eligibility_sheet", pk=sheet.pk),
        *addresses("person_eligibility", "person_exception", pk=posting.person_id),
        *addresses("posting_decision", "posting_benefits", pk=posting.pk),
        *addresses("wave", "wave_people", pk=wave.pk),
    ]:
        look(page, path)
        if width < 600:
            assert_cards(page)


def assert_cards(page) -> None:
    """On a phone the tables that stand as cards are not scrolled sideways, and are tables still to a reader."""
    tables = page.locator(".listing--cards:visible:has(tbody tr)")
    wide = "found => found.filter(one => one.parentElement.scrollWidth > one.parentElement.clientWidth + 1).length"
    assert tables.evaluate_all(wide) == 0, page.url
    if tables.count():
        tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        roles = {node["role"]["value"] for node in tree if not node["ignored"]}
        assert {"table", "row", "rowheader", "cell"} <= roles, page.url


def test_screens_of_the_registrar_and_the_administrator_are_accessible(page_as, cast):
    page = page_as(cast.registrar, width=1280)
    for path in addresses("certificates", "certificates_due", "issues", "registers"):
        look(page, path)
    look(page_as(cast.administrator, width=1280), reverse("office:regulations"))


def test_nothing_in_the_admin_leads_to_another_server(page_as, cast, live_server):
    page = page_as(cast.administrator, width=1280)
    page.goto(reverse("wagtailadmin_home"))
    page.locator("nav a[href]").first.wait_for(state="attached")
    # the help menu is drawn from JSON by the sidebar, so the whole document is asked, not its links alone
    assert "wagtail.org" not in page.content()
