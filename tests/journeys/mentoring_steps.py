"""From the decision that posts a young official to the first quarter reviewed by all who answer for it."""

from django.urls import reverse

from tests.cast import Cast
from tests.journeys.stage import Stage
from tests.journeys.windows import Window, number_in

TALK = "Cách chuẩn bị một buổi tiếp công dân và trả lời đúng hạn."
FEEDBACK = "Đồng chí lắng nghe tốt; cần chốt lại từng ý trước khi kết thúc."
TAKEN = "Tôi sẽ ghi lời hẹn ngay tại chỗ và báo lại cho người dân."
GOAL = "Hoàn thành danh mục hồ sơ đất đai còn tồn"
NOTE = "Đã dự hai buổi tiếp công dân; kết luận rõ, có hẹn ngày trả lời."


def post_official(committee: Window, stage: Stage, cast: Cast) -> int:
    """The Committee records the decision, with the mentor and why he; the calendar of the term comes with it."""
    committee.go(reverse("office:postings"))
    committee.press("Ghi nhận quyết định luân chuyển")
    committee.write(
        person=stage.official.staff_code,
        kind="rotation",
        sending_unit=cast.department,
        host_unit=cast.commune,
        title=stage.mentor.person.positions.get().title,
        decision_number="118-QĐ/BTCTU",
        decision_on="2026-09-07",
        effective_on="2026-09-14",
        term_months=36,
        mentor=stage.mentor,
        no_secrets=True,
    )
    committee.press("Ghi nhận")
    committee.sees("Chưa tập huấn người hướng dẫn", "Chưa có gì được lưu")
    committee.write(mentor_note="Am hiểu địa bàn; dự lớp tập huấn tháng 01/2027", no_secrets=True)
    committee.press("Ghi nhận")
    committee.sees(stage.official.full_name, stage.mentor.person.full_name, "Phiếu rà soát quý", "14/09/2029")
    return number_in(committee.page.url)


def log_contact(mentor: Window, stage: Stage) -> None:
    """The mentor writes the contact down on the phone and hands it in."""
    mentor.go(reverse("mentor:home"))
    mentor.press("Ghi buổi kèm cặp", of=stage.official.full_name)
    mentor.write({"action-0-text": "Mở sổ theo dõi lời hẹn với người dân", "action-0-due_on": "2026-12-31"})
    mentor.write(kind="site_visit", topics=TALK, mentor_feedback=FEEDBACK, competencies="C3")
    mentor.press("Gửi xác nhận")
    mentor.sees(TALK, FEEDBACK)


def confirm_contact(official: Window) -> None:
    """The other side finds it on the first screen, adds what it takes from it, and confirms."""
    official.go(reverse("trainee:home"))
    official.arrive_by(official.page.get_by_role("link", name="Đọc và xác nhận").first)
    official.sees(TALK)
    official.write(own_words=TAKEN)
    official.press("Xác nhận")
    official.sees("đã xác nhận", TAKEN)


def write_review(official: Window, posting: int) -> int:
    """The official's part of the quarterly review (F3), handed in. Returns the key of the form."""
    official.go(reverse("mentor:posting", args=[posting]))
    official.press("Lập phiếu", of="F3 Phiếu rà soát quý")
    official.write({"goals-0-goal": GOAL, "goals-0-status": "in_progress"})
    for place, result in enumerate(["42 hồ sơ đã trả", "Quy chế tiếp công dân", "Sổ lời hẹn điện tử"]):
        official.write({f"results-{place}-result": result, f"results-{place}-evidence": "Biên bản ngày 10/12/2026"})
    official.write({"difficulties-0-difficulty": "Địa bàn rộng", "difficulties-1-difficulty": "Thiếu bản đồ số"})
    official.write(duties="Phụ trách tiếp công dân và đất đai", village_days=12, receptions=6, relationship_mentee=5)
    official.press("Ký và gửi")
    official.sees(GOAL)
    return number_in(official.page.url)


def write_mentor_part(mentor: Window, form: int) -> None:
    """The mentor writes the part that is the mentor's, and signs."""
    mentor.go(reverse("mentor:home"))
    mentor.arrive_by(mentor.page.locator(f"main a[href='{reverse('mentor:form', args=[form])}']").first)
    mentor.sees(GOAL)
    mentor.write(mentor_note=NOTE, relationship_mentor=4)
    mentor.press("Xác nhận")
    mentor.sees(NOTE)


def acknowledge_review(head: Window, form: int) -> None:
    head.go(reverse("mentor:host"))
    head.arrive_by(head.page.locator(f"main a[href='{reverse('mentor:form', args=[form])}']").first)
    head.sees(GOAL, NOTE)
    head.press("Xác nhận")
    head.sees("đã ký đủ")
