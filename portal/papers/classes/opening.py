"""The decision that opens a class, with its list."""

from datetime import date

from portal.papers.classes.details import MODES, Details, class_name, days_of, learners_of
from portal.papers.classes.lists import learners_table
from portal.papers.paper import Annex, Article, Paper
from portal.papers.wording import day_in_words
from training.models import TrainingClass


def opening_decision(training_class: TrainingClass, details: Details) -> Paper:
    name, enrolments = class_name(training_class), learners_of(training_class)
    facts = training_class.programme_facts
    periods, mode = facts.get("periods"), MODES.get(facts.get("mode", ""), "")
    supervisor = training_class.supervisor
    whom = f" (giáo viên chủ nhiệm: {supervisor.get_full_name()})" if supervisor else ""
    course = [
        f"- Thời gian: {days_of(training_class)};",
        f"- Địa điểm: {training_class.place};",
        *([f"- Thời lượng chương trình: {periods} tiết;"] if periods else []),
        *([f"- Hình thức: {mode};"] if mode else []),
        "- Kinh phí: theo quy định hiện hành.",
    ]
    return Paper(
        issuer=details.issuer,
        kind="Quyết định",
        abbreviation="QĐ",
        abstract=f"Về việc mở {name}",
        number=details.number,
        issued_on=details.issued_on,
        authority=details.issuer.decides,
        grounds=details.grounds,
        body=(
            Article(
                "Điều 1.",
                f"Mở {name} (mã lớp {training_class.code}), gồm {len(enrolments)} học viên (có danh sách kèm theo).",
                tuple(course),
            ),
            Article(
                "Điều 2.",
                f"Phòng Quản lý đào tạo{whom} tổ chức, quản lý lớp học theo chương trình và quy chế đã ban hành. "
                "Học viên chấp hành quy chế, nội quy học tập trong thời gian tham gia lớp học.",
            ),
            Article(
                "Điều 3.",
                "Quyết định này có hiệu lực kể từ ngày ký. Phòng Quản lý đào tạo, các đơn vị, cá nhân có liên quan và "
                "học viên có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này.",
            ),
        ),
        recipients=details.recipients,
        signatures=(details.signature,),
        annexes=(
            Annex(
                f"DANH SÁCH HỌC VIÊN {name.upper()}", annexed_to(details), (learners_table(enrolments),), landscape=True
            ),
        ),
    )


def annexed_to(details: Details, kind: str = "Quyết định", *, of: str = "") -> str:
    """*Kèm theo Quyết định số 15/QĐ-TLHP ngày 05 tháng 3 năm 2026 của Hiệu trưởng …*"""
    return f"Kèm theo {kind} số {details.number} {_day(details.issued_on)} của {of or details.issuer.decides}"


def _day(day: date | None) -> str:
    return day_in_words(day) if day else "ngày … tháng … năm …"
