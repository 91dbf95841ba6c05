"""From the lesson that an editor writes to the results that the office recognises."""

from django.urls import reverse

from curriculum.models import LessonPage, LessonProgress
from tests.journeys.stage import Stage
from tests.journeys.windows import Window, number_in

LESSON = "Chủ trì một cuộc họp giao ban"
CODE = "CTX-2026-12"
CLASS = "Lớp bồi dưỡng chủ tịch, phó chủ tịch UBND khóa 12"


def submit_lesson(editor: Window, stage: Stage) -> LessonPage:
    """The editor writes the lesson and hands it in; publishing is not hers."""
    editor.go(reverse("wagtailadmin_pages:add", args=["curriculum", "lessonpage", stage.module.pk]))
    summary = "Ba việc của người chủ trì, từ lúc chuẩn bị đến khi kết luận."
    editor.write(title=LESSON, summary=summary, minutes=5)
    for place, words in enumerate(["Trước cuộc họp", "Trong cuộc họp", "Sau cuộc họp"]):
        editor.page.locator("[data-streamfield-stream-container] .c-sf-add-button").last.click()
        editor.page.get_by_role("option", name="Tiêu đề", exact=True).click()
        editor.write({f"body-{place}-value": words})
    editor.page.locator("footer [data-w-dropdown-target=toggle]").click()
    editor.arrive_by(editor.page.locator("[name=action-submit]"))
    lesson = LessonPage.objects.get(title=LESSON)
    assert not lesson.live
    return lesson


def publish_lesson(office: Window, lesson: LessonPage) -> None:
    """The office finds what waits on its first screen, reads it and publishes it."""
    office.go(reverse("wagtailadmin_home"))
    office.press(LESSON)
    office.page.locator("footer [data-w-dropdown-target=toggle]").click()
    office.arrive_by(office.page.locator("[data-workflow-action-name=approve]").first)
    lesson.refresh_from_db()
    assert lesson.live


def announce_class(office: Window, stage: Stage) -> int:
    """The office adds the class and calls for nominations. Returns the key of the class."""
    office.go(reverse("office:classes"))
    office.press("Thêm lớp")
    office.write(
        programme=stage.programme,
        code=CODE,
        name=CLASS,
        nominate_until="2026-11-30",
        opens_on="2026-12-07",
        closes_on="2026-12-08",
        place="Trường Đào tạo cán bộ Lê Hồng Phong",
        capacity=40,
        minimum=2,
    )
    office.press("Thêm lớp", place="main form")
    training_class = number_in(office.page.url)
    office.press("Thông báo chiêu sinh")
    office.press("Thông báo")
    office.sees("đang chiêu sinh")
    return training_class


def nominate(unit: Window, *names: str) -> None:
    """The unit officer finds the call on the first screen and chooses people of the unit."""
    unit.go(reverse("unit:home"))
    unit.press("Đề cử", of=CLASS)
    for name in names:
        unit.page.get_by_role("checkbox", name=name).check()
    unit.press("Đề cử người đã chọn")
    unit.sees(*names, "đã gửi")


def propose(office: Window, training_class: int, *names: str) -> None:
    """The office proposes to accept all of them at once, and lays the list before the leadership."""
    office.go(reverse("office:class_nominations", args=[training_class]))
    for name in names:
        office.page.get_by_role("checkbox", name=name).check()
    office.write(answer="accept")
    office.press("Trả lời")
    office.press("Trình danh sách lên lãnh đạo")
    office.press("Trình danh sách")
    office.sees(*names)
    office.sees_not("Duyệt")


def approve_list(leader: Window, office: Window, training_class: int) -> None:
    """The leadership decides on the list; those accepted are enrolled."""
    leader.go(reverse("office:enrolment_decisions"))
    leader.press(CODE)
    leader.press("Duyệt")
    leader.write(number="48/QĐ-TLHP")
    leader.press("Duyệt theo quyết định này")
    leader.sees("48/QĐ-TLHP")
    office.go(reverse("office:class_nominations", args=[training_class]))
    office.sees("Danh sách lớp (2/40)")


def publish_timetable(office: Window, training_class: int, stage: Stage, days: list[str]) -> None:
    office.go(reverse("office:class_timetable", args=[training_class]))
    for day in days:
        office.press("Xếp buổi học")
        office.write(date=day, slot="morning", module=stage.module, room=stage.room, lecturer=stage.lecturer, periods=4)
        office.press("Xếp lịch")
    office.press("Công bố lịch học")
    office.press("Công bố")
    office.sees_not("Công bố lịch học")


def see_what_is_next(trainee: Window, stage: Stage) -> None:
    """The first screen says where one must be, and what there is to read."""
    trainee.go(reverse("trainee:home"))
    trainee.sees("Buổi học tới", stage.module.title, stage.room.name, "07/12", "07:30", LESSON)


def read_lesson(trainee: Window, lesson: LessonPage, user) -> None:
    sent = lambda answer: answer.url.endswith("/offline/sync/") and answer.request.method == "POST"  # noqa: E731
    with trainee.page.expect_response(sent) as kept:
        trainee.press(LESSON)
        trainee.page.locator("[data-end]").scroll_into_view_if_needed()
    assert kept.value.status == 200
    trainee.control("Tôi đã đọc xong").click()
    trainee.sees("Đồng chí đã đọc xong bài này.")
    assert LessonProgress.objects.get(user=user, lesson=lesson).completed_at


def open_class(office: Window, training_class: int) -> None:
    office.go(reverse("office:class", args=[training_class]))
    office.press("Mở lớp")
    office.write(opening_decision="45/QĐ-TLHP ngày 04/12/2026")
    office.press("Mở")
    office.sees("đang học")


def call_the_roll(lecturer: Window, stage: Stage, *, late: str = "") -> None:
    lecturer.go(reverse("lecturer:home"))
    lecturer.press("Điểm danh", of=stage.module.title)
    lecturer.control("Tất cả có mặt").click()
    if late:
        for state in ("có mặt", "vắng không phép", "vắng có phép"):  # each touch goes on to the next state
            lecturer.page.get_by_role("button", name=f"{late}: {state}").click()
    lecturer.press("Lưu điểm danh")
    lecturer.sees("Đã lưu")


def enter_marks(lecturer: Window, training_class: int, marks: dict[str, str]) -> None:
    lecturer.go(reverse("lecturer:register", args=[training_class]))
    lecturer.press("Bảng điểm")
    for name, mark in marks.items():
        lecturer.page.get_by_role("textbox", name=f"{name}, Bài thu hoạch").fill(mark)
    lecturer.press("Lưu điểm")
    lecturer.sees(*marks.values())


def recognise_and_close(office: Window, training_class: int) -> None:
    """Computed, reviewed, recognised by a decision, closed: each a step of its own."""
    office.go(reverse("office:class", args=[training_class]))
    office.press("Kết thúc giảng dạy, xét kết quả")
    office.press("Kết thúc giảng dạy")
    office.press("Tính kết quả")
    office.press("Tính")
    office.sees("giỏi", "khá")
    office.press("Công nhận kết quả")
    office.write(number="52/QĐ-TLHP", decided_on="2026-12-09", signer="Nguyễn Văn Hiệu")
    office.press("Công nhận")
    office.sees("52/QĐ-TLHP")
    office.press("Bế giảng lớp")
    office.press("Bế giảng lớp")
    office.sees("đã bế giảng")
