"""A year of the training office: from the plan to the closing report, each step by whoever does it."""

import re
from io import BytesIO
from pathlib import Path

import pypdf
from playwright.sync_api import Locator, expect

from django.urls import reverse

from portal.papers.classes.templates import CLASS_PAPERS
from tests.journeys.stage import Stage
from tests.journeys.windows import Window, number_in
from training.models import Nomination, TrainingClass, Unit

CODE = "CTX-2026-01"
BASE_PASTE = """(field, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def main_button(window: Window) -> Locator:
    """The button of the form that fills the screen."""
    return window.page.locator("main form button[type=submit]").first


# The plan


def draw_up_plan(office: Window, stage: Stage, school: Unit) -> int:
    """The office begins the plan of the year and lays it before the leadership. Returns the key of the plan."""
    office.go(reverse("office:plans"))
    office.press("Lập kế hoạch", place="body")
    office.write(year=2026, institution=school)
    office.arrive_by(main_button(office))
    office.press("Thêm mục")
    office.write(
        programme=stage.programme, class_count=1, capacity=2, minimum=1, openings="07/12", place="Hội trường A"
    )
    office.arrive_by(main_button(office))
    plan = number_in(office.page.url)
    office.press("Trình phê duyệt")
    office.press("Trình")
    office.sees("đã trình duyệt")
    return plan


def approve_plan(leader: Window, plan: int) -> None:
    """The leadership is told on its first screen; day and name of the decision stand in the form already."""
    leader.go(reverse("wagtailadmin_home"))
    leader.sees("kế hoạch năm chờ phê duyệt")
    leader.go(reverse("office:plan", args=[plan]))
    leader.press("Ghi nhận phê duyệt")
    leader.write(number="15/QĐ-TLHP")
    leader.press("Ghi nhận")
    leader.sees("15/QĐ-TLHP")
    document = leader.page.request.get(reverse("office:plan_document", args=[plan, "pdf"]))
    assert "phê duyệt Kế hoạch đào tạo, bồi dưỡng cán bộ, công chức năm 2026" in words_of(document.body())


def make_classes(office: Window, plan: int, unit: Unit) -> int:
    """One press makes the classes; the quota is set and the call goes out. Returns the key of the class."""
    office.go(reverse("office:plan", args=[plan]))
    office.press("Lập các lớp")
    office.press("Lập các lớp")
    office.sees("1/1")
    held = TrainingClass.objects.get(code=CODE)
    office.go(reverse("office:class_quotas", args=[held.pk]))
    office.write({f"unit-{unit.pk}": 4})
    office.press("Lưu chỉ tiêu")
    office.press("Thông báo chiêu sinh")
    office.press("Thông báo")
    office.sees("đang chiêu sinh")
    return held.pk


# Nominations


def nominate(unit: Window, held: int, *names: str) -> None:
    """The unit reads the notice of the call, sees who fits and why not, and sends people in the order of its list."""
    unit.go(reverse("notices:list"))
    unit.sees(f"Lớp {CODE} chiêu sinh, nhận đề cử đến hết ngày 27/11/2026")
    unit.go(reverse("unit:class", args=[held]))
    unit.sees("Ngoài đối tượng của chương trình")
    for name in names:
        unit.page.get_by_role("checkbox", name=name).check()
    unit.press("Đề cử người đã chọn")
    unit.sees(*names)


def review(office: Window, held: int, answers: dict[str, str], *, ground: str, words: str) -> None:
    """Each nomination gets its proposal, then the list goes to the leadership."""
    for answer in dict.fromkeys(answers.values()):
        office.go(reverse("office:class_nominations", args=[held]))
        for name in (name for name, given in answers.items() if given == answer):
            office.page.get_by_role("checkbox", name=name).check()
        office.write(answer=answer)
        if answer == "reject":
            office.write(ground=ground, reason=words)
        office.press("Trả lời")
    office.press("Trình danh sách lên lãnh đạo")
    office.press("Trình danh sách")


def decide(leader: Window, number: str) -> int:
    """The leadership decides on the whole list. Returns the key of the decision."""
    leader.go(reverse("office:enrolment_decisions"))
    leader.press(CODE)
    leader.press("Duyệt")
    leader.write(number=number)
    leader.press("Duyệt theo quyết định này")
    leader.sees(number)
    return number_in(leader.page.url)


def read_decision(leader: Window, decision: int) -> str:
    """The words of the decision as PDF; the same must come as DOCX."""
    for extension, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        address = reverse("office:enrolment_decision_document", args=[decision, extension])
        answer = leader.page.request.get(address)
        assert answer.status == 200
        assert answer.body().startswith(start)
    return words_of(answer.body())


def words_of(document: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(document)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def withdraw(unit: Window, held: int, name: str, reason: str) -> None:
    nomination = Nomination.objects.get(training_class=held, person__full_name=name)
    unit.go(reverse("unit:class", args=[held]))
    unit.press("Rút đề cử", of=name)
    unit.write(reason=reason)
    unit.press("Rút đề cử")
    nomination.refresh_from_db()
    assert nomination.status == "withdrawn"


# Meetings


def schedule(office: Window, held: int, stage: Stage, count: int) -> None:
    """The form of each meeting brings the half-day that follows, its module and room; the lecturer is chosen once."""
    office.go(reverse("office:class_timetable", args=[held]))
    for number in range(count):
        office.press("Xếp buổi học")
        if number == 0:
            office.write(room=stage.room, lecturer=stage.lecturer)
        office.press("Xếp lịch")
    office.press("Mời giảng viên")
    office.press("Gửi lời mời")
    office.press("Công bố lịch học")
    office.press("Công bố")


def name_supervisor(office: Window, held: int, user) -> None:
    office.go(reverse("office:class", args=[held]))
    office.press("Phân công", of="Giáo viên chủ nhiệm")
    office.write(supervisor=user)
    office.press("Lưu")
    office.sees(user.get_full_name())


def accept_invitation(lecturer: Window) -> None:
    lecturer.go(reverse("lecturer:home"))
    lecturer.press("Tôi nhận lời")


def open_class(office: Window, held: int) -> None:
    office.go(reverse("office:class_timetable", args=[held]))
    office.sees("nhận lời")
    office.press("Mở lớp")
    office.write(opening_decision="45/QĐ-TLHP ngày 04/12/2026")
    office.press("Mở")
    office.sees("đang học")


# In the room


def show_code(lecturer: Window, meeting: int) -> str:
    """The code that stands on the screen now, as somebody reads it aloud."""
    lecturer.go(reverse("lecturer:board", args=[meeting]))
    lecturer.press("Mở điểm danh bằng mã")
    shown = lecturer.page.get_by_text(re.compile(r"^[0-9A-Z]{4} [0-9A-Z]{4}$"))
    expect(shown).to_be_visible()
    return shown.inner_text()


def check_in(trainee: Window, code: str) -> None:
    trainee.go(reverse("trainee:check_in"))
    trainee.page.locator("#code").fill(code)
    trainee.control("Tự điểm danh").click()
    trainee.sees("Đã điểm danh lúc")


def ask_for_leave(trainee: Window, held: int, paper: Path) -> None:
    trainee.go(reverse("trainee:leave", args=[held]))
    trainee.page.locator("[name=meetings]").first.check()
    trainee.write(reason="Dự họp giao ban đột xuất của Thành phố.", declares_no_secret=True)
    trainee.page.locator("[name=document]").set_input_files(paper)
    trainee.press("Gửi đề nghị")
    trainee.sees("chờ quyết định")


def grant_leave(lecturer: Window, name: str) -> None:
    lecturer.go(reverse("lecturer:leave"))
    lecturer.sees(name, "Dự họp giao ban")
    lecturer.press("Duyệt")


def confirm_roll(lecturer: Window, meeting: int, *, all_present: bool = False) -> None:
    lecturer.go(reverse("lecturer:meeting", args=[meeting]))
    if all_present:
        lecturer.control("Tất cả có mặt").click()
    lecturer.press("Lưu điểm danh")
    lecturer.press("Chốt sổ điểm danh")


# Results


def paste_marks(lecturer: Window, held: int, block: str) -> None:
    """A column copied from Excel falls into the column of the sheet."""
    lecturer.go(reverse("lecturer:marks", args=[held]))
    first = lecturer.page.locator(".marks__field").first
    first.evaluate(BASE_PASTE, block)
    lecturer.press("Lưu điểm")


def hold_board(office: Window, held: int) -> None:
    office.go(reverse("office:class", args=[held]))
    office.press("Kết thúc giảng dạy, xét kết quả")
    office.press("Kết thúc giảng dạy")
    office.go(reverse("office:class_board", args=[held]))
    office.press("Lập biên bản")
    members = {"name-0": "Dương Văn Lâm", "name-1": "Bùi Thanh Tùng", "name-2": "Hoàng Minh Sơn"}
    office.write(members, number="05/BB-TLHP", held_on="2026-12-09")
    office.arrive_by(main_button(office))
    office.press("Chốt biên bản")
    office.press("Chốt biên bản")


def recognise(office: Window, held: int) -> None:
    office.go(reverse("office:class_recognise", args=[held]))
    office.write(number="52/QĐ-TLHP", decided_on="2026-12-09", signer="Dương Văn Lâm")
    office.press("Công nhận")
    office.sees("52/QĐ-TLHP")


def prepare_papers(office: Window, held: int) -> dict[str, str]:
    """Every paper of the class, with the words of its PDF."""
    words = {}
    for template in CLASS_PAPERS:
        office.go(reverse("office:class_paper", args=[held, template.code]))
        office.arrive_by(main_button(office))
        file = office.page.get_by_role("link", name=f"{template.label}, PDF")
        words[template.code] = words_of(office.page.request.get(file.get_attribute("href")).body())
    return words


def close(office: Window, held: int) -> None:
    office.go(reverse("office:class", args=[held]))
    office.press("Bế giảng lớp")
    office.press("Bế giảng lớp")
    office.sees("đã bế giảng")


def prepare_statement(office: Window, stage: Stage) -> None:
    office.go(reverse("office:statement", args=[stage.lecturer.pk, "2026-12"]))
    office.arrive_by(main_button(office))
    office.sees("12/2026", "PDF")
