"""Check-in and roll call in a real Chromium, with and without a network."""

from datetime import datetime, time, timedelta
from time import process_time

import pytest
from playwright.sync_api import expect

from django.utils import timezone

from curriculum.clock.time import now, today
from tests.browser import assert_axe_clean, in_outbox, until
from tests.factories.training import ClassMeetingFactory, EnrolmentFactory, TrainingClassFactory
from training.attendance.codes import code_for, short_code_for, step_at
from training.attendance.services import open_check_in
from training.models import AttendanceRecord, CheckIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOST = ("Failed to load resource", "net::ERR")


@pytest.fixture
def meeting(cast):
    """A meeting of today that is under way; near midnight it begins or ends with the day."""
    day = today()
    first, last = (timezone.make_aware(datetime.combine(day, at)) for at in (time.min, time.max))
    held = TrainingClassFactory(
        status="open", opens_on=day, closes_on=day + timedelta(days=5), nominate_until=day - timedelta(days=5)
    )
    return ClassMeetingFactory(
        training_class=held,
        lecturer=cast.lecturer.person.lecturer,
        date=day,
        starts_at=max(first, now() - timedelta(minutes=5)),
        ends_at=min(last, now() + timedelta(hours=2)),
    )


@pytest.fixture
def enrolment(cast, meeting):
    return EnrolmentFactory(training_class=meeting.training_class, person=cast.trainee.person)


@pytest.fixture
def register(cast, meeting):
    return open_check_in(meeting, by=cast.lecturer)


def address(register, moment=None):
    return f"/learn/check-in/?c={code_for(register.meeting_id, register.secret, step_at(moment or now()))}"


def ready_offline(page):
    """Wait until the page is kept for the time without a network."""
    for _attempt in range(100):
        kept = page.evaluate(
            """async () => {
              const copies = await caches.open("coso-copies-1");
              return (await copies.keys()).map((one) => new URL(one.url).pathname);
            }"""
        )
        here = page.evaluate("location.pathname")
        if here in kept and any(path.endswith("words.js") for path in kept):
            return
        page.wait_for_timeout(200)
    pytest.fail(f"The page was not kept: {kept}")


def test_the_address_of_the_code_checks_its_reader_in(cast, page_as, register, enrolment):
    page = page_as(cast.trainee)
    page.goto(address(register))
    expect(page.locator('[data-verdict="good"]')).to_be_visible()
    assert CheckIn.objects.get().enrolment == enrolment
    assert not CheckIn.objects.get().is_offline
    assert page.url.endswith("/learn/check-in/")
    assert_axe_clean(page)


def test_a_code_from_a_photograph_is_refused_in_words(cast, page_as, register, enrolment):
    page = page_as(cast.trainee)
    page.goto(address(register, now() - timedelta(minutes=1)))
    expect(page.locator('[data-verdict="bad"]')).to_contain_text("chụp lại")
    assert not AttendanceRecord.objects.exists()
    assert_axe_clean(page)


def test_typing_the_short_code_checks_in(cast, page_as, register, enrolment):
    page = page_as(cast.trainee)
    page.goto("/learn/check-in/")
    page.fill("#code", short_code_for(register.meeting_id, register.secret, step_at(now())).lower())
    page.click("[data-typed] button")
    expect(page.locator('[data-verdict="good"]')).to_be_visible()
    assert AttendanceRecord.objects.get().status == "present"


def test_without_network_the_code_is_kept_with_its_moment_and_sent_later(cast, page_as, register, enrolment):
    page = page_as(cast.trainee, tolerate=LOST)
    page.goto("/learn/check-in/")
    ready_offline(page)
    page.context.set_offline(True)
    read_at = now()
    page.goto(address(register))
    expect(page.locator('[data-verdict="kept"]')).to_be_visible()
    assert_axe_clean(page)
    page.goto("/learn/check-in/")  # closed and opened again, still without a network
    expect(page.locator('[data-verdict="kept"]')).to_be_visible()
    assert not CheckIn.objects.exists()
    page.context.set_offline(False)
    page.goto("/learn/")
    until(page, lambda: CheckIn.objects.exists() and not in_outbox(page))
    (kept,) = CheckIn.objects.all()
    assert abs(kept.scanned_at - read_at) < timedelta(seconds=10)  # the page itself may come slowly
    page.goto("/learn/check-in/")
    expect(page.locator(".lines")).to_contain_text("có mặt")


def test_somebody_who_must_sign_in_first_was_there_when_the_code_was_opened(client, cast, register, enrolment):
    opened = address(register)
    assert client.get(opened).status_code == 302
    client.force_login(cast.trainee)
    assert 'data-seen-ago="0"' not in client.get(opened).content.decode()
    assert client.post(opened, {"code": opened.partition("=")[2]}).status_code == 302
    assert AttendanceRecord.objects.get().status == "present"


def test_the_screen_shows_a_code_that_changes_and_who_came_even_without_network(
    cast, page_as, meeting, register, enrolment
):
    screen = page_as(cast.lecturer, width=1280, height=800, tolerate=LOST)
    screen.goto(f"/teach/meetings/{meeting.pk}/qr/")
    expect(screen.locator("[data-board]")).to_have_attribute("data-state", "on")
    assert_axe_clean(screen)
    short = screen.locator("[data-short]").inner_text().replace(" ", "")
    moment = now()
    steps = (step_at(moment), step_at(moment) - 1)
    assert short in {short_code_for(meeting.pk, register.secret, step) for step in steps}
    decoded = screen.evaluate(
        """async () => {
          const { default: decode } = await import("/static/portal/vendor/qr/decode.js");
          const canvas = document.querySelector("[data-picture]");
          return decode(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height));
        }"""
    )
    assert decoded.partition("?c=")[2] in {code_for(meeting.pk, register.secret, step) for step in steps}
    phone = page_as(cast.trainee)
    phone.goto(decoded)
    expect(phone.locator('[data-verdict="good"]')).to_be_visible()
    expect(screen.locator("[data-count]")).to_have_text("1", timeout=30_000)
    expect(screen.locator("[data-latest]")).to_contain_text("Thu Hà")
    screen.context.set_offline(True)
    expect(screen.locator("[data-lost]")).to_be_visible(timeout=30_000)
    expect(screen.locator("[data-short]")).not_to_have_text(f"{short[:4]} {short[4:]}", timeout=30_000)
    assert screen.locator("[data-board]").get_attribute("data-state") == "on"


def test_the_roll_of_eighty_is_two_touches_and_a_save(cast, page_as, meeting):
    people = EnrolmentFactory.create_batch(80, training_class=meeting.training_class)
    page = page_as(cast.lecturer)
    page.goto(f"/teach/meetings/{meeting.pk}/")
    for enrolment in people[:2]:
        line = page.locator(".roll__line", has=page.locator(f'[name="roll-{enrolment.pk}"]'))
        line.locator(".roll__state").click()
    assert_axe_clean(page)
    began = process_time()
    page.click('.savebar [type="submit"]')
    expect(page.locator(".messages")).to_contain_text("80")
    assert process_time() - began < 5
    roll = dict(meeting.attendance.values_list("enrolment", "status"))
    assert [roll[one.pk] for one in people[:3]] == ["unexcused", "unexcused", "present"]
    assert len(roll) == 80


def test_two_devices_without_network_never_count_twice_and_the_later_mark_stands(cast, page_as, meeting):
    one, two = EnrolmentFactory.create_batch(2, training_class=meeting.training_class)
    devices = [page_as(cast.lecturer, tolerate=LOST) for _n in range(2)]
    for device in devices:
        device.goto(f"/teach/meetings/{meeting.pk}/")
        ready_offline(device)
        device.context.set_offline(True)
        device.reload()

    def touch(device, enrolment, times):
        for _n in range(times):
            device.locator(".roll__line", has=device.locator(f'[name="roll-{enrolment.pk}"]')).locator(
                ".roll__state"
            ).click()

    def save(device):
        device.click('.savebar [type="submit"]')
        expect(device.locator("[data-save-line]")).to_have_attribute("data-state", "waiting")

    touch(devices[0], one, 1)  # absent
    save(devices[0])
    devices[1].wait_for_timeout(50)
    touch(devices[1], two, 3)  # late
    save(devices[1])
    assert not meeting.attendance.exists()
    for device in reversed(devices):  # what was done last arrives first
        device.context.set_offline(False)
        expect(device.locator(".roll__confirm")).to_be_visible()  # sent by itself, and shown as it now stands
    assert dict(meeting.attendance.values_list("enrolment", "status")) == {one.pk: "unexcused", two.pk: "late"}


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_leave_and_its_decision_are_accessible(cast, page_as, meeting, enrolment, width, scheme):
    meeting.training_class.supervisor = cast.lecturer
    meeting.training_class.save()
    page = page_as(cast.trainee, width=width, color_scheme=scheme)
    page.goto(f"/learn/classes/{meeting.training_class_id}/leave/")
    page.check("[name=meetings]")
    page.fill("[name=reason]", "Họp đột xuất")
    page.click("main .card button")
    expect(page.locator(".messages")).to_be_visible()
    assert_axe_clean(page)
    supervisor = page_as(cast.lecturer, width=width, color_scheme=scheme)
    supervisor.goto("/teach/leave/")
    assert_axe_clean(supervisor)
    supervisor.click('[name=decision][value="approve"]')
    expect(supervisor.locator(".messages")).to_be_visible()
    assert enrolment.leave_requests.get().status == "approved"
    office = page_as(cast.training_office, width=width, color_scheme=scheme)
    for path in ("/admin/leave/", f"/admin/leave/{enrolment.leave_requests.get().pk}/", "/admin/attendance-risk/"):
        office.goto(path)
        assert_axe_clean(office)
