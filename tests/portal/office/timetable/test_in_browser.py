"""The board in a real Chromium: dragged, moved by keys, warned, justified, undone; a colleague at the same board."""

from datetime import date
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from django.urls import reverse

from tests.browser import assert_axe_clean
from tests.factories.training import (
    ClassMeetingFactory,
    LecturerFactory,
    RoomFactory,
    TrainingClassFactory,
    user_with_role,
)
from training.models import DraftMeeting, Justification, Role
from training.scheduling.drafts.services import Wanted, add_wanted, open_draft, place_meeting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONDAY, TUESDAY, WEDNESDAY = (f"2026-12-{day:02d}" for day in (7, 8, 9))
MORNING, AFTERNOON, EVENING = range(3)
# Refusals are answers with a sentence; the browser writes them into its console all the same.
REFUSED = ("422 (Unprocessable Entity)", "ERR_INTERNET_DISCONNECTED")


@pytest.fixture
def year(cast, settings):
    """A class with a morning in hall A and one half-day not placed yet; another class on Tuesday morning in room B."""
    settings.COSO_NOW = "2026-11-25T09:00"
    hall, room = RoomFactory(name="Hội trường A"), RoomFactory(name="Phòng B")
    mine = TrainingClassFactory(code="BTX-2026-01")
    meeting = ClassMeetingFactory(
        training_class=mine,
        room=hall,
        lecturer=LecturerFactory(person__full_name="Hoàng Minh Sơn"),
        topic="Chuyên đề 1",
    )
    for slot in ("morning", "afternoon"):
        ClassMeetingFactory(training_class=mine, slot=slot, date=date(2026, 12, 11), topic=f"Buổi {slot}")
    other = ClassMeetingFactory(
        training_class=TrainingClassFactory(code="CTX-2026-01"), room=room, date=date(2026, 12, 8), topic="Chuyên đề 2"
    )
    draft = open_draft(2026, by=cast.training_office)
    add_wanted(draft, [Wanted(mine, topic="Chuyên đề 3", periods=4)], by=cast.training_office)
    return SimpleNamespace(
        draft=draft,
        hall=hall,
        room=room,
        row=draft.meetings.get(meeting=meeting),
        other=draft.meetings.get(meeting=other),
    )


def at_board(page, **looked_at):
    query = "&".join(f"{name}={value}" for name, value in ({"day": MONDAY} | looked_at).items())
    page.goto(f"{reverse('office:board')}?{query}")
    if page.viewport_size["width"] >= 800:  # on a phone the list stands alone
        page.locator("[data-drawn]").wait_for(state="attached")
    return page


def half(page, day: str, slot: int, row):
    return page.locator(f".tb-half[data-day='{day}'][data-slot='{slot}'][data-row='{row.pk}']")


def chip(page, row):
    return page.locator(f"[data-live] [data-id='{row.pk}']")


def hold_over(page, what, where) -> None:
    """Press on a meeting and take it over a half-day, without letting go."""
    start, end = what.bounding_box(), where.bounding_box()
    page.mouse.move(start["x"] + 15, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 30, steps=2)
    page.mouse.move(end["x"] + 20, end["y"] + 12, steps=3)


def stands(row) -> tuple:
    row = DraftMeeting.objects.get(pk=row.pk)
    return (row.date and row.date.isoformat(), row.slot, row.room_id)


def test_a_planner_works_by_mouse_and_by_keys_beside_another(page_as, cast, year):
    page = at_board(page_as(cast.training_office, width=1280, height=900, tolerate=REFUSED), evening=1)
    assert_axe_clean(page)
    card = page.locator("[data-card]")

    # Held over a taken room: it is said who and what, and letting go changes nothing.
    hold_over(page, chip(page, year.row), half(page, TUESDAY, MORNING, year.room))
    expect(card).to_contain_text("Không được")
    expect(card).to_contain_text("CTX-2026-01")
    page.mouse.up()
    expect(page.locator("[data-notes]")).to_contain_text("Phòng B")
    assert stands(year.row) == (MONDAY, "morning", year.hall.pk)

    # Closed in the middle of a drag: nothing was saved.
    hold_over(page, chip(page, year.row), half(page, TUESDAY, AFTERNOON, year.room))
    page.reload()
    page.locator("[data-drawn]").wait_for(state="attached")
    assert stands(year.row) == (MONDAY, "morning", year.hall.pk)

    # Dropped where it is free: there at once, and saved.
    hold_over(page, chip(page, year.row), half(page, TUESDAY, AFTERNOON, year.room))
    page.mouse.up()
    expect(
        half(page, TUESDAY, AFTERNOON, year.room).locator(f"[data-id='{year.row.pk}']:not(.is-pending)")
    ).to_be_visible()
    assert stands(year.row) == (TUESDAY, "afternoon", year.room.pk)
    expect(page.locator("[data-changes]")).to_contain_text("1 chuyển")

    # A colleague at the same board sees it and who did it, without loading anew.
    colleague = user_with_role(Role.TRAINING_OFFICE, first_name="Lan", last_name="Vũ")
    beside = at_board(page_as(colleague, width=1280, height=900, tolerate=REFUSED))
    expect(half(beside, TUESDAY, AFTERNOON, year.room).locator(f"[data-id='{year.row.pk}']")).to_be_visible()

    expect(page.locator("[data-details] a", has_text="Tìm chỗ")).to_have_attribute(
        "href", reverse("office:find_place", args=[year.row.pk])
    )

    # By keys to the evening of a full Friday: the rule asks why, the reason is kept.
    chip(page, year.row).focus()
    page.keyboard.press("m")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(card).to_contain_text("Cần lý do")
    expect(page.locator("[data-say]")).to_contain_text("12")
    assert_axe_clean(page)
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("12")
    assert_axe_clean(page)
    dialog.get_by_label("Lý do").fill("Báo cáo viên chỉ có buổi tối")
    dialog.get_by_role("button", name="Lưu kèm lý do này").click()
    expect(
        half(page, "2026-12-11", EVENING, year.room).locator(f"[data-id='{year.row.pk}']:not(.is-pending)")
    ).to_be_visible()
    assert Justification.objects.get().reason == "Báo cáo viên chỉ có buổi tối"
    beside.evaluate("dispatchEvent(new Event('focus'))")
    expect(beside.locator("[data-notes]")).to_contain_text("BTX-2026-01")

    # Undone by the keys everybody knows.
    chip(page, year.row).focus()
    page.keyboard.press("Control+z")
    expect(half(page, TUESDAY, AFTERNOON, year.room).locator(f"[data-id='{year.row.pk}']")).to_be_visible()
    assert stands(year.row) == (TUESDAY, "afternoon", year.room.pk)

    # Taken up here, moved by the colleague meanwhile: refused with who and where, nothing overwritten.
    chip(page, year.row).focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    row = DraftMeeting.objects.select_related("draft", "room", "lecturer").get(pk=year.row.pk)
    there = {"date": date(2026, 12, 10), "slot": "morning", "room": row.room, "lecturer": row.lecturer}
    place_meeting(row, **there, revision=row.revision, by=colleague)
    page.keyboard.press("Enter")
    expect(page.locator("[data-notes]")).to_contain_text("Lan")
    expect(half(page, "2026-12-10", MORNING, year.room).locator(f"[data-id='{year.row.pk}']")).to_be_visible()
    assert stands(year.row) == ("2026-12-10", "morning", year.room.pk)

    # What waits in the tray is placed by keys; without a network it is kept and sent as soon as there is one.
    waiting = year.draft.meetings.get(topic="Chuyên đề 3")
    chip(page, waiting).focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("[data-notes]")).to_contain_text("Chưa lưu")
    assert stands(waiting)[0] is None
    page.context.set_offline(False)
    expect(page.locator(f"td [data-id='{waiting.pk}']:not(.is-pending)")).to_be_visible()
    assert stands(waiting)[:2] == (WEDNESDAY, "morning")


@pytest.mark.parametrize(
    ("width", "scheme", "zoom"), [(1280, "dark", "month"), (1280, "light", "year"), (390, "dark", "week")]
)
def test_the_board_is_accessible_for_who_only_reads(page_as, cast, year, width, scheme, zoom):
    page = at_board(page_as(cast.auditor, width=width, color_scheme=scheme), zoom=zoom, rows="class")
    assert_axe_clean(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("[data-agenda]" if width < 600 else "[data-table]")).to_be_visible()
    assert page.locator("[data-undo]").count() == 0
    if width < 600:
        page.locator("[name=day]").fill("2026-12-14")
        page.get_by_role("button", name="Xem", exact=True).click()
        expect(page.locator("[data-agenda] h2")).to_contain_text("14/12")
