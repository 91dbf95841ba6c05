"""The calendar's pages: one month as grid and agenda, the way to other months, the page of the private link."""

from datetime import date, datetime, timedelta

import pytest

from django.urls import reverse

from curriculum.clock.time import set_to
from portal.calendar.entries import entries_of
from portal.calendar.services import open_feed
from tests.browser import assert_axe_clean
from tests.factories.training import ClassMeetingFactory, EnrolmentFactory, TrainingClassFactory
from training.mentoring.reference import load_competencies, load_forms
from training.mentoring.services.calendar import create_calendar
from training.models import Lecturer, TeachingInvitation
from training.scheduling.inviting import link_token

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 8)


def kinds_of(user, first=DAY - timedelta(days=40), last=DAY + timedelta(days=40)):
    return [(entry.day, entry.kind) for entry in entries_of(user, first, last)]


@pytest.fixture
def held(cast):
    meeting = ClassMeetingFactory(date=DAY, lecturer=Lecturer.objects.get(person__user=cast.lecturer))
    EnrolmentFactory(training_class=meeting.training_class, person=cast.trainee.person)
    return meeting


def test_a_month_is_drawn_with_what_stands_in_it(held, cast, client):
    client.force_login(cast.trainee)
    with set_to(datetime(2026, 12, 1, 8, 0)):
        page = client.get(reverse("trainee:calendar"))
    text = page.content.decode()
    assert text.count("month__day") == 5 * 7
    assert held.topic in text
    assert 'id="d20261208"' in text
    assert "?month=2026-11" in text
    assert "?month=2027-01" in text


@pytest.mark.parametrize("asked", ["2026-13", "x", "0001-01", "99999-1", "2026-12-12", ""])
def test_a_month_that_is_none_is_this_one(cast, client, asked):
    client.force_login(cast.trainee)
    with set_to(datetime(2026, 12, 1, 8, 0)):
        page = client.get(reverse("trainee:calendar"), {"month": asked})
    assert page.context["month"].first == date(2026, 12, 1)


def test_the_agenda_of_this_month_begins_today_and_looks_a_month_ahead(held, cast, client):
    client.force_login(cast.trainee)
    ClassMeetingFactory(training_class=held.training_class, date=date(2026, 12, 29))
    with set_to(datetime(2026, 12, 10, 8, 0)):
        month = client.get(reverse("trainee:calendar")).context["month"]
    assert [day.date for day in month.earlier] == [DAY]
    assert [day.date for day in month.days] == [date(2026, 12, 29)]


def test_each_sees_the_own_side_of_a_meeting(held, cast):
    assert kinds_of(cast.trainee) == [(DAY, "class")]
    assert kinds_of(cast.lecturer) == [(DAY, "teaching")]
    assert kinds_of(cast.stranger) == []


def test_a_unit_officer_sees_until_when_to_nominate_and_the_office_the_whole_class(cast):
    row = TrainingClassFactory()
    assert kinds_of(cast.unit_officer) == [(row.nominate_until, "deadline")]
    assert kinds_of(cast.training_office) == [
        (row.nominate_until, "deadline"),
        (row.opens_on, "opening"),
        (row.closes_on, "opening"),
    ]


def test_forms_of_the_term_stand_with_the_official_and_the_mentor(cast):
    assert cast.mentor.person.mentor
    load_competencies()
    load_forms()
    forms = create_calendar(cast.posting)
    last = forms[-1].due_on
    for user in (cast.young_official, cast.mentor):
        days = [day for day, kind in kinds_of(user, forms[0].due_on, last) if kind == "form"]
        assert days == sorted(form.due_on for form in forms)
    assert kinds_of(cast.stranger, forms[0].due_on, last) == []


def test_a_calendar_full_of_meetings_asks_no_more(held, cast, django_assert_num_queries):
    with django_assert_num_queries(len_of_queries(cast.lecturer)):
        entries_of(cast.lecturer, DAY - timedelta(days=5), DAY + timedelta(days=20))
    for number in range(1, 4):
        ClassMeetingFactory(lecturer=held.lecturer, date=DAY + timedelta(days=number))
    with django_assert_num_queries(len_of_queries(cast.lecturer)):
        assert len(entries_of(cast.lecturer, DAY - timedelta(days=5), DAY + timedelta(days=20))) == 4


def len_of_queries(user) -> int:
    """Learning, written work, teaching, postings; who has one is asked for forms and contacts too.

    Duties and roles are read once.
    """
    user.roles  # noqa: B018
    from portal.rules import duties_of

    duties_of(user)
    return 4


def test_the_page_of_the_link_makes_renews_and_stops(cast, client):
    client.force_login(cast.trainee)
    assert "/calendar/open/" in client.get(reverse("calendar:mine")).content.decode()
    client.post(reverse("calendar:open"))
    first = client.get(reverse("calendar:mine"))
    assert first["Cache-Control"] == "no-store, private"
    address = first.context["address"]
    assert address.endswith(".ics")
    assert "<svg" in first.context["qr"]
    client.post(reverse("calendar:renew"))
    assert client.get(reverse("calendar:mine")).context["address"] not in ("", address)
    client.post(reverse("calendar:stop"))
    assert client.get(reverse("calendar:mine")).context["address"] == ""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_calendars_are_accessible_at_both_widths(page_as, cast, width, scheme):
    meeting = ClassMeetingFactory(date=date.today(), lecturer=Lecturer.objects.get(person__user=cast.lecturer))
    EnrolmentFactory(training_class=meeting.training_class, person=cast.trainee.person)
    open_feed(by=cast.trainee)
    invitation = TeachingInvitation.objects.create(meeting=meeting, lecturer=meeting.lecturer)
    windows = {}
    for user, path in [
        (cast.trainee, reverse("trainee:calendar")),
        (cast.trainee, reverse("trainee:calendar") + "?view=month"),
        (cast.trainee, reverse("calendar:mine")),
        (cast.lecturer, reverse("lecturer:calendar") + "?view=agenda"),
        (cast.training_office, reverse("office:calendar")),
        (cast.training_office, reverse("office:duties")),
        (cast.training_office, reverse("office:duty_create")),
        (cast.training_office, reverse("office:lecturer", args=[meeting.lecturer_id])),
        (cast.training_office, reverse("office:class_timetable", args=[meeting.training_class_id])),
        (cast.lecturer, reverse("lecturer:home")),
        (cast.lecturer, reverse("lecturer:availability")),
        (cast.lecturer, reverse("lecturer:invitation_link", args=[link_token(invitation.batch)])),
        (cast.unit_officer, reverse("unit:duties")),
        (cast.trainee, reverse("notices:choices")),
    ]:
        page = windows.get(user) or windows.setdefault(user, page_as(user, width=width, color_scheme=scheme))
        assert page.goto(path).status == 200
        assert_axe_clean(page)
    grid = page_as(cast.trainee, width=width)
    grid.goto(reverse("trainee:calendar"))
    assert grid.locator(".calendar__month").is_visible() is (width > 800)
    assert grid.locator(".calendar__agenda").is_visible() is (width < 800)
